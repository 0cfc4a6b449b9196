"""An ASGI application of this process is served on a real socket, and stopped again."""

import asyncio
import socket
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

import pytest
from websockets.sync.client import connect

from examples.chat.server import Chat
from wsgen.provider.serving import NotServedError, serving

Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]


def test_an_application_answers_on_its_url_until_the_block_ends() -> None:
    with serving(Chat().asgi()) as served:
        with connect(f"{served.url}/ws?token=demo") as client:
            client.send('{"type": "subscribe_thread", "thread_id": 42, "request_id": "r"}')
            assert "thread_history" in str(client.recv(5))
        port = int(served.url.rpartition(":")[2])

    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port), 5)


def test_a_coroutine_runs_in_the_loop_of_the_application() -> None:
    async def loop() -> asyncio.AbstractEventLoop:
        return asyncio.get_running_loop()

    with serving(Chat().asgi()) as served:
        assert asyncio.run(served.within(loop)) is served.loop


async def failing(scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
    if scope["type"] == "lifespan":
        await receive()
        await send({"type": "lifespan.startup.failed", "message": "Traceback …\nValueError: there is no database"})


def test_an_application_that_fails_at_its_start_says_why() -> None:
    with pytest.raises(NotServedError, match=r"^ValueError: there is no database$"), serving(failing):
        pass


async def without_lifespan(scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
    if scope["type"] == "lifespan":
        raise ValueError(scope["type"])
    await receive()
    await send({"type": "websocket.accept"})
    await send({"type": "websocket.close", "code": 1000})


def test_an_application_without_lifespan_is_served_too() -> None:
    with serving(without_lifespan) as served, connect(served.url) as client:
        assert list(client) == []
