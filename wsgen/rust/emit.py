"""Writes a protocol as a crate of Rust: models, frames, topics and clients."""

from collections.abc import Mapping
from types import MappingProxyType

from ..code.render import render
from ..plan.protocol import Protocol
from .channels import channels_view
from .clients import clients_view
from .declarations import models_view
from .examples import examples_view
from .frames import frames_view
from .models import Models
from .package import cargo_toml, library_view, rustfmt_toml
from .static_files import static_files


def emit(protocol: Protocol) -> Mapping[str, str]:
    """Relative path → text of every file but the manifest, sorted by path; lines end with a line feed."""
    models = Models.of(protocol)
    views: Mapping[str, object] = {
        "rust/channels.rs.jinja": channels_view(protocol),
        "rust/client.rs.jinja": clients_view(models),
        "rust/examples.rs.jinja": examples_view(models),
        "rust/frames.rs.jinja": frames_view(models),
        "rust/lib.rs.jinja": library_view(protocol),
        "rust/models.rs.jinja": models_view(models),
    }
    folders = {"examples.rs": "tests"}
    names = (name.removeprefix("rust/").removesuffix(".jinja") for name in views)
    paths = (f"{folders.get(name, 'src')}/{name}" for name in names)
    written = dict(zip(paths, render(views.items()), strict=True))
    manifests = {"Cargo.toml": cargo_toml(protocol), "rustfmt.toml": rustfmt_toml(protocol)}
    return MappingProxyType(dict(sorted({**written, **static_files(), **manifests}.items())))
