"""`wsgen init`: makes a small project on which `wsgen regen` works at once."""

from collections.abc import Mapping
from pathlib import Path

from ..code.tree import is_free, write
from ..init.names import Names, names_of, near
from ..init.project import greeting_project
from .outcome import Answer, NoAnswerError, Outcome


def init(name: str, cwd: Path) -> Outcome:
    """Makes the folder `name` in `cwd`. Raises NoAnswerError where the name can't be one, or the folder isn't free."""
    names = free_names(name, cwd)
    listed = written(greeting_project(names), names, cwd)
    return Outcome(Answer.YES, f"{listed}\nNow:  cd {name} && wsgen regen\n")


def free_names(name: str, cwd: Path) -> Names:
    """All names of a project that can be made. Raises NoAnswerError where `name` can't be one, or isn't free."""
    names = names_of(name)
    if names is None:
        meant = near(name)
        raise NoAnswerError(
            f"{name!r} can't name a project: write letters, digits, `-` and `_`, a letter first, no sign last"
            + (f". Did you mean `{meant}`?" if meant else "")
        )
    try:
        if is_free(cwd / name):
            return names
    except OSError as error:
        raise NoAnswerError(f"`{name}` can't be made: {error.strerror}") from error
    raise NoAnswerError(f"`{name}` exists already; choose another name, or run `wsgen regen` in it")


def written(tree: Mapping[str, str], names: Names, cwd: Path) -> str:
    """Writes a project's files, and lists them. Raises NoAnswerError where they can't be written."""
    try:
        write(tree, cwd / names.name, names.name)
    except OSError as error:
        raise NoAnswerError(f"`{names.name}` can't be made: {error.strerror}") from error
    return "".join(f"  {names.name}/{path}\n" for path in tree)
