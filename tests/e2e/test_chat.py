"""What asyncapi/chat.yml is compiled to, over real sockets: the generated server, and the generated client."""

import asyncio
import gc
import json
import re
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any, TypeVar

import pytest
from chat_service import BROKEN, FORBIDDEN, MISSING, Chat, piece
from fastapi import FastAPI
from served import closed_with, receive, receive_message, serving, uvicorn_process, within
from starlette.applications import Starlette
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from generated import (
    ChatClient,
    ChatServer,
    ClientOptions,
    Closed,
    Connection,
    InvalidMessage,
    ProtocolError,
    RequestFailed,
    ServerOptions,
    Unauthorized,
)
from generated.models import (
    AgentEvent,
    Error,
    Ping,
    Pong,
    SendMessage,
    StreamChunk,
    StreamEnd,
    StreamStart,
    Subscribe,
    SubscribeThread,
    ThreadHistory,
    Unsubscribe,
)

T = TypeVar("T")


class Service:
    """A running chat, and how to reach it."""

    def __init__(self, server: Chat, url: str) -> None:
        self.server = server
        self.url = url

    def client(self, token: str = "good", **options: Any) -> ChatClient:
        return ChatClient(self.url, token=token, options=ClientOptions(**options))

    def raw(self, query: str = "?token=good") -> connect:
        return connect(self.url + query)


@asynccontextmanager
async def service(**options: Any) -> AsyncGenerator[Service, None]:
    """The chat under uvicorn; nothing of it may be left when it ends."""
    server = Chat(ServerOptions(**options))
    async with serving(server.asgi()) as url:
        yield Service(server, f"{url}/ws")
    assert server.running == 0
    assert asyncio.all_tasks() == {asyncio.current_task()}
    gc.collect()


# Requests and their replies.


def test_a_conversation() -> None:
    async def scenario() -> None:
        async with service() as chat:
            async with chat.client() as client:
                history = await client.subscribe_thread(thread_id=42)
                assert isinstance(history, ThreadHistory)
                assert [(each.role, each.content) for each in history.messages] == [("user", "hello 42")]
                said: list[str] = []
                async for frame in client.send_message(thread_id=42, content="Grüße an 😀", metadata={"tone": "kind"}):
                    match frame:
                        case StreamChunk(content=content, thread_id=42, chunk_type="assistant_token"):
                            said.append(content)
                        case StreamStart() | StreamEnd():
                            said.append(type(frame).__name__)
                assert said == ["StreamStart", "Grüße", "an", "😀", "StreamEnd"]
            assert await within(chat.server.gone.get()) == 1000

    asyncio.run(scenario())


def test_replies_find_their_requests_by_id_however_many_are_under_way() -> None:
    async def say(client: ChatClient, number: int) -> list[str]:
        # All on one thread, so that only the id tells them apart.
        words = [f"{number}-{position}" for position in range(20)]
        frames = [frame async for frame in client.send_message(thread_id=1, content=" ".join(words))]
        assert [type(frame) for frame in frames] == [StreamStart, *[StreamChunk] * 20, StreamEnd]
        assert len({frame.request_id for frame in frames}) == 1
        return [frame.content for frame in frames if isinstance(frame, StreamChunk)] + [str(frames[0].request_id)]

    async def scenario() -> None:
        async with service() as chat, chat.client() as client:
            streams = [say(client, number) for number in range(40)]
            asking = [client.subscribe_thread(thread_id=number) for number in range(1, 21)]
            both = await within(asyncio.gather(asyncio.gather(*streams), asyncio.gather(*asking)))
            for number, words in enumerate(both[0]):
                assert words[:-1] == [f"{number}-{position}" for position in range(20)]
            assert len({words[-1] for words in both[0]}) == 40
            assert [history.thread_id for history in both[1]] == [*range(1, 21)]

    asyncio.run(scenario())


def test_requests_with_one_reply_are_handled_in_order_and_a_long_stream_holds_up_nothing() -> None:
    async def scenario() -> None:
        async with service() as chat, chat.raw() as client:
            await client.send(request("send_message", thread_id=1, content="forever", request_id="s"))
            for number in range(1, 30):
                await client.send(request("subscribe_thread", thread_id=number, request_id=f"q{number}"))
            answers: list[str] = []
            while len(answers) < 29:
                frame = await receive_message(client)
                if frame["type"] == "thread_history":
                    answers.append(frame["request_id"])
            assert answers == [f"q{number}" for number in range(1, 30)]

    asyncio.run(scenario())


