"""Says what the documented server answers: replies and streams as declared, of the document's examples where it can."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from ..instances.choices import Choices
from ..instances.frames import Frames
from ..instances.manner import Manner
from ..instances.places import value_at, with_value
from ..instances.schemas import Schemas
from ..plan.protocol import Direction, Message, One, Path, Role, Route, Stream, Topic
from ..spec.node import Value

_REFUSALS: Final = re.compile(r"error|fail|reject|denied|refus|invalid", re.IGNORECASE)
_MOST_ITEMS: Final = 3


@dataclass(frozen=True, slots=True)
class Answer:
    """A message that the server sends, and its payload."""

    message: Message
    payload: Value


@dataclass(frozen=True, slots=True)
class Answers:
    """What a server of one connection sends; each `choices` that is drawn from makes other values."""

    frames: Frames
    choices: Choices

    def replies(self, route: Route, request: Value) -> Iterator[Answer]:
        """All that answers a request, in order; `request` is its payload.

        Raises NoInstanceError where a message is to come of which no frame was found.
        """
        asked = self.frames.protocol.messages[route.message]
        match route.reply:
            case One(messages):
                yield self.reply(self._kindest(messages), asked, request)
            case Stream(start, items, end):
                if start is not None:
                    yield self.reply(start, asked, request)
                for each in items:
                    count = len(self.frames.examples(each)) or self.choices.whole(1, _MOST_ITEMS)
                    for number in range(count):
                        yield self.reply(each, asked, request, number)
                if end:
                    yield self.reply(self._kindest(end), asked, request)
            case None:
                return

    def event(
        self, message_id: str, topic: Topic | None, arguments: Mapping[str, int | str], number: int = 0
    ) -> Answer:
        """A message that comes of its own accord, of the topic's address that these arguments make.

        It is the example with this number, beginning anew after the last one.
        """
        message = self.frames.protocol.messages[message_id]
        payload = self._payload(message, number)
        for parameter in topic.parameters if topic else ():
            name = parameter.fields.get(message_id)
            if name is not None and parameter.name in arguments:
                payload = self._set(message, payload, name, arguments[parameter.name])
        return Answer(message, payload)

    def reply(self, message_id: str, asked: Message, request: Value, number: int = 0) -> Answer:
        """A message that answers `asked`, of the example with this number; `request` is the payload of what is asked.

        Raises NoInstanceError.
        """
        message = self.frames.protocol.messages[message_id]
        payload = self._payload(message, number)
        for name, value in self._shared(message, asked, request).items():
            payload = self._set(message, payload, name, value)
        return Answer(message, payload)

    def _kindest(self, messages: Sequence[str]) -> str:
        """The first that doesn't say that something went wrong."""
        known = self.frames.protocol.messages
        return next((each for each in messages if not _is_refusal(known[each])), messages[0])

    def _payload(self, message: Message, number: int) -> Value:
        examples = self.frames.examples(message.id)
        if examples:
            frame = examples[number % len(examples)]
        else:
            frame = self.frames.frame(
                message.id, self.choices, direction=Direction.SERVER_TO_CLIENT, manner=Manner.PLAIN
            )
        payload = value_at(frame, _data(message))
        path = message.request_id
        if path is not None and path[: len(_data(message))] == _data(message):
            # The runtime sets it to that of the request, where it isn't there already.
            payload = self._without(message, payload, path[len(_data(message)) :])
        return {} if payload is None and message.empty else payload

    def _without(self, message: Message, payload: Value, path: Path) -> Value:
        if len(path) != 1 or not isinstance(payload, dict):
            return payload
        rest: Value = {name: value for name, value in payload.items() if name != path[0]}
        return rest if self._is_accepted(message, rest) else payload

    def _shared(self, message: Message, asked: Message, request: Value) -> Mapping[str, Value]:
        """The fields of an answer that are the request's: a channel's parameters, and what has its name and schema."""
        if not isinstance(request, dict):
            return {}
        found: dict[str, Value] = {}
        schemas = self.frames.schemas
        mine, its = (_properties(schemas, {"$ref": f"#/$defs/{each.payload}"}) for each in (message, asked))
        own = {path[-1] for path in _told_otherwise(message, self.frames) if path}
        names = (name for name in request if name in mine and name not in own and mine[name] == its.get(name))
        found.update({name: request[name] for name in names})
        for topic in self.frames.connection.topics:
            for parameter in topic.parameters:
                here, there = (parameter.fields.get(each.id) for each in (message, asked))
                if here is not None and there in request:
                    found[here] = request[str(there)]
        return found

    def _set(self, message: Message, payload: Value, name: str, value: Value) -> Value:
        """`payload` with a field, where its schema accepts that."""
        if not isinstance(payload, dict):
            return payload
        changed = with_value(payload, (name,), value)
        return changed if self._is_accepted(message, changed) else payload

    def _is_accepted(self, message: Message, payload: Value) -> bool:
        return self.frames.schemas.accepts(message.payload, payload)


def _is_refusal(message: Message) -> bool:
    return message.role is Role.ERROR or _REFUSALS.search(message.wire) is not None


def _data(message: Message) -> Path:
    return message.envelope.data if message.envelope else ()


def _told_otherwise(message: Message, frames: Frames) -> Iterator[Path]:
    """What tells a message, and is set by the runtime."""
    tag = frames.connection.framing[Direction.SERVER_TO_CLIENT].tag
    for path in (tag, message.request_id, message.sequence):
        if path is not None:
            yield path


def _properties(schemas: Schemas, schema: Value) -> Mapping[str, Value]:
    """The properties of an object, by name, those that `allOf` adds too."""
    schema = schemas.followed(schema)
    if not isinstance(schema, dict):
        return {}
    found: dict[str, Value] = {}
    parts = schema.get("allOf")
    for part in parts if isinstance(parts, list) else []:
        found |= _properties(schemas, part)
    named = schema.get("properties")
    return found | (named if isinstance(named, dict) else {})
