"""A whole server, spoken to as ASGI without a socket."""

import asyncio
import logging
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest
from async_test import async_test
from chat_protocol import (
    AGENT_EVENT,
    CHAT,
    ENVELOPED,
    NOTES,
    PONG,
    AgentEvent,
    Beat,
    Error,
    NoArguments,
    Note,
    Ping,
    Pong,
    SendMessage,
    StreamChunk,
    StreamEnd,
    StreamStart,
    SubscribeThread,
    ThreadHistory,
)
from chat_server import AnyChatConnection, Chat, ChatServer, SendMessageReply

from wsgen.runtime.protocol import Heartbeat
from wsgen.runtime.server.server import (
    ChannelHandle,
    Connection,
    ErrorReply,
    InvalidMessage,
    Reject,
    Server,
    ServerOptions,
)
from wsgen.runtime.testing import FakeClock, Peer, PeerClosed, connect, settle

TOKEN = {"token": "t"}


async def assert_fails_connection(peer: Peer, code: int) -> PeerClosed:
    """RFC 6455 §7.1.7: the server closes with this code, at the latest after the frames that wait."""
    await peer.waiting()
    assert peer.closed is not None
    assert peer.closed.code == code, peer.closed
    return peer.closed


def ask(thread_id: int = 1, request_id: str = "r") -> dict[str, Any]:
    return {"type": "subscribe_thread", "thread_id": thread_id, "request_id": request_id}


def say(content: str = "hi", request_id: str = "r") -> dict[str, Any]:
    return {"type": "send_message", "thread_id": 1, "content": content, "request_id": request_id}


def tags(frames: list[dict[str, Any]]) -> list[str]:
    return [frame["type"] for frame in frames]


@async_test
async def test_a_reply_is_what_the_handler_returns_with_the_requests_id() -> None:
    async with connect(Chat().asgi(), "/ws", query=TOKEN) as peer:
        await peer.send(ask(42, "a"))
        assert await peer.receive() == {
            "type": "thread_history", "thread_id": 42, "messages": ["hello"], "request_id": "a",
        }  # fmt: skip


@async_test
async def test_a_stream_is_what_the_handler_yields_each_frame_with_the_requests_id() -> None:
    async with connect(Chat().asgi(), "/ws", query=TOKEN) as peer:
        await peer.send(say("hello", "b"))
        frames = await peer.waiting()
        assert tags(frames) == ["stream_start", "stream_chunk", "stream_end"]
        assert {frame["request_id"] for frame in frames} == {"b"}


@async_test
async def test_a_client_without_a_token_is_accepted_and_closed_4401_so_that_it_sees_the_code() -> None:
    chat = Chat()
    for query in ({}, {"token": ""}, {"token": "expired"}):
        async with connect(chat.asgi(), "/ws", query=query) as peer:
            await assert_fails_connection(peer, 4401)
            assert peer.accepted
    assert chat.seen.connected == []
    assert chat.seen.disconnected == []


@async_test
async def test_on_connect_sees_who_comes_and_on_disconnect_with_which_code_it_went() -> None:
    chat = Chat()
    async with connect(chat.asgi(), "/ws", query=TOKEN, headers={"X-Trace": "7"}) as peer:
        [connection] = chat.seen.connected
        assert connection.arguments.token == "t"
        assert connection.headers["x-trace"] == "7"
        assert connection.client == ("127.0.0.1", 50000)
        assert repr(connection) == "<Connection 1>"
        connection.state = {"mine": 1}
        await peer.disconnect(1001)
    assert chat.seen.disconnected == [1001]


@async_test
async def test_an_on_connect_that_raises_closes_1011_and_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    async with connect(Chat().asgi(), "/ws", query={"token": "broken"}) as peer:
        await assert_fails_connection(peer, 1011)
    assert "no database" in caplog.text


@async_test
async def test_an_on_connect_that_takes_too_long_closes_4401() -> None:
    class Slow(Chat):
        async def on_connect(self, connection: AnyChatConnection) -> None:
            await asyncio.Event().wait()

    clock = FakeClock()
    async with connect(Slow(ServerOptions(auth_timeout=10, clock=clock)).asgi(), "/ws", query=TOKEN) as peer:
        await clock.advance(9)
        assert peer.closed is None
        await clock.advance(1)
        assert (await assert_fails_connection(peer, 4401)).reason == "not authenticated in time"


