"""Writes a protocol as the ES module package that a page imports: types, validators, routes and clients."""

from collections.abc import Mapping
from types import MappingProxyType

from ..assets import browser_files
from ..code.render import render
from ..plan.protocol import Protocol
from .clients import clients_view
from .messages import messages_view
from .package import index_view, package_json
from .tables import protocol_view
from .validators import validators_view


def emit(protocol: Protocol) -> Mapping[str, str]:
    """Relative path → text of every file but the manifest, sorted by path; lines end with a line feed.

    Raises NoAssetsError where this wsgen was built without its JavaScript.
    """
    tables, clients, index = protocol_view(protocol), clients_view(protocol), index_view(protocol)
    validators = validators_view(protocol)
    views: Mapping[str, object] = {
        "browser/client.d.ts.jinja": clients,
        "browser/client.js.jinja": clients,
        "browser/index.d.ts.jinja": index,
        "browser/index.js.jinja": index,
        "browser/messages.d.ts.jinja": messages_view(protocol),
        "browser/protocol.d.ts.jinja": tables,
        "browser/protocol.js.jinja": tables,
        "browser/validators.d.ts.jinja": validators,
        "browser/validators.js.jinja": validators,
    }
    paths = (name.removeprefix("browser/").removesuffix(".jinja") for name in views)
    written = {**dict(zip(paths, render(views.items()), strict=True)), "package.json": package_json(protocol)}
    return MappingProxyType(dict(sorted({**written, **browser_files()}.items())))
