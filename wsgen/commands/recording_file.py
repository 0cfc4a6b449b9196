"""Keeps what crosses a mock or a proxy in a file, a line for each frame, as it happens; and reads such files."""

from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path

from ..diagnostics.excerpt import visible
from ..mock.recording import recorded
from ..mock.seen import Frame, Log, Seen
from .outcome import NoAnswerError


@contextmanager
def recording(path: str | None, cwd: Path, log: Log, say: Callable[[str], None]) -> Generator[Log]:
    """A log that tells `log`, and writes each frame to the file at `path` (relative to `cwd`) where there is one.

    Each line is in the file at once. A file that can't be written any more is told once, and the rest goes on. Raises
    NoAnswerError where there is such a file already, or it can't be made.
    """
    if path is None:
        yield log
        return
    try:
        file = (cwd / path).open("x", encoding="utf-8", newline="\n")
    except FileExistsError:
        raise NoAnswerError(f"--record: {path} is there already; give another name, or remove it") from None
    except OSError as error:
        raise NoAnswerError(f"--record: {path} can't be written: {error.strerror}") from None
    is_broken = False

    def told(seen: Seen) -> None:
        nonlocal is_broken
        log(seen)
        if is_broken or not isinstance(seen, Frame):
            return
        try:
            file.write(f"{recorded(seen)}\n")
            file.flush()
        except OSError as error:
            is_broken = True
            say(f"{visible(path)} can't be written any more: {error.strerror}")

    try:
        yield told
    finally:
        try:
            file.close()
        except OSError as error:
            if not is_broken:
                say(f"{visible(path)} can't be written any more: {error.strerror}")


def recorded_text(path: str, cwd: Path, option: str) -> str:
    """The text of the recording at `path` (relative to `cwd`), which `option` names. Raises NoAnswerError."""
    try:
        return (cwd / path).read_bytes().decode()
    except OSError as error:
        raise NoAnswerError(f"{option}: {path} can't be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise NoAnswerError(f"{option}: {path} isn't UTF-8") from None
