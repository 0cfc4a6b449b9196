"""Turns the text of pyproject.toml into values that know where they stand.

tomllib gives values without positions, so a second, lenient pass over text that it has accepted finds where each key
and value is.
"""

import re
import tomllib
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import accumulate
from types import MappingProxyType
from typing import Final, cast

from .diagnostics.location import Location
from .spec.node import Entry, MappingNode, Node, ScalarNode, SequenceNode

Steps = tuple[str, ...]
Span = tuple[int, int]

_BLANK: Final = re.compile(r"(?:[ \t\n]|#[^\n]*)*")
_STRING: Final = re.compile(
    r'"""(?:\\.|(?!""")[^\\])*"{3,5}' r"|'''(?:(?!''').)*'{3,5}" r'|"(?:\\.|[^"\\\n])*"' r"|'[^'\n]*'", re.DOTALL
)
_BARE_KEY: Final = re.compile(r"[A-Za-z0-9_-]+")
_BARE_VALUE: Final = re.compile(r"[^,\]}\n#]*")
_PLACE: Final = re.compile(
    r"^(?P<message>.*) \(at (?:line (?P<line>\d+), column (?P<column>\d+)|end of document)\)$", re.DOTALL
)


class TomlSyntaxError(Exception):
    """The text is no TOML; `location` is where that shows, the message is one clause."""

    def __init__(self, message: str, location: Location) -> None:
        self.location = location
        super().__init__(message)


def parse(text: str, path: str) -> MappingNode:
    """The whole of `text` as nodes whose locations are in `path`; dates and times become strings.

    Raises TomlSyntaxError.
    """
    text = text.replace("\r\n", "\n")
    starts = (0, *accumulate(len(line) for line in text.splitlines(keepends=True) if line.endswith("\n")))
    lines = _Lines(path, text, starts)
    try:
        values = tomllib.loads(text)
        positions = _positions(text)
    except tomllib.TOMLDecodeError as error:
        raise _syntax_error(error, lines) from error
    except RecursionError as error:
        raise TomlSyntaxError("values are nested too deeply", lines.location((0, 1))) from error
    places, start = _Places(lines, positions), lines.location((0, 0))
    return MappingNode(MappingProxyType(_entries(values, (), places, start)), start)


@dataclass(frozen=True, slots=True)
class _Lines:
    path: str
    text: str
    starts: tuple[int, ...]

    def location(self, span: Span, pointer: str = "") -> Location:
        line, column = self._place(span[0])
        end_line, end_column = self._place(max(span))
        return Location(self.path, line, column, end_line, end_column, pointer)

    def _place(self, index: int) -> tuple[int, int]:
        line = bisect_right(self.starts, index)
        return line, index - self.starts[line - 1] + 1


@dataclass(frozen=True, slots=True)
class _Places:
    lines: _Lines
    spans: Mapping[Steps, "_Spans"]


@dataclass(frozen=True, slots=True)
class _Spans:
    key: Span
    value: Span


@dataclass(frozen=True, slots=True)
class _Scan:
    """What the scanner has found so far; lives for one call of `_positions`."""

    text: str
    found: dict[Steps, _Spans] = field(default_factory=dict[Steps, _Spans])
    array_tables: dict[Steps, int] = field(default_factory=dict[Steps, int])

    def blank(self, index: int) -> int:
        match = _BLANK.match(self.text, index)
        return match.end() if match else index


def _syntax_error(error: tomllib.TOMLDecodeError, lines: _Lines) -> TomlSyntaxError:
    match = _PLACE.match(str(error))
    message = match["message"] if match else str(error)
    message = "a text without its closing quote" if "'\\n'" in message else message[:1].lower() + message[1:]
    if match and match["line"]:
        start = lines.starts[int(match["line"]) - 1] + int(match["column"]) - 1
    else:
        start = len(lines.text.rstrip())
    return TomlSyntaxError(message, lines.location((start, min(start + 1, len(lines.text)))))


