"""The asyncio client over real sockets while its server is killed, restarted and cut off."""

import asyncio
import gc
import json
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from chat_protocol import CHAT
from client_harness import ChatClient
from served import ROOT, _port
from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed

from generated import ChatClient as GeneratedClient
from generated import RequestLost as GeneratedLost
from generated._runtime.client.options import ClientOptions as GeneratedOptions
from generated._runtime.core.reconnect import ReconnectPolicy as GeneratedPolicy
from wsgen.runtime.client.options import ClientOptions
from wsgen.runtime.core.reconnect import ReconnectPolicy
from wsgen.runtime.errors import HeartbeatLost

PATIENCE = 60
"""Seconds that anything may take on a busy machine."""
QUICK = ReconnectPolicy(first=0.05, most=0.5)


@contextmanager
def chat_process(log: Path, port: int = 0) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """The service of asyncapi/chat.yml in a process of its own; killed at the end."""
    command = [sys.executable, "-m", "uvicorn", "chat_service:app", "--port", str(port), "--ws", "websockets-sansio"]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1", "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT}/tests/e2e"}
    with log.open("w") as out:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=out, stderr=out)
        try:
            yield process, int(_port(process, log))
        finally:
            process.kill()
            process.wait(PATIENCE)


async def until(client: Any, state: str) -> None:
    """Wait for a state, at most as long as a busy machine may need."""
    async with asyncio.timeout(PATIENCE):
        async for found in client.states():
            if found == state:
                return


def test_clients_of_a_server_that_is_killed_and_started_again_go_on(tmp_path: Path) -> None:
    options = GeneratedOptions(reconnect=GeneratedPolicy(first=0.05, most=0.5), request_timeout=PATIENCE)

    async def scenario() -> None:
        with chat_process(tmp_path / "first.log") as (process, port):
            clients = [GeneratedClient(f"ws://127.0.0.1:{port}/ws", token="good", options=options) for _ in range(5)]
            for client in clients:
                await client.__aenter__()
            streams = [client.send_message(thread_id=1, content="forever") for client in clients]
            for stream in streams:
                await anext(stream)
            events = [await client.agent(agent_id=7).__aenter__() for client in clients]
            reading = [asyncio.ensure_future(anext(subscription)) for subscription in events]
            process.send_signal(signal.SIGKILL)
            process.wait(PATIENCE)

            async def drain(stream: Any) -> None:
                async for _ in stream:
                    pass

            for stream in streams:
                with pytest.raises(GeneratedLost, match="may or may not have been carried out"):
                    await drain(stream)
            assert {client.state for client in clients} == {"stale"}
        waiting = [asyncio.create_task(client.subscribe_thread(thread_id=3)) for client in clients]
        with chat_process(tmp_path / "second.log", port):
            for history in await asyncio.gather(*waiting):
                assert history.thread_id == 3
            assert {client.state for client in clients} == {"live"}
            assert [subscription.gaps for subscription in events] == [1] * 5
            for each in reading:
                each.cancel()
            for client in clients:
                await client.close()
        assert asyncio.all_tasks() == {asyncio.current_task()}
        gc.collect()

    asyncio.run(scenario())


def test_a_server_that_ends_in_order_is_found_again(tmp_path: Path) -> None:
    options = GeneratedOptions(reconnect=GeneratedPolicy(first=0.05, most=0.5), request_timeout=PATIENCE)

    async def scenario() -> None:
        states: list[str] = []
        with chat_process(tmp_path / "first.log") as (process, port):
            client = GeneratedClient(f"ws://127.0.0.1:{port}/ws", token="good", options=options)
            client.on_state(states.append)
            await client.__aenter__()
            process.send_signal(signal.SIGTERM)
            await until(client, "stale")
            process.wait(PATIENCE)
        with chat_process(tmp_path / "second.log", port):
            assert (await client.subscribe_thread(thread_id=3)).thread_id == 3
            await client.close()
        assert states == ["connecting", "live", "stale", "live", "closed"]

    asyncio.run(scenario())


