"""Makes the documented server: the generated class with a handler for every message, which answers as declared."""

import importlib
from collections.abc import AsyncIterator, Awaitable, Callable
from types import ModuleType
from typing import Any, Final

from ..instances.choices import Choices
from ..instances.frames import Frames
from ..instances.no_instance import NoInstanceError
from ..plan.protocol import Connection, Protocol, Role, Route, Stream
from .acting import Acting
from .answers import Answers
from .conduct import Conduct
from .events import Events
from .package import Model, Peer, Server, models_of, server_class
from .peers import Peers
from .pushing import Pushing
from .scenario import Scenario

_FAILED: Final = 1011


def mock_server(
    package: ModuleType,
    protocol: Protocol,
    connection: Connection,
    choices: Choices,
    *,
    options: object = None,
    conduct: Conduct | None = None,
    scenario: Scenario | None = None,
) -> Server:
    """A server of a connection, of the class that `package` generated for it, which answers what the document says.

    The package is the protocol's. `choices` decide what the document's examples don't, `options` are the package's own
    ServerOptions. Everybody is let in, and who
    subscribes to a topic gets one of each message that comes there of its own accord. With a `conduct` it takes its
    time, goes on with events, and chooses by the seed there; a `scenario` says what it does instead.
    """
    base = server_class(package, connection)
    reject: type[Exception] = importlib.import_module(f"{package.__name__}._runtime.server.refusals").Reject
    answers = Answers(Frames.of(protocol, connection), choices)
    events = Events(connection, protocol.messages, base.protocol.channels)
    peers = Peers(answers, conduct)
    pushing = Pushing(peers, events, models_of(base), scenario)
    mock = _Mock(peers, pushing, base, reject)
    if scenario is not None:
        mock.acting = Acting(scenario, peers, pushing)
    made: Any = type(f"Mock{base.__name__}", (base,), mock.methods())
    server: Server = made(options)
    mock.pushing.server = server
    return server


class _Mock:
    """What the methods of one mock do."""

    def __init__(self, peers: Peers, pushing: Pushing, base: type[Any], reject: type[Exception]) -> None:
        self.pushing = pushing
        self.acting: Acting | None = None
        self._peers = peers
        self._connection = peers.frames.connection
        self._messages = peers.frames.protocol.messages
        self._base = base
        self._reject = reject

    def methods(self) -> dict[str, object]:
        """By name, all that the generated class leaves to the application."""
        made: dict[str, object] = {"on_connect": self._on_connect(), "on_disconnect": self._on_disconnect()}
        if "authenticate" in getattr(self._base, "__abstractmethods__", ()):
            made["authenticate"] = self._authenticate()
        for route in self._connection.client_to_server:
            is_needed = self._messages[route.message].role in (None, Role.SUBSCRIBE) or route.reply is not None
            if is_needed and hasattr(self._base, route.handler):
                made[route.handler] = self._handler(route)
        return made

    def _handler(self, route: Route) -> object:
        if isinstance(route.reply, Stream):

            async def stream(_: object, peer: Peer, message: Model) -> AsyncIterator[Model]:
                async for each in self._replies(peer, route, message):
                    yield each
                self.pushing.after(peer, route, message.to_wire())

            return stream

        async def reply(_: object, peer: Peer, message: Model) -> Model | None:
            answered = [each async for each in self._replies(peer, route, message)]
            self.pushing.after(peer, route, message.to_wire())
            return answered[0] if answered else None

        return reply

    async def _replies(self, peer: Peer, route: Route, message: Model) -> AsyncIterator[Model]:
        """All that answers a message, each in its time."""
        answers = self._peers.answers(peer)
        try:
            for answer in answers.replies(route, message.to_wire()):
                await self._peers.pause(answers)
                yield self.pushing.model(answer)
        except NoInstanceError as error:
            if not self._peers.remark(peer, f"{self._messages[route.message].wire} isn't answered: {error}"):
                raise
            raise self._reject(_FAILED, "the mock has no example of the answer") from None

    def _on_connect(self) -> Callable[[object, Peer], Awaitable[None]]:
        async def on_connect(_: object, peer: Peer) -> None:
            if missing := self._peers.missing(peer):
                raise self._reject(4401, f"{missing} isn't what this mock requires")
            self._peers.enter(peer)
            if self.acting is not None:
                self.acting.enter(peer)
            self.pushing.at_connect(peer)

        return on_connect

    def _on_disconnect(self) -> Callable[[object, Peer, int], Awaitable[None]]:
        async def on_disconnect(_: object, peer: Peer, __: int) -> None:
            self._peers.leave(peer)

        return on_disconnect

    def _authenticate(self) -> Callable[[object, Peer, Model], Awaitable[None]]:
        async def authenticate(_: object, __: Peer, message: Model) -> None:
            if missing := self._peers.missing_in(message.to_wire()):
                raise self._reject(4401, f"{missing} isn't what this mock requires")

        return authenticate
