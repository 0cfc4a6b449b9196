"""Writes a protocol as the files of a target of the user's own: a view module says what its templates are given."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import cast

from ..code.manifest import MANIFEST
from ..code.render import TemplateFaultError, render_from
from ..code.tree import prove
from ..diagnostics.location import Location
from ..plan.protocol import Protocol
from ..target_settings import Target
from .fault import TargetFaultError
from .page import Page, Text
from .view_module import ViewModule, opened


def emit_own(target: Target, protocol: Protocol, folder: Path) -> Mapping[str, str]:
    """Relative path → text of every file but the manifest, sorted by path; paths of settings begin in `folder`.

    Raises TargetFaultError for a fault in the view module or in a template.
    """
    view = opened(target, folder)
    with view.running() as function:
        # What comes of the user's function may be anything, and raise anything while it comes.
        made = tuple(cast("Iterable[object]", function(protocol)))
    pages = _checked(made, view)
    files = {each.path: _rendered(each, target, folder, view) for each in pages}
    return MappingProxyType(dict(sorted(files.items())))


def _checked(made: Iterable[object], view: ViewModule) -> tuple[Page, ...]:
    """What the user's function gave, where each is a page with a path of its own."""
    pages: list[Page] = []
    paths: set[object] = {MANIFEST}
    for each in made:
        if not isinstance(each, Page):
            raise view.fault(f"`pages` gives {type(each).__name__}, which is no Page")
        path = cast("object", each.path)
        if not isinstance(path, str) or not path.isprintable() or path in paths:
            raise view.fault(f"a page can't have the path {path!r}", path, "give each page a path of its own")
        pages.append(each)
        paths.add(path)
    try:
        prove(each.path for each in pages)
    except ValueError as error:
        told = str(error)
        raise view.fault(told, next((each.path for each in pages if repr(each.path) in told), None)) from error
    return tuple(pages)


def _rendered(page: Page, target: Target, folder: Path, view: ViewModule) -> str:
    """The text of one page."""
    name = f"{target.templates}"
    templates = folder / name
    try:
        text = render_from(templates, page.template, page.view, Text)
        text.encode()
    except UnicodeEncodeError as error:
        message = f"the page {page.path} has text that is no UTF-8"
        raise view.fault(message, page.template, "leave out half of a surrogate pair") from error
    except TemplateFaultError as error:
        if not error.name:
            hint = f"write it below `{name}`, or name another one"
            raise view.fault(str(error), page.template, hint) from error
        place = Location(f"{name}/{error.name}", error.line, 1, error.line, 1)
        hint = "mend it there: this is what Jinja says of it"
        if isinstance(error.__cause__, TypeError):
            hint = f"let {view.path} make Text of it, quoted for the language that is written"
        source = (templates / error.name).read_text("utf-8", errors="replace")
        raise TargetFaultError("WSG163", place, str(error), hint, {place.path: source}) from error
    return text
