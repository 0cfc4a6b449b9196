"""One suite of behaviours, over real sockets, on every server and in every host: processes of their own."""

import asyncio
import json
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from differences import CUTS_HANDLERS, ENDINGS
from raw_client import BINARY, CLOSE, CONTINUATION, PING, PONG, TEXT, RawClient, frame
from running import PATIENCE, Running
from setups import LIMIT, SETUPS, Setup
from talking import answer_pings, closed, is_served, receive, request, rest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus
from websockets.typing import Origin, Subprotocol

SITE: Final = "https://chat.example"


class Processes:
    """The process of one setup; started when it's first needed, and again when a test has ended it."""

    def __init__(self, setup: Setup, folder: Path, **options: Any) -> None:
        self._setup = setup
        self._folder = folder
        self._options = options
        self._started = 0
        self._running: Running | None = None

    def get(self) -> Running:
        if self._running is None or not self._running.is_running:
            self._started += 1
            log = self._folder / f"{self._setup.server} {self._started}.log".replace(" ", "-")
            self._running = Running(self._setup, log, self._options)
        return self._running

    def end(self) -> None:
        if self._running is not None:
            self._running.kill()


def started(setup: Setup, factory: pytest.TempPathFactory, **options: Any) -> Iterator[Processes]:
    shared = {"shutdown_grace": 5, "max_queue": 64, "subprotocols": ["chat.v2", "chat.v1"], "origins": [SITE]}
    processes = Processes(setup, factory.mktemp("servers"), **shared, **options)
    yield processes
    processes.end()


@pytest.fixture(scope="module", params=SETUPS, ids=lambda setup: setup.name)
def processes(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Processes]:
    yield from started(request.param, tmp_path_factory, heartbeat_interval=1e9)


@pytest.fixture(scope="module", params=[each for each in SETUPS if each.host == "bare"], ids=lambda setup: setup.name)
def beating(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Processes]:
    yield from started(request.param, tmp_path_factory, heartbeat_interval=0.2, heartbeat_timeout=2, refuse="http")


@pytest.fixture
def server(processes: Processes) -> Running:
    return processes.get()


# The handshake.


@pytest.mark.parametrize("path", ["/ws", "/ws/"])
def test_the_path_has_a_slash_at_its_end_or_not(server: Running, path: str) -> None:
    async def scenario() -> None:
        async with RawClient(server.port, f"{path}?token={server.name()}") as client:
            assert client.status == 101
            await client.write(frame(TEXT, request("subscribe_thread", thread_id=1).encode()))
            got = await client.read()
            assert got is not None
            assert json.loads(got[1])["type"] == "thread_history"

    asyncio.run(scenario())


@pytest.mark.parametrize("path", ["/", "/elsewhere", "/wsx", "/ws/more"])
def test_another_path_is_refused_by_an_http_status(server: Running, path: str) -> None:
    # Beside its mounts, a host answers as Starlette does, which has no 404 for a WebSocket.
    ours = server.setup.host == "bare" or path == "/ws/more"

    async def scenario() -> None:
        async with RawClient(server.port, f"{path}?token=good") as client:
            assert client.status == (404 if ours else 403)

    asyncio.run(scenario())


