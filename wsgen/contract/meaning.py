"""Says by the document what the frames of a connection are to an interaction: an answer, the heartbeat, other news."""

import itertools
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from ..instances.choices import Simplest
from ..instances.frames import Frames
from ..instances.no_instance import NoInstanceError
from ..instances.places import value_at, with_value
from ..instances.reading import read_text as meant_by
from ..plan.protocol import Connection, Direction, Path, Protocol, Role
from ..spec.node import Value

_UP, _DOWN = Direction.CLIENT_TO_SERVER, Direction.SERVER_TO_CLIENT


@dataclass(frozen=True, slots=True)
class Sent:
    """A frame to send: which message it is, and the request id in it; None where it has none."""

    text: str
    message: str | None
    request_id: Value = None


@dataclass(frozen=True, slots=True)
class Meaning:
    """The frames of one connection; make one with `of`."""

    protocol: Protocol
    connection: Connection
    _frames: Frames
    _ids: Iterator[int] = field(default_factory=lambda: itertools.count(1), repr=False, compare=False)

    @classmethod
    def of(cls, protocol: Protocol, connection: Connection) -> "Meaning":
        """What the frames of a connection of a protocol mean."""
        return cls(protocol, connection, Frames.of(protocol, connection))

    def of_client(self, frame: Value) -> str | None:
        """The message of a client that a frame is; None where it's none, or breaks its schema."""
        return self._valid(_UP, json.dumps(frame))

    def of_server(self, text: str) -> str | None:
        """The message of a server that a frame is meant as; None where it's none."""
        return meant_by(self._frames, _DOWN, text).message if _DOWN in self.connection.framing else None

    def of_value(self, frame: Value) -> str | None:
        """The message of a server that a frame, as a contract has it, is meant as; None where it's none."""
        return self.of_server(json.dumps(frame))

    def sent(self, frame: Value) -> Sent:
        """The frame that is really sent: with a request id that nobody has used, where it has one."""
        message = self.of_client(frame)
        path = self.protocol.messages[message].request_id if message else None
        old = value_at(frame, path) if path else None
        if path and old is not None and not isinstance(old, bool):
            for fresh in self._fresh(old):
                renewed = with_value(frame, path, fresh)
                if self.of_client(renewed) == message:
                    return Sent(json.dumps(renewed, ensure_ascii=False), message, fresh)
        return Sent(json.dumps(frame, ensure_ascii=False), message, old)

    def answers_of(self, message: str | None) -> frozenset[str]:
        """The messages that may answer one of a client's, by the document."""
        replies = [route.reply for route in self.connection.client_to_server if route.message == message]
        return frozenset(each for reply in replies if reply for each in reply.messages) | self.errors()

    def counts(self, text: str, wanted: Iterable[str | None]) -> bool:
        """Whether a frame is for whoever waits for the messages `wanted`: one of them, or nothing that is known."""
        message = self.of_server(text)
        return message is None or message in wanted

    def pong_to(self, text: str) -> str | None:
        """The answer to a ping of the protocol's heartbeat; None where the frame is none."""
        heartbeat = self.connection.heartbeat
        if heartbeat is None or self.of_server(text) != heartbeat.ping:
            return None
        ping, pong = (self.protocol.messages[each] for each in (heartbeat.ping, heartbeat.pong))
        before_ping, before_pong = (each.envelope.data if each.envelope else () for each in (ping, pong))
        frame: Value = json.loads(text)
        asked = {each.name: value_at(frame, (*before_ping, each.name)) for each in ping.fields}
        same = {
            (*before_pong, each.name): asked[each.name]
            for each in pong.fields
            if asked.get(each.name) is not None and asked[each.name] not in (*ping.tags, *pong.tags)
        }
        try:
            return json.dumps(self._frames.frame(heartbeat.pong, Simplest(), fixed=same, direction=_UP))
        except NoInstanceError:
            return None

    def request_id(self, text: str) -> tuple[Path, Value] | None:
        """Where a server's frame has the id of the request that it answers, and which; None where it has none."""
        message = self.of_server(text)
        path = self.protocol.messages[message].request_id if message else None
        value = value_at(json.loads(text), path) if path else None
        return None if path is None or value is None else (path, value)

    def with_request_id(self, text: str, contents: Value) -> str:
        """A server's frame with the request id of the contract's own example, where that one has an id.

        Ids differ from run to run, and who answers what was decided before.
        """
        found = self.request_id(text)
        example = value_at(contents, found[0]) if found else None
        if found is None or example is None:
            return text
        return json.dumps(with_value(json.loads(text), found[0], example), ensure_ascii=False)

    def errors(self) -> frozenset[str]:
        """The messages by which the server says that something is wrong."""
        messages = {each.message for each in self.connection.server_to_client}
        return frozenset(each for each in messages if self.protocol.messages[each].role is Role.ERROR)

    def _fresh(self, old: Value) -> Iterator[Value]:
        number = next(self._ids)
        if isinstance(old, str):
            yield f"wsgen-{number}"
            yield from (f"{old[: -len(str(number))]}{number}", str(number))
        elif isinstance(old, int):
            yield old + number

    def _valid(self, direction: Direction, text: str) -> str | None:
        verdict = meant_by(self._frames, direction, text) if direction in self.connection.framing else None
        return verdict.message if verdict and verdict.is_valid else None
