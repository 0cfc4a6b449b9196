"""What a handler knows of the frame that its message came in."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from async_test import async_test
from chat_protocol import ENVELOPED, NoArguments, Note, SendMessage, StreamChunk, StreamEnd, StreamStart, ThreadHistory
from chat_server import AnyChatConnection, Chat, SendMessageReply

from wsgen.runtime.server.server import Connection, Server
from wsgen.runtime.testing import connect


class Notes(Server[NoArguments, Any]):
    """Keeps what each note came with."""

    protocol = ENVELOPED

    def __init__(self) -> None:
        super().__init__()
        self.received: list[tuple[object, object, object, Any]] = []

    async def on_note(self, connection: Connection[NoArguments, Any], message: Note) -> Note:
        got = connection.received
        self.received.append((got.tag, got.request_id, got.topic, got.frame))
        assert got.message is message
        return message


@async_test
async def test_a_handler_sees_the_tag_the_request_id_the_topic_and_the_whole_frame() -> None:
    server = Notes()
    note = {"v": 1, "type": "note", "topic": "thread:3", "ts": 5, "req_id": "q", "data": {"thread_id": 3, "text": "a"}}
    memo = {"v": 1, "type": "memo", "topic": "thread:3", "ts": 6, "data": {"thread_id": 3, "text": "b"}}
    async with connect(server.asgi(), "/notes/ws") as peer:
        for frame in (note, memo):
            await peer.send(frame)
            await peer.receive()
    assert server.received == [("note", "q", "thread:3", note), ("memo", None, "thread:3", memo)]


@async_test
async def test_handlers_that_run_at_once_see_each_its_own() -> None:
    both = asyncio.Barrier(3)
    seen: list[tuple[str, object, object]] = []

    async def stream(connection: AnyChatConnection, message: SendMessage) -> AsyncIterator[SendMessageReply]:
        seen.append((message.content, connection.received.request_id, connection.received.frame["more"]))
        yield StreamStart(thread_id=message.thread_id)
        await both.wait()

        async def deeper() -> object:
            await asyncio.sleep(0)
            return connection.received.request_id

        yield StreamChunk(thread_id=message.thread_id, content=str(await asyncio.create_task(deeper())))
        seen.append((message.content, connection.received.request_id, connection.received.frame["more"]))
        yield StreamEnd(thread_id=message.thread_id)

    async def reply(connection: AnyChatConnection, message: Any) -> ThreadHistory:
        await both.wait()
        return ThreadHistory(thread_id=message.thread_id, messages=[str(connection.received.request_id)])

    async with connect(Chat(stream=stream, reply=reply).asgi(), "/ws", query={"token": "t"}) as peer:
        for name in ("a", "b"):
            frame = {"type": "send_message", "thread_id": 1, "content": name, "request_id": f"r{name}", "more": name}
            await peer.send(frame)
        await peer.send({"type": "subscribe_thread", "thread_id": 1, "request_id": "rc"})
        frames = [await peer.receive() for _ in range(7)]
    assert sorted(seen) == [("a", "ra", "a"), ("a", "ra", "a"), ("b", "rb", "b"), ("b", "rb", "b")]
    assert {each["request_id"]: each["content"] for each in frames if each["type"] == "stream_chunk"} == {
        "ra": "ra",
        "rb": "rb",
    }
    assert [each["messages"] for each in frames if each["type"] == "thread_history"] == [["rc"]]


@async_test
async def test_outside_of_a_handler_and_for_another_connection_there_is_none() -> None:
    async def reply(connection: AnyChatConnection, message: Any) -> ThreadHistory:
        (other,) = [each for each in server.seen.connected if each is not connection]
        with pytest.raises(RuntimeError, match=r"<Connection \d+>.received: no message of this connection"):
            _ = other.received
        return ThreadHistory(thread_id=message.thread_id, messages=[])

    server = Chat(reply=reply)
    app = server.asgi()
    async with connect(app, "/ws", query={"token": "t"}) as peer, connect(app, "/ws", query={"token": "t"}):
        with pytest.raises(RuntimeError, match="no message of this connection is being handled here"):
            _ = server.seen.connected[0].received
        await peer.send({"type": "subscribe_thread", "thread_id": 1})
        assert (await peer.receive())["type"] == "thread_history"
