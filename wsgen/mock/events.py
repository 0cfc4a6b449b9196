"""Says which messages come of their own accord, and when: on connecting, after a subscription, after a request."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ..plan.protocol import Connection, Message, Role, Route, Topic
from ..spec.node import Value

Told = Mapping[str, int | str]
"""The parameters of a topic's address, by name."""


@dataclass(frozen=True, slots=True)
class Event:
    """A message that comes of its own accord, and of which topic; `told` are the parameters of its address."""

    message: str
    topic: Topic | None
    told: Told

    @property
    def address(self) -> str | None:
        """The address of its topic."""
        return None if self.topic is None else _filled(self.topic, self.told)


class Events:
    """The events of one connection; `channels` are the topics as the package's runtime has them, in their order."""

    def __init__(self, connection: Connection, messages: Mapping[str, Message], channels: tuple[Any, ...]) -> None:
        self._connection = connection
        self._messages = messages
        self._channels = channels
        self.are_subscribed = any(messages[each.message].role is Role.SUBSCRIBE for each in connection.client_to_server)
        """Whether clients say by a message which topics they want."""

    def at_connect(self) -> tuple[Event, ...]:
        """What comes to every client that connects."""
        free = (Event(each, None, {}) for each in self._unasked() if not _topics_of(self._connection, each))
        open_topics = [each for each in self._connection.topics if not each.parameters and not self.are_subscribed]
        return (*free, *(event for each in open_topics for event in self._of(each, {})))

    def after(self, route: Route, request: Value) -> tuple[Event, ...]:
        """What comes after a subscription, or after a request where there are no subscriptions."""
        message = self._messages[route.message]
        if message.role is Role.SUBSCRIBE:
            addresses = _addresses(request, message.role_fields.get("topics"))
        elif not self.are_subscribed:
            addresses = tuple(_asked(self._connection, route, request))
        else:
            return ()
        return tuple(event for each in addresses for event in self.of_address(each))

    def of_address(self, address: str) -> tuple[Event, ...]:
        """What comes to those who are subscribed to an address."""
        return tuple(event for topic, told in self.read(address) for event in self._of(topic, told))

    def read(self, address: str) -> Iterator[tuple[Topic, Told]]:
        """The topics whose address this is, with their parameters, as the runtime reads them."""
        for topic, channel in zip(self._connection.topics, self._channels, strict=True):
            told: Told | None = channel.match(address)
            if told is not None:
                yield topic, told

    def _of(self, topic: Topic, told: Told) -> list[Event]:
        unasked = self._unasked()
        return [Event(each, topic, told) for each in topic.server_to_client if each in unasked]

    def _unasked(self) -> tuple[str, ...]:
        """The messages that answer nothing, and aren't the runtime's."""
        replies = {each for route in self._connection.client_to_server if route.reply for each in route.reply.messages}
        sent = [route.message for route in self._connection.server_to_client]
        return tuple(each for each in sent if each not in replies and self._messages[each].role is None)


def _topics_of(connection: Connection, message_id: str) -> list[Topic]:
    return [each for each in connection.topics if message_id in each.server_to_client]


def _addresses(request: Value, field: str | None) -> tuple[str, ...]:
    held = request.get(field) if isinstance(request, dict) and field is not None else None
    texts = held if isinstance(held, list) else [held]
    return tuple(each for each in texts if isinstance(each, str))


def _asked(connection: Connection, route: Route, request: Value) -> Iterator[str]:
    """The addresses of a request's topics, as far as its fields say them."""
    for topic in connection.topics:
        if topic.channel in route.topics and topic.parameters and isinstance(request, dict):
            fields = {each.name: each.fields.get(route.message) for each in topic.parameters}
            arguments = {name: request.get(field) for name, field in fields.items() if field is not None}
            told = {name: value for name, value in arguments.items() if isinstance(value, int | str)}
            if len(told) == len(topic.parameters):
                yield _filled(topic, told)


def _filled(topic: Topic, told: Told) -> str:
    address = topic.address
    for name, value in told.items():
        address = address.replace(f"{{{name}}}", str(value))
    return address