@async_test
async def test_on_connect_may_greet_before_it_refuses() -> None:
    class Greeting(Chat):
        async def on_connect(self, connection: AnyChatConnection) -> None:
            await connection.send(AgentEvent(agent_id=1, data={}))
            raise ErrorReply(Error(code=4401, message="no"))

    async with connect(Greeting().asgi(), "/ws", query=TOKEN) as peer:
        assert tags(await peer.waiting()) == ["agent_event", "error"]
        await assert_fails_connection(peer, 4401)


@async_test
async def test_an_invalid_frame_gets_error_then_1002_and_the_running_stream_is_closed() -> None:
    closed = asyncio.Event()

    async def endless(connection: AnyChatConnection, message: SendMessage) -> AsyncIterator[SendMessageReply]:
        try:
            yield StreamStart(thread_id=1)
            await asyncio.Event().wait()
        finally:
            closed.set()

    async with connect(Chat(stream=endless).asgi(), "/ws", query=TOKEN) as peer:
        await peer.send(say())
        await peer.send({"type": "send_message", "thread_id": 0, "content": "x", "request_id": "bad"})
        frames = await peer.waiting()
        assert tags(frames) == ["stream_start", "error"]
        assert frames[1]["request_id"] == "bad"
        await assert_fails_connection(peer, 1002)
        assert closed.is_set()


@async_test
async def test_a_stream_is_closed_when_the_client_goes() -> None:
    closed = asyncio.Event()

    async def endless(connection: AnyChatConnection, message: SendMessage) -> AsyncIterator[SendMessageReply]:
        try:
            while True:
                yield StreamStart(thread_id=1)
                await asyncio.Event().wait()
        finally:
            closed.set()

    async with connect(Chat(stream=endless).asgi(), "/ws", query=TOKEN) as peer:
        await peer.send(say())
        await peer.disconnect(1006)
        assert closed.is_set()


@async_test
async def test_a_binary_frame_closes_1003_and_a_large_one_1009() -> None:
    chat = Chat(ServerOptions(max_frame=1000))
    async with connect(chat.asgi(), "/ws", query=TOKEN) as peer:
        await peer.send_bytes(b"{}")
        await assert_fails_connection(peer, 1003)
    async with connect(chat.asgi(), "/ws", query=TOKEN) as peer:
        await peer.send(say("x" * 1000))
        await assert_fails_connection(peer, 1009)
    assert chat.seen.disconnected == [1003, 1009]


@pytest.mark.parametrize(
    ("level", "lines"),
    [
        (logging.INFO, ["connection 1: closed with 1002", "connection 2: closed with 4401"]),
        (
            logging.DEBUG,
            [
                "connection 1: closed with 1002",
                "connection 1: the reason of the 1002 is \"type = 's3cret' is no message of this direction\"",
                "connection 2: closed with 4401",
                "connection 2: the reason of the 4401 is 'token expired'",
            ],
        ),
    ],
    ids=["without what was sent", "with it"],
)
@async_test
async def test_who_was_closed_and_with_what_code_is_logged(
    caplog: pytest.LogCaptureFixture, level: int, lines: list[str]
) -> None:
    caplog.set_level(level)
    chat = Chat()
    async with connect(chat.asgi(), "/ws", query=TOKEN) as peer:
        await peer.send({"type": "s3cret"})
        await assert_fails_connection(peer, 1002)
    async with connect(chat.asgi(), "/ws", query={"token": "expired"}) as peer:
        await assert_fails_connection(peer, 4401)
    async with connect(chat.asgi(), "/ws", query=TOKEN) as peer:
        await peer.disconnect(1001)
    events = {"connection.closed", "connection.closed_why"}
    assert [each.getMessage() for each in caplog.records if vars(each).get("event") in events] == lines


@async_test
async def test_error_reply_answers_with_the_requests_id_and_keeps_the_connection() -> None:
    async def refuse(connection: AnyChatConnection, message: SubscribeThread) -> ThreadHistory:
        raise ErrorReply(Error(code=404, message="no such thread"))

    async with connect(Chat(reply=refuse).asgi(), "/ws", query=TOKEN) as peer:
        for request_id in ("a", "b"):
            await peer.send(ask(1, request_id))
            assert await peer.receive() == {
                "type": "error", "code": 404, "message": "no such thread", "request_id": request_id,
            }  # fmt: skip


@async_test
async def test_reject_in_a_handler_closes_with_its_code() -> None:
    async def refuse(connection: AnyChatConnection, message: SubscribeThread) -> ThreadHistory:
        raise Reject(4403, "not yours")

    async with connect(Chat(reply=refuse).asgi(), "/ws", query=TOKEN) as peer:
        await peer.send(ask())
        assert (await assert_fails_connection(peer, 4403)).reason == "not yours"


