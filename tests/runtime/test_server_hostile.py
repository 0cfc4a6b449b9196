"""Clients that flood, vanish or come at the wrong time, and handlers that behave badly: the server stays in order."""

import asyncio
import time
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest
from async_test import async_test
from chat_protocol import CHAT, Error, SendMessage, StreamChunk, StreamStart, Subscribe, SubscribeThread, ThreadHistory
from chat_server import AnyChatConnection, Chat, SendMessageReply

from wsgen.runtime.server.server import ErrorReply, ServerOptions
from wsgen.runtime.testing import FakeClock, Peer, connect, settle

TOKEN = {"token": "t"}


def ask(thread_id: int = 1) -> dict[str, Any]:
    return {"type": "subscribe_thread", "thread_id": thread_id}


async def closed_with(peer: Peer) -> int | None:
    await peer.waiting()
    return peer.closed.code if peer.closed else None


async def await_a_cancelled_task() -> None:
    """Do what an application does whose own helper was cancelled."""
    helper = asyncio.create_task(asyncio.Event().wait())
    helper.cancel()
    await helper


@async_test
async def test_a_handler_whose_own_task_was_cancelled_has_failed(caplog: pytest.LogCaptureFixture) -> None:
    async def reply(connection: AnyChatConnection, message: SubscribeThread) -> ThreadHistory:
        await await_a_cancelled_task()
        raise AssertionError

    async with connect(Chat(reply=reply).asgi(), "/ws", query=TOKEN) as peer:
        await peer.send(ask())
        assert await closed_with(peer) == 1011
    assert "on_subscribe_thread raised" in caplog.text


@async_test
async def test_an_on_connect_whose_own_task_was_cancelled_has_failed(caplog: pytest.LogCaptureFixture) -> None:
    class Cancelling(Chat):
        async def on_connect(self, connection: AnyChatConnection) -> None:
            await await_a_cancelled_task()

    async with connect(Cancelling().asgi(), "/ws", query=TOKEN) as peer:
        assert await closed_with(peer) == 1011
    assert "on_connect raised" in caplog.text


@async_test
async def test_requests_in_a_burst_are_all_answered_where_the_handler_keeps_up() -> None:
    async with connect(Chat().asgi(), "/ws", query=TOKEN) as peer:
        for _ in range(3000):
            peer.put_text('{"type":"subscribe_thread","thread_id":1}')
        answered = 0
        while peer.closed is None and (frames := await peer.waiting()):
            answered += len(frames)
        assert answered == 3000
        assert peer.closed is None


@async_test
async def test_a_stream_that_never_waits_stops_when_the_client_is_gone() -> None:
    ended = asyncio.Event()

    async def endless(connection: AnyChatConnection, message: SendMessage) -> AsyncIterator[SendMessageReply]:
        try:
            yield StreamStart(thread_id=1)
            deadline = time.monotonic() + 5
            while time.monotonic() < deadline:
                yield StreamChunk(thread_id=1, content="x")
        finally:
            ended.set()

    async with connect(Chat(ServerOptions(max_queue=4), stream=endless).asgi(), "/ws", query=TOKEN) as peer:
        began = time.monotonic()
        await peer.send({"type": "send_message", "thread_id": 1, "content": "go", "request_id": "r"})
        await peer.disconnect(1006)
        assert time.monotonic() - began < 4, "the handler held up the whole server"
    assert ended.is_set()


@async_test
async def test_a_subscription_with_more_topics_than_allowed_costs_one_answer() -> None:
    async with connect(Chat(ServerOptions(max_topics=8)).asgi(), "/ws", query=TOKEN) as peer:
        await peer.send({"type": "subscribe", "topics": [f"thread:{number}" for number in range(2000)]})
        [answer] = await peer.waiting()
        assert answer["message"] == "a client may have 8 topics"
        assert peer.closed is None


@async_test
async def test_a_topic_named_twice_is_authorised_once() -> None:
    asked: list[str] = []

    class Asking(Chat):
        async def authorize(self, connection: AnyChatConnection, address: str) -> bool | None:
            asked.append(address)
            return None

    async with connect(Asking(ServerOptions(max_topics=2)).asgi(), "/ws", query=TOKEN) as peer:
        await peer.send({"type": "subscribe", "topics": ["agent:1"] * 3})
        assert await peer.waiting() == []
    assert asked == ["agent:1"]


@async_test
async def test_a_handler_that_subscribes_to_whatever_the_client_names_is_bounded_too() -> None:
    chat = Chat(ServerOptions(max_topics=4))
    async with connect(chat.asgi(), "/ws", query=TOKEN) as peer:
        for number in range(1, 6):
            await peer.send(ask(number))
        assert len(await peer.waiting()) == 4
        assert peer.closed is not None
        assert (peer.closed.code, peer.closed.reason) == (1008, "a client may have 4 topics")


@async_test
async def test_who_subscribes_a_connection_after_its_end_leaves_nothing_behind() -> None:
    chat = Chat()
    async with connect(chat.asgi(), "/ws", query=TOKEN):
        [connection] = chat.seen.connected
    connection.subscribe(chat.agent(agent_id=1))
    assert connection.topics == ()


