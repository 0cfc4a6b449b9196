"""Makes the documented server: the generated class with a handler for every message, which answers as declared."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from types import ModuleType
from typing import Any, Final

from ..instances.choices import Choices
from ..instances.frames import Frames
from ..plan.protocol import Connection, Protocol, Role, Route, Stream, Topic
from ..spec.node import Value
from .answers import Answer, Answers
from .package import Model, Peer, Server, models_of, server_class

_TURNS: Final = 3
"""Turns of the event loop after which the reply to a message is on its way, and what it leads to may follow."""


def mock_server(
    package: ModuleType, protocol: Protocol, connection: Connection, choices: Choices, *, options: object = None
) -> Server:
    """A server of a connection, of the class that `package` generated for it, which answers what the document says.

    The package is the protocol's. `choices` decide what the document's examples don't, `options` are the package's own
    ServerOptions. Everybody is let in, and who
    subscribes to a topic gets one of each message that comes there of its own accord.
    """
    base = server_class(package, connection)
    mock = _Mock(Answers(Frames.of(protocol, connection), choices), models_of(base), base)
    made: Any = type(f"Mock{base.__name__}", (base,), mock.methods())
    server: Server = made(options)
    return server


class _Mock:
    """What the methods of one mock do."""

    def __init__(self, answers: Answers, models: Mapping[str, Any], base: type[Any]) -> None:
        self._answers = answers
        self._connection = answers.frames.connection
        self._messages = answers.frames.protocol.messages
        self._models = models
        self._base = base
        self._pushing: set[asyncio.Task[None]] = set()

    def methods(self) -> dict[str, object]:
        """By name, all that the generated class leaves to the application."""
        made: dict[str, object] = {"on_connect": self._on_connect()}
        if "authenticate" in getattr(self._base, "__abstractmethods__", ()):
            made["authenticate"] = _authenticate
        for route in self._connection.client_to_server:
            is_needed = self._messages[route.message].role in (None, Role.SUBSCRIBE) or route.reply is not None
            if is_needed and hasattr(self._base, route.handler):
                made[route.handler] = self._handler(route)
        return made

    def _handler(self, route: Route) -> object:
        if isinstance(route.reply, Stream):

            async def stream(_: object, peer: Peer, message: Model) -> AsyncIterator[Model]:
                for answer in self._answers.replies(route, message.to_wire()):
                    yield self._model(answer)
                self._push_later(peer, route, message)

            return stream

        async def reply(_: object, peer: Peer, message: Model) -> Model | None:
            answered = [self._model(each) for each in self._answers.replies(route, message.to_wire())]
            self._push_later(peer, route, message)
            return answered[0] if answered else None

        return reply

    def _on_connect(self) -> Callable[[object, Peer], Awaitable[None]]:
        async def on_connect(_: object, peer: Peer) -> None:
            nothing: Mapping[str, int | str] = {}
            events: list[_Event] = [
                (each, None, nothing) for each in self._unasked() if not _topics_of(self._connection, each)
            ]
            open_topics = [each for each in self._connection.topics if not each.parameters and not self._subscribes()]
            self._start(peer, [*events, *(event for each in open_topics for event in self._events(each, nothing))])

        return on_connect

    def _push_later(self, peer: Peer, route: Route, message: Model) -> None:
        """Lets what comes of its own accord follow a subscription, or a request where there are none of those."""
        request = message.to_wire()
        if self._messages[route.message].role is Role.SUBSCRIBE:
            addresses = _addresses(request, self._messages[route.message].role_fields.get("topics"))
        elif not self._subscribes():
            addresses = tuple(_asked(self._connection, route, request))
        else:
            return
        found = [(topic, told) for each in addresses for topic, told in self._read(each)]
        self._start(peer, [event for topic, told in found for event in self._events(topic, told)])

    def _start(self, peer: Peer, events: list["_Event"]) -> None:
        if events:
            task = asyncio.get_running_loop().create_task(self._push(peer, events))
            self._pushing.add(task)
            task.add_done_callback(self._pushing.discard)

    async def _push(self, peer: Peer, events: list["_Event"]) -> None:
        for _ in range(_TURNS):
            await asyncio.sleep(0)
        for message_id, topic, arguments in events:
            answer = self._answers.event(message_id, topic, arguments)
            where = None if topic is None else _Address(_filled(topic, arguments))
            await peer.send(self._model(answer), topic=where)

    def _events(self, topic: Topic, arguments: Mapping[str, int | str]) -> list["_Event"]:
        unasked = self._unasked()
        return [(each, topic, arguments) for each in topic.server_to_client if each in unasked]

    def _unasked(self) -> tuple[str, ...]:
        """The messages that answer nothing, and aren't the runtime's."""
        replies = {each for route in self._connection.client_to_server if route.reply for each in route.reply.messages}
        sent = [route.message for route in self._connection.server_to_client]
        return tuple(each for each in sent if each not in replies and self._messages[each].role is None)

    def _subscribes(self) -> bool:
        return any(self._messages[each.message].role is Role.SUBSCRIBE for each in self._connection.client_to_server)

    def _read(self, address: str) -> Iterator[tuple[Topic, Mapping[str, int | str]]]:
        """The topics whose address this is, with their arguments, as the runtime reads them."""
        for topic, channel in zip(self._connection.topics, self._base.protocol.channels, strict=True):
            arguments: Mapping[str, int | str] | None = channel.match(address)
            if arguments is not None:
                yield topic, arguments

    def _model(self, answer: Answer) -> Model:
        made: Model = self._models[answer.message.wire].model_validate(answer.payload)
        return made


_Event = tuple[str, Topic | None, Mapping[str, int | str]]


class _Address:
    """A topic's address, as the runtime asks for it."""

    def __init__(self, address: str) -> None:
        self.address = address


async def _authenticate(_: object, __: Peer, ___: Model) -> None:
    """Whoever it is."""


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


def _filled(topic: Topic, arguments: Mapping[str, int | str]) -> str:
    address = topic.address
    for name, value in arguments.items():
        address = address.replace(f"{{{name}}}", str(value))
    return address