def test_streams_beyond_the_limit_wait_for_one_to_end() -> None:
    async def scenario() -> None:
        async with service(max_streams=2) as chat, chat.client() as client:
            first = client.send_message(thread_id=1, content="forever")
            await anext(first)
            second = [frame async for frame in client.send_message(thread_id=1, content="a")]
            third = client.send_message(thread_id=1, content="forever")
            await anext(third)
            assert (len(second), chat.server.running) == (3, 2)
            with pytest.raises(TimeoutError, match="send_message"):
                await anext(client.send_message(thread_id=1, content="b", timeout=0.2))
            assert chat.server.running == 2

    asyncio.run(scenario())


def test_a_request_without_an_id_gets_replies_without_one() -> None:
    async def scenario() -> None:
        async with service() as chat, chat.raw() as client:
            await client.send(request("send_message", thread_id=1, content="a"))
            frames = [await receive_message(client) for _ in range(3)]
            assert [frame["type"] for frame in frames] == ["stream_start", "stream_chunk", "stream_end"]
            assert not any("request_id" in frame for frame in frames)
            # Without ids the client matches by order, so a second stream waits for the first.
            for content in ("a b", "c"):
                await client.send(request("send_message", thread_id=1, content=content))
            frames = [await receive_message(client) for _ in range(7)]
            assert [frame.get("content") for frame in frames] == [None, "a", "b", None, None, "c", None]

    asyncio.run(scenario())


def test_an_error_reply_fails_its_request_alone_and_keeps_the_connection() -> None:
    async def scenario() -> None:
        async with service() as chat, chat.client() as client:
            other = client.send_message(thread_id=1, content="forever")
            await anext(other)
            with pytest.raises(RequestFailed, match="there is no thread 404") as failed:
                await client.subscribe_thread(thread_id=MISSING)
            assert isinstance(failed.value.error, Error)
            assert (failed.value.error.code, failed.value.error.details) == (404, {"thread": 404})
            assert failed.value.error.request_id is not None
            with pytest.raises(RequestFailed, match="409: try again"):
                async for _ in client.send_message(thread_id=1, content="a error b"):
                    pass
            assert isinstance(await within(anext(other)), StreamChunk)
            assert (await client.subscribe_thread(thread_id=1)).thread_id == 1
            assert client.state == "live"

    asyncio.run(scenario())


def test_reject_in_a_handler_ends_the_connection_with_its_code() -> None:
    async def scenario() -> None:
        async with service() as chat, chat.client() as client:
            with pytest.raises(Closed, match="not yours") as closed:
                await client.subscribe_thread(thread_id=FORBIDDEN)
            assert (closed.value.code, client.state) == (4403, "closed")
            assert await within(chat.server.gone.get()) == 4403

    asyncio.run(scenario())


@pytest.mark.parametrize("content", ["fail", "a b fail"])
def test_a_handler_that_raises_is_answered_with_error_and_closed_1011(
    content: str, caplog: pytest.LogCaptureFixture
) -> None:
    async def scenario() -> None:
        async with service() as chat:
            async with chat.raw() as client:
                await client.send(request("send_message", thread_id=1, content=content, request_id="r9"))
                while (frame := await receive_message(client))["type"] != "error":
                    pass
                assert (frame["code"], frame["request_id"]) == (1011, "r9")
                assert "ZeroDivision" not in frame["message"]
                assert (await closed_with(client))[0] == 1011
            async with chat.client() as typed:
                with pytest.raises((Closed, RequestFailed)):
                    await typed.subscribe_thread(thread_id=BROKEN)
            assert "ZeroDivisionError" in caplog.text

    asyncio.run(scenario())


# Topics.


