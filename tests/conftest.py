"""What holds for every test."""

import signal
from collections.abc import Iterator

import pytest

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # Whoever starts the tests in the background of a shell has them ignore Ctrl-C, and every process that they start.
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session", autouse=True)
def _no_cache_of_the_user(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Tests neither read nor fill the cache of whoever runs them; the tests of the cache have one of their own.

    What mypy knows of the libraries is kept for all that one process tests: a dozen tests need it, 10 s each.
    """
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("CI", "true")
        environment.setenv("MYPY_CACHE_DIR", str(tmp_path_factory.mktemp("mypy")))
        yield
