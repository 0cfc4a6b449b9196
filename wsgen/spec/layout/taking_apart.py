"""Takes the text of a document apart into pieces."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import Final

from ..syntax.event import Event, Kind
from .gaps import gap, head_of
from .pieces import NO_GAP, Collection, Gap, Leaf, Pair, Piece
from .scalars import block, body_at, flowing, is_block, properties_of

_TO_DASH: Final = re.compile(r"(?:[ \t\n]|#[^\n]*)*")


@dataclass(frozen=True, slots=True)
class Parts:
    """A document: the lines with which it says that it begins, its root, and what stands behind it."""

    head: tuple[str, ...]
    root: Piece
    end: Gap


def take_apart(text: str, events: Iterator[Event]) -> Parts:
    """The pieces of `text`, whose lines end with line feeds; `events` are its own, without a fault.

    Raises UnknownTextError where something stands between two texts that is neither comment nor punctuation.
    """
    taking = _Taking(text, events)
    next(events)
    root = taking.piece(next(events), -1)
    return Parts(taking.head, root, taking.gap_before(len(text)))


class _Taking:
    """How far a text has been taken apart."""

    def __init__(self, text: str, events: Iterator[Event]) -> None:
        self.head: tuple[str, ...] = ()
        self._text = text
        self._lines = text.split("\n")
        self._starts = (0, *accumulate(len(line) + 1 for line in self._lines))
        self._events = events
        self._end = 0
        self._is_start = True

    def piece(self, event: Event, around: int) -> Piece:
        """The piece that begins with `event`; `around` is the indentation of the collection without brackets there."""
        if event.kind in (Kind.SCALAR, Kind.ALIAS):
            return self._leaf(event, around)
        return self._open(event) if event.is_plain else self._bracketed(event, around)

    def gap_before(self, offset: int) -> Gap:
        """What stands between the last text and `offset`."""
        between = self._text[self._end : offset]
        is_start, self._is_start = self._is_start, False
        if is_start:
            self.head, between = head_of(between)
        return gap(between, is_start=is_start)

    def _leaf(self, event: Event, around: int) -> Leaf:
        start, end = self._span(event)
        before = self.gap_before(start)
        written = self._text[start:end]
        if event.kind is Kind.ALIAS or event.is_plain or not is_block(written):
            self._end = end
            return Leaf(before, flowing(written))
        # Its anchor and tag may stand on lines before that of the header.
        header = start + body_at(written)
        first = bisect_right(self._starts, header) - 1
        rows = first, max(event.end_line - 1, first)
        lines, last = block(self._text[header : self._starts[first + 1] - 1], self._lines, rows, around)
        self._end = min(self._starts[last + 1] - 1, len(self._text))
        return Leaf(before, (f"{properties_of(written)} {lines[0]}".lstrip(), *lines[1:]), is_block=True)

    def _open(self, start: Event) -> Collection:
        """A collection without brackets, which is never empty: what stands before its first text stands before it."""
        offset, _ = self._span(start)
        written = self._text[offset : offset + body_at(self._text[offset : offset + 1000])]
        first = next(self._events)
        column = first.column if start.kind is Kind.MAPPING else self._dash(offset + len(written), start)
        items, _ = self._items(start.kind, first, column - 1)
        before, items[0] = _without_gap(items[0])
        # What stands before the first key may be that key's own.
        properties = properties_of(written) if start.anchor or start.tag else ""
        return Collection(before, properties, tuple(items), start.kind is Kind.MAPPING, column=column)

    def _dash(self, offset: int, start: Event) -> int:
        """The column of the first dash of a sequence whose anchor and tag end at `offset`."""
        if not start.anchor and not start.tag:
            return start.column
        space = _TO_DASH.match(self._text, offset)
        offset = space.end() if space else offset
        return offset - self._starts[bisect_right(self._starts, offset) - 1] + 1

    def _bracketed(self, start: Event, around: int) -> Collection:
        offset, end = self._span(start)
        before = self.gap_before(offset)
        self._end = end
        items, closing = self._items(start.kind, next(self._events), around)
        offset_of_end, self_end = self._span(closing)
        inside = self.gap_before(offset_of_end)
        self._end = self_end
        return Collection(
            before,
            properties_of(self._text[offset:end]),
            tuple(items),
            start.kind is Kind.MAPPING,
            is_bracketed=True,
            is_one_line=start.end_line == closing.line,
            end=inside,
        )

    def _items(self, kind: Kind, event: Event, around: int) -> tuple[list[Pair | Piece], Event]:
        """Everything in a collection whose first event inside is `event`, and the event that ends it."""
        items: list[Pair | Piece] = []
        while event.kind is not Kind.END:
            piece = self.piece(event, around)
            if kind is Kind.SEQUENCE:
                items.append(piece)
            elif isinstance(piece, Leaf):
                items.append(Pair(piece, self.piece(next(self._events), around)))
            else:
                raise TypeError("a key is no text, which is a fault of the document")
            event = next(self._events)
        return items, event

    def _span(self, event: Event) -> tuple[int, int]:
        starts = self._starts
        return starts[event.line - 1] + event.column - 1, starts[event.end_line - 1] + event.end_column - 1


def _without_gap(item: Pair | Piece) -> tuple[Gap, Pair | Piece]:
    if isinstance(item, Pair):
        return item.before, replace(item, key=replace(item.key, before=NO_GAP))
    return item.before, replace(item, before=NO_GAP)
