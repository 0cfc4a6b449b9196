"""The class that a generated server extends: the application writes its handlers, the runtime does the rest."""

import asyncio
import inspect
from abc import ABC
from collections.abc import AsyncGenerator, Mapping
from concurrent.futures import Future
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Generic

from ..core.dispatch import InvalidMessage
from ..protocol import Channel, Protocol, Route, Stream
from ..wire import WireValue
from .asgi import AsgiApp, MountTarget, mount_at
from .connection import ArgumentsT, Connection, StateT, UserT
from .gauges import Gauges
from .handling import Authenticate, Handler
from .hub import Hub
from .options import ServerOptions
from .refusals import ErrorReply, Reject
from .signals import hearing_sigterm

if TYPE_CHECKING:
    from ssl import SSLContext

    from .standalone import Standalone

__all__ = [
    "ChannelHandle",
    "Connection",
    "ErrorReply",
    "InvalidMessage",
    "Reject",
    "Server",
    "ServerBase",
    "ServerOptions",
    "StateT",
    "UserT",
]


class ServerBase(ABC, Generic[ArgumentsT, StateT, UserT]):
    """A WebSocket server of one protocol, whoever may connect.

    Subclass the generated class, write a method for each message that clients send, and serve `asgi()`. A class that
    lacks a handler can't be made: Python's TypeError names every one.
    """

    protocol: ClassVar[Protocol]

    def __init__(self, options: ServerOptions | None = None) -> None:
        self._hub = Hub(
            self.protocol,
            options or ServerOptions(),
            self,
            _handlers(self),
            # Frames that nobody looks at needn't wait for that.
            shows_unknown=getattr(self.on_unknown, "__func__", None) is not ServerBase.on_unknown,
            authenticate=_authenticate_of(self),
        )

    async def on_connect(self, connection: Connection[ArgumentsT, StateT, UserT]) -> None:
        """Prepare for a client, `connection.user` where there is `authenticate`, or raise `Reject(code, reason)`."""

    async def on_disconnect(self, connection: Connection[ArgumentsT, StateT, UserT], code: int) -> None:
        """Clean up after a client that `on_connect` let in; `code` is the close code (RFC 6455 §7.4)."""

    async def authorize(self, connection: Connection[ArgumentsT, StateT, UserT], address: str) -> bool | None:
        """Decide whether a client may subscribe to a topic's address; False refuses, with an error message."""

    async def on_unknown(self, connection: Connection[ArgumentsT, StateT, UserT], frame: Any, reason: str) -> None:
        """Look at a frame of an unknown message or version, where `ServerOptions.unknown` is `ignore`.

        `frame` is parsed JSON, `reason` one line that says what isn't known. Runs in the order of the requests, and
        what waits for it counts as `ServerOptions.max_waiting` says; a server without one lets such frames go at once.
        """

    @property
    def options(self) -> ServerOptions:
        """What it was made with."""
        return _hub_of(self).options

    @property
    def unknown_frames(self) -> int:
        """How many frames were ignored that are no message of this protocol."""
        return _hub_of(self).unknown_frames

    def gauges(self) -> Gauges:
        """Give how many connections, topics and waiting frames there are now, for a metrics system; from any thread."""
        return _hub_of(self).gauges()

    def asgi(self) -> AsgiApp:
        """Give the ASGI application: the protocol's own path, with or without a slash at its end."""
        return AsgiApp(_hub_of(self), None)

    def serve(
        self,
        host: str | None = "127.0.0.1",
        port: int = 8000,
        *,
        unix: Path | None = None,
        tls: "SSLContext | None" = None,
    ) -> "Standalone":
        """Serve without ASGI, by the `websockets` library: `async with chat.serve("0.0.0.0", 8765) as serving:`.

        Host None is every interface, port 0 a free one (`serving.addresses` says which), and `unix` is a socket's path
        instead of both. The end of the block stops it gracefully, as `lifespan` does.
        """
        from .standalone import Standalone

        return Standalone(_hub_of(self), host, port, unix=unix, tls=tls)

    def run(
        self,
        host: str | None = "127.0.0.1",
        port: int = 8000,
        *,
        unix: Path | None = None,
        tls: "SSLContext | None" = None,
    ) -> None:
        """Serve as `serve` does, on an event loop of its own, until SIGINT or SIGTERM."""

        async def serve() -> None:
            async with self.serve(host, port, unix=unix, tls=tls) as serving:
                await serving.until_stopped()

        asyncio.run(serve())

    def mount(self, app: MountTarget, path: str) -> None:
        """Put this server into a Starlette or FastAPI application; both `path` and `path/` connect."""
        mount_at(app, path, AsgiApp(_hub_of(self), path))

    @asynccontextmanager
    async def lifespan(self, app: object) -> AsyncGenerator[None, None]:  # noqa: ARG002 - the host calls it with itself
        """Start and stop with the host: `FastAPI(lifespan=chat.lifespan)`. At its end every client is closed 1012."""
        hub = _hub_of(self)
        with hearing_sigterm(hub.shutdown):
            hub.start()
            try:
                yield
            finally:
                await hub.shutdown()


