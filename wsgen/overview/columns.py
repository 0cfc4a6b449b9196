"""Lays cells out in columns of a terminal: as wide as they need, or wrapped where there is no room."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from ..diagnostics.excerpt import columns

GAP: Final = 2
GLUE: Final = "\u00a0"
"""A blank that no line breaks at."""
# Where a name or an address may be broken: behind a mark between its parts, and before a capital.
_PIECES: Final = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[^A-Z_./:,(){}\-\u00a0]+|[A-Z]+|[_./:,(){}\-\u00a0]+")


def wrap(text: str, width: int) -> list[str]:
    """The lines of `text`, at least one, none wider than `width` columns, which are two or more.

    It breaks between words; a word that is wider breaks between its parts, and only a part that is wider anywhere.
    """
    lines = [""]
    for word in filter(None, text.split(" ")):
        before = " " if lines[-1] else ""
        if columns(lines[-1] + before + word) <= width:
            lines[-1] += before + word
        elif columns(word) <= width:
            lines.append(word)
        else:
            # It has more room in a line of its own, unless it is to be broken all the same.
            _fill(lines, _broken(word, width), width)
    return [line.replace(GLUE, " ") for line in lines]


def _fill(lines: list[str], pieces: Iterator[str], width: int) -> None:
    if lines[-1]:
        lines.append("")
    for piece in pieces:
        if columns(lines[-1] + piece) > width and lines[-1]:
            lines.append("")
        lines[-1] += piece


def _broken(word: str, width: int) -> Iterator[str]:
    """The parts of a word, a mark with the part before it; each fits."""
    parts: list[str] = []
    for piece in _PIECES.findall(word):
        if parts and not piece[0].isalnum() and columns(parts[-1] + piece) <= width:
            parts[-1] += piece
        else:
            parts.append(piece)
    for part in parts:
        rest = part
        while columns(rest) > width:
            cut = next(at for at in range(len(rest), 0, -1) if columns(rest[:at]) <= width)
            yield rest[:cut]
            rest = rest[cut:]
        yield rest


def widths(table: Sequence[Sequence[str]], most: Sequence[int | None], room: int) -> list[int]:
    """How wide each column of `table` is, without the gaps: as its cells need, up to its `most`.

    Where they have no room, the widest are cut until they fit.
    """
    needed = (max(map(columns, column)) for column in zip(*table, strict=True))
    wanted = [min(each, limit or each) for each, limit in zip(needed, most, strict=True)]
    room = max(room - GAP * (len(wanted) - 1), 4 * len(wanted))
    limit = max(wanted)
    while sum(min(each, limit) for each in wanted) > room:
        limit -= 1
    cut = [min(each, limit) for each in wanted]
    # What the limit leaves over goes to the first that were cut.
    spare = room - sum(cut)
    for at, each in enumerate(wanted):
        if spare and each > cut[at]:
            cut[at] += 1
            spare -= 1
    return cut


def pad(text: str, width: int) -> str:
    """`text` with blanks up to `width` columns."""
    return text + " " * (width - columns(text))