async def raising(connection: AnyChatConnection, message: SendMessage) -> AsyncIterator[SendMessageReply]:
    yield StreamStart(thread_id=1)
    raise RuntimeError("secret of the database")


async def without_start(connection: AnyChatConnection, message: SendMessage) -> AsyncIterator[SendMessageReply]:
    yield StreamEnd(thread_id=1)


async def without_end(connection: AnyChatConnection, message: SendMessage) -> AsyncIterator[SendMessageReply]:
    yield StreamStart(thread_id=1)


async def beyond_the_end(connection: AnyChatConnection, message: SendMessage) -> AsyncIterator[SendMessageReply]:
    yield StreamStart(thread_id=1)
    yield StreamEnd(thread_id=1)
    yield StreamChunk(thread_id=1, content="more")


async def started_twice(connection: AnyChatConnection, message: SendMessage) -> AsyncIterator[SendMessageReply]:
    yield StreamStart(thread_id=1)
    yield StreamStart(thread_id=1)


async def invalid(connection: AnyChatConnection, message: SendMessage) -> AsyncIterator[SendMessageReply]:
    yield StreamStart(thread_id=0)


def coroutine(connection: AnyChatConnection, message: SendMessage) -> AsyncIterator[SendMessageReply]:
    async def wrong() -> None:
        pass

    return wrong()  # type: ignore[return-value]  # the mistake that is tested


@pytest.mark.parametrize(
    ("stream", "sent", "logged"),
    [
        (raising, ["stream_start"], "secret of the database"),
        (without_start, [], "must yield StreamStart, not StreamEnd"),
        (without_end, ["stream_start"], "ended its stream without StreamEnd"),
        (beyond_the_end, ["stream_start", "stream_end"], "yielded StreamChunk after the stream's end"),
        (started_twice, ["stream_start"], "must yield StreamChunk or StreamEnd, not StreamStart"),
        (invalid, [], "stream_start isn't sent, at thread_id"),
        (coroutine, [], "must be a stream: write it as `async def` with `yield`"),
    ],
    ids=lambda value: getattr(value, "__name__", None),
)
@async_test
async def test_a_stream_that_breaks_its_contract_is_logged_and_closes_1011(
    stream: Any, sent: list[str], logged: str, caplog: pytest.LogCaptureFixture
) -> None:
    async with connect(Chat(stream=stream).asgi(), "/ws", query=TOKEN) as peer:
        await peer.send(say(request_id="r9"))
        frames = await peer.waiting()
        assert tags(frames) == [*sent, "error"]
        assert (frames[-1]["code"], frames[-1]["message"]) == (1011, "the server failed")
        await assert_fails_connection(peer, 1011)
    assert logged in caplog.text
    told = "on_send_message raised (message send_message, tag 'send_message', request id 'r9', connection 1)"
    assert told in caplog.text