def test_a_topic_reaches_its_subscribers_and_a_reply_its_sender_alone() -> None:
    async def scenario() -> None:
        async with service() as chat, chat.client() as one, chat.client() as two, chat.client() as three:
            async with (
                one.agent(agent_id=7) as first,
                two.agent(agent_id=7) as second,
                three.agent(agent_id=8) as other,
            ):
                await asyncio.gather(*(each.subscribe_thread(thread_id=1) for each in (one, two, three)))
                sent = AgentEvent(agent_id=7, data={"status": "running", "steps": [1, {"a": None}]})
                assert await chat.server.agent(agent_id=7).send(sent) == 2
                got = await within(anext(first))
                assert got == await within(anext(second))
                assert (got.data, got.agent_id) == (sent.data, 7)
                assert got.seq is not None
                assert await chat.server.agent(agent_id=8).send(AgentEvent(agent_id=8, data={})) == 1
                assert (await within(anext(other))).agent_id == 8
            async with two.thread(thread_id=1) as thread:
                assert [type(frame) async for frame in one.send_message(thread_id=1, content="x")][-1] is StreamEnd
                assert await chat.server.thread(thread_id=1).send(piece(1, "for all")) == 3
                frame = await within(anext(thread))
                assert isinstance(frame, StreamChunk)
                assert frame.content == "for all"
            # Unsubscribed when the block ended.
            await two.subscribe_thread(thread_id=2)
            assert await chat.server.agent(agent_id=7).send(sent) == 0
        assert [await within(chat.server.gone.get()) for _ in range(3)] == [1000] * 3
        assert await chat.server.thread(thread_id=1).send(piece(1, "nobody")) == 0

    asyncio.run(scenario())


def test_a_frame_of_a_request_is_the_requests_alone_and_every_other_one_the_topics() -> None:
    async def scenario() -> None:
        async with service() as chat, chat.client() as client, client.thread(thread_id=1) as topic:
            await client.subscribe_thread(thread_id=1)
            stream = client.send_message(thread_id=1, content="forever")
            assert isinstance(await within(anext(stream)), StreamStart)
            await chat.server.thread(thread_id=1).send(StreamStart(thread_id=1))
            await chat.server.thread(thread_id=1).send(piece(1, "pushed"))
            assert [type(await within(anext(topic))) for _ in range(2)] == [StreamStart, StreamChunk]
            contents = [(await within(anext(stream))).to_wire()["content"] for _ in range(3)]
            assert contents == ["…"] * 3

    asyncio.run(scenario())


def test_authorize_keeps_who_may_not_out() -> None:
    async def scenario() -> None:
        async with service() as chat, chat.client() as client:
            errors: asyncio.Queue[Error] = asyncio.Queue()
            client.on_error(errors.put_nowait)
            async with client.agent(agent_id=9), client.agent(agent_id=8) as allowed:
                assert "agent:9" in (await within(errors.get())).message
                await client.subscribe_thread(thread_id=1)
                assert chat.server.here[0].topics == ("agent:8", "thread:1")
                assert await chat.server.agent(agent_id=9).send(AgentEvent(agent_id=9, data={})) == 0
                assert await chat.server.agent(agent_id=8).send(AgentEvent(agent_id=8, data={})) == 1
                assert (await within(anext(allowed))).agent_id == 8

    asyncio.run(scenario())


def test_system_messages_reach_everyone() -> None:
    async def scenario() -> None:
        async with service() as chat, chat.client() as one, chat.client() as two:
            errors: asyncio.Queue[Error] = asyncio.Queue()
            for each in (one, two):
                each.on_error(errors.put_nowait)
                await each.subscribe_thread(thread_id=1)
            assert await chat.server.system().send(Error(code=1, message="maintenance at noon")) == 2
            assert {(await within(errors.get())).message for _ in range(2)} == {"maintenance at noon"}

    asyncio.run(scenario())


# Who is let in.


@pytest.mark.parametrize("host", [FastAPI, Starlette])
def test_mounted_a_client_reaches_it_with_and_without_a_slash(host: type[Any]) -> None:
    async def scenario() -> None:
        server = Chat()
        app = host(lifespan=server.lifespan)
        server.mount(app, "/ws")
        async with serving(app) as url:
            for path in ("/ws", "/ws/"):
                async with ChatClient(f"{url}{path}", token="good") as client:
                    assert (await client.subscribe_thread(thread_id=1)).thread_id == 1
                with pytest.raises(Unauthorized, match="token expired"):
                    async with ChatClient(f"{url}{path}", token="bad") as client:
                        await client.subscribe_thread(thread_id=1)
            with pytest.raises(InvalidStatus):
                await connect(f"{url}/wsx?token=good")

    asyncio.run(scenario())


