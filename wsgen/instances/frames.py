"""Makes whole frames of a message as they cross one connection: tag, envelope, payload."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Final

from ..plan.protocol import Connection, Direction, Envelope, Message, Path, Protocol, Topic
from ..spec.node import Value
from .choices import Choices, Simplest
from .heights import PREFIX
from .manner import Manner
from .no_instance import NoInstanceError
from .places import demand_at, value_at, with_value
from .reading import Reader
from .same import identity
from .schemas import Schemas, schemas_of
from .topics import address_of
from .valid import valid_for

NOTHING_FIXED: Final[Mapping[Path, Value]] = MappingProxyType({})
_MOMENT: Final = 1_700_000_000
_YEAR: Final = 31_536_000
# So many messages may take a frame for theirs before it is left to them.
_MISREAD: Final = 5
_TRIES: Final = 2


@dataclass(frozen=True, slots=True)
class Frames:
    """The frames of one connection; make them with `of`."""

    protocol: Protocol
    connection: Connection
    schemas: Schemas
    _ways: Mapping[str, tuple[Direction, ...]] = field(repr=False)
    _readers: Mapping[Direction, Reader] = field(repr=False)

    @classmethod
    def of(cls, protocol: Protocol, connection: Connection) -> "Frames":
        """The frames of a connection of a protocol."""
        schemas = schemas_of(protocol)
        ways: dict[str, tuple[Direction, ...]] = {}
        for route in connection.client_to_server:
            ways[route.message] = (Direction.CLIENT_TO_SERVER,)
        for route in connection.server_to_client:
            ways[route.message] = (*ways.get(route.message, ()), Direction.SERVER_TO_CLIENT)
        readers = {way: Reader(protocol, connection, schemas, way) for way in Direction if way in connection.framing}
        return cls(protocol, connection, schemas, ways, readers)

    def messages(self, direction: Direction) -> tuple[Message, ...]:
        """The messages that travel in a direction."""
        return tuple(self.protocol.messages[each] for each, ways in self._ways.items() if direction in ways)

    def reader(self, direction: Direction) -> Reader:
        """What reads the frames of a direction."""
        return self._readers[direction]

    def frame(
        self,
        message_id: str,
        choices: Choices,
        *,
        fixed: Mapping[Path, Value] = NOTHING_FIXED,
        direction: Direction | None = None,
        manner: Manner = Manner.ANY,
    ) -> Value:
        """A whole frame of a message that its schema accepts, with the values `fixed` at their paths.

        It is read as that message wherever one is found that is. `direction` matters only where the message travels
        both ways. Raises KeyError for a message that isn't the connection's, NoInstanceError where no frame was found.
        """
        message = self.protocol.messages[message_id]
        reader = self._readers[direction or self._ways[message_id][0]]
        wanted = [_reference(message), *_demands(message, reader, choices, fixed)]
        accepts = _holding(self.schemas.judge(_reference(message)), fixed)
        made = valid_for(self.schemas, tuple(wanted), choices, manner, accepts)
        found = self._settled(made, message, choices, fixed)
        for _ in range(_MISREAD):
            other = reader.read(found).message
            if other is None or other == message_id or self._are_twins(other, message_id):
                break
            # Tried before this message, and content with the frame: so the frame mustn't be what the other accepts.
            wanted.append(_opposite(self.protocol.messages[other]))
            try:
                made = valid_for(self.schemas, tuple(wanted), choices, manner, accepts, attempts=_TRIES)
            except NoInstanceError:
                break
            found = self._settled(made, message, choices, fixed)
        return found

    def _are_twins(self, one: str, other: str) -> bool:
        """Whether two messages have the same frames, so that none can be told apart."""
        frames = [self.schemas.definitions[self.protocol.messages[each].frame] for each in (one, other)]
        return frames[0] == frames[1]

    def examples(self, message_id: str) -> tuple[Value, ...]:
        """Whole frames made of the document's examples of a message, of those that its schema accepts.

        Raises KeyError for a message that isn't the connection's.
        """
        return tuple(self._examples(self.protocol.messages[message_id]))

    def _examples(self, message: Message) -> Iterator[Value]:
        reader = self._readers[self._ways[message.id][0]]
        accepts = self.schemas.judge(_reference(message))
        for each in message.examples:
            if message.envelope is None:
                path = reader.tag_of(message)
                is_tagged = path is None or value_at(each, path) in message.tags
                frame = each if is_tagged or path is None else with_value(each, path, message.tags[0])
                if accepts(frame):
                    yield frame
                continue
            with suppress(NoInstanceError):
                yield self.frame(message.id, Simplest(), fixed={message.envelope.data: each}, manner=Manner.PLAIN)

    def _settled(self, frame: Value, message: Message, choices: Choices, fixed: Mapping[Path, Value]) -> Value:
        """`frame` with its envelope's time and address, where its schema accepts them."""
        envelope = message.envelope
        if envelope is None:
            return frame
        accepts = self.schemas.judge(_reference(message))
        fields: list[tuple[Path, Value]] = []
        if envelope.timestamp is not None:
            fields.append((envelope.timestamp, _moment(envelope, choices)))
        topics = self._topics(message)
        if envelope.topic is not None and topics:
            payload = value_at(frame, envelope.data)
            fields.append((envelope.topic, address_of(topics, message.id, payload, choices)))
        for path, value in fields:
            if path not in fixed and accepts(changed := with_value(frame, path, value)):
                frame = changed
        return frame

    def _topics(self, message: Message) -> tuple[Topic, ...]:
        routes = (*self.connection.client_to_server, *self.connection.server_to_client)
        channels = {channel for route in routes if route.message == message.id for channel in route.topics}
        return tuple(each for each in self.connection.topics if each.channel in channels)


def _opposite(message: Message) -> Value:
    return {"not": _reference(message)}


def _reference(message: Message) -> Value:
    return {"$ref": f"{PREFIX}{message.frame}"}


def _demands(message: Message, reader: Reader, choices: Choices, fixed: Mapping[Path, Value]) -> Iterator[Value]:
    """What a frame must have beside what its schema says."""
    told: dict[Path, Value] = {}
    envelope = message.envelope
    if envelope is not None:
        told |= envelope.constants
        if not message.empty:
            yield demand_at(envelope.data, wanted=True)
    tag = reader.tag_of(message)
    if tag is not None and (not reader.is_optional(message) or choices.is_so(0.7)):
        told[tag] = choices.pick(message.tags)
    for path, value in {**told, **fixed}.items():
        yield demand_at(path, {"const": value})


def _holding(accepts: Callable[[Value], bool], fixed: Mapping[Path, Value]) -> Callable[[Value], bool]:
    """Says of a frame whether it is accepted, and has the values that are fixed."""
    return lambda frame: (
        accepts(frame) and all(identity(value_at(frame, path)) == identity(value) for path, value in fixed.items())
    )


def _moment(envelope: Envelope, choices: Choices) -> Value:
    seconds = _MOMENT + choices.whole(0, _YEAR)
    if envelope.timestamp_unit == "iso":
        return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return seconds if envelope.timestamp_unit == "s" else seconds * 1000