class Server(ServerBase[ArgumentsT, StateT, UserT]):
    """A server whose clients say who they are when they connect, if it asks at all."""

    async def authenticate(self, connection: Connection[ArgumentsT, StateT, UserT]) -> UserT:
        """Say who a client is, by what it gave in `connection.arguments`, or raise `Reject(4401, reason)`.

        What this returns is `connection.user` from then on. A server that doesn't override it asks nobody.
        """
        raise NotImplementedError


class ChannelHandle:
    """One topic of a server; the generated subclass has a `send` that takes what the topic carries."""

    def __init__(self, server: ServerBase[Any, Any, Any], channel: Channel, arguments: Mapping[str, int | str]) -> None:
        self._hub = _hub_of(server)
        self._channel = channel
        self.address = channel.address_of(arguments)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.address}>"

    async def _publish(self, message: WireValue) -> int:
        """Send to everyone on the topic, and wait for none of them; gives how many receivers are known to get it.

        They are connections of this process, or with a broker between processes the servers that have subscribers.
        From any task of the event loop, before the first client and after the last one too: then it reaches nobody.
        """
        return await self._hub.publishing.publish(self._channel, self.address, message)

    def _publish_from_thread(self, message: WireValue) -> Future[int]:
        """Send from another thread, such as one in which FastAPI runs a plain `def`; `result()` there is `send`'s."""
        return self._hub.publishing.publish_from_thread(self._channel, self.address, message)


def _hub_of(server: ServerBase[Any, Any, Any]) -> Hub:
    hub: Hub | None = vars(server).get("_hub")
    if hub is None:
        raise TypeError(f"{type(server).__name__}.__init__ must call super().__init__()")
    return hub


def _authenticate_of(server: ServerBase[Any, Any, Any]) -> Authenticate | None:
    """Give the application's own hook; a generated one that takes a message has to be written."""
    hook: Authenticate | None = getattr(server, "authenticate", None)
    return None if getattr(hook, "__func__", None) is Server.authenticate else hook


def _handlers(server: ServerBase[Any, Any, Any]) -> dict[str, Handler]:
    """Find the application's handlers; raises TypeError for one of the wrong kind, so that it is known at the start."""
    generated = next(base for base in type(server).__mro__ if "protocol" in base.__dict__)
    framing = server.protocol.client_to_server
    found: dict[str, Handler] = {}
    for route in (*framing.routes.values(), *framing.untagged):
        name = route.handler
        if name is None or not hasattr(server, name):
            continue
        if route.message.role is not None and getattr(type(server), name) is generated.__dict__.get(name):
            continue  # the generated one, which does nothing
        _check_kind(f"{type(server).__name__}.{name}", getattr(server, name), route)
        found[name] = getattr(server, name)
    return found


def _check_kind(name: str, handler: Any, route: Route) -> None:
    if isinstance(route.reply, Stream):
        if inspect.iscoroutinefunction(handler):
            raise TypeError(f"{name} must be a stream: write it as `async def` with `yield`")
    elif inspect.isasyncgenfunction(handler):
        raise TypeError(f"{name} must return one reply or None: write it as `async def` without `yield`")
