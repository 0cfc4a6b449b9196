"""`wsgen init`: makes a small project on which `wsgen regen` works at once."""

from pathlib import Path

from ..code.tree import is_free, write
from ..init.names import names_of, near
from ..init.project import greeting_project
from .outcome import Answer, NoAnswerError, Outcome


def init(name: str, cwd: Path) -> Outcome:
    """Makes the folder `name` in `cwd`. Raises NoAnswerError where the name can't be one, or the folder isn't free."""
    names = names_of(name)
    if names is None:
        meant = near(name)
        raise NoAnswerError(
            f"{name!r} can't name a project: write letters, digits, `-` and `_`, a letter first"
            + (f". Did you mean `{meant}`?" if meant else "")
        )
    folder = cwd / name
    try:
        if not is_free(folder):
            raise NoAnswerError(f"`{name}` exists already; choose another name, or run `wsgen regen` in it")
        tree = greeting_project(names)
        write(tree, folder, name)
    except OSError as error:
        raise NoAnswerError(f"`{name}` can't be made: {error.strerror}") from error
    lines = "".join(f"  {name}/{path}\n" for path in tree)
    return Outcome(Answer.YES, f"{lines}\nNow:  cd {name} && wsgen regen\n")
