"""Reads what is the same in every crate: wire, errors, transports; part of wsgen, beside the templates."""

from collections.abc import Mapping
from types import MappingProxyType

from ..code.render import template_folder


def static_files() -> Mapping[str, str]:
    """Relative path in the crate → text, sorted by path."""
    folder = template_folder().joinpath("rust", "src")
    found = {f"src/{each.name}": each.read_text(encoding="utf-8") for each in folder.iterdir()}
    return MappingProxyType(dict(sorted(found.items())))
