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

LIMIT = 20.0


class ThreadedChatServer:
    """Answers by the document, and remembers how each connection began and ended."""

    def __init__(self) -> None:
        self.frames: list[dict[str, Any]] = []
        self.paths: list[str] = []
        self.ends: queue.SimpleQueue[tuple[int | None, str | None]] = queue.SimpleQueue()
        self.close_with: tuple[int, str] | None = None
        self.url = ""

    async def handle(self, connection: ServerConnection) -> None:
        assert connection.request is not None
        self.paths.append(connection.request.path)
        try:
            if self.close_with is not None:
                await connection.close(*self.close_with)
            async for text in connection:
                frame = json.loads(text)
                self.frames.append(frame)
                for answer in obliging_server(frame):
                    await connection.send(json.dumps(answer))
        except ConnectionClosed:
            pass
        finally:
            await connection.wait_closed()
            self.ends.put((connection.close_code, connection.close_reason))

    def client(self, **settings: Any) -> SyncChatClient:
        return SyncChatClient(self.url, token="t", options=ClientOptions(**settings))

    def ended(self) -> tuple[int | None, str | None]:
        """Wait until a connection has ended on the server's side too."""
        return self.ends.get(timeout=LIMIT)


@contextmanager
def chat_server_thread(**settings: Any) -> Iterator[ThreadedChatServer]:
    """Serve on a free port; nothing of a client may outlive it."""
    server = ThreadedChatServer()
    loop = asyncio.new_event_loop()
    started, stop = threading.Event(), asyncio.Event()

    async def run() -> None:
        async with serve(server.handle, "127.0.0.1", 0, **settings) as listening:
            server.url = f"ws://127.0.0.1:{next(iter(listening.sockets)).getsockname()[1]}/ws"
            started.set()
            await stop.wait()

    thread = threading.Thread(target=lambda: loop.run_until_complete(run()), name="server")
    thread.start()
    try:
        assert started.wait(LIMIT)
        yield server
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join()
        loop.close()
    assert not [each for each in threading.enumerate() if each.name.startswith("wsgen")]
