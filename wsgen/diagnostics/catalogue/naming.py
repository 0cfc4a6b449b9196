"""The codes WSG5xx: names that had to change on their way to Python."""

from typing import Final

from .entry import Entry

ENTRIES: Final[tuple[Entry, ...]] = ()