def test_mounted_without_lifespan_it_works_and_leaves_nothing_behind() -> None:
    async def scenario() -> None:
        server = Chat(ServerOptions(heartbeat_interval=0.1, heartbeat_timeout=0.5))
        app = Starlette()
        server.mount(app, "/chat")
        async with serving(app) as url:
            before = asyncio.all_tasks()
            for _ in range(2):
                async with connect(f"{url}/chat?token=good") as raw, ChatClient(f"{url}/chat", token="good") as client:
                    assert (await receive(raw))["type"] == "ping"
                    await client.subscribe_thread(thread_id=1)
                    assert (await closed_with(raw))[0] == 4408
                    assert client.state == "live"
                while asyncio.all_tasks() - before:  # noqa: ASYNC110 - nothing tells when uvicorn's task is over
                    await asyncio.sleep(0.01)

    asyncio.run(scenario())


@pytest.mark.parametrize(
    ("query", "code", "reason"),
    [
        ("", 4401, "token"),
        ("?token=", 4401, "token"),
        ("?token=bad", 4401, "token expired"),
        ("?Token=good", 4401, "token"),
        ("?token=slow", 4401, "not authenticated in time"),
        ("?token=broken", 1011, "the server failed"),
    ],
)
def test_who_is_not_let_in_sees_the_close_code(query: str, code: int, reason: str) -> None:
    async def scenario() -> None:
        async with service(auth_timeout=0.2) as chat, chat.raw(query) as client:
            ended = await closed_with(client)
            assert ended[0] == code
            assert reason in ended[1]
            assert chat.server.gone.empty()

    asyncio.run(scenario())


def test_a_client_with_a_bad_token_is_unauthorized() -> None:
    async def scenario() -> None:
        async with service() as chat:
            for token in ("bad", ""):
                with pytest.raises(Unauthorized) as refused:
                    async with chat.client(token) as client:
                        await client.subscribe_thread(thread_id=1)
                assert (refused.value.code, client.state) == (4401, "closed")

    asyncio.run(scenario())


# What breaks the contract.


def nested(levels: int) -> Any:
    value: Any = 1
    for _ in range(levels):
        value = [value]
    return value


BROKEN_FRAMES: list[tuple[str, str | bytes, int, str]] = [
    ("no JSON", "{", 1002, "not JSON"),
    ("no object", "[]", 1002, "must be a JSON object"),
    ("no tag", "{}", 1002, "type is missing"),
    ("unknown tag", '{"type": "nope"}', 1002, "type = 'nope' is no message of this direction"),
    ("a tag that is no text", '{"type": ["pong"]}', 1002, "is no message of this direction"),
    ("of the other direction", '{"type": "ping", "ping_id": "1"}', 1002, "is no message of this direction"),
    ("a field too few", '{"type": "send_message", "thread_id": 1}', 1002, '"content" is a required property'),
    ("too short", '{"type": "send_message", "thread_id": 1, "content": ""}', 1002, "send_message at content"),
    ("out of range", '{"type": "subscribe_thread", "thread_id": 0}', 1002, "subscribe_thread at thread_id"),
    ("text for a number", '{"type": "subscribe_thread", "thread_id": "1"}', 1002, "subscribe_thread at thread_id"),
    ("a number too far", '{"type": "pong", "ping_id": "1", "x": 1e400}', 1002, ""),
    ("no topics", '{"type": "subscribe", "topics": []}', 1002, "subscribe at topics"),
    ("too deep", json.dumps({"type": "pong", "ping_id": "1", "x": nested(101)}), 1002, "nested deeper"),
    (
        "a long reason",
        json.dumps({"type": "send_message", "thread_id": "é" * 200, "content": "x"}, ensure_ascii=False),
        1002,
        "thread_id",
    ),
    ("binary", b"{}", 1003, ""),
    ("too big", json.dumps({"type": "pong", "ping_id": "é" * 600}, ensure_ascii=False), 1009, ""),
]