@async_test
async def test_a_cancelled_handler_that_subscribes_leaves_nothing_behind() -> None:
    async def stubborn(connection: AnyChatConnection, message: SubscribeThread) -> ThreadHistory:
        try:
            await asyncio.Event().wait()
        finally:
            connection.subscribe(chat.agent(agent_id=1))
        raise AssertionError

    chat = Chat(reply=stubborn)
    async with connect(chat.asgi(), "/ws", query=TOKEN) as peer:
        await peer.send(ask())
    assert chat.seen.connected[0].topics == ()


@async_test
async def test_handlers_have_ended_when_on_disconnect_is_called() -> None:
    order: list[str] = []

    async def reply(connection: AnyChatConnection, message: SubscribeThread) -> ThreadHistory:
        try:
            await asyncio.Event().wait()
        finally:
            order.append("handler")
        raise AssertionError

    class Ordered(Chat):
        async def on_disconnect(self, connection: AnyChatConnection, code: int) -> None:
            order.append("on_disconnect")

    async with connect(Ordered(reply=reply).asgi(), "/ws", query=TOKEN) as peer:
        await peer.send(ask())
    assert order == ["handler", "on_disconnect"]


@async_test
async def test_what_is_wrong_with_a_topic_is_told_also_where_the_handler_answers_an_error() -> None:
    class Answering(Chat):
        async def on_subscribe(self, connection: AnyChatConnection, message: Subscribe) -> None:
            raise ErrorReply(Error(code=1, message="from the handler"))

    async with connect(Answering().asgi(), "/ws", query=TOKEN) as peer:
        await peer.send({"type": "subscribe", "topics": ["nonsense"]})
        said = [frame["message"] for frame in await peer.waiting()]
        assert said == ["there is no topic nonsense", "from the handler"]


@async_test
async def test_who_connects_during_a_shutdown_is_sent_away() -> None:
    gate = asyncio.Event()

    async def slow(connection: AnyChatConnection, message: SubscribeThread) -> ThreadHistory:
        await gate.wait()
        return ThreadHistory(thread_id=1, messages=[])

    chat = Chat(ServerOptions(clock=FakeClock()), reply=slow)
    async with connect(chat.asgi(), "/ws", query=TOKEN) as busy:
        lifespan = chat.lifespan(None)
        await lifespan.__aenter__()
        await busy.send(ask())
        ending = asyncio.create_task(lifespan.__aexit__(None, None, None))
        await settle()
        async with connect(chat.asgi(), "/ws", query=TOKEN) as late:
            assert await closed_with(late) == 1012
        gate.set()
        await ending
    async with chat.lifespan(None), connect(chat.asgi(), "/ws", query=TOKEN) as again:
        assert await closed_with(again) is None


@async_test
async def test_a_shutdown_is_over_when_on_disconnect_is_done() -> None:
    done: list[int] = []

    class Slow(Chat):
        async def on_disconnect(self, connection: AnyChatConnection, code: int) -> None:
            await settle()
            done.append(code)

    chat = Slow()
    async with connect(chat.asgi(), "/ws", query=TOKEN):
        async with chat.lifespan(None):
            await settle()
        assert done == [1012]


@async_test
async def test_a_refusal_keeps_its_reason_to_what_a_close_frame_holds() -> None:
    class LongNamed(Chat):
        protocol = replace(CHAT, arguments=(replace(CHAT.arguments[0], name="t" * 200),))

    async with connect(LongNamed().asgi(), "/ws") as peer:
        assert await closed_with(peer) == 4401
        assert peer.closed is not None
        assert len(peer.closed.reason) == 123


@async_test
async def test_a_client_that_goes_while_it_is_accepted_is_no_failure() -> None:
    events: list[dict[str, Any]] = [{"type": "websocket.connect"}]

    async def receive() -> dict[str, Any]:
        return events.pop(0)

    async def send(event: Any) -> None:
        raise OSError("gone")

    scope = {"type": "websocket", "path": "/ws", "headers": [], "query_string": b"token=t"}
    await Chat().asgi()(scope, receive, send)


@async_test
async def test_a_writer_that_fails_ends_the_connection_and_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    class BrokenPeer(Peer):
        async def asgi_send(self, event: Any) -> None:
            if event["type"] == "websocket.send":
                raise ValueError("the ASGI server has a bug")
            await super().asgi_send(event)

    chat, peer = Chat(), BrokenPeer()
    scope = {"type": "websocket", "path": "/ws", "headers": [], "query_string": b"token=t"}
    task = asyncio.create_task(chat.asgi()(scope, peer.asgi_receive, peer.asgi_send))
    await peer.send(ask())
    await settle()
    assert task.done()
    await task
    assert peer.closed is not None
    assert peer.closed.code == 1011
    assert "the ASGI server has a bug" in caplog.text


@pytest.mark.parametrize(
    "wrong",
    [
        {"max_frame": 0},
        {"max_streams": 0},
        {"max_waiting": 0},
        {"max_queue": 0},
        {"max_queue_bytes": 0},
        {"max_topics": -1},
        {"heartbeat_interval": 0.0},
        {"heartbeat_timeout": -1.0},
        {"auth_timeout": 0.0},
        {"close_timeout": 0.0},
        {"shutdown_grace": -1.0},
        {"unknown": "close it"},
    ],
)
def test_options_that_would_stop_a_server_are_refused_at_the_start(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=f"ServerOptions.{next(iter(wrong))}"):
        ServerOptions(**wrong)
