"""Clients that break every rule, against real processes: bounded memory, others unaffected, and a log that says why."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Final

import pytest
from raw_client import CONTINUATION, TEXT, RawClient, frame
from running import PATIENCE, Running, running
from setups import RECOMMENDED, Setup
from talking import closed, is_served, receive, request, rest
from websockets.exceptions import ConnectionClosed

MEBIBYTE: Final = 2**20
BATCH: Final = 100
BATCHES: Final = 60
"""Of frames of 4 KiB: far more than the kernel's buffers of a connection hold."""

recommended = pytest.mark.parametrize("setup", RECOMMENDED, ids=lambda setup: setup.name)


@asynccontextmanager
async def bystander(server: Running) -> AsyncIterator[None]:
    """Somebody else, who is served before and after, and on the same connection."""
    async with server.client(server.name()) as other:
        assert await is_served(other)
        yield
        assert await is_served(other)


def traceless(server: Running) -> bool:
    """Whether the log has no traceback."""
    return "Traceback" not in server.log.read_text()


@recommended
def test_a_frame_of_ten_megabytes_is_closed_1009_and_takes_no_memory(setup: Setup, tmp_path: Path) -> None:
    async def scenario(server: Running) -> None:
        async with bystander(server):
            before = server.memory
            for _ in range(5):
                name = server.name()
                async with RawClient(server.port, f"/ws?token={name}") as client:
                    with suppress(ConnectionError):
                        await client.write(frame(TEXT, b"x" * 10 * MEBIBYTE))
                    async with asyncio.timeout(PATIENCE):
                        assert await client.closed() in (1009, None)
                assert await server.gone(name) == 1009
            assert server.memory - before < 10 * MEBIBYTE
        await server.logged("1009")

    with running(setup, tmp_path, heartbeat_interval=1e9) as server:
        asyncio.run(scenario(server))
        assert traceless(server)


@recommended
def test_a_burst_of_a_hundred_thousand_frames_is_taken_and_others_go_on(setup: Setup, tmp_path: Path) -> None:
    burst = frame(TEXT, request("pong", ping_id="1").encode()) * 100_000

    async def scenario(server: Running) -> None:
        before = server.memory
        async with bystander(server), RawClient(server.port, f"/ws?token={server.name()}") as client:
            writing = asyncio.create_task(client.write(burst))
            async with bystander(server):
                await writing
            await client.write(frame(TEXT, request("subscribe_thread", thread_id=1).encode()))
            async with asyncio.timeout(PATIENCE):
                got = await client.read()
            assert got is not None
            assert json.loads(got[1])["type"] == "thread_history"
            assert server.memory - before < 10 * MEBIBYTE

    with running(setup, tmp_path, heartbeat_interval=1e9) as server:
        asyncio.run(scenario(server))
        assert traceless(server)


@recommended
def test_a_burst_of_requests_whose_replies_nobody_reads_is_closed_1013_and_others_go_on(
    setup: Setup, tmp_path: Path
) -> None:
    burst = frame(TEXT, request("subscribe_thread", thread_id=1).encode()) * 100_000

    async def scenario(server: Running) -> None:
        before = server.memory
        name = server.name()
        async with bystander(server), RawClient(server.port, f"/ws?token={name}") as client:
            writing = asyncio.create_task(client.write(burst))
            assert await server.gone(name) == 1013
            writing.cancel()
            with suppress(ConnectionError, asyncio.CancelledError):
                await writing
            assert server.memory - before < 20 * MEBIBYTE
        await server.logged("closed with 1013")

    with running(setup, tmp_path, heartbeat_interval=1e9, close_timeout=1) as server:
        asyncio.run(scenario(server))
        assert traceless(server)


@recommended
def test_a_frame_in_tens_of_thousands_of_fragments_is_one_frame_or_too_big(setup: Setup, tmp_path: Path) -> None:
    text = request("send_message", thread_id=1, content="x" * 30_000, request_id="f").encode()
    first, *middle = (text[at : at + 1] for at in range(len(text)))

    async def scenario(server: Running) -> None:
        before = server.memory
        async with bystander(server), RawClient(server.port, f"/ws?token={server.name()}") as client:
            data = frame(TEXT, first, final=False)
            data += b"".join(frame(CONTINUATION, each, final=False) for each in middle) + frame(CONTINUATION, b"")
            with suppress(ConnectionError):
                await client.write(data)
            async with asyncio.timeout(PATIENCE):
                got = await client.read()
            assert got is not None
            assert got[0] == TEXT or int.from_bytes(got[1][:2], "big") in (1009, 1008)
            assert server.memory - before < 30 * MEBIBYTE

    with running(setup, tmp_path, heartbeat_interval=1e9) as server:
        asyncio.run(scenario(server))
        assert traceless(server)


UNREADABLE: Final[dict[str, tuple[str, str]]] = {
    "arrays without end": ("[" * 60_000, "not JSON"),
    "arrays to the last": ('{"type": "pong", "x": ' + "[" * 30_000 + "]" * 30_000 + "}", "recursion limit"),
    "objects without end": ('{"a":' * 12_000, "not JSON"),
    "a wrong tag": (request("drop_table"), "'drop_table' is no message of this direction"),
    "a number of many digits": ('{"type": "subscribe_thread", "thread_id": ' + "9" * 60_000 + "}", ""),
}


