"""For users' tests: talk to a server in the same process, without a socket, on a clock that only moves when told."""

import asyncio
import json
from collections.abc import AsyncGenerator, Callable, Generator, Mapping
from contextlib import asynccontextmanager, contextmanager
from typing import Any, Final, NamedTuple, cast
from urllib.parse import urlencode

from .server.asgi import AsgiCallable, Event, Scope
from .server.server import Server
from .wire import WireValue

ROUNDS: Final = 100
"""Turns of the event loop that the longest chain of tasks between a frame and its answer takes, and some more."""


async def settle() -> None:
    """Let every task run until all of them wait for something that only the test can do."""
    for _ in range(ROUNDS):
        await asyncio.sleep(0)


class FakeClock:
    """A clock for `ServerOptions(clock=…)` that stands still until `advance`."""

    def __init__(self, epoch: float = 1_700_000_000.0) -> None:
        self._now = 0.0
        self._epoch = epoch
        self._timers: list[tuple[float, Callable[[], None]]] = []

    def monotonic(self) -> float:
        """Give the seconds that were advanced so far."""
        return self._now

    def epoch(self) -> float:
        """Give a time of day that moves along."""
        return self._epoch + self._now

    async def sleep(self, seconds: float) -> None:
        """Wait until the clock was advanced so far."""
        awake = asyncio.Event()
        with self._timer(seconds, awake.set):
            await awake.wait()

    @asynccontextmanager
    async def timeout(self, seconds: float | None) -> AsyncGenerator[asyncio.Timeout, None]:
        """Limit what is awaited inside to a time of this clock."""
        async with asyncio.timeout(None) as limit:
            if seconds is None:
                yield limit
                return
            # A time of the loop that has been: it expires at once.
            with self._timer(seconds, lambda: limit.reschedule(0)):
                yield limit

    @contextmanager
    def _timer(self, seconds: float, ring: Callable[[], None]) -> Generator[None, None, None]:
        timer = (self._now + seconds, ring)
        self._timers.append(timer)
        try:
            yield
        finally:
            if timer in self._timers:
                self._timers.remove(timer)

    async def advance(self, seconds: float) -> None:
        """Move on; whoever sleeps wakes at its own time, in order, and does what it then does."""
        end = self._now + seconds
        await settle()
        while due := [timer for timer in self._timers if timer[0] <= end]:
            first = min(due, key=lambda timer: timer[0])
            self._timers.remove(first)
            self._now = max(self._now, first[0])
            first[1]()
            await settle()
        self._now = end


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

    def __init__(self) -> None:
        self._to_server: asyncio.Queue[Event] = asyncio.Queue()
        self._from_server: asyncio.Queue[_Frame | PeerClosed] = asyncio.Queue()
        self._reading = asyncio.Event()
        self._reading.set()
        self._status: int | None = None
        self._to_server.put_nowait({"type": "websocket.connect"})
        self.accepted = False
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

    async def send(self, frame: object) -> None:
        """Send a model, or a JSON value."""
        if isinstance(frame, WireValue):
            frame = frame.to_wire()
        elif isinstance(frame, Mapping):
            frame = dict(cast("Mapping[str, Any]", frame))
        await self.send_text(json.dumps(frame))

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
            case "websocket.send":
                self._from_server.put_nowait(_Frame(event["text"]))
            case "websocket.close":
                self._close(PeerClosed(event.get("code", 1000), event.get("reason") or ""))
            case "websocket.http.response.start":
                self._status = event["status"]
            case _:
                self._close(PeerClosed(1006, "", self._status))

    def _close(self, closed: PeerClosed) -> None:
        self.closed = closed
        self._from_server.put_nowait(closed)
        self._to_server.put_nowait({"type": "websocket.disconnect", "code": closed.code})


@asynccontextmanager
async def connect(
    server: Server[Any, Any, Any] | AsgiCallable,
    path: str | None = None,
    *,
    query: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
    scope: Mapping[str, Any] | None = None,
) -> AsyncGenerator[Peer, None]:
    """Open a connection to a server, or to an ASGI application that holds one; at the end the client disconnects.

    `path` is the protocol's own where it isn't given; an application needs it. `scope` sets further keys of the ASGI
    scope. An exception that the application raises is raised here.
    """
    peer = Peer()
    app = server.asgi() if isinstance(server, Server) else server
    path = path or (server.protocol.path if isinstance(server, Server) else "/")
    whole: Scope = {
        "type": "websocket",
        "asgi": {"version": "3.0", "spec_version": "2.4"},
        "http_version": "1.1",
        "scheme": "ws",
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": urlencode(query or {}).encode(),
        "headers": [(name.lower().encode(), value.encode()) for name, value in (headers or {}).items()],
        "client": ("127.0.0.1", 50000),
        "server": ("127.0.0.1", 80),
        "subprotocols": [],
        "extensions": {"websocket.http.response": {}},
        **(scope or {}),
    }

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
