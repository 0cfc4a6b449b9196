"""The client's end of a connection to a server in the same process, frame by frame and without a socket."""

import asyncio
import json
import secrets
import time
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any, NamedTuple
from urllib.parse import urlencode

from ..core.dispatch import Codec, InvalidMessage, RequestId
from ..core.request_ids import RequestIds
from ..protocol import Protocol
from ..server.asgi import AsgiApp, AsgiCallable, Event
from ..server.server import ServerBase
from ..wire import WireValue
from .asgi_scope import make_scope
from .fake_clock import settle


class PeerClosed(Exception):  # noqa: N818 - it is what the test waits for
    """The server closed the connection with this code and reason; `status` is set where it refused the handshake."""

    def __init__(self, code: int, reason: str, status: int | None = None) -> None:
        super().__init__(code, reason, status)
        self.code = code
        self.reason = reason
        self.status = status


class _Frame(NamedTuple):
    text: str


class Peer:
    """The client's end of a connection made by `connect`."""

    def __init__(self, protocol: Protocol | None = None) -> None:
        self._codec = None if protocol is None else Codec.for_client(protocol)
        self._ids = RequestIds(secrets.randbits(128))
        self._to_server: asyncio.Queue[Event] = asyncio.Queue()
        self._from_server: asyncio.Queue[_Frame | PeerClosed] = asyncio.Queue()
        self._reading = asyncio.Event()
        self._reading.set()
        self._status: int | None = None
        self._to_server.put_nowait({"type": "websocket.connect"})
        self.accepted = False
        self.subprotocol: str | None = None
        self.closed: PeerClosed | None = None

    def put_text(self, text: str) -> None:
        """Send a text frame as it is, and go on at once: for many in a burst."""
        self._to_server.put_nowait({"type": "websocket.receive", "text": text})

    async def send_text(self, text: str) -> None:
        """Send a text frame as it is, and let the server work on it."""
        self.put_text(text)
        await settle()

    async def send_bytes(self, data: bytes) -> None:
        """Send a binary frame."""
        self._to_server.put_nowait({"type": "websocket.receive", "bytes": data})
        await settle()

    async def send(self, frame: object, *, request_id: RequestId | None = None, topic: str | None = None) -> None:
        """Send a model as a client does, with its tag and in its envelope, or a JSON value as it is.

        A request's id is `request_id`, else the model's own; a fresh one where the message must have one. Raises
        InvalidMessage for a model that clients don't send: send a JSON value to see what a server says of it.
        """
        if not isinstance(frame, WireValue):
            await self.send_text(json.dumps(frame, default=dict))
            return
        if self._codec is None:
            raise TypeError(f"how {type(frame).__name__} is written depends on its protocol: connect(…, protocol=…)")
        await self.send_text(self._write(self._codec, frame, request_id, topic))

    async def receive_text(self, timeout: float = 5.0) -> str:
        """Give the next frame; raises PeerClosed when the server closed, TimeoutError when nothing comes."""
        if self.closed is not None and self._from_server.empty():
            raise self.closed
        async with asyncio.timeout(timeout):
            item = await self._from_server.get()
        if isinstance(item, PeerClosed):
            raise item
        return item.text

    async def receive(self, timeout: float = 5.0) -> Any:
        """Give the next frame as the JSON value that it is, a dict where it's an object."""
        return json.loads(await self.receive_text(timeout))

    async def waiting(self) -> list[Any]:
        """Give all frames that the server has sent by now."""
        await settle()
        frames: list[Any] = []
        while not self._from_server.empty():
            item = self._from_server.get_nowait()
            if isinstance(item, PeerClosed):
                break
            frames.append(json.loads(item.text))
        return frames

    def stop_reading(self) -> None:
        """Be a peer whose buffers are full: what the server writes now waits."""
        self._reading.clear()

    def read_again(self) -> None:
        """Take what waits."""
        self._reading.set()

    async def disconnect(self, code: int = 1000) -> None:
        """Close from the client's side, or vanish (1006)."""
        self._to_server.put_nowait({"type": "websocket.disconnect", "code": code})
        await settle()

    async def asgi_receive(self) -> Event:
        """Be the server's `receive`."""
        return await self._to_server.get()

    async def asgi_send(self, event: Event) -> None:
        """Be the server's `send`."""
        await self._reading.wait()
        match event["type"]:
            case "websocket.accept":
                self.accepted = True
                self.subprotocol = event.get("subprotocol")
            case "websocket.send":
                self._from_server.put_nowait(_Frame(event["text"]))
            case "websocket.close":
                self._close(PeerClosed(event.get("code", 1000), event.get("reason") or ""))
            case "websocket.http.response.start":
                self._status = event["status"]
            case _:
                self._close(PeerClosed(1006, event.get("body", b"").decode().strip(), self._status))

    def _write(self, codec: Codec, model: WireValue, request_id: RequestId | None, topic: str | None) -> str:
        message = codec.message_of(model)

        def encode(identity: RequestId | None) -> str:
            return codec.encode(model, request_id=identity, topic=topic, now=time.time(), as_message=message)

        try:
            return encode(request_id)
        except InvalidMessage:
            if request_id is not None or message.request_id is None:
                raise
        return self._ids.write(message, encode)[0]

    def _close(self, closed: PeerClosed) -> None:
        self.closed = closed
        self._from_server.put_nowait(closed)
        self._to_server.put_nowait({"type": "websocket.disconnect", "code": closed.code})


@asynccontextmanager
async def connect(
    server: ServerBase[Any, Any, Any] | AsgiCallable,
    path: str | None = None,
    *,
    query: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
    subprotocols: Sequence[str] = (),
    scope: Mapping[str, Any] | None = None,
    protocol: Protocol | None = None,
) -> AsyncGenerator[Peer, None]:
    """Open a connection to a server, or to an ASGI application that holds one; at the end the client disconnects.

    `path` is the protocol's own where it isn't given; an application needs it. `scope` sets further keys of the ASGI
    scope. `protocol` is needed to send models to an application that isn't a server's own. An exception that the
    application raises is raised here.
    """
    peer = Peer(server.protocol if isinstance(server, (ServerBase, AsgiApp)) else protocol)
    app = server.asgi() if isinstance(server, ServerBase) else server
    path = path or (server.protocol.path if isinstance(server, ServerBase) else "/")
    offered = {"subprotocols": [*subprotocols], **(scope or {})}
    whole = make_scope(path, urlencode(query or {}).encode(), (headers or {}).items(), offered)

    async def serve() -> None:
        await app(whole, peer.asgi_receive, peer.asgi_send)

    task = asyncio.create_task(serve())
    await settle()
    try:
        yield peer
    finally:
        peer.read_again()
        await peer.disconnect()
        await task