@pytest.mark.parametrize(
    ("frame", "code", "says"), [each[1:] for each in BROKEN_FRAMES], ids=[each[0] for each in BROKEN_FRAMES]
)
def test_a_frame_that_breaks_the_contract(frame: str | bytes, code: int, says: str) -> None:
    async def scenario() -> None:
        async with service(max_frame=1000) as chat, chat.raw() as client:
            await client.send(request("send_message", thread_id=1, content="forever"))
            assert (await receive_message(client))["type"] == "stream_start"
            await client.send(frame)
            errors = [each async for each in rest(client) if each["type"] == "error"]
            assert [each["code"] for each in errors] == ([1002] if code == 1002 else [])
            ended, reason = client.close_code, client.close_reason or ""
            assert ended == code
            assert len(reason.encode()) <= 123
            assert says in reason
            assert all(says in each["message"] for each in errors)
            # The stream that ran is closed with its connection.
            assert await within(chat.server.ended.get()) == "forever"
            assert await within(chat.server.gone.get()) == code

    asyncio.run(scenario())


def test_an_error_for_an_invalid_request_carries_its_id_where_that_is_a_valid_one() -> None:
    async def scenario() -> None:
        async with service() as chat:
            for given, told in (("r7", "r7"), ("x" * 65, None), ("", None), (5, None)):
                async with chat.raw() as client:
                    await client.send(request("subscribe_thread", thread_id=0, request_id=given))
                    error = await receive_message(client)
                    assert (error["type"], error.get("request_id")) == ("error", told)
                    assert (await closed_with(client))[0] == 1002

    asyncio.run(scenario())


@pytest.mark.parametrize(
    ("policy", "answers"), [("error", ["error", "thread_history"]), ("ignore", ["thread_history"])]
)
def test_an_unknown_message_may_be_answered_or_ignored_instead(policy: str, answers: list[str]) -> None:
    async def scenario() -> None:
        async with service(unknown=policy) as chat, chat.raw() as client:
            await client.send('{"type": "from_the_future", "request_id": "r"}')
            await client.send(request("subscribe_thread", thread_id=1))
            assert [(await receive_message(client))["type"] for _ in answers] == answers

    asyncio.run(scenario())


def test_a_client_counts_what_it_does_not_know_and_refuses_what_is_invalid() -> None:
    async def scenario() -> None:
        async with service() as chat, chat.client() as client:
            unknown: list[Any] = []
            client.on_unknown(unknown.append)
            await client.subscribe_thread(thread_id=1)
            link = chat.server.here[0].link
            link.offer('{"type": "from_the_future", "n": 1}')
            await client.subscribe_thread(thread_id=1)
            assert (unknown, client.unknown_frames) == ([{"type": "from_the_future", "n": 1}], 1)
            link.offer('{"type": "thread_history", "thread_id": 1, "messages": [{"id": "x"}]}')
            with pytest.raises(ProtocolError, match=r"thread_history at messages/0"):
                async with client.agent(agent_id=7) as events:
                    await within(anext(events))
            assert await within(chat.server.gone.get()) == 1002

    asyncio.run(scenario())


def test_what_leaves_is_checked_and_never_reaches_the_wire() -> None:
    async def scenario() -> None:
        async with service() as chat, chat.client() as client, client.agent(agent_id=7) as events:
            invalid = SendMessage.model_construct(thread_id=1, content="")
            with pytest.raises(InvalidMessage, match="content"):
                await client.send(invalid)
            with pytest.raises(ValueError, match="content"):
                client.send_message(thread_id=1, content="")
            await client.subscribe_thread(thread_id=1)
            with pytest.raises(InvalidMessage, match="agent_event"):
                await chat.server.agent(agent_id=7).send(AgentEvent.model_construct(agent_id="x", data={}))
            with pytest.raises(ValueError, match="belongs to agent:8"):
                await chat.server.agent(agent_id=7).send(AgentEvent(agent_id=8, data={}))
            with pytest.raises(InvalidMessage, match="direction"):
                await chat.server.here[0].send(Pong(ping_id="1"))
            assert await chat.server.agent(agent_id=7).send(AgentEvent(agent_id=7, data={})) == 1
            assert (await within(anext(events))).agent_id == 7
            assert (client.state, chat.server.here[0].state) == ("live", [])

    asyncio.run(scenario())


# Handlers.


