"""How connections and the whole server end: in time, in order, and with nothing left over."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from async_test import async_test
from chat_protocol import AgentEvent, SendMessage, StreamStart, SubscribeThread, ThreadHistory
from chat_server import AnyChatConnection, Chat, SendMessageReply

from wsgen.runtime.server.server import ServerOptions
from wsgen.runtime.testing import FakeClock, Peer, connect, settle

TOKEN = {"token": "t"}
ASK = {"type": "subscribe_thread", "thread_id": 1}
SAY = {"type": "send_message", "thread_id": 1, "content": "x", "request_id": "s"}


class MutePeer(Peer):
    """Takes what the server sends, and never answers a close."""

    async def asgi_send(self, event: Any) -> None:
        if event["type"] == "websocket.close":
            await self._reading.wait()
            self.closed_with = event["code"]
        else:
            await super().asgi_send(event)

    closed_with: int | None = None


@asynccontextmanager
async def mute(chat: Chat) -> AsyncGenerator[tuple[MutePeer, asyncio.Task[None]], None]:
    peer = MutePeer()
    scope = {"type": "websocket", "path": "/ws", "headers": [], "query_string": b"token=t"}
    serving = asyncio.create_task(chat.asgi()(scope, peer.asgi_receive, peer.asgi_send))
    await settle()
    yield peer, serving
    peer.read_again()
    await peer.disconnect()
    await serving


def tasks() -> set[asyncio.Task[Any]]:
    return asyncio.all_tasks() - {asyncio.current_task()}  # type: ignore[arg-type]  # a test is a task


async def hang(connection: AnyChatConnection, message: SubscribeThread) -> ThreadHistory:
    await asyncio.Event().wait()
    raise AssertionError


@async_test
async def test_a_peer_that_never_answers_a_close_is_left_in_time() -> None:
    clock = FakeClock()
    chat = Chat(ServerOptions(clock=clock, random=lambda: 1.0, close_timeout=5))
    async with mute(chat) as (peer, serving):
        await peer.send_bytes(b"{}")
        assert peer.closed_with == 1003
        await clock.advance(4.9)
        assert not serving.done()
        await clock.advance(0.1)
        assert serving.done()
        assert chat.seen.disconnected == [1003]


@async_test
async def test_a_peer_that_takes_nothing_is_left_in_the_same_time() -> None:
    clock = FakeClock()
    chat = Chat(ServerOptions(clock=clock, random=lambda: 1.0, close_timeout=5))
    async with mute(chat) as (peer, serving):
        peer.stop_reading()
        await peer.send(ASK)
        await peer.send_bytes(b"{}")
        await clock.advance(4.9)
        assert not serving.done()
        await clock.advance(0.1)
        assert serving.done()
        assert chat.seen.disconnected == [1003]


@async_test
async def test_a_connection_that_on_connect_closed_itself_ends() -> None:
    class Closing(Chat):
        async def on_connect(self, connection: AnyChatConnection) -> None:
            await connection.send(AgentEvent(agent_id=1, data={}))
            await connection.close(4000, "done")

    chat = Closing()
    async with connect(chat, query=TOKEN) as peer:
        assert len(await peer.waiting()) == 1
        assert peer.closed is not None
        assert peer.closed.code == 4000
    assert chat.seen.disconnected == [4000]


@async_test
async def test_at_the_end_of_the_grace_period_handlers_are_cancelled_and_streams_closed() -> None:
    ended: list[str] = []

    async def reply(connection: AnyChatConnection, message: SubscribeThread) -> ThreadHistory:
        try:
            await asyncio.Event().wait()
        finally:
            ended.append("handler")
        raise AssertionError

    async def stream(connection: AnyChatConnection, message: SendMessage) -> AsyncIterator[SendMessageReply]:
        try:
            yield StreamStart(thread_id=1)
            await asyncio.Event().wait()
        finally:
            ended.append("stream")

    clock = FakeClock()
    chat = Chat(ServerOptions(clock=clock, random=lambda: 1.0, shutdown_grace=10), reply=reply, stream=stream)
    async with connect(chat, query=TOKEN) as peer:
        await peer.send(ASK)
        await peer.send(SAY)
        lifespan = chat.lifespan(None)
        await lifespan.__aenter__()
        ending = asyncio.create_task(lifespan.__aexit__(None, None, None))
        await clock.advance(9)
        assert ended == []
        await clock.advance(1)
        assert sorted(ended) == ["handler", "stream"]
        assert ending.done()
        await peer.waiting()
        assert peer.closed is not None
        assert peer.closed.code == 1012
        assert chat.seen.disconnected == [1012]


@async_test
async def test_a_handler_that_ignores_its_cancellation_keeps_a_shutdown_no_longer_than_that(
    caplog: pytest.LogCaptureFixture,
) -> None:
    gate = asyncio.Event()

    async def stubborn(connection: AnyChatConnection, message: SubscribeThread) -> ThreadHistory:
        while not gate.is_set():
            try:
                await gate.wait()
            except asyncio.CancelledError:
                continue
        return ThreadHistory(thread_id=1, messages=[])

    clock = FakeClock()
    chat = Chat(ServerOptions(clock=clock, random=lambda: 1.0, shutdown_grace=10, close_timeout=5), reply=stubborn)
    async with connect(chat, query=TOKEN) as peer:
        await peer.send(ASK)
        lifespan = chat.lifespan(None)
        await lifespan.__aenter__()
        ending = asyncio.create_task(lifespan.__aexit__(None, None, None))
        await clock.advance(29)
        assert not ending.done()
        await clock.advance(1)
        assert ending.done()
        gate.set()
    assert "the shutdown waits no longer for 1 connections" in caplog.text


@async_test
async def test_two_shutdowns_at_once_both_end() -> None:
    chat = Chat(ServerOptions(shutdown_grace=10, clock=FakeClock()))
    async with connect(chat, query=TOKEN) as peer:
        async with chat.lifespan(None), chat.lifespan(None):
            await settle()
        await peer.waiting()
        assert peer.closed is not None
        assert peer.closed.code == 1012


@async_test
async def test_without_a_lifespan_tasks_begin_with_the_first_connection_and_end_with_the_last() -> None:
    chat = Chat(ServerOptions(clock=FakeClock()))
    assert tasks() == set()
    async with connect(chat, query=TOKEN) as first:
        await first.send(ASK)
        async with connect(chat, query=TOKEN) as second:
            await second.send(ASK)
        assert tasks() != set()
    await settle()
    assert tasks() == set()


@async_test
async def test_an_idle_connection_has_one_task_beside_the_one_that_serves_it() -> None:
    chat = Chat(ServerOptions(clock=FakeClock()))
    async with connect(chat, query=TOKEN) as first:
        await first.send(ASK)
        before = len(tasks())
        async with connect(chat, query=TOKEN) as second:
            await second.send(ASK)
            assert len(tasks()) - before == 2


@async_test
async def test_a_server_that_is_cancelled_as_a_whole_leaves_nothing_behind() -> None:
    chat = Chat(ServerOptions(clock=FakeClock()), reply=hang)
    peer = Peer()
    scope = {"type": "websocket", "path": "/ws", "headers": [], "query_string": b"token=t"}
    serving = asyncio.create_task(chat.asgi()(scope, peer.asgi_receive, peer.asgi_send))
    await peer.send(ASK)
    serving.cancel()
    with pytest.raises(asyncio.CancelledError):
        await serving
    await settle()
    assert tasks() == set()
    assert chat.seen.disconnected == [1012]
