"""The codes WSG2xx: fields and types that AsyncAPI doesn't have."""

from typing import Final

from .entry import Entry

ENTRIES: Final[tuple[Entry, ...]] = ()
