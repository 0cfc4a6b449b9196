"""The asyncio client over real sockets, against a server of `websockets` that speaks the chat protocol by hand."""

import asyncio
import gc
import json
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from http import HTTPStatus
from typing import Any

import pytest
from chat_protocol import AgentEvent, StreamChunk, StreamEnd, StreamStart
from client_harness import ChatClient, event, obliging_server, piece
from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response

from wsgen.runtime.client.options import ClientOptions
from wsgen.runtime.errors import (
    Closed,
    HandshakeFailed,
    HeartbeatLost,
    ProtocolError,
    RequestLost,
    Unauthorized,
    Unreachable,
)

TOKEN = "s3cr&t=/ü"


class ChatServer:
    """Answers by the document, and remembers how each connection began and ended."""

    def __init__(self) -> None:
        self.paths: list[str] = []
        self.headers: list[str | None] = []
        self.frames: list[dict[str, Any]] = []
        self.ends: asyncio.Queue[tuple[int | None, str | None]] = asyncio.Queue()
        self.url = ""
        self.first: Callable[[ServerConnection], Awaitable[None]] | None = None

    async def handle(self, connection: ServerConnection) -> None:
        assert connection.request is not None
        self.paths.append(connection.request.path)
        self.headers.append(connection.request.headers.get("X-Extra"))
        try:
            if self.first is not None:
                await self.first(connection)
            async for text in connection:
                frame = json.loads(text)
                self.frames.append(frame)
                for answer in obliging_server(frame):
                    await connection.send(json.dumps(answer))
        except ConnectionClosed:
            pass
        finally:
            await connection.wait_closed()
            self.ends.put_nowait((connection.close_code, connection.close_reason))

    def client(self, **settings: Any) -> ChatClient:
        return ChatClient(self.url, token=TOKEN, options=ClientOptions(**settings))


@asynccontextmanager
async def chat_server(**settings: Any) -> AsyncIterator[ChatServer]:
    server = ChatServer()
    async with serve(server.handle, "127.0.0.1", 0, **settings) as listening:
        server.url = f"ws://127.0.0.1:{port_of(listening)}/ws"
        yield server
    # Nothing of the client may outlive it: no task but this one, no socket for the collector to complain about.
    assert asyncio.all_tasks() == {asyncio.current_task()}
    gc.collect()


def port_of(listening: Server | asyncio.Server) -> int:
    port: int = next(iter(listening.sockets)).getsockname()[1]
    return port


async def ended(server: ChatServer) -> tuple[int | None, str | None]:
    """Wait until a connection has ended on the server's side too."""
    async with asyncio.timeout(60):
        return await server.ends.get()


def test_a_whole_conversation() -> None:
    async def scenario() -> None:
        async with chat_server() as server:
            async with server.client() as client:
                history = await client.subscribe_thread(thread_id=42)
                assert history.messages == ["hello"]
                frames = [type(frame) async for frame in client.send_message(thread_id=42, content="Hi")]
                assert frames == [StreamStart, StreamChunk, StreamEnd]
                async with client.agent(agent_id=7) as events:
                    assert isinstance(await anext(events), AgentEvent)
                assert client.state == "live"
            assert await ended(server) == (1000, "")
            assert [frame["type"] for frame in server.frames][:3] == ["subscribe_thread", "send_message", "subscribe"]

    asyncio.run(scenario())


def test_the_arguments_arrive_as_they_are_and_the_token_is_never_logged(caplog: pytest.LogCaptureFixture) -> None:
    async def scenario() -> None:
        async with chat_server() as server:
            with caplog.at_level(logging.DEBUG, logger="wsgen"):
                async with server.client(headers={"X-Extra": "also-secret"}) as client:
                    await client.subscribe_thread(thread_id=1)
            assert server.paths == ["/ws?token=s3cr%26t%3D%2F%C3%BC"]
            assert server.headers == ["also-secret"]

    asyncio.run(scenario())
    logged = [record.getMessage() for record in caplog.records if record.name.startswith("wsgen")]
    assert not any("s3cr" in line or "also-secret" in line for line in logged)


@pytest.mark.parametrize(
    ("code", "reason", "kind", "says"),
    [
        (4401, "token expired", Unauthorized, r"\(token expired\): get a new token"),
        (4408, "no pong", HeartbeatLost, "block"),
        (1002, "no such tag", ProtocolError, "refused a frame of this client"),
        (1011, "boom", Closed, "the server failed"),
        (1013, "", Closed, "overloaded"),
        (4999, "why", Closed, "4999"),
    ],
)
def test_a_close_code_becomes_its_exception(code: int, reason: str, kind: type[Closed], says: str) -> None:
    async def close(connection: ServerConnection) -> None:
        await connection.close(code, reason)

    async def scenario() -> None:
        async with chat_server() as server:
            server.first = close
            async with server.client(reconnect=None) as client:
                with pytest.raises(kind, match=says) as caught:
                    await client.subscribe_thread(thread_id=1)
                assert (caught.value.code, caught.value.reason, caught.value.by_client) == (code, reason, False)
                assert client.state == "closed"

    asyncio.run(scenario())


