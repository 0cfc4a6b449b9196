"""What holds for every test."""

import signal
from collections.abc import Iterator

import pytest

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # Whoever starts the tests in the background of a shell has them ignore Ctrl-C, and every process that they start.
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session", autouse=True)
def _no_cache_of_the_user() -> Iterator[None]:
    """Tests neither read nor fill the cache of whoever runs them; the tests of the cache have one of their own."""
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("CI", "true")
        yield
