"""What the asyncio client does after an end, over real sockets: come back, ask for a new token, or give up."""

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TypeAlias
from urllib.parse import parse_qs, urlsplit

import pytest
from async_test import async_test
from served import ROOT, _port
from websockets.asyncio.server import ServerConnection, serve

from generated import ChatClient, ClientOptions, Closed, ReconnectPolicy, RequestLost, Unauthorized
from generated.dispatch import ChatArguments

PATIENCE = 60
QUICK = ReconnectPolicy(first=0.05, most=0.2)
Handle: TypeAlias = Callable[[ServerConnection], Awaitable[None]]


@asynccontextmanager
async def server(handle: Handle) -> AsyncIterator[str]:
    """A server that does by hand what `handle` says; gives its URL."""
    async with serve(handle, "127.0.0.1", 0) as listening:
        yield f"ws://127.0.0.1:{next(iter(listening.sockets)).getsockname()[1]}/ws"


async def until(client: ChatClient, state: str) -> None:
    async with asyncio.timeout(PATIENCE):
        async for found in client.states():
            if found == state:
                return


def token_of(connection: ServerConnection) -> str:
    assert connection.request is not None
    return parse_qs(urlsplit(connection.request.path).query)["token"][0]


async def answer(connection: ServerConnection) -> None:
    """Answer what asks for a thread."""
    async for text in connection:
        asked = json.loads(text)
        reply = {"type": "thread_history", "thread_id": asked["thread_id"], "messages": []}
        await connection.send(json.dumps({**reply, "request_id": asked["request_id"]}))


@async_test
async def test_after_4401_the_client_comes_back_once_with_a_new_token() -> None:
    tokens: list[str] = []

    async def handle(connection: ServerConnection) -> None:
        tokens.append(token_of(connection))
        if tokens[-1] != "new":
            await connection.close(4401, "expired")
            return
        await answer(connection)
        await connection.close(4401, "expired too")

    async def refresh(arguments: ChatArguments) -> ChatArguments:
        assert arguments.token == "old"
        return ChatArguments(token="new")

    options = ClientOptions(reconnect=QUICK, refresh=refresh)
    async with server(handle) as url, ChatClient(url, token="old", options=options) as client:
        await until(client, "stale")
        await until(client, "live")
        assert (await client.subscribe_thread(thread_id=1)).messages == []
        assert tokens == ["old", "new"]


@async_test
async def test_without_a_new_token_4401_is_the_end() -> None:
    tokens: list[str] = []

    async def handle(connection: ServerConnection) -> None:
        tokens.append(token_of(connection))
        await connection.close(4401, "expired")

    async with server(handle) as url, ChatClient(url, token="old", options=ClientOptions(reconnect=QUICK)) as client:
        await until(client, "closed")
        with pytest.raises(Unauthorized, match="get a new token"):
            await client.subscribe_thread(thread_id=1)
    assert tokens == ["old"]


@pytest.mark.parametrize(("named", "count"), [((), 1), ((4000,), 2)])
@async_test
async def test_a_code_of_the_servers_own_is_the_end_unless_it_is_named(named: tuple[int, ...], count: int) -> None:
    codes = [4000, 1008]
    seen: list[int] = []

    async def handle(connection: ServerConnection) -> None:
        seen.append(codes[len(seen)])
        await connection.close(seen[-1], "so be it")

    options = ClientOptions(reconnect=QUICK, reconnect_on=named)
    async with server(handle) as url, ChatClient(url, token="t", options=options) as client:
        await until(client, "closed")
        with pytest.raises(Closed) as closed:
            await client.subscribe_thread(thread_id=1)
        assert closed.value.code == seen[-1]
    assert seen == codes[:count]


@async_test
async def test_what_was_under_way_fails_and_is_never_sent_again() -> None:
    frames: list[dict[str, object]] = []

    async def handle(connection: ServerConnection) -> None:
        async for text in connection:
            frames.append(json.loads(text))
            if len(frames) == 1:
                # As when the process is killed: no close frame.
                connection.transport.abort()
                return
            reply = {"type": "thread_history", "thread_id": 2, "messages": [], "request_id": frames[-1]["request_id"]}
            await connection.send(json.dumps(reply))

    async with server(handle) as url, ChatClient(url, token="t", options=ClientOptions(reconnect=QUICK)) as client:
        with pytest.raises(RequestLost, match="may or may not"):
            await client.subscribe_thread(thread_id=1)
        assert (await client.subscribe_thread(thread_id=2)).thread_id == 2
    assert [frame["thread_id"] for frame in frames] == [1, 2]


@async_test
async def test_a_server_process_that_stood_still_closes_nobody(tmp_path: Path) -> None:
    service = tmp_path / "stalling.py"
    service.write_text(
        "from chat_service import Chat\nfrom generated import ServerOptions\n"
        "app = Chat(ServerOptions(heartbeat_interval=0.2, heartbeat_timeout=1.0)).asgi()\n"
    )
    path = os.pathsep.join(map(str, (tmp_path, ROOT, ROOT / "tests" / "e2e")))
    command = [sys.executable, "-m", "uvicorn", "stalling:app", "--port", "0", "--ws", "websockets-sansio"]
    log = tmp_path / "log"
    with log.open("w") as out:
        process = subprocess.Popen(  # noqa: ASYNC220 - it returns at once
            [*command, "--ws-ping-interval", "0"], env={**os.environ, "PYTHONPATH": path}, stdout=out, stderr=out
        )
        try:
            url = f"ws://127.0.0.1:{_port(process, log)}"
            async with ChatClient(url, token="good", options=ClientOptions(reconnect=None)) as client:
                await client.subscribe_thread(thread_id=1)
                process.send_signal(signal.SIGSTOP)
                # Twice the time after which a silent client is closed.
                await asyncio.sleep(2)
                process.send_signal(signal.SIGCONT)
                for _ in range(3):
                    assert (await client.subscribe_thread(thread_id=1, timeout=PATIENCE)).messages
                    await asyncio.sleep(0.5)
        finally:
            process.kill()
            process.wait(PATIENCE)
    assert "4408" not in log.read_text()
