"""Sits between clients and the real server of a connection: an ASGI application that passes frames and closes on."""

import asyncio
from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager, nullcontext, suppress
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final
from urllib.parse import urlsplit, urlunsplit

from ..diagnostics.excerpt import visible
from ..instances.frames import Frames
from ..instances.reading import Verdict
from ..plan.protocol import Direction
from ..provider.arrived import NO_CLOSE_FRAME, NO_CODE, Arrived, SocketClosedError, SocketRefusedError
from ..provider.socket import Socket, connect
from .judging import judged
from .overhearing import TALK, Application, Event, Receive, Scope, Send
from .site import Place

_BAD_GATEWAY: Final = 1014
_GOING_AWAY: Final = 1001
_PROTOCOL_ERROR: Final = 1002
_UNSUPPORTED: Final = 1003
_NOT_UTF8: Final = 1007
_RESTART: Final = 1012
_UPGRADE_REQUIRED: Final = 426
_STATUSES: Final = frozenset(map(int, HTTPStatus)) - {HTTPStatus.SWITCHING_PROTOCOLS}
_LONG: Final = 3600.0
"""Seconds of silence after which one looks again."""
_REASON: Final = 123
"""Bytes that a close frame has for its reason (RFC 6455 §5.5)."""
_OWN: Final = ("host", "connection", "upgrade", "content-length", "transfer-encoding", "te", "trailer", "keep-alive")


@dataclass(frozen=True, slots=True)
class Upstream:
    """The real server, by the URL that the user gave; `seconds` is how long opening a connection may take."""

    url: str
    seconds: float = 10.0

    def url_of(self, place: Place, raw_path: str, query: str) -> str:
        """Where a client's connection goes on.

        A path in the URL is the connection's own at the real server where its path is always the same, and stands
        before the client's path otherwise. Queries are joined, the URL's first.
        """
        to = urlsplit(self.url)
        path = raw_path.removeprefix(place.prefix)
        base = to.path.rstrip("/")
        if base and len(place.connection.endpoints) == 1 and "{" not in place.connection.path:
            # `/ws` and `/ws/` are told apart by some servers: a client's own slash stays.
            path = base + ("/" if path.endswith("/") or to.path.endswith("/") else "")
        else:
            path = base + path
        return urlunsplit((to.scheme, to.netloc, path, "&".join(each for each in (to.query, query) if each), ""))