@pytest.mark.parametrize("kind", UNREADABLE)
@recommended
def test_what_no_parser_likes_is_closed_1002_and_the_log_names_the_connection(
    setup: Setup, kind: str, tmp_path: Path
) -> None:
    text, says = UNREADABLE[kind]

    async def scenario(server: Running) -> None:
        name = server.name()
        async with bystander(server), server.client(name) as client:
            await client.send(text)
            code, reason = await closed(client)
            assert code == 1002
            assert says in reason
        assert await server.gone(name) == 1002
        await server.logged("closed with 1002")

    with running(setup, tmp_path, heartbeat_interval=1e9) as server:
        asyncio.run(scenario(server))
        assert traceless(server)


@recommended
def test_a_flood_of_subscriptions_is_answered_and_bounded(setup: Setup, tmp_path: Path) -> None:
    many = [f"agent:{number}" for number in range(10, 3000)]

    async def scenario(server: Running) -> None:
        before = server.memory
        async with bystander(server), server.client(server.name()) as client:
            for _ in range(20):
                await client.send(request("subscribe", topics=many))
                await client.send(request("unsubscribe", topics=many))
            for number in range(10, 500):
                await client.send(request("subscribe", topics=[f"agent:{number}"]))
            await client.send(request("subscribe", topics=["agent:x", "thread:0", "*"]))
            await client.send(request("subscribe", topics=["nonsense"]))
            told: list[str] = []
            while not told or told[-1] != "there is no topic nonsense":
                told.append((await receive(client))["message"])
            # Of those that came one by one, 128 have room.
            for agent in (10, 137, 138):
                await client.send(request("send_message", thread_id=1, content=f"publish {agent} 1"))
            got = [await receive(client) for _ in range(8)]
            assert [each["agent_id"] for each in got if each["type"] == "agent_event"] == [10, 137]
            assert "a client may have 128 topics" in told
            assert server.memory - before < 10 * MEBIBYTE

    with running(setup, tmp_path, heartbeat_interval=1e9) as server:
        asyncio.run(scenario(server))
        assert traceless(server)


@recommended
def test_a_subscriber_that_stops_reading_takes_bounded_memory_and_the_others_get_all(
    setup: Setup, tmp_path: Path
) -> None:
    async def scenario(server: Running) -> None:
        stalled, names = server.name(), [server.name() for _ in range(5)]
        narrow = socket.socket()
        narrow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 64 * 1024)
        narrow.connect(("127.0.0.1", server.port))
        narrow.settimeout(0)
        async with server.client(stalled, sock=narrow, max_queue=1) as sleeper, server.client(server.name()) as flooder:
            readers = [await server.client(name) for name in names]
            for client in (sleeper, *readers):
                await client.send(request("subscribe", topics=["agent:5"]))
                assert await is_served(client)
            before = server.memory
            for _ in range(BATCHES):
                # No faster than the others read, so that it's the stalled one's queue that is too long.
                await flooder.send(request("send_message", thread_id=1, content=f"flood 5 {BATCH}"))
                assert [(await receive(flooder))["type"] for _ in range(2)] == ["stream_start", "stream_end"]
                for client in readers:
                    assert [(await receive(client))["data"]["n"] for _ in range(BATCH)] == [*range(BATCH)]
            assert server.memory - before < 20 * MEBIBYTE
            assert await server.gone(stalled) == 1013
            await server.logged("closed with 1013")
            for client in readers:
                await client.close()

    with running(setup, tmp_path, heartbeat_interval=1e9, close_timeout=1) as server:
        asyncio.run(scenario(server))
        assert traceless(server)


@recommended
def test_a_handler_that_blocks_the_process_gets_nobody_closed(setup: Setup, tmp_path: Path) -> None:
    async def scenario(server: Running) -> None:
        async with server.client(server.name()) as blocking, server.client(server.name()) as other:
            assert await is_served(other)
            await blocking.send(request("send_message", thread_id=1, content="block 3"))
            # The time in which no pong could be heard is held against nobody.
            assert await is_served(other)
            assert await is_served(blocking)

    with running(setup, tmp_path, heartbeat_interval=0.3, heartbeat_timeout=1.5) as server:
        asyncio.run(scenario(server))
        assert traceless(server)


@recommended
def test_handlers_that_raise_are_logged_with_what_they_handled_and_end_their_connection_alone(
    setup: Setup, tmp_path: Path
) -> None:
    async def fail(server: Running, number: int) -> None:
        name = server.name()
        async with server.client(name) as client:
            await client.send(request("send_message", thread_id=1, content="fail", request_id=f"r{number}"))
            got = [each async for each in rest(client)]
            assert (got[-1]["code"], got[-1]["request_id"], client.close_code) == (1011, f"r{number}", 1011)

    async def scenario(server: Running) -> None:
        async with bystander(server):
            await asyncio.gather(*(fail(server, number) for number in range(30)))

    with running(setup, tmp_path, heartbeat_interval=1e9) as server:
        asyncio.run(scenario(server))
        log = server.log.read_text()
    assert log.count("on_send_message raised (message send_message, tag 'send_message', request id 'r") == 30
    assert log.count("raise ZeroDivisionError") == 30


@recommended
def test_who_sends_faster_than_the_rate_is_closed_1008(setup: Setup, tmp_path: Path) -> None:
    async def scenario(server: Running) -> None:
        name = server.name()
        async with bystander(server), server.client(name) as client:
            with suppress(ConnectionClosed):
                for _ in range(300):
                    await client.send(request("subscribe_thread", thread_id=1))
            assert (await closed(client))[0] == 1008
        await server.logged("closed with 1008")

    with running(setup, tmp_path, heartbeat_interval=1e9, rate=[100, 3600.0]) as server:
        asyncio.run(scenario(server))
        assert traceless(server)
