"""`wsgen docs --serve`: serves the page of a document on this machine, and makes it again when a file of it changes."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ..collecting import RefusedError
from ..diagnostics.excerpt import visible
from ..docs.live import LivePage
from ..options import FindingsFormat
from ..pipeline import Step
from ..provider.serving import NoServerError, NotServedError, serving
from .docs import Faulty, Request, made_page
from .findings import outcome, refused
from .outcome import NoAnswerError, Outcome
from .project import Arguments, Subject, subject
from .watching import Watch

_HOST: Final = "127.0.0.1"
_INSTALL: Final = "pip install 'wsgen[serve]'"


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Where the page is served: `say` prints lines, `pause` waits until files may have changed."""

    say: Callable[[str], None]
    pause: Callable[[], None]


def docs_serve(arguments: Arguments, request: Request, port: int, around: Surroundings, step: Step) -> Outcome:
    """Serves until `around.pause` raises; port 0 is a free one.

    Raises NoAnswerError where no document is named, the port is taken, or a library is missing.
    """
    live = LivePage()
    try:
        asked = subject(arguments)
    except RefusedError as error:
        return outcome((refused(error, arguments),), FindingsFormat.FULL, has_color=False)
    watch = Watch(around.pause, (asked.spec, *_settings(asked)))
    trouble, paths = _make(live, arguments, request, step)
    try:
        with serving(live, _HOST, port) as here:
            step("")
            url = here.url.replace("ws://", "http://")
            around.say(f"{visible(asked.name)} is served at {url}/  Ctrl-C stops it.\n{trouble}")
            while True:
                watch.follow(paths)
                watch.changed()
                trouble, paths = _make(live, arguments, request, step)
                step("")
                around.say(trouble or f"{visible(asked.name)} changed\n")
    except OSError as error:
        raise NoAnswerError(f"{_HOST}:{port} can't be served: {error.strerror}; --port 0 takes a free one") from None
    except NoServerError:
        raise NoAnswerError(f"the page is served by uvicorn, which isn't installed: {_INSTALL}") from None
    except NotServedError as error:
        raise NoAnswerError(f"the page can't be served: {error}") from None


def _make(live: LivePage, arguments: Arguments, request: Request, step: Step) -> tuple[str, tuple[Path, ...]]:
    """Makes the page again; what is wrong, if anything is, and the files that it depends on."""
    asked: Subject | None = None
    paths: tuple[Path, ...] = ()
    try:
        asked = subject(arguments)
        made = made_page(asked, arguments, request, step, live.next_version)
        paths = made.paths
        if not isinstance(made, Faulty):
            live.show(made.text)
            return "", _with_settings(asked, paths)
        trouble = outcome((made.findings,), FindingsFormat.FULL, has_color=False).out + made.remark
    except RefusedError as error:
        trouble = outcome((refused(error, arguments),), FindingsFormat.FULL, has_color=False).out
        paths = tuple(error.folder / each for each in (*error.texts, *error.absent))
    except NoAnswerError as error:
        trouble = f"{error}\n"
    live.complain(trouble)
    return trouble, _with_settings(asked, paths)


def _with_settings(asked: Subject | None, paths: Iterable[Path]) -> tuple[Path, ...]:
    own = () if asked is None else (asked.spec, *_settings(asked))
    return (*paths, *own)


def _settings(asked: Subject) -> tuple[Path, ...]:
    return (asked.configuration.path,) if asked.configuration.path else ()
