"""Sorts the frames that crossed one connection: which answers which request, and which came of its own accord."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from ..instances.frames import Frames
from ..instances.places import value_at, with_value
from ..instances.reading import read
from ..plan.protocol import Direction, Message, One, Role, Route, Stream
from ..spec.node import Value
from .pact_file import Earlier

_OWN: Final = (Role.PING, Role.PONG)


@dataclass(frozen=True, slots=True)
class Crossed:
    """A frame's text, and who sent it."""

    text: str
    direction: Direction


@dataclass(frozen=True, slots=True)
class Sent:
    """A frame that was read as a message."""

    message: Message
    frame: Value


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request and what answers it; `asked` is None for a message that came of its own accord, alone in `came`."""

    asked: Sent | None
    came: tuple[Sent, ...]
    earlier: tuple[Earlier, ...]


class ForbiddenFrameError(Exception):
    """A frame that the document doesn't allow; `direction` says who sent it, the message what is wrong with it."""

    def __init__(self, crossed: Crossed, reason: str) -> None:
        self.direction = crossed.direction
        super().__init__(reason)


class _Open:
    """A frame of the client, and what has answered it so far."""

    def __init__(self, sent: Sent, route: Route, sequence: int) -> None:
        self.sent = sent
        self.route = route
        self.sequence = sequence
        self.came: list[Sent] = []
        self.is_done = route.reply is None

    @property
    def is_told(self) -> bool:
        """Whether it's an exchange of its own: what only prepares a connection isn't."""
        return self.sent.message.role is None or self.route.reply is not None

    def takes(self, message: Message, request_id: Value) -> bool:
        """Whether a message may answer it."""
        if self.is_done or self.route.reply is None:
            return False
        own = _request_id(self.sent)
        if request_id is not None and own is not None and request_id != own:
            return False
        return message.id in self.route.reply.messages or message.role is Role.ERROR

    def add(self, sent: Sent) -> None:
        """Takes an answer."""
        self.came.append(sent)
        match self.route.reply:
            case Stream(end=end):
                self.is_done = sent.message.id in end or sent.message.role is Role.ERROR
            case One() | None:
                self.is_done = True


def exchanges(frames: Frames, crossed: Iterable[Crossed]) -> tuple[Exchange, ...]:
    """What crossed one connection, without its heartbeat, each with what the client had sent before.

    Ids of requests that differ from run to run are replaced by others of their form. Raises ForbiddenFrameError.
    """
    routes = {each.message: each for each in frames.connection.client_to_server}
    opened: list[_Open] = []
    told: list[_Open | tuple[Sent, int]] = []
    ids = _Ids()
    for each in crossed:
        sent = ids.settled(_sent(frames, each))
        if sent.message.role in _OWN:
            continue
        if each.direction is Direction.CLIENT_TO_SERVER:
            one = _Open(sent, routes[sent.message.id], len(opened))
            opened.append(one)
            if one.is_told:
                told.append(one)
            continue
        request_id = _request_id(sent)
        asked = next((one for one in opened if one.takes(sent.message, request_id)), None)
        if asked is None:
            told.append((sent, len(opened)))
        else:
            asked.add(sent)
    return tuple(_exchange(each, opened) for each in told)


def _exchange(told: "_Open | tuple[Sent, int]", opened: Sequence[_Open]) -> Exchange:
    if isinstance(told, _Open):
        return Exchange(told.sent, tuple(told.came), _earlier(opened[: told.sequence]))
    sent, count = told
    return Exchange(None, (sent,), _earlier(opened[:count]))


def _earlier(opened: Iterable[_Open]) -> tuple[Earlier, ...]:
    return tuple(Earlier(each.sent.frame, len(each.came)) for each in opened)


def _sent(frames: Frames, crossed: Crossed) -> Sent:
    frame: Value = json.loads(crossed.text)
    verdict = read(frames, crossed.direction, frame)
    if verdict.message is None or not verdict.is_valid:
        raise ForbiddenFrameError(crossed, verdict.reason)
    return Sent(frames.protocol.messages[verdict.message], frame)


def _request_id(sent: Sent) -> Value:
    return None if sent.message.request_id is None else value_at(sent.frame, sent.message.request_id)


class _Ids:
    """Request ids that are drawn at random, and what they are told as: the same in each run."""

    def __init__(self) -> None:
        self._known: dict[str, str] = {}

    def settled(self, sent: Sent) -> Sent:
        """The message with such an id in its place."""
        path, held = sent.message.request_id, _request_id(sent)
        if path is None or not isinstance(held, str) or not _is_drawn(held):
            return sent
        told = self._known.setdefault(held, str(UUID(int=len(self._known) + 1, version=4)))
        return Sent(sent.message, with_value(sent.frame, path, told))


def _is_drawn(text: str) -> bool:
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False
