"""Where a value stands in a file the user wrote."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Location:
    """A span of one file, for people and editors.

    `path` is as the user would type it, with `/`. Lines and columns count from 1, in characters; the end is exclusive.
    `pointer` is the JSON Pointer of the value inside its file (RFC 6901), `""` for the whole document.
    """

    path: str
    line: int
    column: int
    end_line: int
    end_column: int
    pointer: str = ""

    def __str__(self) -> str:
        """`path:line:column`, which terminals and editors turn into a link."""
        return f"{self.path}:{self.line}:{self.column}"
