"""Serves a hub as an ASGI 3 application, alone or mounted in Starlette and FastAPI."""

import logging
from collections.abc import Awaitable, Callable, Mapping, MutableMapping, Sequence
from typing import Any, Protocol, TypeAlias

from ..core.close import INTERNAL_ERROR, NO_STATUS
from ..core.handshake import Handshake, join_headers, match_path, offered_subprotocols
from ..log_events import CONNECTION_FAILED, PEER_GONE
from ..protocol import Protocol as WireProtocol
from .hub import Hub
from .signals import hearing_sigterm

logger = logging.getLogger(__name__)

Scope: TypeAlias = MutableMapping[str, Any]
Event: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[Event]]
SendEvent: TypeAlias = Callable[[Event], Awaitable[None]]
AsgiCallable: TypeAlias = Callable[[Scope, Receive, SendEvent], Awaitable[None]]


class AsgiApp:
    """The ASGI application of a server.

    It takes WebSocket connections on the protocol's paths, and on `mounted_at` where another application has it.
    A slash at the end is optional, and so is what the host already took off as `root_path`. Other paths get 404.
    """

    def __init__(self, hub: Hub, mounted_at: str | None) -> None:
        self._hub = hub
        self._mounted_at = mounted_at
        self._has_lifespan = False

    @property
    def protocol(self) -> WireProtocol:
        """What the server speaks."""
        return self._hub.protocol

    async def __call__(self, scope: Scope, receive: Receive, send: SendEvent) -> None:
        """Serve one scope: a WebSocket connection, a lifespan, or an HTTP request that came to the wrong place."""
        match scope["type"]:
            case "websocket":
                await self._serve(scope, receive, send)
            case "lifespan":
                await self._live(receive, send)
            case "http":
                await _answer_http(send, 404 if self._path(scope) is None else 426)
            case other:
                raise NotImplementedError(f"ASGI scope {other}")

    async def _serve(self, scope: Scope, receive: Receive, send: SendEvent) -> None:
        event = await receive()
        if event["type"] != "websocket.connect":
            return
        path = self._path(scope)
        transport = AsgiTransport(receive, send, can_deny="websocket.http.response" in scope.get("extensions", {}))
        if path is None:
            await transport.deny_if_there(404, "Not Found")
            return
        try:
            await self._hub.serve(transport, self._handshake(scope, path))
        except Exception:
            CONNECTION_FAILED.log(logger, trace=True)
            await transport.fail()
        finally:
            if not self._has_lifespan:
                await self._hub.stop_when_empty()

    def _handshake(self, scope: Scope, path: Mapping[str, str]) -> Handshake:
        headers = join_headers((name.decode("latin-1"), value.decode("latin-1")) for name, value in scope["headers"])
        client = scope.get("client")
        return Handshake(
            id=self._hub.next_id(),
            path=path,
            query=scope.get("query_string", b""),
            headers=headers,
            client=None if client is None else (client[0], client[1]),
            requested=scope["path"],
            subprotocols=tuple(scope.get("subprotocols", ())) or offered_subprotocols(headers),
        )

    def _path(self, scope: Scope) -> Mapping[str, str] | None:
        """Read the path's parameters; None where the connection is for another path."""
        whole: str = scope["path"]
        root: str = scope.get("root_path", "")
        rest = whole[len(root) :] if root and whole.startswith(root) else whole
        given: dict[str, str] = {name: str(value) for name, value in scope.get("path_params", {}).items()}
        if root and rest in ("", "/"):
            return given
        protocol = self._hub.protocol
        templates = [protocol.path, *protocol.other_paths, *([self._mounted_at] if self._mounted_at else [])]
        for template in templates:
            for path in (rest, whole):
                found = match_path(template, path)
                if found is not None:
                    return {**found, **given}
        return None

    async def _live(self, receive: Receive, send: SendEvent) -> None:
        self._has_lifespan = True
        with hearing_sigterm(self._hub.shutdown):
            while True:
                event = await receive()
                if event["type"] == "lifespan.startup":
                    self._hub.start()
                    await send({"type": "lifespan.startup.complete"})
                else:
                    await self._hub.shutdown()
                    await send({"type": "lifespan.shutdown.complete"})
                    return


