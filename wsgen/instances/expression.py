"""Reads regular expressions of ECMA 262 §22.2 (flag `u`) as values: what stands where, without running anything."""

import re
from dataclasses import dataclass
from typing import Final, TypeAlias

Ranges: TypeAlias = tuple[tuple[int, int], ...]
"""Code points from … to …, both included, in order and apart from each other."""

LAST: Final = 0x10FFFF
_DIGITS: Final = ((0x30, 0x39),)
WORD: Final = ((0x30, 0x39), (0x41, 0x5A), (0x5F, 0x5F), (0x61, 0x7A))
_SPACE: Final = (
    *((0x09, 0x0D), (0x20, 0x20), (0xA0, 0xA0), (0x1680, 0x1680), (0x2000, 0x200A), (0x2028, 0x2029)),
    *((0x202F, 0x202F), (0x205F, 0x205F), (0x3000, 0x3000), (0xFEFF, 0xFEFF)),
)
_LINES: Final = ((0x0A, 0x0A), (0x0D, 0x0D), (0x2028, 0x2029))
_CLASSES: Final[dict[str, Ranges]] = {"d": _DIGITS, "w": WORD, "s": _SPACE}
_UPPER: Final = ((0x41, 0x5A),)
_LOWER: Final = ((0x61, 0x7A),)
_PROPERTIES: Final[dict[str, Ranges]] = {
    **dict.fromkeys(("L", "Letter", "Alphabetic", "Alpha", "Latin"), (*_UPPER, *_LOWER)),
    **dict.fromkeys(("Lu", "Uppercase_Letter", "Uppercase"), _UPPER),
    **dict.fromkeys(("Ll", "Lowercase_Letter", "Lowercase"), _LOWER),
    **dict.fromkeys(("N", "Nd", "Number", "Decimal_Number"), _DIGITS),
    **dict.fromkeys(("P", "Punctuation"), ((0x21, 0x23), (0x25, 0x2A), (0x2C, 0x2F))),
    **dict.fromkeys(("Z", "Zs", "Separator", "White_Space"), ((0x20, 0x20),)),
}
_CONTROLS: Final = {"t": 9, "n": 10, "v": 11, "f": 12, "r": 13, "0": 0}
_FLAGS: Final = re.compile(r"\?[imsux]+\)")
_COUNTS: Final = {"*": (0, None), "+": (1, None), "?": (0, 1)}
_LOOKS: Final = {"(?=": (False, False), "(?!": (True, False), "(?<=": (False, True), "(?<!": (True, True)}


@dataclass(frozen=True, slots=True)
class Characters:
    """One character out of some ranges."""

    ranges: Ranges


@dataclass(frozen=True, slots=True)
class Row:
    """One after the other; none is the empty text."""

    parts: "tuple[Expression, ...]"


@dataclass(frozen=True, slots=True)
class Either:
    """One of several."""

    options: "tuple[Expression, ...]"


@dataclass(frozen=True, slots=True)
class Repeated:
    """From `least` to `most` times; without end where that is None."""

    inner: "Expression"
    least: int
    most: int | None


@dataclass(frozen=True, slots=True)
class Edge:
    r"""A place: `^`, `$`, `\b` or `\B`."""

    mark: str


@dataclass(frozen=True, slots=True)
class Look:
    """What must, or mustn't (`is_not`), stand after this place, or before it (`is_behind`)."""

    inner: "Expression"
    is_not: bool
    is_behind: bool


@dataclass(frozen=True, slots=True)
class Again:
    """What a group before has matched."""

    group: str


Expression: TypeAlias = Characters | Row | Either | Repeated | Edge | Look | Again


def parsed(pattern: str) -> Expression:
    """`pattern` as a value; raises ValueError where it is no regular expression."""
    parser = _Parser(pattern)
    found = parser.either()
    if parser.at < len(pattern):
        raise ValueError(f"nothing opens the ')' at {parser.at}")
    return found


def others(ranges: Ranges) -> Ranges:
    """All characters that are in none of some ranges; surrogates aren't characters."""
    found: list[tuple[int, int]] = []
    start = 0
    for first, last in (*ranges, (LAST + 1, LAST + 1)):
        if start < first:
            found.append((start, first - 1))
        start = last + 1
    return tuple(found)


def together(ranges: Ranges) -> Ranges:
    """The same characters, in order and apart from each other."""
    found: list[tuple[int, int]] = []
    for first, last in sorted(ranges):
        if found and first <= found[-1][1] + 1:
            found[-1] = found[-1][0], max(last, found[-1][1])
        else:
            found.append((first, last))
    return tuple(found)