def test_a_connection_that_vanishes_is_a_1006() -> None:
    async def vanish(connection: ServerConnection) -> None:
        await connection.recv()
        connection.transport.abort()

    async def scenario() -> None:
        async with chat_server() as server:
            server.first = vanish
            async with server.client() as client:
                with pytest.raises(Closed, match="the connection was lost") as caught:
                    await client.subscribe_thread(thread_id=1)
                assert caught.value.code == 1006

    asyncio.run(scenario())


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (HTTPStatus.UNAUTHORIZED, Unauthorized),
        (HTTPStatus.FORBIDDEN, HandshakeFailed),
        (HTTPStatus.NOT_FOUND, HandshakeFailed),
    ],
)
def test_an_http_refusal_is_told_when_opening(status: HTTPStatus, kind: type[Exception]) -> None:
    def refuse(connection: ServerConnection, request: Request) -> Response:
        return connection.respond(status, "no")

    async def scenario() -> None:
        async with chat_server(process_request=refuse) as server:
            client = server.client()
            with pytest.raises(kind, match=f"HTTP {status.value}"):
                await client.__aenter__()
            assert client.state == "closed"

    asyncio.run(scenario())


def test_a_server_that_is_not_there_or_speaks_something_else() -> None:
    async def other(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readline()
        writer.write(b"SSH-2.0-OpenSSH\r\n")
        writer.close()
        await writer.wait_closed()

    async def scenario() -> None:
        listening = await asyncio.start_server(other, "127.0.0.1", 0)
        client = ChatClient(f"ws://127.0.0.1:{port_of(listening)}/ws", token=TOKEN)
        async with listening:
            with pytest.raises(HandshakeFailed, match="check the URL"):
                await client.__aenter__()
        for kind in (Unreachable, ConnectionError):
            with pytest.raises(
                kind, match=r"no connection to ws://127.0.0.1:\d+/ws .*: nobody listens there"
            ) as caught:
                await client.__aenter__()
            assert "s3cr" not in str(caught.value)
        nowhere = ChatClient("ws://no-such-host.invalid/ws", token=TOKEN)
        with pytest.raises(Unreachable, match="the host has no address; check its name"):
            await nowhere.__aenter__()

    asyncio.run(scenario())


def test_a_server_that_never_answers_the_handshake_is_left_in_time() -> None:
    gone = asyncio.Event()

    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        gone.set()
        writer.close()

    async def scenario() -> None:
        listening = await asyncio.start_server(silent, "127.0.0.1", 0)
        url = f"ws://127.0.0.1:{port_of(listening)}/ws"
        client = ChatClient(url, token=TOKEN, options=ClientOptions(connect_timeout=0.2))
        async with listening:
            with pytest.raises(TimeoutError, match=r"no connection to ws://127.0.0.1:\d+/ws within 0.2 s") as caught:
                await client.__aenter__()
            assert "s3cr" not in str(caught.value)
            async with asyncio.timeout(60):
                await gone.wait()

    asyncio.run(scenario())


@pytest.mark.parametrize(
    ("frame", "code", "says"),
    [
        ('{"type": "agent_event", "agent_id": "x", "data": {}}', 1002, "agent_event at agent_id"),
        ("no JSON", 1002, "not JSON"),
        (b"\x00\x01", 1003, "binary"),
        (json.dumps(event(7, text="x" * 5000)), 1009, ""),
    ],
)
def test_a_frame_that_breaks_the_rules_ends_it_with_the_right_code(frame: str | bytes, code: int, says: str) -> None:
    async def send(connection: ServerConnection) -> None:
        await connection.recv()
        await connection.send(frame)

    async def scenario() -> None:
        async with chat_server() as server:
            server.first = send
            async with server.client(max_frame_bytes=4000) as client:
                with pytest.raises(Closed) as caught:
                    await client.subscribe_thread(thread_id=1)
                assert (caught.value.code, caught.value.by_client) == (code, True)
                assert says in caught.value.reason
            end_code, end_reason = await ended(server)
            assert end_code == code
            assert says in (end_reason or "")

    asyncio.run(scenario())


def test_text_that_is_not_utf_8_closes_1007() -> None:
    async def send(connection: ServerConnection) -> None:
        await connection.recv()
        await connection.send(b"\xff\xfe", text=True)

    async def scenario() -> None:
        async with chat_server() as server:
            server.first = send
            async with server.client() as client:
                with pytest.raises(Closed) as caught:
                    await client.subscribe_thread(thread_id=1)
                assert caught.value.code == 1007
            assert (await ended(server))[0] == 1007

    asyncio.run(scenario())


def test_closing_with_a_flood_still_coming_in_is_quick_and_clean() -> None:
    async def flood(connection: ServerConnection) -> None:
        for _ in range(3000):
            await connection.send(json.dumps(event(7, text="x" * 200)))

    async def scenario() -> None:
        async with chat_server() as server:
            server.first = flood
            client = server.client()
            await client.__aenter__()
            began = asyncio.get_running_loop().time()
            await client.close()
            assert asyncio.get_running_loop().time() - began < 3
            assert (await ended(server))[0] == 1000

    asyncio.run(scenario())


def test_a_burst_reaches_a_subscriber_whole() -> None:
    async def burst(connection: ServerConnection) -> None:
        await connection.recv()
        for number in range(5000):
            await connection.send(json.dumps(event(7, n=number)))

    async def scenario() -> None:
        async with chat_server() as server:
            server.first = burst
            async with server.client() as client, client.agent(agent_id=7) as events:
                numbers = [(await anext(events)).data["n"] for _ in range(5000)]
                assert numbers == list(range(5000))
                assert events.dropped == 0

    asyncio.run(scenario())


def test_pings_are_answered_while_the_user_waits_for_nothing() -> None:
    pongs: list[str] = []
    answered = asyncio.Event()

    async def ping(connection: ServerConnection) -> None:
        for number in range(3):
            await connection.send(json.dumps({"type": "ping", "ping_id": f"p{number}"}))
            pongs.append(json.loads(await connection.recv())["ping_id"])
        answered.set()

    async def scenario() -> None:
        async with chat_server() as server:
            server.first = ping
            async with server.client(), asyncio.timeout(60):
                await answered.wait()

    asyncio.run(scenario())
    assert pongs == ["p0", "p1", "p2"]


def test_a_server_that_stops_reading_cannot_hold_up_a_close() -> None:
    async def stall(connection: ServerConnection) -> None:
        connection.transport.pause_reading()
        await connection.wait_closed()

    async def scenario() -> None:
        async with chat_server(close_timeout=0.1) as server:
            server.first = stall
            client = server.client(close_timeout=0.3)
            await client.__aenter__()
            sending = [asyncio.create_task(_say(client)) for _ in range(30)]
            await asyncio.sleep(0.1)
            assert not all(task.done() for task in sending)
            began = asyncio.get_running_loop().time()
            await client.close()
            assert asyncio.get_running_loop().time() - began < 2
            outcomes = await asyncio.gather(*sending, return_exceptions=True)
            assert {type(outcome) for outcome in outcomes} == {RequestLost}

    asyncio.run(scenario())


async def _say(client: ChatClient) -> None:
    async with client.send_message(thread_id=1, content="x" * 900_000) as replies:
        await anext(replies)


def test_cancelled_anywhere_no_connection_is_left_open() -> None:
    async def life(client: ChatClient) -> None:
        async with client:
            await client.subscribe_thread(thread_id=1)
            async for _ in client.send_message(thread_id=1, content="x"):
                pass
            async with client.agent(agent_id=7) as events:
                await anext(events)

    async def scenario() -> None:
        async with chat_server() as server:
            for turns in range(0, 60, 3):
                task = asyncio.create_task(life(server.client(close_timeout=1)))
                for _ in range(turns):
                    await asyncio.sleep(0)
                task.cancel()
                await asyncio.wait([task])
            seen = 0
            while seen < len(server.paths):
                await ended(server)
                seen += 1

    asyncio.run(scenario())


def test_a_stream_out_of_order_closes_the_connection() -> None:
    async def wrong(connection: ServerConnection) -> None:
        request_id = json.loads(await connection.recv())["request_id"]
        await connection.send(json.dumps(piece("chunk", 1, request_id)))

    async def scenario() -> None:
        async with chat_server() as server:
            server.first = wrong
            async with server.client() as client:
                with pytest.raises(ProtocolError, match="stream_chunk before stream_start"):
                    async for _ in client.send_message(thread_id=1, content="x"):
                        pass
            assert await ended(server) == (1002, "stream_chunk before stream_start")

    asyncio.run(scenario())
