"""What a project's own tests import: a failure that `wsgen fuzz` once found, as a test of one line."""

from collections.abc import Callable
from pathlib import Path

from .commands.fuzz_replay import Request, fuzz_replay
from .commands.outcome import Answer, NoAnswerError
from .commands.project import Arguments
from .commands.provider import Asked
from .settings import read


def regression(
    file: str, *, app: str | None = None, url: str | None = None, spec: str | None = None, **arguments: str
) -> Callable[[], None]:
    """Gives a test that fails as long as a recorded fault is there.

    One line is all of it: `test_thread_id = regression("failures/WSG802-1011.json")`.

    Document, server and arguments of the handshake are those of `[tool.wsgen]` in pyproject.toml, where none are given
    here; paths begin in its folder, wherever pytest was started. The test raises AssertionError with what happened.
    """

    def test() -> None:
        folder = _project_folder()
        server = Asked(app, url, tuple(f"{name}={value}" for name, value in arguments.items()))
        try:
            outcome = fuzz_replay(Arguments(folder, spec), Request(file, server), lambda _: None)
        except NoAnswerError as error:
            raise AssertionError(str(error)) from None
        if outcome.answer is not Answer.YES:
            raise AssertionError(outcome.out + outcome.err)

    return test


def _project_folder() -> Path:
    """The folder of the nearest pyproject.toml with `[tool.wsgen]`, else the working folder."""
    here = Path.cwd()
    configuration = read(here, None)
    return here if configuration.path is None else configuration.path.parent