class Peer:
    """A server by hand: it counts connections, and remembers what each client has sent."""

    def __init__(self) -> None:
        self.connections: list[list[str]] = []
        self.open: list[ServerConnection] = []
        self.changed = asyncio.Event()
        self.url = ""

    async def handle(self, connection: ServerConnection) -> None:
        frames: list[str] = []
        self.connections.append(frames)
        self.open.append(connection)
        with suppress(ConnectionClosed):
            async for text in connection:
                frame = json.loads(text)
                frames.extend(frame.get("topics", [frame["type"]]))
                self.changed.set()
        self.open.remove(connection)

    async def wait_for(self, *topics: str) -> ServerConnection:
        """The only connection there is, when it has sent all these."""
        async with asyncio.timeout(PATIENCE):
            while not self.connections or self.connections[-1] != list(topics):
                self.changed.clear()
                await self.changed.wait()
        (connection,) = self.open
        return connection


@asynccontextmanager
async def peer(**settings: Any) -> AsyncIterator[Peer]:
    found = Peer()
    async with serve(found.handle, "127.0.0.1", 0, **settings) as listening:
        port = next(iter(listening.sockets)).getsockname()[1]
        found.url = f"ws://127.0.0.1:{port}/ws"
        yield found
    assert asyncio.all_tasks() == {asyncio.current_task()}
    gc.collect()


def test_a_client_that_is_closed_again_and_again_has_one_connection_and_all_its_topics() -> None:
    async def scenario() -> None:
        async with peer() as server:
            options = ClientOptions(reconnect=QUICK)
            async with (
                ChatClient(server.url, token="t", options=options) as client,
                client.agent(agent_id=1),
                client.agent(agent_id=2) as events,
            ):
                reading = asyncio.ensure_future(anext(events))
                for code in (1001, 1011, 1012, 1013, 4408):
                    connection = await server.wait_for("agent:1", "agent:2")
                    await connection.close(code, "again")
                    await until(client, "stale")
                    await until(client, "live")
                await server.wait_for("agent:1", "agent:2")
                assert server.connections == [["agent:1", "agent:2"]] * 6
                assert events.gaps == 5
                reading.cancel()

    asyncio.run(scenario())


class Hole:
    """Stands between client and server, and can swallow all: a peer that vanished without a FIN."""

    def __init__(self, url: str) -> None:
        self.port = int(url.rpartition(":")[2].partition("/")[0])
        self.swallows = False
        self._writers: list[asyncio.StreamWriter] = []

    async def handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        server_reader, server_writer = await asyncio.open_connection("127.0.0.1", self.port)
        self._writers += [writer, server_writer]
        is_swallowed = self.swallows
        async with asyncio.TaskGroup() as group:
            group.create_task(self.move(reader, server_writer, is_swallowed))
            group.create_task(self.move(server_reader, writer, is_swallowed))

    async def move(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, was_swallowed: bool) -> None:
        try:
            while data := await reader.read(65536):
                if self.swallows == was_swallowed:
                    writer.write(data)
        except ConnectionError:
            pass
        finally:
            writer.close()


def test_a_connection_that_is_half_open_is_noticed_and_replaced() -> None:
    assert CHAT.heartbeat is not None

    class Impatient(ChatClient):
        protocol = replace(CHAT, heartbeat=replace(CHAT.heartbeat, interval=0.2, timeout=0.4))

    async def scenario() -> None:
        async with peer() as server:
            hole = Hole(server.url)
            listening = await asyncio.start_server(hole.handle, "127.0.0.1", 0)
            url = f"ws://127.0.0.1:{listening.sockets[0].getsockname()[1]}/ws"
            client = Impatient(url, token="t", options=ClientOptions(reconnect=QUICK, request_timeout=PATIENCE))
            await client.__aenter__()
            hole.swallows = True
            with pytest.raises(HeartbeatLost, match="the server is silent"):
                await client.subscribe_thread(thread_id=1)
            await until(client, "live")
            await client.close()
            listening.close()

    asyncio.run(scenario())
