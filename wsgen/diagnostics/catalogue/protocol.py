"""The codes WSG4xx: what can't be planned, or was inferred, about the wire."""

from typing import Final

from .entry import Entry

ENTRIES: Final[tuple[Entry, ...]] = ()
