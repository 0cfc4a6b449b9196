"""What holds for every test."""

from collections.abc import Iterator

import pytest


@pytest.fixture(scope="session", autouse=True)
def _no_cache_of_the_user() -> Iterator[None]:
    """Tests neither read nor fill the cache of whoever runs them; the tests of the cache have one of their own."""
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("CI", "true")
        yield
