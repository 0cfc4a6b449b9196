"""The server over real sockets: uvicorn on this side, the websockets library on the other."""

import asyncio
import json
from typing import Any

import pytest
from chat_protocol import AgentEvent
from chat_server import AnyChatConnection, Chat
from fastapi import FastAPI
from served import closed_with, receive, serving
from starlette.applications import Starlette
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from wsgen.runtime.core.dispatch import UnknownPolicy
from wsgen.runtime.server.server import ServerOptions

TOKEN = "?token=t"


def test_a_real_client_sees_every_close_code() -> None:
    async def scenario() -> None:
        async with serving(Chat(ServerOptions(max_frame=1000)).asgi()) as url:
            for query in ("", "?token=", "?token=expired"):
                async with connect(f"{url}/ws{query}") as bad:
                    assert (await closed_with(bad))[0] == 4401
            async with connect(f"{url}/ws{TOKEN}") as invalid:
                await invalid.send(json.dumps({"type": "send_message", "thread_id": 0, "content": "é" * 100}))
                error = await receive(invalid)
                assert (error["type"], error["code"]) == ("error", 1002)
                code, reason = await closed_with(invalid)
                assert code == 1002
                assert reason.startswith("send_message at thread_id")
            async with connect(f"{url}/ws{TOKEN}") as binary:
                await binary.send(b"{}")
                assert (await closed_with(binary))[0] == 1003
            async with connect(f"{url}/ws{TOKEN}") as large:
                await large.send("x" * 1001)
                assert (await closed_with(large))[0] == 1009
            with pytest.raises(InvalidStatus) as caught:
                await connect(f"{url}/elsewhere{TOKEN}")
            assert caught.value.response.status_code == 404

    asyncio.run(scenario())


def test_replies_streams_and_topics_travel() -> None:
    async def scenario() -> None:
        chat = Chat()
        async with serving(chat.asgi()) as url, connect(f"{url}/ws{TOKEN}") as client:
            await client.send(json.dumps({"type": "subscribe_thread", "thread_id": 42, "request_id": "a"}))
            assert (await receive(client))["request_id"] == "a"
            await client.send(json.dumps({"type": "send_message", "thread_id": 42, "content": "hi"}))
            got = [(await receive(client))["type"] for _ in range(3)]
            assert got == ["stream_start", "stream_chunk", "stream_end"]
            await client.send(json.dumps({"type": "subscribe", "topics": ["agent:7"]}))
            await client.send(json.dumps({"type": "subscribe_thread", "thread_id": 1}))
            await receive(client)
            assert await chat.agent(agent_id=7).send(AgentEvent(agent_id=7, data={"x": 1})) == 1
            assert (await receive(client))["data"] == {"x": 1}
        assert chat.seen.disconnected == [1000]

    asyncio.run(scenario())


class Curious(Chat):
    """Shows what it doesn't know, and counts what came before it."""

    async def on_unknown(self, connection: AnyChatConnection, frame: Any, reason: str) -> None:
        await connection.send(AgentEvent(agent_id=1, data={"frame": frame, "reason": reason}))


def test_unknown_messages_are_closed_answered_or_shown() -> None:
    typing = {"type": "typing", "who": "ann"}

    async def scenario(unknown: UnknownPolicy) -> tuple[dict[str, Any], int]:
        server = Curious(ServerOptions(unknown=unknown))
        async with serving(server.asgi()) as url, connect(f"{url}/ws{TOKEN}") as client:
            await client.send(json.dumps(typing))
            first = await receive(client)
            if unknown == "close":
                assert (await closed_with(client))[0] == 1002
            else:
                await client.send(json.dumps({"type": "subscribe_thread", "thread_id": 42}))
                assert (await receive(client))["type"] == "thread_history"
        return first, server.unknown_frames

    policies: tuple[UnknownPolicy, ...] = ("close", "error")
    for policy in policies:
        answer, count = asyncio.run(scenario(policy))
        assert (answer["type"], answer["code"], count) == ("error", 1002, 0)
    shown, count = asyncio.run(scenario("ignore"))
    assert shown["data"] == {"frame": typing, "reason": "type = 'typing' is no message of this direction"}
    assert count == 1


@pytest.mark.parametrize("host", [FastAPI, Starlette])
def test_a_mounted_server_is_reached_with_and_without_a_slash(host: type[Any]) -> None:
    async def scenario() -> None:
        chat = Chat()
        app = host(lifespan=chat.lifespan)
        chat.mount(app, "/ws")
        async with serving(app) as url:
            for path in ("/ws", "/ws/"):
                async with connect(f"{url}{path}{TOKEN}") as client:
                    await client.send(json.dumps({"type": "subscribe_thread", "thread_id": 42}))
                    assert (await receive(client))["type"] == "thread_history"
                async with connect(f"{url}{path}?token=expired") as bad:
                    assert await closed_with(bad) == (4401, "token expired")

    asyncio.run(scenario())


@pytest.mark.parametrize("keepalive", [None, 0])
def test_a_client_that_answers_pings_stays_and_one_that_does_not_is_closed_4408(keepalive: float | None) -> None:
    async def scenario() -> None:
        options = ServerOptions(heartbeat_interval=0.1, heartbeat_timeout=0.3, random=lambda: 0.0)
        async with serving(Chat(options).asgi(), keepalive=keepalive) as url:
            async with connect(f"{url}/ws{TOKEN}") as good:
                for _ in range(6):
                    ping = await receive(good)
                    await good.send(json.dumps({"type": "pong", "ping_id": ping["ping_id"]}))
                assert good.close_code is None
            async with connect(f"{url}/ws{TOKEN}") as silent:
                assert (await closed_with(silent))[0] == 4408

    asyncio.run(scenario())


def test_a_shutdown_closes_1012() -> None:
    async def scenario() -> None:
        chat = Chat()
        app = FastAPI(lifespan=chat.lifespan)
        chat.mount(app, "/ws")
        async with serving(app) as url:
            client = await connect(f"{url}/ws{TOKEN}")
            await client.send(json.dumps({"type": "subscribe_thread", "thread_id": 1}))
            await receive(client)
        assert (await closed_with(client))[0] == 1012
        assert chat.seen.disconnected == [1012]

    asyncio.run(scenario())
