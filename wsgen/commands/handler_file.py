"""Finds the file in which users write their handlers, reads it, and keeps what was added to it."""

import os
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from ..collecting import RefusedError
from ..diagnostics.found import found
from ..handlers.module import NotPythonError
from .outcome import NoAnswerError
from .project import Subject, shown_path
from .rewriting import replace as replace_file

_USUAL: Final = "server.py"
_MARK: Final = "\ufeff"


@dataclass(frozen=True, slots=True)
class HandlerFile:
    """A file of handlers, its name as the user would type it, and its text; None where it isn't there.

    `mark` is what some editors of Windows put before the text.
    """

    path: Path
    name: str
    text: str | None
    mark: str = ""


def handler_file(asked: Subject, cwd: Path) -> HandlerFile:
    """The file that the settings name. Raises NoAnswerError where none is meant, or it can't be read."""
    path = _path(asked)
    name = shown_path(path, cwd)
    try:
        text = path.read_bytes().decode()
    except FileNotFoundError:
        return HandlerFile(path, name, None)
    except UnicodeDecodeError:
        raise NoAnswerError(f"{name} is not UTF-8") from None
    except OSError as error:
        raise NoAnswerError(f"{name} can't be read: {error.strerror}") from error
    mark = _MARK if text.startswith(_MARK) else ""
    return HandlerFile(path, name, text.removeprefix(mark), mark)


def keep(file: HandlerFile, text: str) -> None:
    """Gives the file another text, whole or not at all. Raises NoAnswerError where it can't be written."""
    new = f"{file.mark}{text}".encode()
    if file.text is not None:
        replace_file(file.path, file.name, f"{file.mark}{file.text}".encode(), new)
        return
    try:
        file.path.parent.mkdir(parents=True, exist_ok=True)
        with file.path.open("xb") as made:
            made.write(new)
    except OSError as error:
        raise NoAnswerError(f"{file.name} can't be written: {error.strerror}") from error


def no_python(error: NotPythonError, file: HandlerFile) -> RefusedError:
    """What is told of a file that is no Python; its place is as the user would type it."""
    place = replace(error.location, path=file.name)
    fault = found("WSG613", place, f"this is no Python: {error}", hint="mend it first; nothing was changed in it")
    return RefusedError((fault,), Path(), {file.name: file.text or ""})


def package_name(out: Path, folder: Path) -> str:
    """What the generated package in `out` is called by who is imported from `folder`. Raises NoAnswerError."""
    relative = Path(os.path.relpath(out, folder)).parts
    parts = relative[1:] if relative[0] == "src" and len(relative) > 1 else relative
    parts = parts[-1:] if ".." in parts else parts
    if not all(each.isidentifier() for each in parts):
        raise NoAnswerError(f"no module can be called {'.'.join(parts)}; choose another `out` for handlers to import")
    return ".".join(parts)


def _path(asked: Subject) -> Path:
    settings, folder = asked.job.settings, asked.job.folder
    if settings.handlers:
        return Path(os.path.normpath(folder / settings.handlers))
    if settings.app is None:
        if (folder / _USUAL).is_file():
            return folder / _USUAL
        raise NoAnswerError(f'say where your handlers are: `handlers = "{_USUAL}"` below [tool.wsgen]')
    module = settings.app.partition(":")[0].replace(".", "/")
    places = (f"{root}{module}{end}" for root in ("", "src/") for end in (".py", "/__init__.py"))
    path = next((folder / each for each in places if (folder / each).is_file()), None)
    if path is None:
        raise NoAnswerError(f'there is no module {module} for `app`; say `handlers = "{module}.py"` below [tool.wsgen]')
    return path
