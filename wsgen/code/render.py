"""Renders templates; the only importer of jinja2, and the reader of the templates and of the runtime that is copied."""

from collections.abc import Iterable, Iterator, Mapping
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from types import MappingProxyType

from .literal import Code


def render(pages: Iterable[tuple[str, object]]) -> tuple[str, ...]:
    """Template names with their views in, texts out. A template sees its view as `view`.

    Raises TypeError where a template would print text that is not Code, and jinja2's UndefinedError for a template that
    asks for what its view doesn't have.
    """
    import jinja2

    folder = template_folder()
    environment = jinja2.Environment(  # noqa: S701 - what is rendered is Python; `finalize` is what guards it
        loader=jinja2.FunctionLoader(lambda name: folder.joinpath(name).read_text(encoding="utf-8")),
        undefined=jinja2.StrictUndefined,
        finalize=_only_code,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return tuple(environment.get_template(name).render(view=view) for name, view in pages)


def template_folder() -> Traversable:
    """The templates: inside the package where it was installed from a wheel, beside it in a checkout."""
    installed = files("wsgen").joinpath("templates")
    return installed if installed.is_dir() else Path(__file__).parents[2] / "templates"


def runtime_files() -> Mapping[str, str]:
    """The runtime as it stands, by path inside the generated package."""
    found = dict(_python_files(files("wsgen").joinpath("runtime"), "_runtime"))
    return MappingProxyType(dict(sorted(found.items())))


def _python_files(folder: Traversable, path: str) -> Iterator[tuple[str, str]]:
    for each in folder.iterdir():
        if each.is_dir():
            yield from _python_files(each, f"{path}/{each.name}")
        elif each.name.endswith(".py"):
            yield f"{path}/{each.name}", each.read_text(encoding="utf-8")


def _only_code(value: object) -> Code:
    if not isinstance(value, Code):
        raise TypeError(f"a template may print Code only, not {value!r}")
    return value
