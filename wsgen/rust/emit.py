"""Writes a protocol as a crate of Rust: models, frames, topics and clients."""

from collections.abc import Mapping
from types import MappingProxyType

from ..code.render import render
from ..plan.protocol import Protocol
from .declarations import models_view
from .frames import frames_view
from .models import Models
from .package import cargo_toml, library_view
from .static_files import static_files


def emit(protocol: Protocol) -> Mapping[str, str]:
    """Relative path → text of every file but the manifest, sorted by path; lines end with a line feed."""
    models = Models.of(protocol)
    views: Mapping[str, object] = {
        "rust/frames.rs.jinja": frames_view(models),
        "rust/lib.rs.jinja": library_view(protocol),
        "rust/models.rs.jinja": models_view(models),
    }
    paths = (f"src/{name.removeprefix('rust/').removesuffix('.jinja')}" for name in views)
    written = dict(zip(paths, render(views.items()), strict=True))
    return MappingProxyType(dict(sorted({**written, **static_files(), "Cargo.toml": cargo_toml(protocol)}.items())))
