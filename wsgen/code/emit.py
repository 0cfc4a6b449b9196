"""Writes a protocol and its models as the files of one Python package: view, render, layout."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from ..plan.protocol import Protocol
from .cache import NO_CACHE, Cache
from .generated import Models
from .layout import layout
from .render import TemplateFaultError, own_templates, render, runtime_files
from .view import pages


def emit(
    protocol: Protocol, models: Models, templates: Path | None = None, cache: Cache = NO_CACHE
) -> Mapping[str, str]:
    """Relative path → text of every file but the manifest, sorted by path; lines end with a line feed.

    Templates in the folder `templates` stand for wsgen's own; TemplateFaultError says what is wrong with one.
    """
    views = pages(protocol, models)
    texts = render(((page.template, page.view) for page in views), templates)
    try:
        written = layout(((page.path, text) for page, text in zip(views, texts, strict=True)), cache)
    except SyntaxError as error:
        replaced = own_templates(templates)
        name = next((page.template for page in views if str(error).startswith(f"{page.path} ")), "")
        if name not in replaced:
            raise
        raise TemplateFaultError(name, 1, str(error)) from error
    contents = {**written, **runtime_files(), "schemas.json": schemas(protocol), "py.typed": ""}
    return MappingProxyType(dict(sorted(contents.items())))


def schemas(protocol: Protocol) -> str:
    """The bundled schemas as one JSON Schema document (draft 7, as AsyncAPI 3.0 §Schema Object), sorted by name."""
    definitions = {name: protocol.definitions[name].value for name in sorted(protocol.definitions)}
    document = {"$schema": "http://json-schema.org/draft-07/schema#", "$defs": definitions}
    text = json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False) + "\n"
    # Half a surrogate pair has no UTF-8.
    return re.sub("[\ud800-\udfff]", lambda found: f"\\u{ord(found[0]):04x}", text)