def _node(value: object, steps: Steps, places: _Places, around: Location) -> Node:
    spans = places.spans.get(steps)
    pointer = "".join("/" + step.replace("~", "~0").replace("/", "~1") for step in steps)
    location = places.lines.location(spans.value, pointer) if spans else around
    match value:
        case dict():
            table = cast("dict[str, object]", value)
            return MappingNode(MappingProxyType(_entries(table, steps, places, location)), location)
        case list():
            array = cast("list[object]", value)
            items = (_node(child, (*steps, str(index)), places, location) for index, child in enumerate(array))
            return SequenceNode(tuple(items), location)
        case str() | int() | float():
            return ScalarNode(value, location)
        case _:
            return ScalarNode(str(value), location)


def _entries(table: Mapping[str, object], steps: Steps, places: _Places, location: Location) -> dict[str, Entry]:
    entries: dict[str, Entry] = {}
    for key, value in table.items():
        spans = places.spans.get((*steps, key))
        key_location = places.lines.location(spans.key, location.pointer) if spans else location
        entries[key] = Entry(key, key_location, _node(value, (*steps, key), places, location))
    return entries


def _positions(text: str) -> Mapping[Steps, _Spans]:
    """Where each key and value stands. The text must have been accepted by tomllib."""
    scan = _Scan(text)
    table: Steps = ()
    index = scan.blank(0)
    while index < len(text):
        if text[index] == "[":
            table, index = _header(scan, index)
        else:
            index = _pair(scan, index, table)
        index = scan.blank(index)
    return scan.found


def _header(scan: _Scan, index: int) -> tuple[Steps, int]:
    brackets = 2 if scan.text.startswith("[[", index) else 1
    keys, end = _keys(scan, index + brackets)
    end = scan.blank(end) + brackets
    steps: Steps = ()
    for name, span in keys:
        steps = (*steps, name)
        scan.found.setdefault(steps, _Spans(span, (index, end)))
        is_last = span == keys[-1][1]
        if brackets == 2 and is_last:
            scan.array_tables[steps] = scan.array_tables.get(steps, -1) + 1
        if steps in scan.array_tables:
            steps = (*steps, str(scan.array_tables[steps]))
            scan.found.setdefault(steps, _Spans(span, (index, end)))
    return steps, end


def _pair(scan: _Scan, index: int, table: Steps) -> int:
    """Reads `key = value`; gives the index behind it."""
    keys, end = _keys(scan, index)
    start = scan.blank(scan.text.index("=", end) + 1)
    steps = (*table, *(name for name, _ in keys))
    end = _value(scan, start, steps)
    for depth, (_, span) in enumerate(keys, len(table) + 1):
        scan.found.setdefault(steps[:depth], _Spans(span, (start, end)))
    return end


def _keys(scan: _Scan, index: int) -> tuple[list[tuple[str, Span]], int]:
    """Reads `a."b".c`: each part with its span, and the index behind the last one."""
    parts: list[tuple[str, Span]] = []
    while True:
        index = scan.blank(index)
        match = _STRING.match(scan.text, index) or _BARE_KEY.match(scan.text, index)
        if not match:
            return parts, index
        raw = match[0]
        name = tomllib.loads(f"key = {raw}")["key"] if raw[0] in "\"'" else raw
        parts.append((name, match.span()))
        index = scan.blank(match.end())
        if not scan.text.startswith(".", index):
            return parts, match.end()
        index += 1


def _value(scan: _Scan, index: int, steps: Steps) -> int:
    """Reads one value and records what is inside it; gives the index behind it."""
    text = scan.text
    if string := _STRING.match(text, index):
        return string.end()
    if text[index] not in "[{":
        bare = _BARE_VALUE.match(text, index)
        return index + len(bare[0].rstrip()) if bare else index
    closing = "]" if text[index] == "[" else "}"
    start = index
    index = scan.blank(index + 1)
    count = 0
    while text[index] != closing:
        if closing == "]":
            start = index
            index = _value(scan, index, (*steps, str(count)))
            scan.found[(*steps, str(count))] = _Spans((start, index), (start, index))
        else:
            index = _pair(scan, index, steps)
        count += 1
        index = scan.blank(index)
        if text[index] == ",":
            index = scan.blank(index + 1)
    return index + 1
