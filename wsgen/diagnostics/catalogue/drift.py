"""The codes WSG6xx: generated files that aren't what the document says."""

from typing import Final

from .entry import Entry

ENTRIES: Final[tuple[Entry, ...]] = ()
