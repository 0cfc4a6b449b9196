"""Replaces one file of the user's by a new text of it: by rename, and only where nobody else has changed it."""

import os
import tempfile
from contextlib import suppress
from pathlib import Path

from .outcome import NoAnswerError


def content_of(path: Path, name: str) -> bytes:
    """The bytes of a file, called `name` by the user. Raises NoAnswerError where it can't be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise NoAnswerError(f"{name} can't be read: {error.strerror}") from error


def replace(path: Path, name: str, old: bytes, new: bytes) -> None:
    """Writes `new` where `old` was read, all of it or nothing; a link stays one, and the file's mode what it is.

    Raises NoAnswerError where the file is no longer what was read, or can't be written.
    """
    real = Path(os.path.realpath(path))
    if content_of(real, name) != old:
        raise NoAnswerError(f"{name} was changed by somebody else meanwhile; nothing was written to it")
    staged: Path | None = None
    try:
        descriptor, name_of_staged = tempfile.mkstemp(dir=real.parent, prefix=f".{real.name}.")
        staged = Path(name_of_staged)
        with os.fdopen(descriptor, "wb") as file:
            file.write(new)
        staged.chmod(real.stat().st_mode & 0o7777)
        staged.replace(real)
    except OSError as error:
        if staged:
            with suppress(OSError):
                staged.unlink()
        raise NoAnswerError(f"{name} can't be written: {error.strerror}") from error