class AsgiTransport:
    """An ASGI WebSocket connection. Raw events are read: a binary frame has no `text`."""

    def __init__(self, receive: Receive, send: SendEvent, *, can_deny: bool) -> None:
        self._receive = receive
        self._send = send
        self._can_deny = can_deny
        self._is_accepted = False
        self._is_open = True

    async def accept(self, subprotocol: str | None) -> None:
        """Open the connection; raises OSError when the peer is gone."""
        await self._write({"type": "websocket.accept", "subprotocol": subprotocol})
        self._is_accepted = True

    async def deny(self, status: int, headers: Sequence[tuple[str, str]], text: str) -> None:
        """Answer with an HTTP status; 403 where the ASGI server can do no other. Raises OSError when the peer is gone.

        ASGI: `websocket.http.response`, the WebSocket Denial Response extension.
        """
        try:
            if not self._can_deny:
                # What closes a connection that isn't accepted is HTTP 403; its code is never seen.
                await self._write({"type": "websocket.close", "code": 1000, "reason": ""})
                return
            for event in _response("websocket.http.response", status, headers, text):
                await self._write(event)
        finally:
            self._is_open = False

    async def receive(self) -> str | bytes | int:
        """Give the next frame: text, binary, or the close code when the peer is gone."""
        event = await self._receive()
        if event["type"] == "websocket.disconnect":
            self._is_open = False
            return int(event.get("code") or NO_STATUS)
        text = event.get("text")
        return text if isinstance(text, str) else bytes(event.get("bytes") or b"")

    async def send(self, text: str) -> None:
        """Write a text frame; raises OSError when the peer is gone."""
        # What `_write` does, without one more coroutine for each frame.
        if not self._is_open:
            raise ConnectionResetError("the connection is closed")
        try:
            await self._send({"type": "websocket.send", "text": text})
        except RuntimeError as error:
            raise ConnectionResetError(str(error)) from error

    async def close(self, code: int, reason: str) -> None:
        """Write the close frame; raises OSError when the peer is gone."""
        try:
            await self._write({"type": "websocket.close", "code": code, "reason": reason})
        finally:
            self._is_open = False

    async def deny_if_there(self, status: int, text: str) -> None:
        """Answer with an HTTP status, if the peer is there."""
        try:
            await self.deny(status, (), text)
        except OSError:
            PEER_GONE.log(logger, code=status)

    async def fail(self) -> None:
        """End what isn't ended yet, since this side failed, if the peer is there."""
        if self._is_open and not self._is_accepted:
            await self.deny_if_there(500, "the server failed")
        elif self._is_open:
            try:
                await self.close(INTERNAL_ERROR, "the server failed")
            except OSError:
                PEER_GONE.log(logger, code=INTERNAL_ERROR)

    async def _write(self, event: Event) -> None:
        if not self._is_open:
            raise ConnectionResetError("the connection is closed")
        try:
            await self._send(event)
        except RuntimeError as error:
            # What servers older than ASGI 2.4 raise for a peer that is gone.
            raise ConnectionResetError(str(error)) from error


class MountTarget(Protocol):
    """A Starlette or FastAPI application, or a router of either."""

    @property
    def routes(self) -> list[Any]:
        """Its routes, in the order in which they are tried."""
        ...

    def mount(self, path: str, app: AsgiCallable) -> None:
        """Put an ASGI application below a path."""
        ...


class RouteWithoutSlash:
    """Lets a mount match its bare path too, for WebSocket connections.

    Starlette's mount at `/ws` matches `/ws/` only. For HTTP it redirects; a WebSocket client gets 403 instead.
    """

    def __init__(self, mount: Any) -> None:
        self._mount = mount

    def __getattr__(self, name: str) -> Any:
        """Be like the mount in everything else."""
        return getattr(self._mount, name)

    def matches(self, scope: Scope) -> Any:
        """Match as the mount would if the path had its slash."""
        if scope["type"] != "websocket" or scope["path"].endswith("/"):
            return self._mount.matches(scope)
        return self._mount.matches({**scope, "path": f"{scope['path']}/"})


def mount_at(app: MountTarget, path: str, asgi: AsgiCallable) -> None:
    """Mount `asgi` in Starlette or FastAPI, so that `path` and `path/` both connect."""
    app.mount(path, asgi)
    app.routes.append(RouteWithoutSlash(app.routes[-1]))


async def _answer_http(send: SendEvent, status: int) -> None:
    is_here = status == 426
    text = "Upgrade Required: this is a WebSocket" if is_here else "Not Found"
    headers = (("upgrade", "websocket"), ("connection", "upgrade")) if is_here else ()
    for event in _response("http.response", status, headers, text):
        await send(event)


def _response(kind: str, status: int, headers: Sequence[tuple[str, str]], text: str) -> tuple[Event, Event]:
    body = f"{text}\n".encode() if text else b""
    lines = [("content-type", "text/plain; charset=utf-8"), ("content-length", str(len(body))), *headers]
    encoded = [(name.lower().encode("ascii"), value.encode("latin-1", "replace")) for name, value in lines]
    return (
        {"type": f"{kind}.start", "status": status, "headers": encoded},
        {"type": f"{kind}.body", "body": body},
    )