def test_a_plain_http_request_is_told_to_upgrade(server: Running) -> None:
    async def scenario() -> bytes:
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        writer.write(b"GET /ws/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        async with asyncio.timeout(PATIENCE):
            line = await reader.readline()
        writer.close()
        return line

    assert asyncio.run(scenario()).split()[1] == b"426"


@pytest.mark.parametrize(
    ("query", "code", "says"),
    [
        ("", 4401, "token"),
        ("?token=", 4401, "token"),
        ("?token=bad", 4401, "token expired"),
        ("?token=broken", 1011, ""),
    ],
)
def test_who_is_not_let_in_is_accepted_and_closed_so_that_a_browser_sees_the_code(
    server: Running, query: str, code: int, says: str
) -> None:
    async def scenario() -> None:
        async with connect(f"ws://127.0.0.1:{server.port}/ws{query}") as client:
            ended, reason = await closed(client)
            assert ended == code
            assert says in reason

    asyncio.run(scenario())


async def refused(server: Running, query: str, **settings: Any) -> int:
    """The HTTP status instead of a connection."""
    with pytest.raises(InvalidStatus) as caught:
        await connect(f"ws://127.0.0.1:{server.port}/ws{query}", **settings)
    return caught.value.response.status_code


def test_where_told_a_client_is_refused_by_an_http_status(beating: Processes) -> None:
    async def scenario() -> None:
        server = beating.get()
        assert [await refused(server, query) for query in ("", "?token=bad")] == [401, 401]
        assert await refused(server, "?token=broken") == 500

    asyncio.run(scenario())


def test_a_page_of_another_origin_is_refused_403_and_who_names_none_is_not(server: Running) -> None:
    async def scenario() -> None:
        assert await refused(server, "?token=good", origin=Origin("https://evil.example")) == 403
        async with server.client(server.name(), origin=Origin(SITE)) as client:
            assert await is_served(client)

    asyncio.run(scenario())


def test_of_the_subprotocols_that_a_client_offers_the_servers_first_is_chosen(server: Running) -> None:
    async def scenario() -> None:
        offers = ((["chat.v1"], "chat.v1"), (["x", "chat.v1", "chat.v2"], "chat.v2"), (["x"], None))
        for offered, chosen in offers:
            subprotocols = [Subprotocol(each) for each in offered]
            async with server.client(server.name(), subprotocols=subprotocols) as client:
                assert client.subprotocol == chosen
                assert await is_served(client)

    asyncio.run(scenario())


# Messages.


def test_a_request_gets_its_reply_and_a_stream_its_frames(server: Running) -> None:
    async def scenario() -> None:
        name = server.name()
        async with server.client(name) as client:
            await client.send(request("subscribe_thread", thread_id=42, request_id="a"))
            history = await receive(client)
            assert (history["type"], history["request_id"]) == ("thread_history", "a")
            assert history["messages"][0]["content"] == "hello 42"
            await client.send(request("send_message", thread_id=42, content="Grüße 😀", request_id="b"))
            frames = [await receive(client) for _ in range(4)]
            assert [each["type"] for each in frames] == ["stream_start", "stream_chunk", "stream_chunk", "stream_end"]
            assert [each.get("content") for each in frames[1:3]] == ["Grüße", "😀"]
            assert {each["request_id"] for each in frames} == {"b"}
        assert await server.gone(name) == ENDINGS["a client that closes 1000"][server.setup.server].app

    asyncio.run(scenario())


def test_a_topic_reaches_its_subscribers_in_order_and_nobody_else(server: Running) -> None:
    async def scenario() -> None:
        async with (
            server.client(server.name()) as one,
            server.client(server.name()) as two,
            server.client(server.name()) as other,
        ):
            for client, topic in ((one, "agent:7"), (two, "agent:7"), (other, "agent:8")):
                await client.send(request("subscribe", topics=[topic]))
                await client.send(request("subscribe_thread", thread_id=1))
                await receive(client)
            await other.send(request("send_message", thread_id=2, content="publish 7 20"))
            assert [(await receive(other))["type"] for _ in range(2)] == ["stream_start", "stream_end"]
            for client in (one, two):
                assert [(await receive(client))["data"]["n"] for _ in range(20)] == [*range(20)]
            await one.send(request("unsubscribe", topics=["agent:7"]))
            await one.send(request("send_message", thread_id=2, content="publish 7 1"))
            assert [(await receive(one))["type"] for _ in range(2)] == ["stream_start", "stream_end"]
            assert (await receive(two))["data"] == {"n": 0}

    asyncio.run(scenario())


def test_who_may_not_subscribe_gets_an_error_and_keeps_the_connection(server: Running) -> None:
    async def scenario() -> None:
        async with server.client(server.name()) as client:
            await client.send(request("subscribe", topics=["agent:9"]))
            error = await receive(client)
            assert error["type"] == "error"
            assert "agent:9" in error["message"]
            await client.send(request("subscribe_thread", thread_id=1))
            assert (await receive(client))["type"] == "thread_history"

    asyncio.run(scenario())


def test_fragments_are_one_frame_also_within_a_character_and_around_a_ping(server: Running) -> None:
    text = request("send_message", thread_id=1, content="é", request_id="ü").encode()
    middle = text.index("ü".encode()) + 1

    async def scenario() -> None:
        async with RawClient(server.port, f"/ws?token={server.name()}") as client:
            await client.write(frame(TEXT, text[:5], final=False))
            await client.write(frame(PING, b"between"))
            await client.write(frame(CONTINUATION, text[5:middle], final=False))
            await client.write(frame(CONTINUATION, b"", final=False) + frame(CONTINUATION, text[middle:]))
            got = [await client.read() for _ in range(4)]
            pongs = [each for each in got if each is not None and each[0] == PONG]
            assert [payload for _, payload in pongs] == [b"between"]
            texts = [json.loads(each[1]) for each in got if each is not None and each[0] == TEXT]
            assert [each["type"] for each in texts] == ["stream_start", "stream_chunk", "stream_end"]
            assert {each["request_id"] for each in texts} == {"ü"}

    asyncio.run(scenario())


# What breaks the contract.


def nested(levels: int) -> str:
    return request("pong", ping_id="1", x=json.loads("[" * levels + "]" * levels))


INVALID: Final[dict[str, tuple[str, str]]] = {
    "no JSON": ("{", "not JSON"),
    "an unknown tag": (request("nope"), "type = 'nope' is no message"),
    "an invalid field": (request("subscribe_thread", thread_id=0), "subscribe_thread at thread_id"),
    "too deep": (nested(101), "nested deeper"),
    "a long reason": (request("send_message", thread_id="é" * 300, content="x"), "thread_id"),
}


@pytest.mark.parametrize("kind", INVALID)
def test_an_invalid_frame_is_answered_with_error_then_closed_1002(server: Running, kind: str) -> None:
    text, says = INVALID[kind]

    async def scenario() -> None:
        name = server.name()
        async with server.client(name) as client:
            await client.send(text)
            errors = [each async for each in rest(client)]
            assert [(each["type"], each["code"]) for each in errors] == [("error", 1002)]
            assert says in errors[0]["message"]
            assert client.close_code == 1002
            assert says in (client.close_reason or "")
            assert len((client.close_reason or "").encode()) <= 123
        assert await server.gone(name) == 1002

    asyncio.run(scenario())


ANSWER: Final = b'{"type":"pong","ping_id":"1"}'
LARGE: Final = b'{"type":"pong","ping_id":"' + b"x" * LIMIT + b'"}'
BROKEN: Final[dict[str, tuple[str, bytes]]] = {
    "not masked": ("a frame against RFC 6455", frame(TEXT, ANSWER, masked=False)),
    "a reserved bit": ("a frame against RFC 6455", frame(TEXT, ANSWER, reserved=4)),
    "a reserved opcode": ("a frame against RFC 6455", frame(0x3, ANSWER)),
    "a continuation of nothing": ("a frame against RFC 6455", frame(CONTINUATION, ANSWER)),
    "text within text": ("a frame against RFC 6455", frame(TEXT, ANSWER, final=False) + frame(TEXT, ANSWER)),
    "a fragmented ping": ("a frame against RFC 6455", frame(PING, b"a", final=False)),
    "a long ping": ("a frame against RFC 6455", frame(PING, b"a" * 126)),
    "half a close code": ("a frame against RFC 6455", frame(CLOSE, b"\x03")),
    "a close code that none may send": ("a close code against RFC 6455", frame(CLOSE, (1005).to_bytes(2, "big"))),
    "no UTF-8": ("text that is not UTF-8", frame(TEXT, b"\xff\xfe")),
    "no UTF-8 in fragments": (
        "text that is not UTF-8",
        frame(TEXT, b"\xc3", final=False) + frame(CONTINUATION, b"\x28"),
    ),
    "too big": ("a frame that is too big", frame(TEXT, LARGE)),
    "too big in fragments": (
        "a frame that is too big",
        frame(TEXT, LARGE[:40000], final=False) + frame(CONTINUATION, LARGE[40000:]),
    ),
    "binary": ("a binary frame", frame(BINARY, b"{}")),
    "a close": ("a client that closes 1000", frame(CLOSE, (1000).to_bytes(2, "big"))),
    "a close of the application's": ("a client that closes 4000", frame(CLOSE, (4000).to_bytes(2, "big") + b"bye")),
    "a close without a code": ("a client that closes without a code", frame(CLOSE, b"")),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_what_libraries_would_not_send_ends_as_the_table_says(server: Running, kind: str) -> None:
    behaviour, data = BROKEN[kind]
    expected = ENDINGS[behaviour][server.setup.server]

    async def scenario() -> tuple[int | None, int]:
        name = server.name()
        async with RawClient(server.port, f"/ws?token={name}") as client:
            await server.event("came", name)
            await client.write(data)
            async with asyncio.timeout(PATIENCE):
                seen = await client.closed()
        return seen, await server.gone(name)

    assert asyncio.run(scenario()) == (expected.client, expected.app)


# Failures.


def test_a_handler_that_raises_is_answered_with_error_and_closed_1011(server: Running) -> None:
    async def scenario() -> None:
        name = server.name()
        async with server.client(name) as client:
            await client.send(request("send_message", thread_id=1, content="a fail", request_id="r9"))
            last = [each async for each in rest(client)][-1]
            assert (last["type"], last["code"], last["request_id"]) == ("error", 1011, "r9")
            assert "ZeroDivision" not in last["message"]
            assert client.close_code == 1011
        assert await server.gone(name) == 1011

    asyncio.run(scenario())
    assert "ZeroDivisionError" in server.log.read_text()


def test_a_client_that_vanishes_is_1006_to_the_application(server: Running) -> None:
    async def scenario() -> None:
        name = server.name()
        client = await server.client(name)
        await client.send(request("send_message", thread_id=1, content="forever"))
        assert (await receive(client))["type"] == "stream_start"
        client.transport.abort()
        assert await server.gone(name) == ENDINGS["a client that vanishes"][server.setup.server].app
        await client.wait_closed()

    asyncio.run(scenario())


def test_a_subscriber_that_reads_too_slowly_is_closed_1013_and_the_others_get_all(server: Running) -> None:
    async def scenario() -> None:
        narrow = socket.socket()
        narrow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 64 * 1024)
        narrow.connect(("127.0.0.1", server.port))
        narrow.settimeout(0)
        slow = server.name()
        # A queue of one frame stands for somebody who doesn't read: the library stops reading then.
        async with (
            server.client(slow, sock=narrow, max_queue=1) as stalled,
            server.client(server.name()) as flooding,
        ):
            await stalled.send(request("subscribe", topics=["agent:5"]))
            await stalled.send(request("subscribe_thread", thread_id=1))
            await receive(stalled)
            await flooding.send(request("send_message", thread_id=1, content="flood 5 20000"))
            assert [(await receive(flooding))["type"] for _ in range(2)] == ["stream_start", "stream_end"]
            numbers = [each["data"]["n"] async for each in rest(stalled)]
            assert numbers == [*range(len(numbers))]
            assert stalled.close_code == 1013
        assert await server.gone(slow) == 1013

    asyncio.run(scenario())


def test_a_client_that_answers_pings_stays_and_one_that_does_not_is_closed_4408(beating: Processes) -> None:
    async def scenario() -> None:
        server = beating.get()
        silent, mute = server.name(), server.name()
        async with (
            server.client(server.name()) as good,
            server.client(silent) as ignoring,
            RawClient(server.port, f"/ws?token={mute}") as other,
        ):
            answering = asyncio.create_task(answer_pings(good))
            # A pong of RFC 6455 answers no ping of the protocol.
            await other.write(frame(PONG, b""))
            assert await closed(ignoring) == (4408, "no pong in time")
            assert await other.closed() == 4408
            await good.send(request("subscribe_thread", thread_id=1))
            assert (await answering)["type"] == "thread_history"
        assert [await server.gone(name) for name in (silent, mute)] == [4408, 4408]

    asyncio.run(scenario())


# The end. It stands last, since it ends the process that the other tests share.


def test_at_sigterm_a_handler_that_runs_finishes_and_then_every_client_is_closed_1012(server: Running) -> None:
    expected = ENDINGS["the server is stopped"][server.setup.server]
    cuts_handlers = CUTS_HANDLERS.keys() & {server.setup.server, server.setup.host}

    async def scenario() -> None:
        name, busy = server.name(), server.name()
        async with server.client(name) as client, server.client(busy) as waiting:
            await client.send(request("subscribe_thread", thread_id=1))
            await receive(client)
            if not cuts_handlers:
                await waiting.send(request("send_message", thread_id=1, content="sleep 1"))
                assert (await receive(waiting))["type"] == "stream_start"
            server.stop()
            if not cuts_handlers:
                assert [each["type"] async for each in rest(waiting)] == ["stream_end"]
                assert waiting.close_code == 1012
                assert await server.gone(busy) == 1012
            seen = (await closed(client))[0]
            told = await server.gone(name)
            if expected.app is None:
                assert seen in (1006, 1012)
                assert told in (1005, 1012)
            else:
                assert (seen, told) == (expected.client, expected.app)
            await server.ended()

    asyncio.run(scenario())
