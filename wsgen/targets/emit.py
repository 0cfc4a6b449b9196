"""Writes a protocol as the files of one target: one of wsgen's own, or of the user's."""

from collections.abc import Mapping
from pathlib import Path

from ..plan.protocol import Protocol
from ..target_settings import Target
from .own import emit_own


def emit(target: Target, protocol: Protocol, folder: Path) -> Mapping[str, str]:
    """Relative path → text of every file but the manifest; paths of settings begin in `folder`.

    Raises TargetFaultError where a target of the user's own has a fault, NoAssetsError for the client for browsers
    where this wsgen was built without its JavaScript.
    """
    # Each brings modules that the others do without.
    match target.name:
        case "browser":
            from ..browser.emit import emit as emit_browser

            return emit_browser(protocol)
        case "rust":
            from ..rust.emit import emit as emit_rust

            return emit_rust(protocol)
        case _:
            return emit_own(target, protocol, folder)
