"""Cuts Python source into parts that black formats as it formats the whole, and joins what it made of them."""

import ast
import re
import warnings
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final
from zlib import crc32

_HEAD: Final = "class _:\n"
_DEFINITIONS: Final = (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
_SIMPLE: Final = (ast.AnnAssign, ast.Assign, ast.Expr)
_DIRECTIVE: Final = re.compile("#.*(?:fmt|yapf)")
_ONE_IN: Final = 8
_LARGEST: Final = 16_000


@dataclass(frozen=True, slots=True)
class Part:
    """Source that stands by itself; `gap` is how many blank lines black leaves before it.

    A part that begins amid a class (`is_member`) has a class statement of its own as its first line.
    """

    source: str
    gap: int = 0
    is_member: bool = False


def cut(source: str) -> tuple[Part, ...]:
    """The source in parts of some kilobytes; the source itself where it can't be cut, or isn't Python.

    Black looks at the lines before a statement for nothing but the blank lines between, and where a definition follows
    a blank line those are two, in a class one. Where that isn't so nothing is cut: at comments and form feeds, and
    nowhere in a source that tells black to leave something alone. Where the cuts are depends on the text around them
    alone, so a change in one place leaves all other parts what they were.
    """
    if "\r" in source or source.rstrip().endswith("\\") or _DIRECTIVE.search(source):
        return (Part(source),)
    try:
        with warnings.catch_warnings(action="ignore"):
            module = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return (Part(source),)
    lines = source.split("\n")
    return tuple(_parts(lines, sorted(_cuts(module, lines), key=lambda each: each.line)))


def join(parts: Sequence[Part], formatted: Iterable[str]) -> str:
    """What black makes of the whole, from what it made of each part."""
    return "".join(
        "\n" * part.gap + (text.removeprefix(_HEAD) if part.is_member else text)
        for part, text in zip(parts, formatted, strict=True)
    )


@dataclass(frozen=True, slots=True)
class _Cut:
    """The index of the line that a part may begin with."""

    line: int
    gap: int
    is_member: bool = False


def _cuts(module: ast.Module, lines: Sequence[str]) -> Iterator[_Cut]:
    # A text in the first line of all is a docstring, with rules of its own for what follows.
    for before, statement in pairwise(module.body[1:]):
        blank = _blank_lines(before, statement, lines)
        is_simple = isinstance(statement, _SIMPLE) and not _is_text(statement)
        if not blank:
            continue
        if isinstance(statement, _DEFINITIONS) or (is_simple and isinstance(before, _DEFINITIONS)):
            yield _Cut(_first_line(statement), 2)
        elif is_simple and isinstance(before, _SIMPLE):
            yield _Cut(_first_line(statement), min(blank, 2))
    for each in module.body:
        members = each.body if isinstance(each, ast.ClassDef) else []
        for before, member in pairwise(members):
            if isinstance(member, _DEFINITIONS) and _blank_lines(before, member, lines):
                yield _Cut(_first_line(member), 1, is_member=True)


def _first_line(statement: ast.stmt) -> int:
    """The index of the line that a statement begins with, its decorators among it."""
    decorators = statement.decorator_list if isinstance(statement, _DEFINITIONS) else []
    return min((statement.lineno, *(each.lineno for each in decorators))) - 1


def _blank_lines(before: ast.stmt, statement: ast.stmt, lines: Sequence[str]) -> int:
    """How many blank lines there are between two statements; none where there is anything else."""
    end = before.end_lineno or before.lineno
    between = lines[end : _first_line(statement)]
    return 0 if lines[end - 1].endswith("\\") or any(each.strip(" \t") for each in between) else len(between)


def _is_text(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant | ast.JoinedStr)


def _parts(lines: Sequence[str], cuts: Sequence[_Cut]) -> Iterator[Part]:
    """Parts of what stands between the cuts: few parts have one piece, so that small pieces are formatted together.

    Between pieces of a part stand as many blank lines as black leaves: it looks twice at what it changed.
    """
    first = begin = _Cut(0, 0)
    source = ""
    for here, after in zip((first, *cuts), (*cuts, _Cut(len(lines), 0)), strict=True):
        piece = "\n".join(lines[here.line : after.line]).rstrip(" \t\n") + "\n"
        is_chosen = crc32(piece.encode("utf-8", "surrogatepass")) % _ONE_IN == 0
        if source and (is_chosen or len(source) > _LARGEST):
            yield _part(begin, source)
            begin, source = here, piece
        else:
            source += "\n" * here.gap + piece
    yield _part(begin, source)


def _part(begin: _Cut, source: str) -> Part:
    return Part(_HEAD + source if begin.is_member else source, begin.gap, begin.is_member)
