"""The codes WSG3xx: documents that are well-formed but contradict themselves."""

from typing import Final

from .entry import Entry

ENTRIES: Final[tuple[Entry, ...]] = ()
