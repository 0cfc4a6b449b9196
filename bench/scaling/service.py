"""The chat of asyncapi/chat.yml as the measured server: it lets everyone in, and does no more."""

import asyncio
import socket
import sys
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

import uvicorn

from generated import Broker, ChatServer, Connection, ServerOptions
from generated.models import SendMessage, StreamEnd, StreamStart, SubscribeThread, ThreadHistory
from generated.server import SendMessageReply

from ..processes import ROOT

_SOON: Final = 0.01


class Chat(ChatServer[None]):
    """Nothing is asked of it."""

    async def on_subscribe_thread(self, connection: Connection[None], message: SubscribeThread) -> ThreadHistory:
        """Give an empty history."""
        return ThreadHistory(thread_id=message.thread_id, messages=[])

    async def on_send_message(
        self, connection: Connection[None], message: SendMessage
    ) -> AsyncIterator[SendMessageReply]:
        """Say nothing."""
        yield StreamStart(thread_id=message.thread_id)
        yield StreamEnd(thread_id=message.thread_id)


@asynccontextmanager
async def serving(broker: Broker | None = None) -> AsyncGenerator[tuple[Chat, int], None]:
    """Serve by uvicorn in this process; gives the server and its port."""
    chat = Chat(ServerOptions(broker=broker, heartbeat_interval=3600, heartbeat_timeout=7200))
    listening = socket.create_server(("127.0.0.1", 0), backlog=1024)
    config = uvicorn.Config(
        chat.asgi(), ws="websockets-sansio", ws_ping_interval=None, ws_per_message_deflate=False, log_level="error"
    )
    server = uvicorn.Server(config)
    task = asyncio.create_task(server.serve(sockets=[listening]))
    while not server.started:  # noqa: ASYNC110 - uvicorn tells it in no other way
        await asyncio.sleep(_SOON)
    try:
        yield chat, listening.getsockname()[1]
    finally:
        server.should_exit = True
        await task
        listening.close()


@asynccontextmanager
async def drained(port: int, count: int) -> AsyncGenerator[None, None]:
    """Have so many clients, all subscribed to agent 7."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bench.scaling.drain",
        str(port),
        str(count),
        cwd=ROOT,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    assert await process.stdout.readline() == b"ready\n"
    try:
        yield
    finally:
        process.stdin.close()
        await process.wait()
