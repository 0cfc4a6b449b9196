"""Serves a hub on sockets of its own by the `websockets` library, without ASGI."""

import asyncio
import logging
import signal
import ssl
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from http import HTTPStatus
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self
from urllib.parse import unquote

from websockets.asyncio.server import Server as WebSocketServer
from websockets.asyncio.server import ServerConnection, serve, unix_serve
from websockets.http11 import Request, Response
from websockets.protocol import State
from websockets.typing import Subprotocol

from ..core.handshake import Handshake, join_headers, match_protocol_path, offered_subprotocols
from ..log_events import CONNECTION_FAILED, SERVER_LISTENING, SIGNALS_UNAVAILABLE
from .hub import Hub
from .websocket import WebSocketTransport

logger = logging.getLogger(__name__)

KEEPALIVE: Final = 20.0
"""Seconds between the library's own pings, and the time for their pongs, where the protocol has no heartbeat."""


class Standalone:
    """A server with sockets of its own: `async with` starts it, and its end closes every client 1012.

    Paths are the protocol's own, with or without a slash at the end; others get 404. Compression is off. The library's
    keepalive (1011 without pong) runs only where the protocol declares no heartbeat.
    """

    def __init__(
        self,
        hub: Hub,
        host: str | None,
        port: int | None,
        *,
        unix: Path | None = None,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._hub = hub
        self._where = (host, port)
        self._unix = unix
        self._tls = tls
        self._server: WebSocketServer | None = None
        self._tasks: set[asyncio.Task[Any]] = set()
        self._opening: dict[ServerConnection, WebSocketTransport | None] = {}

    async def __aenter__(self) -> Self:
        options = self._hub.options
        keepalive = None if self._hub.has_heartbeat else KEEPALIVE
        settings: dict[str, Any] = {
            "ssl": self._tls,
            "create_connection": self._connection_class(),
            "process_request": self._route,
            "process_response": self._decide,
            "select_subprotocol": self._choose,
            "compression": None,
            "server_header": None,
            # Hooks that run before the answer have a time limit of their own.
            "open_timeout": options.auth_timeout * (2 if options.refuse == "http" else 1),
            "close_timeout": options.close_timeout,
            "ping_interval": keepalive,
            "ping_timeout": keepalive,
            "max_size": options.max_frame,
            "logger": _OnlyFaults(logger, {}),
        }
        if self._unix is None:
            host, port = self._where
            self._server = await serve(self._serve, host, port, **settings)
        else:
            self._server = await unix_serve(self._serve, str(self._unix), **settings)
        self._hub.start()
        where = self._unix or ", ".join(f"{host}:{port}" for host, port in self.addresses)
        SERVER_LISTENING.log(logger, where=str(where))
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self._server is None:
            return
        self._server.close(close_connections=False)
        await self._hub.shutdown()
        # What is left are clients that never sent their request, and hooks that ran longer than the grace period.
        for connection in list(self._opening):
            connection.transport.abort()
        for task in list(self._tasks):
            task.cancel()
        await self._server.wait_closed()

    @property
    def addresses(self) -> list[tuple[str, int]]:
        """The hosts and ports that it listens on; port 0 became a real one."""
        if self._server is None or self._unix is not None:
            return []
        return [socket.getsockname()[:2] for socket in self._server.sockets]

    async def until_stopped(self) -> None:
        """Wait for SIGINT or SIGTERM. A second one isn't waited for: it ends the process as if nobody listened."""
        stopped = asyncio.Event()
        with _signals(stopped):
            await stopped.wait()

    def _connection_class(self) -> type[ServerConnection]:
        opening = self._opening

        class Opening(ServerConnection):
            """Remembers those that haven't sent their request yet: the library waits for them at its end."""

            def connection_made(self, transport: asyncio.BaseTransport) -> None:
                opening[self] = None
                super().connection_made(transport)

            def connection_lost(self, exc: Exception | None) -> None:
                transport = opening.pop(self, None)
                if transport is not None:
                    transport.lose()
                super().connection_lost(exc)

        return Opening

    def _route(self, connection: ServerConnection, request: Request) -> Response | None:
        path = unquote(request.path.partition("?")[0])
        if match_protocol_path(self._hub.protocol, path) is None:
            return connection.respond(HTTPStatus.NOT_FOUND, "Not Found\n")
        return None

    def _choose(self, _: ServerConnection, offered: Sequence[Subprotocol]) -> Subprotocol | None:
        chosen = self._hub.admission.choose_subprotocol(tuple(offered))
        return None if chosen is None else Subprotocol(chosen)

    async def _decide(self, connection: ServerConnection, _: Request, response: Response) -> Response | None:
        """Let the hub decide about a handshake that the library has nothing against."""
        if response.status_code != HTTPStatus.SWITCHING_PROTOCOLS:
            return None
        transport = self._opening[connection] = WebSocketTransport(connection)
        transport.task = task = asyncio.create_task(self._attend(transport, self._handshake(connection)))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        try:
            return await transport.answer
        except asyncio.CancelledError:
            transport.lose()
            raise

    async def _serve(self, connection: ServerConnection) -> None:
        transport = self._opening.pop(connection)
        if transport is not None and transport.task is not None:
            transport.open()
            await asyncio.wait({transport.task})

    async def _attend(self, transport: WebSocketTransport, handshake: Handshake) -> None:
        connection = transport.connection
        try:
            await self._hub.serve(transport, handshake)
        except Exception:
            CONNECTION_FAILED.log(logger, trace=True)
            await transport.fail()
        finally:
            transport.lose()
            # Whoever reads nothing can't be told why: the close would wait behind all that isn't read.
            if connection.state is State.OPEN:
                connection.transport.abort()

    def _handshake(self, connection: ServerConnection) -> Handshake:
        request = connection.request
        if request is None:
            raise RuntimeError("a connection without a request")
        path, _, query = request.path.partition("?")
        headers = join_headers(
            (name, value.encode("latin-1", "surrogateescape").decode("latin-1"))
            for name, value in request.headers.raw_items()
        )
        # A pair for IPv4, four values for IPv6, a text for a Unix socket.
        client: tuple[Any, ...] | str = connection.remote_address
        return Handshake(
            id=self._hub.next_id(),
            path=match_protocol_path(self._hub.protocol, unquote(path)) or {},
            query=query.encode("latin-1", "replace"),
            headers=headers,
            client=(str(client[0]), int(client[1])) if isinstance(client, tuple) else None,
            requested=unquote(path),
            subprotocols=offered_subprotocols(headers),
        )


class _OnlyFaults(logging.LoggerAdapter[logging.Logger]):
    """Lets pass what has gone wrong: below, the library writes out frames and requests, and with them the token."""

    def isEnabledFor(self, level: int) -> bool:  # noqa: N802 - logging's own name
        return level > logging.INFO and super().isEnabledFor(level)


@contextmanager
def _signals(stopped: asyncio.Event) -> Generator[None]:
    """Set the event at the first signal; where the loop can't listen for signals, Python's own way is left as it is."""
    loop = asyncio.get_running_loop()
    listening: list[int] = []

    def stop() -> None:
        stopped.set()
        forget()

    def forget() -> None:
        while listening:
            loop.remove_signal_handler(listening.pop())

    try:
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, stop)
            listening.append(number)
    except (NotImplementedError, RuntimeError, ValueError):
        SIGNALS_UNAVAILABLE.log(logger)
    try:
        yield
    finally:
        forget()
