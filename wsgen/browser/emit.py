"""Writes a protocol as the ES module package that a page imports: types, validators, routes and clients."""

import json
from collections.abc import Mapping
from types import MappingProxyType

from ..assets import browser_files
from ..plan.protocol import Protocol


def emit(protocol: Protocol) -> Mapping[str, str]:
    """Relative path → text of every file but the manifest, sorted by path; lines end with a line feed.

    Raises NoAssetsError where this wsgen was built without its JavaScript.
    """
    package = {"name": protocol.name.lower(), "private": True, "type": "module"}
    written = {"package.json": json.dumps(package, indent=2) + "\n"}
    return MappingProxyType(dict(sorted({**written, **browser_files()}.items())))
