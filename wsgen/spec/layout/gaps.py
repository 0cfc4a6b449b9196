"""Reads what stands between two texts of a document: comments and empty lines among indentation and punctuation."""

import re
from typing import Final

from .pieces import Comment, Gap

# An anchor or a tag of a collection stands between two texts as well; punctuation has no meaning of its own here.
_MARK: Final = re.compile(r"&[^\s,\[\]{}]+|!<[^>]*>|![^\s,\[\]{}]*|[-?:,]")
_SPACE: Final = re.compile(r"[ \t]*")
_DOCUMENT: Final = re.compile(r"(?:---|\.\.\.)(?=\s|$)")


class UnknownTextError(Exception):
    """Something stands between two texts that this module doesn't know."""


def head_of(text: str) -> tuple[tuple[str, ...], str]:
    """The lines with which a document says that it begins, directives and comments before them included; the rest."""
    lines = text.split("\n")
    last = max((number for number, line in enumerate(lines) if line.startswith("---")), default=-1)
    if last < 0 or not _DOCUMENT.match(lines[last]):
        return (), text
    head = [line.rstrip() for line in lines[:last] if line.strip()]
    return (*head, "---"), "\n".join((lines[last][3:], *lines[last + 1 :]))


def gap(text: str, *, is_start: bool) -> Gap:
    """What `text`, between two pieces, says; at the start of a document no line is written yet.

    Raises UnknownTextError.
    """
    trailing = ""
    lines: list[Comment | None] = []
    is_marked = False
    segments = text.split("\n")
    for number, segment in enumerate(segments):
        found, column, has_marks = _comment(segment)
        is_first = number == 0
        is_marked |= has_marks and not is_first
        if found and is_first and not is_start:
            trailing = found
        elif found:
            lines.append(Comment(found, 0 if is_marked or is_first else column))
        elif not has_marks and not is_first and number < len(segments) - 1:
            lines.append(None)
    return Gap(trailing, tuple(lines))


def _comment(segment: str) -> tuple[str, int, bool]:
    """The comment at the end of one line, its column, and whether anything but space stands before it."""
    offset, has_marks = 0, False
    if mark := _DOCUMENT.match(segment):
        offset = mark.end()
    while offset < len(segment):
        offset = space.end() if (space := _SPACE.match(segment, offset)) else offset
        if segment[offset : offset + 1] == "#":
            return segment[offset:].rstrip(), offset + 1, has_marks
        if offset == len(segment):
            break
        mark = _MARK.match(segment, offset)
        if mark is None:
            raise UnknownTextError(segment)
        offset, has_marks = mark.end(), True
    return "", 0, has_marks
