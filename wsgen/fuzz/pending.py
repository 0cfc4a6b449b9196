"""The requests of one connection that wait for their answers, and which of them a frame answers."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from ..instances.same import identity
from ..plan.protocol import Message, One, Stream
from ..spec.node import Value

Step: TypeAlias = Literal["complete", "goes on", "wrong"]


@dataclass(frozen=True, slots=True)
class Reply:
    """A frame that may answer a request: its message, its request id, its topic's parameters."""

    message: Message
    request_id: Value
    parameters: Mapping[str, Value]


class Pending:
    """One request that waits: the number of its step, its message, what answers it and since when.

    `is_alone` says that nothing else was under way when it was sent, so that its time can be measured.
    """

    def __init__(self, step: int, message: Message, reply: One | Stream, asked: Reply, at: float) -> None:
        self.step = step
        self.message = message
        self.reply = reply
        self.request_id = asked.request_id
        self.parameters = asked.parameters
        self.at = at
        self.is_alone = False
        self.has_begun = False
        """Whether a frame of the answer has come."""

    def wants(self, message: str) -> bool:
        """Whether a message can come next."""
        if isinstance(self.reply, One):
            return message in self.reply.messages
        if self.reply.start is not None and not self.has_begun:
            return message == self.reply.start
        return message in self.reply.items or message in self.reply.end

    def take(self, message: str) -> Step:
        """What a message means that belongs to this request."""
        if not self.wants(message):
            return "wrong"
        self.has_begun = True
        return "complete" if isinstance(self.reply, One) or message in self.reply.end else "goes on"

    def is_of(self, parameters: Mapping[str, Value]) -> bool:
        """Whether what a frame says of its topic is what this request says."""
        return all(
            identity(value) == identity(parameters[name])
            for name, value in self.parameters.items()
            if name in parameters
        )

    def next_words(self, wire: Mapping[str, str]) -> str:
        """What should come next, by the names that messages have on the wire."""
        if isinstance(self.reply, One):
            return " or ".join(wire[each] for each in self.reply.messages)
        if self.reply.start is not None and not self.has_begun:
            return wire[self.reply.start]
        return " or ".join(wire[each] for each in (*self.reply.items, *self.reply.end))


def answered_by(pending: Sequence[Pending], reply: Reply) -> Pending | None:
    """The request that a frame answers; None for none. The oldest, where there are several.

    By the request's id where both have one; else among those whose answers have no place for one, or that gave none.
    """
    found = [each for each in pending if reply.message.id in each.reply.messages]
    if reply.request_id is not None:
        named = [
            each
            for each in found
            if each.request_id is not None and identity(each.request_id) == identity(reply.request_id)
        ]
        return _likeliest(named, reply) or _likeliest([each for each in found if each.request_id is None], reply)
    has_place = reply.message.request_id is not None
    return _likeliest([each for each in found if each.request_id is None or not has_place], reply)


def _likeliest(found: Sequence[Pending], reply: Reply) -> Pending | None:
    return next(_ranked(found, reply), None)


def _ranked(found: Sequence[Pending], reply: Reply) -> Iterator[Pending]:
    here = [each for each in found if each.is_of(reply.parameters)]
    yield from (each for each in here if each.wants(reply.message.id))
    yield from here
    yield from found