@async_test
async def test_a_handler_that_returns_something_else_is_logged_and_closes_1011(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def wrong(connection: AnyChatConnection, message: SubscribeThread) -> ThreadHistory:
        return StreamEnd(thread_id=1)  # type: ignore[return-value]  # the mistake that is tested

    async with connect(Chat(reply=wrong).asgi(), "/ws", query=TOKEN) as peer:
        await peer.send(ask())
        await assert_fails_connection(peer, 1011)
    assert "on_subscribe_thread must return ThreadHistory, not StreamEnd" in caplog.text


@async_test
async def test_one_reply_requests_run_in_order_and_a_long_stream_holds_up_nothing() -> None:
    gate = asyncio.Event()

    async def slow(connection: AnyChatConnection, message: SubscribeThread) -> ThreadHistory:
        if message.thread_id == 1:
            await gate.wait()
        return ThreadHistory(thread_id=message.thread_id, messages=[])

    async with connect(Chat(reply=slow).asgi(), "/ws", query=TOKEN) as peer:
        await peer.send(ask(1, "a"))
        await peer.send(ask(2, "b"))
        await peer.send(say("x", "c"))
        assert tags(await peer.waiting()) == ["stream_start", "stream_chunk", "stream_end"]
        gate.set()
        assert [frame["request_id"] for frame in await peer.waiting()] == ["a", "b"]


@async_test
async def test_a_ping_goes_out_while_a_handler_is_busy_and_its_pong_is_heard() -> None:
    async def busy(connection: AnyChatConnection, message: SubscribeThread) -> ThreadHistory:
        await asyncio.Event().wait()
        raise AssertionError

    clock = FakeClock()
    chat = Chat(ServerOptions(clock=clock, random=lambda: 1.0), reply=busy)
    async with connect(chat.asgi(), "/ws", query=TOKEN) as peer:
        await peer.send(ask())
        for _ in range(5):
            await clock.advance(31)
            ping = await peer.receive()
            assert ping["type"] == "ping"
            await peer.send(Pong(ping_id=ping["ping_id"]))
        assert peer.closed is None


@async_test
async def test_a_silent_client_is_closed_4408_sixty_seconds_after_the_first_ping() -> None:
    clock = FakeClock()
    chat = Chat(ServerOptions(clock=clock, random=lambda: 0.0))
    async with connect(chat.asgi(), "/ws", query=TOKEN) as peer:
        await clock.advance(1)
        assert tags(await peer.waiting()) == ["ping"]
        await clock.advance(59)
        assert peer.closed is None
        await clock.advance(2)
        await assert_fails_connection(peer, 4408)
    assert chat.seen.disconnected == [4408]


@async_test
async def test_heartbeat_times_can_be_overruled() -> None:
    clock = FakeClock()
    options = ServerOptions(clock=clock, random=lambda: 0.0, heartbeat_interval=2, heartbeat_timeout=3)
    async with connect(Chat(options).asgi(), "/ws", query=TOKEN) as peer:
        await clock.advance(5)
        await assert_fails_connection(peer, 4408)


@async_test
async def test_a_subscriber_gets_what_is_sent_to_its_topic_until_it_leaves() -> None:
    chat = Chat()
    async with connect(chat.asgi(), "/ws", query=TOKEN) as ann, connect(chat.asgi(), "/ws", query=TOKEN) as bob:
        await ann.send({"type": "subscribe", "topics": ["agent:7", "thread:1"]})
        assert chat.seen.subscribed == [["agent:7", "thread:1"]]
        assert chat.seen.connected[0].topics == ("agent:7", "thread:1")
        assert await chat.agent(agent_id=7).send(AgentEvent(agent_id=7, data={"n": 1})) == 1
        assert await chat.agent(agent_id=8).send(AgentEvent(agent_id=8, data={})) == 0
        assert [frame["data"] for frame in await ann.waiting()] == [{"n": 1}]
        assert await bob.waiting() == []
        await ann.send({"type": "unsubscribe", "topics": ["agent:7"]})
        assert await chat.agent(agent_id=7).send(AgentEvent(agent_id=7, data={})) == 0
    assert await chat.thread(thread_id=1).send(StreamStart(thread_id=1)) == 0


@async_test
async def test_a_handler_can_subscribe_its_connection_and_a_reply_goes_to_the_sender_alone() -> None:
    chat = Chat()
    async with connect(chat.asgi(), "/ws", query=TOKEN) as ann, connect(chat.asgi(), "/ws", query=TOKEN) as bob:
        await ann.send(ask(1))
        await bob.send(ask(1))
        await ann.waiting()
        await bob.waiting()
        await ann.send(say())
        assert await bob.waiting() == []
        assert await chat.thread(thread_id=1).send(StreamStart(thread_id=1)) == 2
        chat.seen.connected[1].unsubscribe(chat.thread(thread_id=1))
        assert await chat.thread(thread_id=1).send(StreamStart(thread_id=1)) == 1


@async_test
async def test_who_is_not_let_in_yet_gets_nothing_that_goes_to_everyone() -> None:
    gate = asyncio.Event()

    class Careful(Chat):
        async def on_connect(self, connection: AnyChatConnection) -> None:
            await gate.wait()

    chat = Careful()
    async with connect(chat, query=TOKEN) as peer:
        assert await chat.system().send(Ping(ping_id="p")) == 0
        gate.set()
        await settle()
        assert await chat.system().send(Ping(ping_id="q")) == 1
        assert [frame["ping_id"] for frame in await peer.waiting()] == ["q"]


@async_test
async def test_a_timeout_of_the_applications_own_is_no_missing_authentication(
    caplog: pytest.LogCaptureFixture,
) -> None:
    class Impatient(Chat):
        async def on_connect(self, connection: AnyChatConnection) -> None:
            raise TimeoutError("the database took too long")

    async with connect(Impatient(), query=TOKEN) as peer:
        await assert_fails_connection(peer, 1011)
    assert "the database took too long" in caplog.text


@async_test
async def test_a_heartbeat_whose_ping_can_not_be_built_is_left_out_with_a_warning(
    caplog: pytest.LogCaptureFixture,
) -> None:
    class Odd(Chat):
        protocol = replace(CHAT, heartbeat=Heartbeat(30, 60, AGENT_EVENT, PONG))

    clock = FakeClock()
    async with connect(Odd(ServerOptions(clock=clock)), query=TOKEN) as peer:
        await clock.advance(200)
        assert await peer.waiting() == []
        assert peer.closed is None
    assert "no heartbeat: a valid agent_event needs more than an id" in caplog.text


def test_a_server_whose_init_forgets_its_parents_says_so() -> None:
    class Forgetful(Chat):
        def __init__(self) -> None:
            pass

    with pytest.raises(TypeError, match=r"Forgetful.__init__ must call super\(\).__init__\(\)"):
        Forgetful().asgi()


@async_test
async def test_everyone_is_on_a_channel_that_carries_control_messages() -> None:
    chat = Chat()
    async with connect(chat.asgi(), "/ws", query=TOKEN), connect(chat.asgi(), "/ws", query=TOKEN) as bob:
        assert await chat.system().send(Ping(ping_id="p")) == 2
        assert tags(await bob.waiting()) == ["ping"]


@async_test
async def test_a_topic_that_is_unknown_or_forbidden_is_answered_and_the_others_are_subscribed() -> None:
    chat = Chat(ServerOptions(max_topics=2), forbidden="thread:9")
    async with connect(chat.asgi(), "/ws", query=TOKEN) as peer:
        await peer.send({"type": "subscribe", "topics": ["nonsense", "thread:9", "agent:1", "agent:2", "agent:3"]})
        assert [frame["message"] for frame in await peer.waiting()] == [
            "there is no topic nonsense",
            "thread:9 is not for this client",
            "a client may have 2 topics",
        ]
        assert chat.seen.connected[0].topics == ("agent:1", "agent:2")
        await peer.send({"type": "subscribe", "topics": ["agent:1"]})
        assert await peer.waiting() == []
        assert peer.closed is None


@async_test
async def test_a_message_of_another_topic_is_refused_at_the_caller() -> None:
    chat = Chat()
    with pytest.raises(ValueError, match="belongs to thread:2, not to thread:1"):
        await chat.thread(thread_id=1).send(StreamStart(thread_id=2))
    with pytest.raises(InvalidMessage, match="agent_event isn't sent, at agent_id"):
        await chat.agent(agent_id=0).send(AgentEvent(agent_id=0, data={}))
    assert repr(chat.thread(thread_id=1)) == "<ThreadChannel thread:1>"


@async_test
async def test_a_subscriber_that_reads_nothing_is_closed_1013_and_the_others_get_all() -> None:
    chat = Chat(ServerOptions(max_queue=8))
    async with connect(chat.asgi(), "/ws", query=TOKEN) as slow, connect(chat.asgi(), "/ws", query=TOKEN) as quick:
        for peer in (slow, quick):
            await peer.send({"type": "subscribe", "topics": ["agent:7"]})
        slow.stop_reading()
        for number in range(20):
            await chat.agent(agent_id=7).send(AgentEvent(agent_id=7, data={"n": number}))
            await settle()
        assert len(await quick.waiting()) == 20
        slow.read_again()
        await assert_fails_connection(slow, 1013)
    assert chat.seen.disconnected == [1013, 1000] or chat.seen.disconnected == [1000, 1013]


@async_test
async def test_a_handler_waits_for_a_client_that_reads_slowly_instead_of_losing_frames() -> None:
    async def many(connection: AnyChatConnection, message: SendMessage) -> AsyncIterator[SendMessageReply]:
        yield StreamStart(thread_id=1)
        for number in range(50):
            yield StreamChunk(thread_id=1, content=str(number))
        yield StreamEnd(thread_id=1)

    async with connect(Chat(ServerOptions(max_queue=4), stream=many).asgi(), "/ws", query=TOKEN) as peer:
        peer.stop_reading()
        await peer.send(say())
        await settle()
        peer.read_again()
        frames = await peer.waiting() + await peer.waiting()
        assert [frame["content"] for frame in frames[1:-1]] == [str(number) for number in range(50)]


@async_test
async def test_a_handler_can_close_after_what_it_sent() -> None:
    async def leave(connection: AnyChatConnection, message: SubscribeThread) -> ThreadHistory:
        await connection.send(AgentEvent(agent_id=1, data={}), request_id="unused")
        await connection.close(4000, "bye")
        return ThreadHistory(thread_id=1, messages=[])

    async with connect(Chat(reply=leave).asgi(), "/ws", query=TOKEN) as peer:
        await peer.send(ask())
        assert tags(await peer.waiting()) == ["agent_event"]
        assert (await assert_fails_connection(peer, 4000)).reason == "bye"


@async_test
async def test_shutdown_lets_handlers_finish_and_closes_1012() -> None:
    gate = asyncio.Event()

    async def slow(connection: AnyChatConnection, message: SubscribeThread) -> ThreadHistory:
        await gate.wait()
        return ThreadHistory(thread_id=1, messages=[])

    chat = Chat(reply=slow)
    async with connect(chat.asgi(), "/ws", query=TOKEN) as busy, connect(chat.asgi(), "/ws", query=TOKEN) as idle:
        async with asyncio.TaskGroup() as group, chat.lifespan(None):
            await busy.send(ask())
            group.create_task(release(gate))
        assert tags(await busy.waiting()) == ["thread_history"]
        await assert_fails_connection(busy, 1012)
        await assert_fails_connection(idle, 1012)
    assert chat.seen.disconnected == [1012, 1012]


async def release(gate: asyncio.Event) -> None:
    await settle()
    gate.set()


@async_test
async def test_shutdown_waits_no_longer_than_the_grace_period() -> None:
    async def forever(connection: AnyChatConnection, message: SubscribeThread) -> ThreadHistory:
        await asyncio.Event().wait()
        raise AssertionError

    clock = FakeClock()
    chat = Chat(ServerOptions(shutdown_grace=30, clock=clock), reply=forever)
    async with connect(chat.asgi(), "/ws", query=TOKEN) as peer:
        lifespan = chat.lifespan(None)
        await lifespan.__aenter__()
        await peer.send(ask())
        ending = asyncio.create_task(lifespan.__aexit__(None, None, None))
        await clock.advance(29)
        assert peer.closed is None
        await clock.advance(1)
        await assert_fails_connection(peer, 1012)
        await ending


@async_test
async def test_an_on_disconnect_that_raises_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    class Broken(Chat):
        async def on_disconnect(self, connection: AnyChatConnection, code: int) -> None:
            raise RuntimeError("cannot clean up")

    async with connect(Broken().asgi(), "/ws", query=TOKEN):
        pass
    assert "cannot clean up" in caplog.text
    assert caplog.records[0].levelno == logging.ERROR


def test_a_class_that_lacks_handlers_can_not_be_made_and_every_one_is_named() -> None:
    class Lacking(ChatServer[Any]):
        pass

    with pytest.raises(TypeError, match=r"(?s)on_send_message.*on_subscribe_thread"):
        Lacking()  # type: ignore[abstract]  # the mistake that is tested


def test_handlers_of_the_wrong_kind_are_known_at_the_start() -> None:
    class NoStream(Chat):
        async def on_send_message(self, connection: Any, message: SendMessage) -> Any:  # type: ignore[override]  # tested
            return None

    class NoReply(Chat):
        async def on_subscribe_thread(self, connection: Any, message: SubscribeThread) -> Any:
            yield

    with pytest.raises(TypeError, match=r"NoStream.on_send_message must be a stream: write it as `async def` with `y"):
        NoStream()
    with pytest.raises(TypeError, match=r"NoReply.on_subscribe_thread must return one reply"):
        NoReply()


class Notes(Server[NoArguments, Any]):
    """Every note's answer is a beat, on the note's topic or none."""

    protocol = ENVELOPED

    async def on_note(self, connection: Connection[NoArguments, Any], message: Note) -> Note:
        await connection.send(Beat(timestamp=1), topic=ChannelHandle(self, NOTES, {"thread_id": message.thread_id}))
        await connection.send(Beat(timestamp=2))
        return message


@async_test
async def test_a_message_to_one_client_can_be_given_its_topic() -> None:
    async with connect(Notes().asgi(), "/notes/ws") as peer:
        await peer.send({"v": 1, "type": "note", "topic": "thread:5", "ts": 1, "data": {"thread_id": 5, "text": "x"}})
        frames = await peer.waiting()
        assert [(frame["type"], frame["topic"]) for frame in frames] == [
            ("ping", "thread:5"),
            ("ping", "system"),
            ("note", "thread:5"),
        ]
