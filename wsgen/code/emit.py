"""Writes a protocol and its models as the files of one Python package: view, render, layout."""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from collections.abc import Set as AbstractSet
from pathlib import Path
from types import MappingProxyType

from ..plan.protocol import Protocol
from ..spec.ecma import with_runnable
from .audit_package import audit_package
from .cache import NO_CACHE, Cache
from .exactness import exactness
from .generated import Models
from .layout import OLDEST, check_syntax, layout
from .render import TemplateFaultError, own_templates, render, runtime_files
from .view import Page, pages


def emit(
    protocol: Protocol,
    models: Models,
    templates: Path | None = None,
    cache: Cache = NO_CACHE,
    *,
    python: str = OLDEST,
    step: Callable[[str], None] = lambda _: None,
) -> Mapping[str, str]:
    """Relative path → text of every file but the manifest, sorted by path; lines end with a line feed.

    Templates in the folder `templates` stand for wsgen's own; TemplateFaultError says what is wrong with one. What
    they write must be syntax that `python` can read. wsgen's own write the same for each: a `type` statement of 3.12
    would make of a reply's alias what `isinstance` and `match` refuse, and nothing else would gain by newer syntax.
    `step` is told what begins.
    """
    step("rendering Python")
    exact = frozenset(message for message, found in exactness(protocol).items() if found.never_looser)
    views = pages(protocol, models, exact)
    texts = render(((page.template, page.view) for page in views), templates)
    replaced = own_templates(templates)
    # What a user's own template writes is the user's; one whose name begins with `_` is part of every file.
    if not any(name.startswith("_") for name in replaced):
        own = ((page.path, text) for page, text in zip(views, texts, strict=True) if page.template not in replaced)
        audit_package(own, protocol)
    step("formatting Python")
    try:
        written = layout(((page.path, text) for page, text in zip(views, texts, strict=True)), cache, python=python)
        for path, text in written.items() if replaced else ():
            check_syntax(path, text, python)
    except SyntaxError as error:
        name = _culprit(views, replaced, str(error))
        if name is None:
            raise
        raise TemplateFaultError(name, 1, str(error)) from error
    contents = {**written, **runtime_files(), "schemas.json": schemas(protocol), "py.typed": ""}
    return MappingProxyType(dict(sorted(contents.items())))


def _culprit(views: Iterable[Page], replaced: AbstractSet[str], error: str) -> str | None:
    """The user's template that an error, which begins with a file's path, comes from; None where it's wsgen's own.

    A template whose name begins with `_` is part of others.
    """
    named = (page.template for page in views if error.startswith(f"{page.path} "))
    parts = (name for name in sorted(replaced) if name.startswith("_"))
    return next((name for name in (*named, *parts) if name in replaced), None)


def schemas(protocol: Protocol) -> str:
    """The bundled schemas as one JSON Schema document (draft 7, as AsyncAPI 3.0 §Schema Object), sorted by name.

    A pattern that jsonschema-rs would run with another meaning than that of ECMA 262 is written as it has to be.
    """
    definitions = {name: with_runnable(protocol.definitions[name].value) for name in sorted(protocol.definitions)}
    document = {"$schema": "http://json-schema.org/draft-07/schema#", "$defs": definitions}
    text = json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False) + "\n"
    # Half a surrogate pair has no UTF-8.
    return re.sub("[\ud800-\udfff]", lambda found: f"\\u{ord(found[0]):04x}", text)
