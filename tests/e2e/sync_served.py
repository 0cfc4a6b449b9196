"""A server of `websockets` in a thread of its own, which speaks the chat protocol, for clients without asyncio."""

import asyncio
import json
import queue
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from client_harness import obliging_server
from sync_harness import SyncChatClient
from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed

from wsgen.runtime.client.options import ClientOptions

LIMIT = 60.0
"""Seconds after which what should happen is not waited for any longer."""


class ThreadedChatServer:
    """Answers by the document, and remembers how each connection began and ended."""

    def __init__(self) -> None:
        self.frames: list[dict[str, Any]] = []
        self.paths: list[str] = []
        self.ends: queue.SimpleQueue[tuple[int | None, str | None]] = queue.SimpleQueue()
        self.close_with: tuple[int, str] | None = None
        self.is_silent = False
        self.ignored: set[int] = set()
        self.url = ""
        self.loop = asyncio.new_event_loop()
        self._seen: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
        self._connections: list[ServerConnection] = []

    async def handle(self, connection: ServerConnection) -> None:
        assert connection.request is not None
        self.paths.append(connection.request.path)
        self._connections.append(connection)
        try:
            if self.close_with is not None:
                await connection.close(*self.close_with)
            async for text in connection:
                frame = json.loads(text)
                self.frames.append(frame)
                self._seen.put(frame)
                if self.is_silent or frame.get("thread_id") in self.ignored:
                    continue
                for answer in obliging_server(frame):
                    await connection.send(json.dumps(answer))
        except ConnectionClosed:
            pass
        finally:
            await connection.wait_closed()
            self._connections.remove(connection)
            self.ends.put((connection.close_code, connection.close_reason))

    def saw(self, kind: str) -> dict[str, Any]:
        """Wait for the next frame of a kind."""
        while True:
            frame = self._seen.get(timeout=LIMIT)
            if frame["type"] == kind:
                return frame

    def push(self, frame: dict[str, Any]) -> None:
        """Send a frame to every client."""
        self.push_raw(json.dumps(frame))

    def push_raw(self, data: str | bytes | list[str], *, text: bool | None = None) -> None:
        """Send data, in fragments where it is a list; bytes as a text frame where `text` is set."""
        for each in tuple(self._connections):
            asyncio.run_coroutine_threadsafe(each.send(data, text=text), self.loop).result(LIMIT)

    def stop_reading(self) -> None:
        """Read no more, as a server that hangs."""
        for each in tuple(self._connections):
            self.loop.call_soon_threadsafe(each.transport.pause_reading)

    def cut(self) -> None:
        """Drop every connection without a closing handshake."""
        for each in tuple(self._connections):
            self.loop.call_soon_threadsafe(each.transport.abort)

    def client(self, **settings: Any) -> SyncChatClient:
        return SyncChatClient(self.url, token="t", options=ClientOptions(**settings))

    def ended(self) -> tuple[int | None, str | None]:
        """Wait until a connection has ended on the server's side too."""
        return self.ends.get(timeout=LIMIT)


@contextmanager
def chat_server_thread(**settings: Any) -> Iterator[ThreadedChatServer]:
    """Serve on a free port; connections that are left at the end are dropped."""
    server = ThreadedChatServer()
    loop = server.loop
    started, stop = threading.Event(), asyncio.Event()

    async def run() -> None:
        async with serve(server.handle, "127.0.0.1", 0, **settings) as listening:
            scheme = "wss" if "ssl" in settings else "ws"
            server.url = f"{scheme}://127.0.0.1:{next(iter(listening.sockets)).getsockname()[1]}/ws"
            started.set()
            await stop.wait()

    thread = threading.Thread(target=lambda: loop.run_until_complete(run()), name="server")
    thread.start()
    try:
        assert started.wait(LIMIT)
        yield server
    finally:
        for each in tuple(server._connections):
            loop.call_soon_threadsafe(each.transport.abort)
        loop.call_soon_threadsafe(stop.set)
        thread.join()
        loop.close()
