"""Which topics a client has had to do with, and to which ones a frame belongs."""

import re
from collections.abc import Iterator
from typing import Final

from ..instances.places import value_at
from ..plan.protocol import Connection, Message, Protocol, Role, Topic
from ..spec.node import Value

_PARAMETER: Final = re.compile(r"\{([^{}]+)\}")


class Subscribed:
    """The addresses that one connection has asked for, or has sent something to.

    A topic that was asked for once counts until the connection ends: its frames may be under way for a while.
    """

    def __init__(self, protocol: Protocol, connection: Connection) -> None:
        self._connection = connection
        messages = [protocol.messages[route.message] for route in connection.client_to_server]
        self._is_asked_for = any(each.role is Role.SUBSCRIBE for each in messages)
        self._addresses: set[str] = set()

    def sent(self, message: Message, frame: Value) -> None:
        """Takes note of a frame that the client sent."""
        self._addresses.update(self._own(message, frame, is_from_client=True))
        if message.role is Role.SUBSCRIBE:
            field = message.role_fields.get("topics")
            named = value_at(payload_of(message, frame), (field,)) if field is not None else None
            texts = named if isinstance(named, list) else [named]
            self._addresses.update(str(each) for each in texts if isinstance(each, str | int))

    def forget(self) -> None:
        """A new connection begins."""
        self._addresses.clear()

    def stray(self, message: Message, frame: Value) -> str | None:
        """The address of a frame that isn't this client's; None for all others.

        Where no message subscribes, the server alone says who gets what. A frame of a topic without parameters, or one
        that doesn't tell its address, is for everybody.
        """
        addresses = set(self._own(message, frame, is_from_client=False))
        if not self._is_asked_for or not addresses or addresses & self._addresses or self._is_open(message):
            return None
        return min(addresses)

    def is_of_topic(self, message: Message, frame: Value) -> bool:
        """Whether a frame may come because of a topic that the client has to do with, asked for or not."""
        return self._is_open(message) or bool(set(self._own(message, frame, is_from_client=False)) & self._addresses)

    def parameters(self, message: Message, frame: Value) -> dict[str, Value]:
        """What a frame says of the parameters of its topics, by their names."""
        payload = payload_of(message, frame)
        found: dict[str, Value] = {}
        for topic in self._connection.topics:
            for each in topic.parameters:
                field = each.fields.get(message.id)
                if field is not None and isinstance(payload, dict) and field in payload:
                    found[each.name] = payload[field]
        return found

    def _is_open(self, message: Message) -> bool:
        """Whether it travels on a topic that nobody has to ask for."""
        return any(message.id in each.server_to_client and not each.parameters for each in self._connection.topics)

    def _own(self, message: Message, frame: Value, *, is_from_client: bool) -> Iterator[str]:
        envelope = message.envelope
        if envelope is not None and envelope.topic is not None:
            told = value_at(frame, envelope.topic)
            if isinstance(told, str):
                yield told
                return
        values = self.parameters(message, frame)
        for topic in self._connection.topics:
            carried = topic.client_to_server if is_from_client else topic.server_to_client
            if message.id in carried and topic.parameters and (address := _address(topic, values)) is not None:
                yield address


def payload_of(message: Message, frame: Value) -> Value:
    """The payload of a frame."""
    return frame if message.envelope is None else value_at(frame, message.envelope.data)


def _address(topic: Topic, values: dict[str, Value]) -> str | None:
    texts = {name: _text(value) for name, value in values.items()}
    if any(texts.get(each.name) is None for each in topic.parameters):
        return None
    return _PARAMETER.sub(lambda found: texts.get(found[1]) or "", topic.address)


def _text(value: Value) -> str | None:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else None
