"""Makes the frames that one client sends: it knows which topics it has, and which values it has used."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ..instances.choices import Choices
from ..instances.frames import Frames
from ..instances.no_instance import NoInstanceError
from ..instances.places import value_at, with_value
from ..instances.same import identity
from ..instances.topics import address_of
from ..plan.argument import Given
from ..plan.protocol import Direction, Message, Path, Role, Topic
from ..spec.node import Value
from .meaning import LARGEST
from .steps import frame_text

_TO_SERVER = Direction.CLIENT_TO_SERVER
# A client has a few conversations, not as many as it sends frames.
_FEW = 3


@dataclass(frozen=True, slots=True)
class Memory:
    """What a client remembers while it makes frames: values by what they're for, and the addresses it has."""

    parameters: dict[str, list[Value]] = field(default_factory=dict[str, list[Value]])
    request_ids: dict[str, list[Value]] = field(default_factory=dict[str, list[Value]])
    addresses: list[str] = field(default_factory=list[str])
    subscribed: list[str] = field(default_factory=list[str])


@dataclass(frozen=True, slots=True)
class ClientFrames:
    """Makes valid frames, client → server, of one connection."""

    frames: Frames
    arguments: Mapping[str, Given]
    memory: Memory = field(default_factory=Memory)

    def frame(self, message: Message, choices: Choices) -> Value:
        """A frame of a message as a client means it: of a topic it has had, with a request id of its own.

        Raises NoInstanceError where no frame was found that a server takes for this message.
        """
        frame = self._drawn(message, choices)
        for path, value in self._meant(message, frame, choices):
            frame = self._changed(message, frame, path, value)
        self._remember(message, frame)
        return frame

    def _drawn(self, message: Message, choices: Choices) -> Value:
        for _ in range(3):
            examples = self.frames.examples(message.id) if choices.is_so(0.1) else ()
            frame = choices.pick(examples) if examples else self.frames.frame(message.id, choices, direction=_TO_SERVER)
            if self._is_sendable(message, frame):
                return frame
        raise NoInstanceError(f"no frame of {message.wire} is read as one, of those that can be sent")

    def _meant(self, message: Message, frame: Value, choices: Choices) -> Sequence[tuple[Path, Value]]:
        """The values that this client gives on purpose."""
        data = message.envelope.data if message.envelope else ()
        wanted: list[tuple[Path, Value]] = []
        if message.role is Role.AUTHENTICATE:
            wanted += [((*data, name), given) for name, given in self.arguments.items()]
        for name, path in self._parameter_paths(message):
            wanted += [(path, value) for value in self._again(self.memory.parameters.get(name, []), choices)]
        if message.request_id is not None and choices.is_so(0.7):
            wanted += self._request_id(message, frame, choices)
        topics = message.role_fields.get("topics")
        if topics is not None and choices.is_so(0.9):
            is_list = isinstance(value_at(frame, (*data, topics)), list)
            addresses = self._addresses(message, frame, choices)
            some: Value = [*addresses] if is_list else addresses[0]
            wanted.append(((*data, topics), some))
            after = message.role_fields.get("after")
            if after is not None and value_at(frame, (*data, after)) is not None:
                wanted.append(((*data, after), {each: choices.whole(0, 3) for each in addresses[:1]}))
        return wanted

    def _again(self, values: Sequence[Value], choices: Choices) -> Sequence[Value]:
        return (choices.pick(values),) if values and choices.is_so(0.8) else ()

    def _request_id(self, message: Message, frame: Value, choices: Choices) -> Sequence[tuple[Path, Value]]:
        path = message.request_id or ()
        used = self.memory.request_ids.get(message.id, [])
        if used and choices.is_so(0.1):
            return ((path, choices.pick(used)),)
        number = sum(map(len, self.memory.request_ids.values())) + 1
        arrived = value_at(frame, path)
        # Whichever of the two its schema takes.
        return ((path, number),) if isinstance(arrived, int | float) else ((path, f"r-{number}"),)

    def _addresses(self, message: Message, frame: Value, choices: Choices) -> list[str]:
        subscribed, known = self.memory.subscribed, self.memory.addresses
        if message.role is Role.UNSUBSCRIBE and subscribed and choices.is_so(0.8):
            return [choices.pick(subscribed)]
        topics = [each for each in self.frames.connection.topics if each.server_to_client and each.parameters]
        topics = topics or [*self.frames.connection.topics]
        found: list[str] = []
        for _ in range(choices.pick((1, 1, 2, 3))):
            if known and choices.is_so(0.6):
                found.append(choices.pick(known))
            elif topics:
                found.append(self._address(topics, message, frame, choices))
        return [*dict.fromkeys(found)] or ["none"]

    def _address(self, topics: Sequence[Topic], message: Message, frame: Value, choices: Choices) -> str:
        topic = choices.pick(topics)
        held: dict[str, Value] = {}
        for each in topic.parameters:
            values = self.memory.parameters.get(each.name, [])
            field_name = each.fields.get(message.id)
            if values and field_name is not None and choices.is_so(0.7):
                held[field_name] = choices.pick(values)
        return address_of((topic,), message.id, held or frame, choices)

    def _parameter_paths(self, message: Message) -> Sequence[tuple[str, Path]]:
        """The parameters of topics that a frame of this message carries, and where."""
        data = message.envelope.data if message.envelope else ()
        return [
            (each.name, (*data, name))
            for topic in self.frames.connection.topics
            for each in topic.parameters
            if (name := each.fields.get(message.id)) is not None
        ]

    def _changed(self, message: Message, frame: Value, path: Path, value: Value) -> Value:
        """With another value, where that is a frame of the same message."""
        changed = with_value(frame, path, value)
        return changed if self._is_sendable(message, changed) else frame

    def _is_sendable(self, message: Message, frame: Value) -> bool:
        verdict = self.frames.reader(_TO_SERVER).read(frame)
        if not verdict.is_valid or verdict.message != message.id:
            return False
        text = frame_text(frame)
        # An escape of half a character is none that every parser takes.
        return len(text) < LARGEST // 4 and (text.isascii() is False or "\\ud" not in text)

    def _remember(self, message: Message, frame: Value) -> None:
        memory = self.memory
        for name, path in self._parameter_paths(message):
            value = value_at(frame, path)
            known = memory.parameters.setdefault(name, [])
            if value is not None and len(known) < _FEW and identity(value) not in map(identity, known):
                known.append(value)
        identifier = None if message.request_id is None else value_at(frame, message.request_id)
        if identifier is not None:
            memory.request_ids.setdefault(message.id, []).append(identifier)
        field_name = message.role_fields.get("topics")
        if field_name is not None:
            data = message.envelope.data if message.envelope else ()
            named = value_at(frame, (*data, field_name))
            texts = [each for each in (named if isinstance(named, list) else [named]) if isinstance(each, str)]
            memory.addresses.extend(each for each in texts if each not in memory.addresses)
            if message.role is Role.SUBSCRIBE:
                memory.subscribed.extend(each for each in texts if each not in memory.subscribed)
            else:
                memory.subscribed[:] = [each for each in memory.subscribed if each not in texts]
