"""Renders templates; the only importer of jinja2, and the reader of the templates and of the runtime that is copied."""

import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache, partial
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from ..diagnostics.found import did_you_mean
from .literal import Code

if TYPE_CHECKING:
    import jinja2


class TemplateFaultError(Exception):
    """A template of the user's own can't be used: its name (empty for the folder of them), the line, and why."""

    def __init__(self, name: str, line: int, message: str) -> None:
        self.name = name
        self.line = line
        super().__init__(message)


def render(pages: Iterable[tuple[str, object]], own: Path | None = None, printed: type[str] = Code) -> tuple[str, ...]:
    """Template names with their views in, texts out. A template sees its view as `view`.

    A template in the folder `own` stands for the one of the same name. Raises TypeError where a template would print
    text that is not marked as `printed`, jinja2's UndefinedError for one that asks for what its view doesn't have, and
    TemplateFaultError in place of both where that is one of `own`.
    """
    import jinja2

    names = own_templates(own)
    environment = _environment(partial(_place_of, own, names), printed) if own else _of_wsgen(printed)
    try:
        return tuple(environment.get_template(name).render(view=view) for name, view in pages)
    except (jinja2.TemplateError, TypeError, UnicodeError) as error:
        if own is None or (place := _place(error, own)) is None:
            raise
        raise TemplateFaultError(*place, str(error)) from error


def render_from(folder: Path, name: str, view: object, printed: type[str]) -> str:
    """The text of a template that is the user's, from a folder that is the user's alone.

    Raises TemplateFaultError for whatever goes wrong: the template's name, which is empty where no template is at
    fault.
    """
    import jinja2

    def place(wanted: str) -> Path:
        # A name that leads out of the folder is none, as jinja2's own loader has it.
        inside = folder.joinpath(wanted)
        if ".." in wanted.split("/") or not inside.is_file():
            raise jinja2.TemplateNotFound(wanted)
        return inside

    try:
        return _environment(place, printed).get_template(name).render(view=view)
    except jinja2.TemplateNotFound as error:
        where = _place(error, folder) or ("", 1)
        raise TemplateFaultError(*where, f"there is no template `{error.name}` in `{folder.name}`") from error
    except Exception as error:  # A template calls what the user's view has, and that may raise anything.
        where = _place(error, folder) or ("", 1)
        raise TemplateFaultError(*where, f"{type(error).__name__}: {error}") from error


@cache
def _of_wsgen(printed: type[str]) -> "jinja2.Environment":
    """What renders wsgen's own templates, which don't change: to compile them takes half of a compile's time."""
    return _environment(template_folder().joinpath, printed)


def _place_of(own: Path, names: frozenset[str], name: str) -> Traversable:
    return (own if name in names else template_folder()).joinpath(name)


def _environment(place: Callable[[str], Traversable], printed: type[str]) -> "jinja2.Environment":
    """What renders the templates that stand at their name's `place`."""
    import jinja2

    def load(name: str) -> tuple[str, str, None]:
        found = place(name)
        return found.read_text(encoding="utf-8"), str(found), None

    return jinja2.Environment(  # noqa: S701 - `finalize` is what guards it, in Python and in HTML
        loader=jinja2.FunctionLoader(load),
        undefined=jinja2.StrictUndefined,
        finalize=partial(_only, printed),
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def own_templates(own: Path | None) -> frozenset[str]:
    """The names of the templates in the user's own folder; TemplateFaultError where one would never be used."""
    if own is None:
        return frozenset()
    if not own.is_dir():
        raise TemplateFaultError("", 1, f"there is no folder `{own.name}`")
    known = {each.name for each in template_folder().iterdir() if each.name.endswith(".jinja")}
    names = frozenset(each.name for each in own.iterdir() if each.name.endswith(".jinja"))
    for name in sorted(names - known):
        meant = did_you_mean(name, known)
        raise TemplateFaultError(name, 1, "wsgen has no such template" + (f", did you mean `{meant}`" if meant else ""))
    return names


def template_folder() -> Traversable:
    """The templates: inside the package where it was installed from a wheel, beside it in a checkout."""
    installed = files("wsgen").joinpath("templates")
    return installed if installed.is_dir() else Path(__file__).parents[2] / "templates"


def runtime_files() -> Mapping[str, str]:
    """The runtime as it stands, by path inside the generated package."""
    found = dict(_python_files(files("wsgen").joinpath("runtime"), "_runtime"))
    return MappingProxyType(dict(sorted(found.items())))


def _place(error: Exception, own: Path) -> tuple[str, int] | None:
    """Name and line of the template in `own` that an error comes from, None where it comes from one of ours."""
    frames = [(frame.filename, frame.lineno or 1) for frame in traceback.extract_tb(error.__traceback__)]
    syntax = [(getattr(error, "filename", None) or "", getattr(error, "lineno", None) or 1)]
    places = ((Path(path), line) for path, line in (*frames, *syntax))
    inside = [(path.relative_to(own).as_posix(), line) for path, line in places if path.is_relative_to(own)]
    return inside[-1] if inside else None


def _python_files(folder: Traversable, path: str) -> Iterator[tuple[str, str]]:
    for each in folder.iterdir():
        if each.is_dir():
            yield from _python_files(each, f"{path}/{each.name}")
        elif each.name.endswith(".py"):
            yield f"{path}/{each.name}", each.read_text(encoding="utf-8")


def _only(printed: type[str], value: object) -> str:
    if not isinstance(value, printed):
        # Text of what is undefined raises UndefinedError, which says what is missing.
        raise TypeError(f"a template may print {printed.__name__} only, not {str(value)!r}")
    return value
