"""Limits, failures and ends of the server over real sockets, by uvicorn and the websockets library."""

import asyncio
import json
import time
from typing import Any

import pytest
from chat_protocol import SubscribeThread, ThreadHistory
from chat_server import AnyChatConnection, Chat
from fastapi import FastAPI
from served import closed_with, receive, receive_message, serving, within
from starlette.applications import Starlette
from websockets.asyncio.client import connect

from wsgen.runtime.core.rate import Rate
from wsgen.runtime.server.server import ServerOptions

TOKEN = "?token=t"


def ask(thread_id: int, request_id: str | None = None) -> str:
    ids = {} if request_id is None else {"request_id": request_id}
    return json.dumps({"type": "subscribe_thread", "thread_id": thread_id, **ids})


def ours() -> set[str]:
    """The runtime's own tasks in this process; uvicorn and the client have theirs."""
    names = (getattr(task.get_coro(), "__qualname__", "") for task in asyncio.all_tasks())
    return {name for name in names if name.startswith(("Pulses.", "Link.", "Outbox.", "Publishing.", "_Worker."))}


class Gated(Chat):
    """Answers thread 1 when the test says so, fails for thread 3, and blocks the whole process for thread 4."""

    def __init__(self, options: ServerOptions) -> None:
        super().__init__(options, reply=self._wait)
        self.gate = asyncio.Event()

    async def _wait(self, connection: AnyChatConnection, message: SubscribeThread) -> ThreadHistory:
        if message.thread_id == 1:
            await self.gate.wait()
        if message.thread_id == 3:
            raise RuntimeError("no database")
        if message.thread_id == 4:
            time.sleep(1)  # noqa: ASYNC251 - the mistake whose effect is tested
        return ThreadHistory(thread_id=message.thread_id, messages=[])


def test_who_sends_more_than_the_rate_is_closed_1008() -> None:
    async def scenario() -> None:
        chat = Chat(ServerOptions(rate=Rate(20, 3600.0)))
        async with (
            serving(chat.asgi()) as url,
            connect(f"{url}/ws{TOKEN}") as flood,
            connect(f"{url}/ws{TOKEN}") as calm,
        ):
            for _ in range(21):
                await flood.send(ask(1))
            assert await closed_with(flood) == (1008, "more than 20 frames in 3600 s")
            await calm.send(ask(1))
            assert (await receive_message(calm))["type"] == "thread_history"

    asyncio.run(scenario())


def test_requests_with_ids_overtake_and_those_without_keep_their_order() -> None:
    async def scenario() -> None:
        chat = Gated(ServerOptions(max_concurrent=4))
        async with serving(chat.asgi()) as url, connect(f"{url}/ws{TOKEN}") as client:
            await client.send(ask(1))
            await client.send(ask(2))
            await client.send(ask(2, "late"))
            assert (await receive_message(client))["request_id"] == "late"
            chat.gate.set()
            assert [(await receive_message(client))["thread_id"] for _ in range(2)] == [1, 2]

    asyncio.run(scenario())


def test_a_handler_that_raises_is_told_and_its_connection_kept_or_closed() -> None:
    async def scenario() -> None:
        kept = Gated(ServerOptions(on_failure="keep"))
        async with serving(kept.asgi()) as url, connect(f"{url}/ws{TOKEN}") as client:
            await client.send(ask(3, "a"))
            failed = await receive_message(client)
            assert (failed["type"], failed["code"], failed["request_id"]) == ("error", 1011, "a")
            await client.send(ask(2, "b"))
            assert (await receive_message(client))["request_id"] == "b"
        async with serving(Gated(ServerOptions()).asgi()) as url, connect(f"{url}/ws{TOKEN}") as client:
            await client.send(ask(3, "a"))
            assert (await receive_message(client))["type"] == "error"
            assert await closed_with(client) == (1011, "the server failed")

    asyncio.run(scenario())


def test_a_handler_that_blocks_the_process_for_longer_than_the_heartbeat_costs_nobody_the_connection() -> None:
    async def scenario() -> None:
        options = ServerOptions(heartbeat_interval=0.1, heartbeat_timeout=0.4, random=lambda: 0.0)
        async with serving(Gated(options).asgi()) as url, connect(f"{url}/ws{TOKEN}") as client:
            ping = await receive(client)
            await client.send(ask(4))
            # The pong is sent, and lies in the buffers while nobody reads.
            await client.send(json.dumps({"type": "pong", "ping_id": ping["ping_id"]}))
            answered = 0
            while answered < 5:
                frame = await receive(client)
                if frame["type"] == "ping":
                    answered += 1
                    await client.send(json.dumps({"type": "pong", "ping_id": frame["ping_id"]}))
            assert client.close_code is None

    asyncio.run(scenario())


@pytest.mark.parametrize("host", [FastAPI, Starlette])
def test_the_end_of_the_lifespan_lets_handlers_finish_closes_1012_and_leaves_nothing(host: type[Any]) -> None:
    async def scenario() -> None:
        chat, app = Gated(ServerOptions()), host()
        chat.mount(app, "/ws")
        async with serving(app) as url:
            lifespan = chat.lifespan(app)
            await lifespan.__aenter__()
            async with connect(f"{url}/ws{TOKEN}") as busy, connect(f"{url}/ws{TOKEN}") as idle:
                await busy.send(ask(1, "a"))
                await busy.send(json.dumps({"type": "subscribe", "topics": ["agent:1"]}))
                await idle.send(ask(2))
                await receive_message(idle)
                ending = asyncio.create_task(lifespan.__aexit__(None, None, None))
                assert (await closed_with(idle))[0] == 1012
                chat.gate.set()
                assert (await receive_message(busy))["request_id"] == "a"
                assert (await closed_with(busy))[0] == 1012
                await within(ending)
                assert ours() == set()
                async with connect(f"{url}/ws{TOKEN}") as late:
                    assert (await closed_with(late))[0] == 1012

    asyncio.run(scenario())


@pytest.mark.parametrize("host", [FastAPI, Starlette])
def test_mounted_without_a_lifespan_no_task_outlives_the_last_connection(host: type[Any]) -> None:
    async def scenario() -> None:
        ended = asyncio.Event()

        class Noting(Chat):
            async def on_disconnect(self, connection: AnyChatConnection, code: int) -> None:
                ended.set()

        chat, app = Noting(), host()
        chat.mount(app, "/ws")
        async with serving(app) as url:
            assert ours() == set()
            async with connect(f"{url}/ws{TOKEN}") as client:
                await client.send(ask(2))
                await receive_message(client)
                assert any(name.startswith("Pulses.") for name in ours())
            await within(ended.wait())
            for _ in range(1000):
                if not ours():
                    break
                await asyncio.sleep(0.01)
            assert ours() == set()

    asyncio.run(scenario())