class _Parser:
    """Reads one pattern from left to right; `at` is how far it has come."""

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        self.at = 0

    def either(self) -> Expression:
        options = [self._row()]
        while self._takes("|"):
            options.append(self._row())
        return options[0] if len(options) == 1 else Either(tuple(options))

    def _row(self) -> Expression:
        parts: list[Expression] = []
        while self.at < len(self.pattern) and self.pattern[self.at] not in "|)":
            parts.append(self._counted(self._one()))
        return parts[0] if len(parts) == 1 else Row(tuple(parts))

    def _counted(self, inner: Expression) -> Expression:
        mark = self.pattern[self.at : self.at + 1]
        if mark in _COUNTS and mark:
            self.at += 1
            least, most = _COUNTS[mark]
        elif mark == "{" and (end := self.pattern.find("}", self.at)) > 0:
            first, comma, last = self.pattern[self.at + 1 : end].partition(",")
            if not first.isdigit() or (last and not last.isdigit()):
                return inner
            self.at = end + 1
            least, most = int(first), (int(last) if last else None) if comma else int(first)
        else:
            return inner
        self._takes("?")
        return Repeated(inner, least, most)

    def _one(self) -> Expression:
        if self._takes("("):
            return self._group()
        if self._takes("["):
            return self._class()
        if self._takes("."):
            return Characters(others(_LINES))
        if self._takes("\\"):
            return self._escape()
        if self.pattern[self.at] in "^$":
            self.at += 1
            return Edge(self.pattern[self.at - 1])
        self.at += 1
        point = ord(self.pattern[self.at - 1])
        return Characters(((point, point),))

    def _group(self) -> Expression:
        if found := _FLAGS.match(self.pattern, self.at):
            # No part of ECMA 262, but some validators know it: what is written matches anyway.
            self.at = found.end()
            return Row(())
        look = next((each for each in _LOOKS if self.pattern.startswith(each, self.at - 1)), None)
        if look:
            self.at += len(look) - 1
        elif self._takes("?<"):
            self.at = self.pattern.index(">", self.at) + 1
        else:
            self._takes("?:")
        inner = self.either()
        if not self._takes(")"):
            raise ValueError("a group isn't closed")
        return Look(inner, *_LOOKS[look]) if look else inner

    def _escape(self) -> Expression:
        letter = self.pattern[self.at]
        if letter in "bB":
            self.at += 1
            return Edge(letter)
        if letter in "123456789" or letter == "k":
            end = self.at + 1
            while letter != "k" and end < len(self.pattern) and self.pattern[end].isdigit():
                end += 1
            end = self.pattern.index(">", self.at) + 1 if letter == "k" else end
            name, self.at = self.pattern[self.at : end], end
            return Again(name.removeprefix("k<").removesuffix(">"))
        return Characters(self._ranges())

    def _ranges(self) -> Ranges:
        """The characters of an escape, whose letter comes next."""
        letter = self.pattern[self.at]
        self.at += 1
        if letter in "pP" and self._takes("{"):
            return self._property(is_not=letter == "P")
        if letter.lower() in _CLASSES:
            ranges = _CLASSES[letter.lower()]
            return ranges if letter.islower() else others(ranges)
        point = self._point(letter)
        return ((point, point),)

    def _property(self, *, is_not: bool) -> Ranges:
        """Characters of ASCII that have a property of Unicode: enough to make texts."""
        end = self.pattern.index("}", self.at)
        name, self.at = self.pattern[self.at : end].rpartition("=")[2], end + 1
        ranges = _PROPERTIES.get(name)
        if ranges is None:
            raise ValueError(f"nothing is known of the property {name}")
        return tuple(each for each in others(ranges) if each[1] <= 0x7F) if is_not else ranges

    def _point(self, letter: str) -> int:
        if letter == "u" and self._takes("{"):
            end = self.pattern.index("}", self.at)
            point, self.at = int(self.pattern[self.at : end], 16), end + 1
            return point
        if letter in "ux":
            return self._hexadecimal(4 if letter == "u" else 2)
        if letter == "c":
            self.at += 1
            return ord(self.pattern[self.at - 1]) % 32
        return _CONTROLS.get(letter, ord(letter))

    def _hexadecimal(self, count: int) -> int:
        point, self.at = int(self.pattern[self.at : self.at + count], 16), self.at + count
        if 0xD800 <= point <= 0xDBFF and self._takes("\\u"):
            low = self._hexadecimal(4)
            return 0x10000 + ((point & 0x3FF) << 10) + (low & 0x3FF)
        return point

    def _class(self) -> Expression:
        is_not = self._takes("^")
        found: list[tuple[int, int]] = []
        while not self._takes("]"):
            if self.at >= len(self.pattern):
                raise ValueError("a class of characters isn't closed")
            first = self._member()
            if self.pattern[self.at : self.at + 1] == "-" and self.pattern[self.at + 1 : self.at + 2] not in ("]", ""):
                self.at += 1
                last = self._member()
                if len(first) == len(last) == 1 and first[0][0] <= last[0][1]:
                    found.append((first[0][0], last[0][1]))
                    continue
                found.extend((*last, (0x2D, 0x2D)))
            found.extend(first)
        ranges = together(tuple(found))
        return Characters(others(ranges) if is_not else ranges)

    def _member(self) -> Ranges:
        if self._takes("\\"):
            if self._takes("b"):
                return ((8, 8),)
            return self._ranges()
        self.at += 1
        point = ord(self.pattern[self.at - 1])
        return ((point, point),)

    def _takes(self, text: str) -> bool:
        if not self.pattern.startswith(text, self.at):
            return False
        self.at += len(text)
        return True
