"""Makes the columns of one direction's table: a cell for each message, in words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from ..diagnostics.excerpt import columns, visible
from ..plan.assumption import Part
from ..plan.protocol import Direction, One, Protocol, Stream
from .facts import as_json, marked, place
from .overview import Line, Row, Way

_RUNTIME: Final = "the runtime"
_NOTHING: Final = "–"
_SENDING: Final = "topic.send()"
_READING: Final = "topic"
_LONG: Final = 36
_HEADS: Final = {
    Direction.CLIENT_TO_SERVER: ("server's handler", "client's method", "reply"),
    Direction.SERVER_TO_CLIENT: ("server sends by", "client gets by", "answers"),
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column, which may be an aside: then it wraps before it is wider than `most`.

    It may stand below a message's own line instead, where `aside` is the word before it.
    """

    head: str
    cells: tuple[str, ...]
    aside: str = ""

    @property
    def most(self) -> int | None:
        """How wide it may become; None for as wide as its cells are."""
        return _LONG if self.aside else None

    @property
    def width(self) -> int:
        """How wide it wants to be."""
        return min(max(map(columns, (self.head, *self.cells))), self.most or 1_000_000)


def columns_of(protocol: Protocol, line: Line, way: Way) -> tuple[Column, ...]:
    """The table of one direction of `line`, a row a message; of columns that would say the same there is one."""
    server, client, answer = _HEADS[way.direction]
    rows = way.rows

    def column(head: str, cells: Iterable[str], *parts: Part, aside: str = "") -> Column:
        texts = (visible(cell) + marked(row.marks.of(*parts)) for cell, row in zip(cells, rows, strict=True))
        return Column(visible(head), tuple(map(str.strip, texts)), aside=aside)

    def reason(row: Row) -> str:
        return "" if line.schema_first else row.schema_first

    wires = [row.message.wire for row in rows]
    models = [str(row.message.model) for row in rows]
    tag = place(way.framing.tag) if way.framing.tag is not None else "recognised by"
    is_tag = all(row.message.wire in row.sign.tags for row in rows)
    made = [
        column(f"{tag}, message" if is_tag else tag, map(_sign, rows), Part.RECOGNITION, Part.ENVELOPE),
        *(() if is_tag or wires == models else (column("message", wires),)),
        column("message, model" if wires == models and not is_tag else "model", models, Part.NAME),
        column(server, (_own(row, row.server, _SENDING) for row in rows), Part.DIRECTION),
        column(client, (_own(row, row.client, _READING) for row in rows)),
        column("role", (row.message.role.value if row.message.role else "" for row in rows), Part.ROLE, aside="role"),
        column(answer, (_answer(protocol, row) for row in rows), Part.REPLY, aside=answer),
        column("schema first", map(reason, rows), aside="schema first:"),
        column("topics", (", ".join(each.method for each in row.topics) for row in rows), aside="on"),
    ]
    return tuple(each for each in made if set(each.cells) - {"", _NOTHING})


def _sign(row: Row) -> str:
    sign = row.sign
    said = [" | ".join(map(as_json, sign.tags))] if sign.tags else []
    said += [f"key `{key}`" for key in sign.keys]
    if sign.order is not None:
        said.append(f"{'else ' if said else ''}tried {_ordinal(sign.order)}")
    return ", ".join(said) or _NOTHING


def _ordinal(number: int) -> str:
    ending = "th" if number % 100 in {11, 12, 13} else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def _own(row: Row, names: Sequence[str], at_topic: str) -> str:
    """What the user writes or calls: at whichever topic, for the topics have a column of their own.

    Before it, that the runtime does its part by itself.
    """
    found = (*([_RUNTIME] if row.message.role else []), *names, *([at_topic] if row.is_at_topics else []))
    return ", ".join(found) or _NOTHING


def _answer(protocol: Protocol, row: Row) -> str:
    def either(ids: Iterable[str]) -> str:
        return " or ".join(protocol.messages[id_].wire for id_ in ids)

    match row.reply:
        case None:
            return either(row.answers)
        case One(messages):
            return either(messages)
        case Stream(start, items, end):
            first = [either((start,))] if start else []
            return ", ".join((*first, *([f"any number of {either(items)}"] if items else []), f"then {either(end)}"))
