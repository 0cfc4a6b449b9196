"""What YAML's and JSON's grammar find in a text, in one form for both."""

from enum import Enum
from typing import NamedTuple

from ...diagnostics.diagnostic import Diagnostic
from ...diagnostics.location import Location


class Kind(Enum):
    """What an event begins, ends or is."""

    DOCUMENT = "document"
    MAPPING = "mapping"
    SEQUENCE = "sequence"
    END = "end"
    SCALAR = "scalar"
    ALIAS = "alias"


class Event(NamedTuple):
    """One step through a text. Lines and columns count from 1, in characters; the end is exclusive.

    `value` is a scalar's text. `is_plain` says of a scalar that it has no quotes and is no block, of a collection
    that it has no brackets. `tag` and `anchor` are empty where there is none; an alias has the anchor that it names.

    A tuple, since a long document has 100,000 of them: a frozen dataclass takes four times as long to make.
    """

    kind: Kind
    line: int
    column: int
    end_line: int
    end_column: int
    value: str = ""
    is_plain: bool = True
    tag: str = ""
    anchor: str = ""

    def location(self, path: str, pointer: str) -> Location:
        """Give the span of this event in the file `path`."""
        return Location(path, self.line, self.column, self.end_line, self.end_column, pointer)


class UnreadableTextError(Exception):
    """A text that can't be read any further; carries the diagnostics that say why, the last one what stopped it."""

    def __init__(self, *diagnostics: Diagnostic) -> None:
        self.diagnostics = diagnostics
        super().__init__(diagnostics[-1].message)
