"""The codes WSG1xx: what makes a file unreadable as YAML or JSON."""

from typing import Final

from .entry import Entry

ENTRIES: Final[tuple[Entry, ...]] = ()
