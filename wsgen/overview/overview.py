"""The value types of an overview: each connection, each direction, each message with all that Python has for it."""

from collections.abc import Mapping
from dataclasses import dataclass

from ..plan.assumption import Assumption, Part
from ..plan.protocol import Connection, Direction, Framing, Message, One, Protocol, Scalar, Stream, Topic


@dataclass(frozen=True, slots=True)
class Sign:
    """How a frame is recognised as one message: by `tags` at the framing's place, or as one of those that are tried.

    `keys` are keys of the frame that only this message has, so that it is tried first. `order` is its place among those
    that are tried, from 1; None where nothing is tried, and where it is the only message of its direction.
    """

    tags: tuple[Scalar, ...]
    keys: tuple[str, ...]
    order: int | None


@dataclass(frozen=True, slots=True)
class Marks:
    """Numbers of notes, by the part of a row, a direction or a connection that they are about."""

    numbers: Mapping[Part, tuple[int, ...]]

    def of(self, *parts: Part) -> tuple[int, ...]:
        """Those about one of `parts`, each once, in order."""
        return tuple(sorted({number for part in parts for number in self.numbers.get(part, ())}))


@dataclass(frozen=True, slots=True)
class Row:
    """One message in one direction.

    `server` is what the server's code has for it: handlers for what clients send; for what it sends itself, handlers
    that answer with it and methods that send it. `client` is the client's: methods that send it, or that give it.
    `is_at_topics` where both have each of its topics for that too. `reply` is what answers it, `answers` are the
    messages that it answers (ids). `topics` are those that carry it. `schema_first` says why the schema decides before
    the model does; it is empty where the model is never looser, so that its yes is enough.
    """

    message: Message
    sign: Sign
    server: tuple[str, ...]
    client: tuple[str, ...]
    is_at_topics: bool
    reply: One | Stream | None
    answers: tuple[str, ...]
    topics: tuple[Topic, ...]
    schema_first: str
    marks: Marks


@dataclass(frozen=True, slots=True)
class Way:
    """One direction of one connection."""

    direction: Direction
    framing: Framing
    rows: tuple[Row, ...]
    marks: Marks


@dataclass(frozen=True, slots=True)
class Line:
    """One connection; `error` is the message that answers what can't be done, None where there is none.

    `marked_topics` are the channels that the marks about topics are about.
    """

    connection: Connection
    error: Message | None
    marked_topics: frozenset[str]
    ways: tuple[Way, ...]
    marks: Marks

    @property
    def schema_first(self) -> str:
        """Why the schemas of several messages go first, where all of those have the same reason; else nothing."""
        reasons = {row.message.id: row.schema_first for way in self.ways for row in way.rows if row.schema_first}
        return next(iter(reasons.values())) if len(reasons) > 1 and len(set(reasons.values())) == 1 else ""


@dataclass(frozen=True, slots=True)
class Note:
    """What was taken for granted, all of one kind under one number, from 1."""

    number: int
    assumptions: tuple[Assumption, ...]


@dataclass(frozen=True, slots=True)
class Overview:
    """A protocol as somebody reads it who doesn't know it yet."""

    protocol: Protocol
    lines: tuple[Line, ...]
    notes: tuple[Note, ...]
