"""Writes an overview for people: what holds for a connection, and a table of its messages for each direction."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from ..diagnostics.excerpt import Colors, visible
from ..plan.assumption import Part
from ..plan.protocol import Recognition
from .columns import GAP, GLUE, pad, widths, wrap
from .facts import facts, marked
from .overview import Line, Note, Overview, Way
from .table import Column, columns_of

_INDENT: Final = 2
_NARROWEST: Final = 40
_LABEL: Final = 11
_ALIKE: Final = 3
_COLOR: Final = "36"
_OF_MESSAGES: Final = (Part.DIRECTION, Part.RECOGNITION, Part.ROLE, Part.REPLY, Part.NAME)


@dataclass(frozen=True, slots=True)
class _Page:
    """What every line is written with: the columns that there are, and their colours."""

    overview: Overview
    width: int
    colors: Colors


def as_text(overview: Overview, document: str, width: int, *, color: bool = False) -> str:
    """Write the overview of `document`, its name, in lines of at most `width` columns (40 or more).

    Each line ends with a line break.
    """
    page = _Page(overview, max(width, _NARROWEST), Colors(_COLOR if color else ""))
    blocks = [_title(page, document), *(_line(page, each) for each in overview.lines)]
    if overview.notes:
        blocks.append(_notes(page, overview.notes))
    return "\n".join("".join(f"{line.rstrip()}\n" for line in block) for block in blocks)


def _title(page: _Page, document: str) -> Iterator[str]:
    protocol = page.overview.protocol
    topics = {topic.channel for each in protocol.connections for topic in each.topics}
    counts = (
        (len(protocol.connections), "connection"),
        (len(topics), "topic"),
        (len(protocol.messages), "message"),
    )
    counted = ", ".join(f"{count} {noun}{'' if count == 1 else 's'}" for count, noun in counts if count)
    title = f"{protocol.title} {protocol.version}"
    yield from map(page.colors.bold, wrap(visible(title), page.width))
    # A path stays whole, so that it can be copied.
    yield page.colors.dim(visible(document))
    yield from wrap(counted or "nothing to connect to", page.width)


def _line(page: _Page, line: Line) -> Iterator[str]:
    heading = visible(line.connection.path) + marked(line.marks.of(Part.CONNECTION))
    yield from map(page.colors.mark, wrap(heading, page.width))
    label = ""
    for name, text in facts(page.overview.protocol, line):
        for at, part in enumerate(wrap(visible(text), page.width - _INDENT - _LABEL)):
            yield " " * _INDENT + page.colors.dim(pad("" if at or name == label else name, _LABEL)) + part
        label = name
    for way in line.ways:
        yield ""
        yield from _way(page, line, way)


def _way(page: _Page, line: Line, way: Way) -> Iterator[str]:
    said = way.framing.reason
    if way.rows and way.framing.recognition is not Recognition.ALONE:
        said = f"by {way.framing.recognition.value}, because {said}"
    heading = way.direction.value
    text = f"{heading}: {said}{marked(way.marks.of(*_OF_MESSAGES)) if way.rows else ''}"
    first, *others = wrap(visible(text), page.width - _INDENT)
    yield " " * _INDENT + first.replace(heading, page.colors.bold(heading), 1)
    yield from (" " * _INDENT + each for each in others)
    if way.rows:
        yield ""
        yield from _table(page, columns_of(page.overview.protocol, line, way))


def _table(page: _Page, table: Sequence[Column]) -> Iterator[str]:
    """A line a message where all columns have room; else what is an aside stands below each message's own line."""
    room = page.width - _INDENT
    beside = [each for each in table if not each.aside]
    if sum(each.width for each in table) + GAP * (len(table) - 1) <= room:
        beside = list(table)
    below = [each for each in table if each not in beside]
    heads = [each.head for each in beside]
    rows = list(zip(*(each.cells for each in beside), strict=True))
    each_width = widths([heads, *rows], [each.most for each in beside], room)
    for line in _cells(heads, each_width):
        yield " " * _INDENT + page.colors.bold((" " * GAP).join(line))
    yield " " * _INDENT + page.colors.dim((" " * GAP).join("─" * each for each in each_width))
    indent = _INDENT + each_width[0] + GAP
    for at, row in enumerate(rows):
        for first, *others in _cells(row, each_width):
            yield " " * _INDENT + (" " * GAP).join((page.colors.mark(first), *others))
        aside = "; ".join(f"{each.aside}{GLUE}{each.cells[at]}" for each in below if each.cells[at])
        for part in wrap(aside, page.width - indent) if aside else ():
            yield " " * indent + page.colors.dim(part)


def _cells(row: Sequence[str], each_width: Sequence[int]) -> Iterator[list[str]]:
    """The lines of a row, each cell padded."""
    wrapped = [wrap(cell, width) for cell, width in zip(row, each_width, strict=True)]
    for at in range(max(map(len, wrapped))):
        lines = (each[at] if at < len(each) else "" for each in wrapped)
        yield [pad(line, width) for line, width in zip(lines, each_width, strict=True)]


def _notes(page: _Page, notes: Sequence[Note]) -> Iterator[str]:
    """What was taken for granted, all of a kind together: why, what to do about it, and where the first stands."""
    yield page.colors.bold("Taken for granted")
    for note in notes:
        first, *_ = note.assumptions
        mark = f"[{note.number}] "
        room = page.width - len(mark)
        texts = [each.text for each in note.assumptions[:_ALIKE]]
        if len(note.assumptions) > _ALIKE:
            texts.append(f"and {len(note.assumptions) - _ALIKE} more of this kind")
        rows = [row for text in texts for row in wrap(visible(text), room)]
        rows += [f"{'  ' if at else '→ '}{row}" for at, row in enumerate(wrap(visible(first.hint), room - 2))]
        yield page.colors.mark(mark) + rows[0]
        yield from (" " * len(mark) + row for row in rows[1:])
        place = f"{first.location} ({first.code})" if first.code else str(first.location)
        yield " " * len(mark) + page.colors.dim(visible(place))