def test_a_server_that_lacks_handlers_cannot_be_made_and_each_is_named() -> None:
    class Empty(ChatServer):
        pass

    class Half(ChatServer):
        async def on_subscribe_thread(self, connection: Connection, message: SubscribeThread) -> ThreadHistory:
            return ThreadHistory(thread_id=1, messages=[])

    with pytest.raises(TypeError) as empty:
        Empty()  # type: ignore[abstract]  # that it can't be made is what is tested
    assert {"on_send_message", "on_subscribe_thread"} <= set(re.findall(r"\w+", str(empty.value)))
    with pytest.raises(TypeError, match="on_send_message") as half:
        Half()  # type: ignore[abstract]  # as above
    assert "on_subscribe_thread" not in str(half.value)


def test_a_handler_of_the_wrong_kind_is_told_before_anything_is_served() -> None:
    class Coroutine(Chat):
        async def on_send_message(self, connection: Any, message: SendMessage) -> Any:
            return StreamStart(thread_id=message.thread_id)

    class Generator(Chat):
        async def on_subscribe_thread(self, connection: Any, message: SubscribeThread) -> Any:
            yield ThreadHistory(thread_id=1, messages=[])

    with pytest.raises(TypeError, match=r"Coroutine.on_send_message must be a stream: .*`async def` with `yield`"):
        Coroutine()
    with pytest.raises(TypeError, match=r"Generator.on_subscribe_thread must return one reply"):
        Generator()


def test_a_stream_may_be_any_async_iterator_and_a_coroutine_in_its_place_is_told(
    caplog: pytest.LogCaptureFixture,
) -> None:
    class Delegating(Chat):
        def on_send_message(self, connection: Any, message: SendMessage) -> AsyncIterator[Any]:
            stream: Any = self.late() if message.content == "late" else super().on_send_message(connection, message)
            return stream

        async def late(self) -> StreamStart:
            return StreamStart(thread_id=1)

    async def scenario() -> None:
        async with serving(Delegating().asgi()) as url, ChatClient(f"{url}/ws", token="good") as client:
            assert len([frame async for frame in client.send_message(thread_id=1, content="a b")]) == 4
            with pytest.raises((Closed, RequestFailed)):
                await anext(client.send_message(thread_id=1, content="late"))
        assert "on_send_message must be a stream: write it as `async def` with `yield`" in caplog.text

    asyncio.run(scenario())


def test_optional_handlers_are_called_after_the_runtimes_own_work() -> None:
    class Attentive(Chat):
        def __init__(self) -> None:
            super().__init__(ServerOptions(heartbeat_interval=0.1, heartbeat_timeout=5, random=lambda: 0.0))
            self.heard: asyncio.Queue[tuple[str, tuple[str, ...]]] = asyncio.Queue()

        async def on_pong(self, connection: Any, message: Pong) -> None:
            self.heard.put_nowait(("pong", connection.topics))

        async def on_subscribe(self, connection: Any, message: Subscribe) -> None:
            self.heard.put_nowait(("subscribe", connection.topics))

        async def on_unsubscribe(self, connection: Any, message: Unsubscribe) -> None:
            self.heard.put_nowait(("unsubscribe", connection.topics))

    async def scenario() -> None:
        server = Attentive()
        async with serving(server.asgi()) as url, ChatClient(f"{url}/ws", token="good") as client:
            async with client.agent(agent_id=7):
                pass
            heard = [await within(server.heard.get()) for _ in range(4)]
            assert [each for each in heard if each[0] != "pong"] == [("subscribe", ("agent:7",)), ("unsubscribe", ())]

    asyncio.run(scenario())


# The life of a connection.


def test_a_client_that_is_cancelled_in_a_stream_ends_it_at_the_server() -> None:
    async def life(chat: Service, seen: asyncio.Event) -> None:
        async with chat.client() as client, client.send_message(thread_id=1, content="forever") as frames:
            async for _ in frames:
                seen.set()

    async def scenario() -> None:
        async with service() as chat:
            seen = asyncio.Event()
            task = asyncio.create_task(life(chat, seen))
            await within(seen.wait())
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await within(task)
            assert await within(chat.server.ended.get()) == "forever"
            assert await within(chat.server.gone.get()) == 1000

    asyncio.run(scenario())


