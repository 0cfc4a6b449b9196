"""What a server does after a handler failed: the log, the answer, and whether the connection goes on."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest
from async_test import async_test
from chat_protocol import CHAT, SendMessage, StreamStart, SubscribeThread, ThreadHistory
from chat_server import AnyChatConnection, Chat, SendMessageReply

from wsgen.runtime.core.limits import FailurePolicy
from wsgen.runtime.server.server import ServerOptions
from wsgen.runtime.testing import FakeClock, Peer, connect

TOKEN = {"token": "t"}


class Failing(Chat):
    """Fails for the first thread, and for every stream after its start."""

    def __init__(self, on_failure: FailurePolicy) -> None:
        super().__init__(ServerOptions(on_failure=on_failure), stream=self._break, reply=self._answer)

    async def _answer(self, connection: AnyChatConnection, message: SubscribeThread) -> ThreadHistory:
        if message.thread_id == 1:
            raise RuntimeError("no database")
        return ThreadHistory(thread_id=message.thread_id, messages=[])

    async def _break(self, connection: AnyChatConnection, message: SendMessage) -> AsyncIterator[SendMessageReply]:
        yield StreamStart(thread_id=1)
        raise RuntimeError("no model")


class Silent(Failing):
    """Speaks a protocol that has no error message."""

    protocol = replace(CHAT, error=None)


def ask(number: int, request_id: str | None = "r") -> dict[str, Any]:
    ids = {} if request_id is None else {"request_id": request_id}
    return {"type": "subscribe_thread", "thread_id": number, **ids}


async def closed_with(peer: Peer) -> int | None:
    await peer.waiting()
    return peer.closed.code if peer.closed else None


@async_test
async def test_a_failed_request_is_told_and_the_connection_goes_on_where_the_policy_is_to_keep(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with connect(Failing("keep"), query=TOKEN) as peer:
        await peer.send(ask(1, "a"))
        await peer.send(ask(2, "b"))
        failed, answered = await peer.waiting()
        assert (failed["type"], failed["code"], failed["request_id"]) == ("error", 1011, "a")
        assert (answered["type"], answered["request_id"]) == ("thread_history", "b")
        assert await closed_with(peer) is None
    told = "on_subscribe_thread raised (message subscribe_thread, tag 'subscribe_thread', request id 'a', connection 1)"
    assert told in caplog.text
    assert "RuntimeError: no database" in caplog.text


@async_test
async def test_a_stream_that_fails_midway_ends_with_the_error_and_the_next_one_begins() -> None:
    async with connect(Failing("keep"), query=TOKEN) as peer:
        for name in "ab":
            await peer.send({"type": "send_message", "thread_id": 1, "content": "x", "request_id": name})
        frames = [(frame["type"], frame["request_id"]) for frame in await peer.waiting()]
        assert frames == [("stream_start", "a"), ("error", "a"), ("stream_start", "b"), ("error", "b")]
        assert await closed_with(peer) is None


@pytest.mark.parametrize(("request_id", "code"), [("a", None), (None, 1011)])
@async_test
async def test_without_an_error_message_only_what_an_id_tells_apart_is_kept(
    request_id: str | None, code: int | None
) -> None:
    async with connect(Silent("keep"), query=TOKEN) as peer:
        await peer.send(ask(1, request_id))
        assert await closed_with(peer) == code


@async_test
async def test_an_authorize_that_raises_subscribes_nobody() -> None:
    class Broken(Chat):
        async def authorize(self, connection: AnyChatConnection, address: str) -> bool | None:
            raise RuntimeError("no directory")

    chat = Broken(ServerOptions(on_failure="keep"))
    async with connect(chat, query=TOKEN) as peer:
        await peer.send({"type": "subscribe", "topics": ["agent:1"]})
        [answer] = await peer.waiting()
        assert (answer["type"], answer["code"]) == ("error", 1011)
        assert chat.seen.connected[0].topics == ()


@async_test
async def test_a_handler_that_hangs_holds_up_neither_heartbeat_nor_streams_and_counts_no_pong() -> None:
    async def hang(connection: AnyChatConnection, message: SubscribeThread) -> ThreadHistory:
        await asyncio.Event().wait()
        raise AssertionError

    clock = FakeClock()
    chat = Chat(ServerOptions(clock=clock, random=lambda: 1.0, max_waiting=3), reply=hang)
    async with connect(chat, query=TOKEN) as peer:
        await peer.send(ask(1))
        for _ in range(5):
            await clock.advance(31)
            ping = await peer.receive()
            await peer.send({"type": "pong", "ping_id": ping["ping_id"]})
        await peer.send({"type": "send_message", "thread_id": 1, "content": "x", "request_id": "s"})
        assert [frame["type"] for frame in await peer.waiting()] == ["stream_start", "stream_chunk", "stream_end"]
        assert await closed_with(peer) is None


@pytest.mark.parametrize("turns", [0, 3])
@async_test
async def test_a_handler_that_the_application_cancels_has_failed_and_holds_up_nobody(turns: int) -> None:
    running: list[asyncio.Task[Any]] = []

    async def hang(connection: AnyChatConnection, message: SendMessage) -> AsyncIterator[SendMessageReply]:
        task = asyncio.current_task()
        assert task is not None
        running.append(task)
        yield StreamStart(thread_id=1)
        await asyncio.Event().wait()

    async with connect(Chat(ServerOptions(on_failure="keep", max_streams=1), stream=hang), query=TOKEN) as peer:
        for name in "ab":
            await peer.send({"type": "send_message", "thread_id": 1, "content": "x", "request_id": name})
            assert (await peer.receive())["request_id"] == name
            for _ in range(turns):
                await asyncio.sleep(0)
            running.pop().cancel()
            failed = await peer.receive()
            assert (failed["type"], failed["code"], failed["request_id"]) == ("error", 1011, name)
        assert await closed_with(peer) is None


@async_test
async def test_what_a_handler_raises_when_it_is_cancelled_is_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    async def clean_up(connection: AnyChatConnection, message: SubscribeThread) -> ThreadHistory:
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            raise RuntimeError("no undo") from None
        raise AssertionError

    async with connect(Chat(reply=clean_up), query=TOKEN) as peer:
        await peer.send(ask(1))
        assert await peer.waiting() == []
    assert "on_subscribe_thread raised (message subscribe_thread" in caplog.text
    assert "RuntimeError: no undo" in caplog.text
