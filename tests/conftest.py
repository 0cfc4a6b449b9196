"""What holds for every test."""

import os
import signal
from collections.abc import Iterator

import pytest

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # Whoever starts the tests in the background of a shell has them ignore Ctrl-C, and every process that they start.
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session", autouse=True)
def _caches_of_this_run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Tests neither read nor fill the cache of whoever runs them, but share one, which saves a third of the time.

    The tests of the cache have one of their own, and those of which bytes come of what have none. What mypy knows of
    the libraries is kept for all that one process tests: a dozen tests need it, 10 s each.
    """
    run = tmp_path_factory.getbasetemp()
    shared = run.parent if "PYTEST_XDIST_WORKER" in os.environ else run
    folder = shared / "cache"
    with pytest.MonkeyPatch.context() as environment:
        environment.delenv("CI", raising=False)
        environment.setenv("XDG_CACHE_HOME", str(folder))
        environment.setenv("MYPY_CACHE_DIR", str(tmp_path_factory.mktemp("mypy")))
        yield