def test_a_stream_that_is_left_early_does_not_disturb_the_next_one() -> None:
    async def scenario() -> None:
        async with service() as chat, chat.client() as client:
            async with client.send_message(thread_id=1, content="a b c d e f") as frames:
                await anext(frames)
            said = [each async for each in client.send_message(thread_id=1, content="next")]
            assert [each.content for each in said if isinstance(each, StreamChunk)] == ["next"]
            assert client.state == "live"

    asyncio.run(scenario())


def test_a_peer_that_vanishes_ends_its_streams() -> None:
    async def scenario() -> None:
        async with service() as chat:
            client = await chat.raw()
            await client.send(request("send_message", thread_id=1, content="forever"))
            assert (await receive_message(client))["type"] == "stream_start"
            client.transport.abort()
            assert await within(chat.server.ended.get()) == "forever"
            assert await within(chat.server.gone.get()) in (1005, 1006)
            await client.wait_closed()

    asyncio.run(scenario())


def test_a_server_may_close_a_connection_and_everything_before_arrives() -> None:
    async def scenario() -> None:
        async with service() as chat, chat.client() as client, client.agent(agent_id=7) as events:
            await client.subscribe_thread(thread_id=1)
            for number in range(50):
                await chat.server.here[0].send(AgentEvent(agent_id=7, data={"n": number}))
            await chat.server.here[0].close()
            last, closed = await last_of(events)
            assert last == AgentEvent(agent_id=7, data={"n": 49})
            assert closed is not None
            assert (closed.code, closed.by_client) == (1000, False)

    asyncio.run(scenario())


def test_a_silent_client_is_closed_4408_while_one_that_answers_stays() -> None:
    async def scenario() -> None:
        async with service(heartbeat_interval=0.1, heartbeat_timeout=0.4, random=lambda: 0.0) as chat:
            async with chat.client() as client, chat.raw() as silent:
                ping = await receive(silent)
                assert Ping.model_validate(ping).to_wire() == ping
                assert await closed_with(silent) == (4408, "no pong in time")
                assert (await client.subscribe_thread(thread_id=1)).thread_id == 1
            async with chat.raw() as other:
                # A pong for a ping that never was keeps nobody alive.
                await other.send(request("pong", ping_id="never"))
                assert (await closed_with(other))[0] == 4408

    asyncio.run(scenario())


def test_twenty_clients_at_once() -> None:
    async def life(chat: Service, number: int) -> int:
        async with chat.client() as client, client.agent(agent_id=1) as events:
            await client.subscribe_thread(thread_id=number)
            frames = [each async for each in client.send_message(thread_id=number, content="a b c")]
            assert all(frame.thread_id == number for frame in frames)
            event = await anext(events)
            return len(frames) + int(event.data["n"])

    async def scenario() -> None:
        async with service() as chat:
            lives = [asyncio.create_task(life(chat, number)) for number in range(1, 21)]
            for _ in range(20):
                await within(chat.server.ended.get())
            assert await chat.server.agent(agent_id=1).send(AgentEvent(agent_id=1, data={"n": 1})) == 20
            assert await within(asyncio.gather(*lives)) == [6] * 20
            assert [await within(chat.server.gone.get()) for _ in range(20)] == [1000] * 20

    asyncio.run(scenario())


def test_a_process_that_is_stopped_closes_its_clients_1012(tmp_path: Path) -> None:
    async def scenario() -> None:
        with uvicorn_process("chat_service:app", Path(__file__).parent, log=tmp_path / "log") as url:
            client = ChatClient(f"{url}/ws", token="good")
            await client.__aenter__()
            stream = client.send_message(thread_id=1, content="forever")
            assert isinstance(await within(anext(stream)), StreamStart)
        _, closed = await last_of(stream)
        assert closed is not None
        assert closed.code == 1012
        await client.close()

    asyncio.run(scenario())


def request(kind: str, **fields: Any) -> str:
    return json.dumps({"type": kind, **fields})


async def rest(connection: ClientConnection) -> AsyncIterator[dict[str, Any]]:
    """Every frame until the server closes."""
    with suppress(ConnectionClosed):
        while True:
            yield await receive(connection)


async def last_of(frames: AsyncIterator[T]) -> tuple[T | None, Closed | None]:
    """Read until it ends; the last frame, and what it ended with."""
    last: T | None = None
    try:
        while True:
            last = await within(anext(frames))
    except StopAsyncIteration:
        return last, None
    except Closed as closed:
        return last, closed
