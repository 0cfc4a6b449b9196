"""Cuts the line that a diagnostic is about out of its file, with carets under the span."""

import re
import textwrap
import unicodedata
from dataclasses import dataclass
from typing import Final

from .location import Location

_WIDTH: Final = 80
_TAB: Final = 4
_AFTER: Final = 18
_LINE_BREAK: Final = re.compile("\r\n|\r|\n")
# Characters that reorder the text around them or break a line for some readers: they could make it look like another.
_MISLEADING: Final = re.compile("[\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True, slots=True)
class Colors:
    """The ANSI colour of one diagnostic's marks, by its number; none where `number` is empty."""

    number: str

    def mark(self, text: str) -> str:
        """Colour what points at the fault."""
        return f"\x1b[1;{self.number}m{text}\x1b[0m" if self.number else text

    def bold(self, text: str) -> str:
        """Make the place stand out."""
        return f"\x1b[1m{text}\x1b[0m" if self.number else text

    def dim(self, text: str) -> str:
        """Let the gutter step back."""
        return f"\x1b[2m{text}\x1b[0m" if self.number else text


def lines_of(text: str) -> tuple[str, ...]:
    """Split as YAML and editors do: at LF, CR LF and CR only."""
    return tuple(_LINE_BREAK.split(text))


def visible(text: str) -> str:
    """Write `text` in one line that does nothing to a terminal: control characters become pictures of themselves."""
    if text.isascii() and text.isprintable():
        return text
    return _MISLEADING.sub("\ufffd", "".join(map(_picture, text)))


def excerpt(location: Location, lines: tuple[str, ...], hint: str, colors: Colors) -> list[str]:
    """Give the rows below a diagnostic's first one: the source line, the carets under it, and the hint.

    Of a span of several lines the first one is shown. The hint stands behind the carets where it fits into 80 columns,
    else below them. Without a source line only the hint is left.
    """
    number = str(location.line)
    gutter = " " * len(number)
    if location.line > len(lines):
        return [colors.dim(f"{gutter} = ") + row for row in _wrapped(hint, len(gutter))]
    line = lines[location.line - 1]
    start = min(location.column - 1, len(line))
    end = location.end_column - 1 if location.end_line == location.line else len(line.rstrip())
    text, before, marked = _cut(line, start, min(end, len(line)), _WIDTH - len(number) - 3)
    rows = [
        colors.dim(f"{gutter} |"),
        (colors.dim(f"{number} |") + f" {text}").rstrip(),
        colors.dim(f"{gutter} |") + f" {' ' * before}{colors.mark('^' * marked)}",
    ]
    shown = visible(hint)
    if hint and "\n" not in hint and len(gutter) + 3 + before + marked + 1 + columns(shown) <= _WIDTH:
        rows[-1] += f" {colors.mark(shown)}"
        return rows
    return rows + [colors.dim(f"{gutter} = ") + row for row in _wrapped(hint, len(gutter))]


def _wrapped(hint: str, gutter: int) -> list[str]:
    rows: list[str] = []
    for line in hint.split("\n") if hint else ():
        # A line of the hint's own, such as a piece of YAML, keeps its indentation.
        rows.extend(textwrap.wrap(visible(line), _WIDTH - gutter - 3, break_long_words=False, break_on_hyphens=False))
    return rows


def _cut(line: str, start: int, end: int, room: int) -> tuple[str, int, int]:
    """Give what `room` columns show of `line` around `start`, the columns before the span, and those of the span."""
    # A minified document is one line of megabytes: only what could be in sight is looked at.
    skipped = max(0, start - 2 * _WIDTH) if len(line) > 8 * _WIDTH else 0
    cells = _cells(line[skipped : start + 4 * _WIDTH])
    start, end = start - skipped, end - skipped
    before = sum(width for _, width in cells[:start])
    marked = max(1, sum(width for _, width in cells[start:end]))
    if not skipped and before + sum(width for _, width in cells[start:]) <= room:
        return "".join(text for text, _ in cells), before, marked
    # The span's beginning stays in sight, with some of what follows.
    first, left = start, 0
    while first and left + cells[first - 1][1] <= max(room // 3, room - marked - _AFTER):
        first -= 1
        left += cells[first][1]
    shown = "…" if first or skipped else ""
    before = left + len(shown)
    used, position = len(shown), first
    while position < len(cells) and used + cells[position][1] < room:
        shown += cells[position][0]
        used += cells[position][1]
        position += 1
    if position < len(cells):
        shown, used = f"{shown}…", used + 1
    return shown, before, max(1, min(marked, used - before))


def _cells(line: str) -> list[tuple[str, int]]:
    """Give each character as it is shown, with the columns that it takes."""
    if line.isascii() and line.isprintable():
        return [(character, 1) for character in line]
    cells: list[tuple[str, int]] = []
    column = 0
    for character in line:
        if character == "\t":
            width = _TAB - column % _TAB
            cells.append((" " * width, width))
        else:
            shown = visible(character)
            width = columns(shown)
            cells.append((shown, width))
        column += width
    return cells


def columns(text: str) -> int:
    """How many columns of a terminal `text` takes, which is as `visible` gives it."""
    return sum(map(_character_width, text))


def _character_width(character: str) -> int:
    if character.isascii():
        return 1
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _picture(character: str) -> str:
    code = ord(character)
    if character in "\r\n\t":
        return " "
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "\u2421"
    return "\ufffd" if 0x80 <= code < 0xA0 or 0xD800 <= code < 0xE000 else character