class Proxy:
    """The connections of one kind that clients open, each passed on to one of its own at the real server.

    Where `is_strict`, a frame that the document doesn't allow ends the connection as the protocol's own runtime would.
    """

    def __init__(self, frames: Frames, place: Place, upstream: Upstream, *, is_strict: bool) -> None:
        self._frames = frames
        self._place = place
        self._upstream = upstream
        self._is_strict = is_strict

    def asgi(self) -> Application:
        """The ASGI application."""
        return self

    def lifespan(self, app: object) -> AbstractAsyncContextManager[None]:  # noqa: ARG002 - as servers have it.
        """Needs nothing to start."""
        return nullcontext()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serves one scope."""
        if scope["type"] != "websocket":
            await send({"type": "http.response.start", "status": _UPGRADE_REQUIRED, "headers": []})
            await send({"type": "http.response.body", "body": b"a WebSocket is served here\n"})
            return
        await receive()
        raw_path = bytes(scope.get("raw_path") or str(scope["path"]).encode()).decode("latin-1")
        url = self._upstream.url_of(self._place, raw_path, bytes(scope["query_string"]).decode("latin-1"))
        try:
            server = await connect(
                url,
                headers=_headers(scope["headers"]),
                subprotocols=scope.get("subprotocols", ()),
                seconds=self._upstream.seconds,
                is_patient=True,
            )
        except SocketRefusedError as error:
            await _refuse(scope, send, error)
            return
        try:
            await send({"type": "websocket.accept", "subprotocol": server.subprotocol})
            await self._pass(server, receive, send)
        finally:
            server.abort()

    async def _pass(self, server: Socket, receive: Receive, send: Send) -> None:
        """Passes on what comes from both sides until one has ended."""
        ways = {asyncio.ensure_future(self._up(server, receive, send)), asyncio.ensure_future(self._down(server, send))}
        try:
            done, _ = await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
            for way in done:
                way.result()
        finally:
            for way in ways:
                way.cancel()
            await asyncio.gather(*ways, return_exceptions=True)

    async def _up(self, server: Socket, receive: Receive, send: Send) -> None:
        """Client → server, until the client has gone."""
        while True:
            event = await receive()
            if event["type"] == "websocket.disconnect":
                await _leave(server, event)
                return
            text = event.get("text")
            content = text if isinstance(text, str) else bytes(event.get("bytes") or b"")
            verdict = self._refusal(Direction.CLIENT_TO_SERVER, content)
            if verdict is not None:
                # It has been told by whoever overhears what the application is given.
                await _close(send, _PROTOCOL_ERROR if isinstance(content, str) else _UNSUPPORTED, verdict.reason)
                await server.close(_GOING_AWAY)
                return
            try:
                await (server.send_text(content) if isinstance(content, str) else server.send_bytes(content))
            except SocketClosedError:
                # The other way tells the client how it ended, after all that came before.
                await asyncio.Event().wait()

    async def _down(self, server: Socket, send: Send) -> None:
        """Server → client, until the server has ended, or the client reads no more."""
        while True:
            try:
                arrived = await server.receive(_LONG)
            except SocketClosedError as ended:
                await _end(send, ended)
                return
            if arrived is not None and not await self._passed(server, arrived, send):
                return

    async def _passed(self, server: Socket, arrived: Arrived, send: Send) -> bool:
        """Passes one frame on to the client; whether there may be others."""
        content = arrived.content
        if arrived.is_text and isinstance(content, bytes):
            _remark("a text frame of the server isn't UTF-8")
            await self._fail(server, send, _NOT_UTF8, "a text frame of the server isn't UTF-8")
            return False
        verdict = self._refusal(Direction.SERVER_TO_CLIENT, content)
        event: Event = {"type": "websocket.send", "text" if isinstance(content, str) else "bytes": content}
        if verdict is None:
            # Where the client has gone, its own end tells the server.
            with suppress(RuntimeError, OSError):
                await send(event)
            return True
        talk = TALK.get()
        if talk is not None and talk.tell is not None:
            talk.tell(Direction.SERVER_TO_CLIENT, content, "not passed on")
        code = _PROTOCOL_ERROR if isinstance(content, str) else _UNSUPPORTED
        await self._fail(server, send, code, f"a frame of the server isn't allowed: {verdict.reason}")
        return False

    async def _fail(self, server: Socket, send: Send, code: int, reason: str) -> None:
        await _close(send, _BAD_GATEWAY, reason)
        await server.close(code, reason=_cut(reason))

    def _refusal(self, direction: Direction, content: str | bytes) -> Verdict | None:
        """What is wrong with a frame, where that ends the connection."""
        if not self._is_strict:
            return None
        verdict = judged(self._frames, direction, content, at=0, connection=0).verdict
        # A client passes over what it doesn't know, so that a newer server may have more messages.
        is_passed_over = direction is Direction.SERVER_TO_CLIENT and verdict.kind == "unknown"
        return None if verdict.is_valid or is_passed_over else verdict


def _headers(headers: Sequence[tuple[bytes, bytes]]) -> list[tuple[str, str]]:
    """Those of a client's headers that mean something to the server itself; the rest belongs to one connection."""
    texts = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in headers]
    return [
        (name, value)
        for name, value in texts
        if name.lower() not in _OWN and not name.lower().startswith(("sec-websocket-", "proxy-"))
    ]


async def _refuse(scope: Scope, send: Send, error: SocketRefusedError) -> None:
    """Tells a client that there is no connection: by the server's own status, or by a close that browsers see."""
    if (
        error.status is not None
        and error.status in set(HTTPStatus) - {101}
        and "websocket.http.response" in scope.get("extensions", {})
    ):
        await send({"type": "websocket.http.response.start", "status": error.status, "headers": []})
        await send({"type": "websocket.http.response.body", "body": b""})
        return
    reason = f"no connection to the server: {error}"
    _remark(reason)
    await send({"type": "websocket.accept"})
    await _close(send, _BAD_GATEWAY, reason)


async def _leave(server: Socket, event: Event) -> None:
    """Ends the connection to the server as the client ended its own."""
    code = int(event.get("code") or NO_CODE)
    if "reason" not in event and code in (NO_CODE, NO_CLOSE_FRAME):
        # No close frame came: the server is to see a lost connection too.
        server.abort()
        return
    if "reason" not in event and code == _RESTART:
        # This proxy stops, and takes its clients with it.
        code = _GOING_AWAY
    await server.close(None if code == NO_CODE else code, reason=str(event.get("reason") or ""))


async def _end(send: Send, ended: SocketClosedError) -> None:
    """Ends the client's connection as the server ended its own."""
    if ended.code == NO_CLOSE_FRAME:
        reason = f"the connection to the server was lost{f': {ended.reason}' if ended.reason else ''}"
        _remark(reason)
        await _close(send, _BAD_GATEWAY, reason)
    else:
        # An ASGI application can't close without a code.
        await _close(send, 1000 if ended.code == NO_CODE else ended.code, ended.reason)


async def _close(send: Send, code: int, reason: str) -> None:
    with suppress(RuntimeError, OSError):
        await send({"type": "websocket.close", "code": code, "reason": _cut(reason)})


def _cut(reason: str) -> str:
    return reason.encode("utf-8", "replace")[:_REASON].decode("utf-8", "ignore")


def _remark(text: str) -> None:
    talk = TALK.get()
    if talk is not None:
        talk.remark(visible(text))
