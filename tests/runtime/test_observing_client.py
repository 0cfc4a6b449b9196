"""What a client's observer is told: connections, requests, states, and messages that nobody read."""

import asyncio
from typing import Any

import pytest
from async_test import async_test
from chat_protocol import AgentEvent
from chat_server import Chat
from client_harness import ChatClient
from telling import Telling

from wsgen.runtime.client.options import ClientOptions
from wsgen.runtime.errors import Closed
from wsgen.runtime.testing import pair, settle


@async_test
async def test_connections_states_requests_and_frames_are_told() -> None:
    observer = Telling()
    async with pair(Chat(), ChatClient, token="t", options=ClientOptions(observer=observer)) as (client, _):
        await client.subscribe_thread(thread_id=1)
        with pytest.raises(ValueError, match="minimum"):
            await client.subscribe_thread(thread_id=0)
    assert observer.of("connection_opened", "connection_closed") == [
        ("connection_opened", 1),
        ("connection_closed", 1, 1000, "us"),
    ]
    assert observer.of("client_state") == [(("client_state"), state) for state in ("connecting", "live", "closed")]
    assert observer.of("request_finished") == [
        ("request_finished", "subscribe_thread", "ok"),
        ("request_finished", "subscribe_thread", "failed"),
    ]
    assert [each[1] for each in observer.of("frame_sent", "frame_received")] == ["subscribe_thread", "thread_history"]


@async_test
async def test_a_lost_connection_is_told_with_the_request_that_it_took_along() -> None:
    observer = Telling()
    options = ClientOptions(observer=observer, reconnect=None)

    async def never(connection: Any, message: Any) -> Any:
        await asyncio.Event().wait()

    async with pair(Chat(reply=never), ChatClient, token="t", options=options) as (client, wire):
        asking = asyncio.create_task(client.subscribe_thread(thread_id=1))
        await settle()
        wire.connection.cut()
        with pytest.raises(Closed):
            await asking
    assert observer.of("request_finished") == [("request_finished", "subscribe_thread", "rejected")]
    assert observer.of("connection_closed") == [("connection_closed", 1, 1006, "network")]


@async_test
async def test_messages_that_nobody_read_are_told() -> None:
    observer, chat = Telling(), Chat()
    options = ClientOptions(observer=observer, topic_queue=2)
    async with pair(chat, ChatClient, token="t", options=options) as (client, _), client.agent(agent_id=1) as events:
        await settle()
        for _ in range(5):
            await chat.agent(agent_id=1).send(AgentEvent(agent_id=1, data={}))
        await settle()
        assert events.dropped == 3
    assert observer.of("message_dropped") == [("message_dropped", "agent")] * 3
