"""Serves a site of several connections on one port, for as long as a command runs."""

from collections.abc import Generator
from contextlib import ExitStack, contextmanager
from typing import Final

from ..mock.site import Site
from ..provider.serving import NoServerError, NotServedError, Serving, serving
from .outcome import NoAnswerError

_INSTALL: Final = "pip install 'wsgen[serve]'"


@contextmanager
def served_site(site: Site, what: str, host: str, port: int) -> Generator[Serving]:
    """Serves until the block ends; `what` is such as "the mock". Raises NoAnswerError where that can't be."""
    with ExitStack() as running:
        try:
            here = running.enter_context(serving(site, host, port))
        except OSError as error:
            where = f"{host}:{port}"
            raise NoAnswerError(f"{where} can't be served: {error.strerror}; --port 0 takes a free one") from None
        except NoServerError:
            raise NoAnswerError(f"{what} is served by uvicorn, which isn't installed: {_INSTALL}") from None
        except NotServedError as error:
            raise NoAnswerError(f"{what} doesn't start: {error}") from None
        yield here
