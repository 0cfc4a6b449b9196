"""A document as its author wrote it: the text, the values in it, and where they stand."""

import json
import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from ..load import parse
from ..node import MappingNode, Node, ScalarNode, SequenceNode, Value

_LINE_END: Final = re.compile("\r\n|\r|\n")
_PROPERTIES: Final = re.compile(r"(?:(?:&[^\s,\[\]{}]+|!<[^>]*>|![^\s,\[\]{}]*)\s+)*")
_KEEPING: Final = re.compile(r"[|>](?:[1-9]\+|\+)")


class NoPlaceError(Exception):
    """There is no place where something could be written; the message says why, in one clause."""


@dataclass(frozen=True, slots=True)
class Written:
    """One text without its byte order mark, and what it says. `starts` are the offsets at which its lines begin."""

    text: str
    path: str
    root: Node
    starts: tuple[int, ...]

    @property
    def is_json(self) -> bool:
        """Whether nothing stands outside of brackets."""
        return self.text.lstrip()[:1] in ("{", "[")

    @property
    def line_end(self) -> str:
        """What its first line ends with."""
        match = _LINE_END.search(self.text)
        return match[0] if match else "\n"

    @property
    def lines(self) -> list[str]:
        """Its lines, without their ends."""
        return _LINE_END.split(self.text)

    def line_number(self, offset: int) -> int:
        """The number of the line of a place, from 1."""
        return bisect_right(self.starts, offset)

    def start(self, node: Node) -> int:
        """The offset at which a value begins, behind its anchor and tag."""
        offset = self.offset(node.location.line, node.location.column)
        match = _PROPERTIES.match(self.text, offset)
        return match.end() if match else offset

    def end(self, node: Node) -> int:
        """The offset behind a value."""
        return self.offset(node.location.end_line, node.location.end_column)

    def offset(self, line: int, column: int) -> int:
        """The offset of a place, which counts from 1."""
        return self.starts[line - 1] + column - 1

    def line_at(self, offset: int) -> tuple[int, int]:
        """Where the line of `offset` begins, and where it ends, its line end not included."""
        begin = self.starts[bisect_right(self.starts, offset) - 1]
        match = _LINE_END.search(self.text, offset)
        return begin, match.start() if match else len(self.text)

    def is_bracketed(self, node: Node) -> bool:
        """Whether a mapping or a sequence has brackets."""
        return not isinstance(node, ScalarNode) and self.text[self.start(node) : self.start(node) + 1] in ("{", "[")

    def keeps_empty_lines(self, node: Node) -> bool:
        """Whether the last text in a value takes the empty lines below it for its own."""
        while not isinstance(node, ScalarNode):
            values = node.items if isinstance(node, SequenceNode) else tuple(e.value for e in node.entries.values())
            if not values:
                return False
            node = max(values, key=lambda each: (each.location.line, each.location.column))
        return bool(_KEEPING.match(self.text, self.start(node)))


def written(text: str, path: str) -> Written:
    """Read a text. Raises NoPlaceError where it has a fault."""
    root, faults = parse(text.encode(), path)
    if root is None or faults:
        raise NoPlaceError("the document can't be read")
    return Written(text, path, root, (0, *(match.end() for match in _LINE_END.finditer(text))))


def own_entries(document: Written, mapping: MappingNode) -> list[tuple[str, int]]:
    """The keys that stand in a mapping itself, in their order, each with its offset: no merge key brought them."""
    first, last = document.start(mapping), document.end(mapping)
    places = [
        (key, document.offset(entry.location.line, entry.location.column)) for key, entry in mapping.entries.items()
    ]
    return sorted((place for place in places if first <= place[1] < max(last, first + 1)), key=lambda place: place[1])


def at(root: Node, steps: Sequence[str]) -> Node | None:
    """The value at `steps`, each of which is a key; None where there is none."""
    found: Node | None = root
    for step in steps:
        found = found.get(step) if isinstance(found, MappingNode) else None
    return found


def replaced(value: Value, steps: Sequence[str], new: Value) -> Value:
    """A value with `new` at `steps`, whose keys are made where they are missing."""
    if not steps:
        return new
    around = value if isinstance(value, dict) else {}
    return {**around, steps[0]: replaced(around.get(steps[0]), steps[1:], new)}


def in_json_line(value: Value) -> str:
    """A value of JSON in one line."""
    return json.dumps(value, ensure_ascii=False)
