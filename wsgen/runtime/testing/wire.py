"""A network of one server without sockets: clients connect through it, and the test decides what becomes of frames."""

import asyncio
from collections.abc import Mapping
from types import TracebackType
from typing import Any, Self
from urllib.parse import unquote, urlsplit

from ..client.transport import Transport, TransportSettings, refusal
from ..clock import Clock, SystemClock
from ..core.close import NO_STATUS
from ..core.opening import Opening
from ..errors import Ending
from ..server.asgi import AsgiCallable, Event
from ..server.server import ServerBase
from .asgi_scope import make_scope
from .faults import Faults
from .wire_connection import WireConnection


class Wire:
    """Connects clients to a server, or to an ASGI application that holds one: `ClientOptions(connect=wire)`.

    `connections` has each that was ever made, the newest last. `clock`, the server's own where it
    isn't given, is for what `faults` delay. Use it as `async with Wire(chat) as wire`: at its end all connections are
    cut, and what the application raised is raised.
    """

    def __init__(
        self,
        server: ServerBase[Any, Any, Any] | AsgiCallable,
        *,
        faults: Faults | None = None,
        clock: Clock | None = None,
        scope: Mapping[str, Any] | None = None,
    ) -> None:
        self.faults = faults
        self.connections: list[WireConnection] = []
        self.is_down = False
        self._app = server.asgi() if isinstance(server, ServerBase) else server
        self.clock = clock or (server.options.clock if isinstance(server, ServerBase) else SystemClock())
        self._scope = scope
        self._served: list[asyncio.Task[None]] = []

    @property
    def connection(self) -> WireConnection:
        """The newest connection; raises LookupError where there was none."""
        if not self.connections:
            raise LookupError("nobody has connected through this wire")
        return self.connections[-1]

    def down(self) -> None:
        """Cut every connection, and let nobody connect until `up`: a server that was killed."""
        self.is_down = True
        for connection in self.connections:
            connection.cut()

    def up(self) -> None:
        """Let clients connect again."""
        self.is_down = False

    async def __call__(self, opening: Opening, settings: TransportSettings) -> Transport:
        """Connect, as a `Connector` does: raises OSError where the wire is down, else what the server refuses with."""
        if self.is_down:
            raise ConnectionRefusedError("the wire is down")
        connection = WireConnection(len(self.connections) + 1, self.faults, self.clock)
        self.connections.append(connection)
        end = _AsgiEnd(connection)
        url = urlsplit(opening.url)
        headers = (*opening.headers, *settings.headers.items())
        offered = {"subprotocols": [*opening.subprotocols], **(self._scope or {})}
        scope = make_scope(unquote(url.path) or "/", url.query.encode(), headers, offered)

        async def serve() -> None:
            try:
                await self._app(scope, end.receive, end.send)
            finally:
                end.finish()

        self._served.append(asyncio.get_running_loop().create_task(serve()))
        status = await end.answer
        if status is None:
            return connection
        connection.cut()
        raise refusal(status)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        for connection in self.connections:
            await connection.stop()
        for task in self._served:
            await task


class _AsgiEnd:
    """The server's `receive` and `send`; `answer` becomes None when it accepts, else the HTTP status of its refusal."""

    def __init__(self, connection: WireConnection) -> None:
        self._connection = connection
        self._has_begun = False
        self._status = 403
        self.answer: asyncio.Future[int | None] = asyncio.get_running_loop().create_future()

    async def receive(self) -> Event:
        if not self._has_begun:
            self._has_begun = True
            return {"type": "websocket.connect"}
        item = await self._connection.server_receive()
        if isinstance(item, Ending):
            return {"type": "websocket.disconnect", "code": item.code or NO_STATUS}
        kind = "text" if isinstance(item, str) else "bytes"
        return {"type": "websocket.receive", kind: item}

    async def send(self, event: Event) -> None:
        match event["type"]:
            case "websocket.accept":
                self._connection.subprotocol = event.get("subprotocol")
                self._say(None)
            case "websocket.send":
                await self._connection.server_send(event["text"])
            case "websocket.close" if self.answer.done():
                self._connection.server_close(event.get("code", 1000), event.get("reason") or "")
            case "websocket.http.response.start":
                self._status = event["status"]
            case _:
                self._say(self._status)

    def finish(self) -> None:
        """Take note that the application has returned."""
        self._say(500)
        # What it wrote last must still arrive.
        self._connection.server_close(1006, "")

    def _say(self, answer: int | None) -> None:
        if not self.answer.done():
            self.answer.set_result(answer)
