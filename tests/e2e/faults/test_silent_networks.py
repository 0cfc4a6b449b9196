"""Networks that swallow, and clients that say nothing: who is gone is found out, and who is only quiet stays."""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest
from raw_client import PING, PONG, TEXT, RawClient, frame
from running import PATIENCE, running
from setups import RECOMMENDED, ROOT, Setup
from talking import answer_pings, is_served, receive


class Swallowing:
    """A way through which everything goes until it is cut: then nothing comes out, and nobody is told."""

    def __init__(self, port: int) -> None:
        self._to = port
        self._is_cut = False
        self._tasks: set[asyncio.Task[None]] = set()
        self.port = 0

    def cut(self) -> None:
        """Swallow whatever is sent from now on, ends included."""
        self._is_cut = True

    @asynccontextmanager
    async def open(self) -> AsyncIterator["Swallowing"]:
        """Listen on a port of its own."""
        server = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        try:
            yield self
        finally:
            server.close()
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_connection("127.0.0.1", self._to)
        for source, target in ((reader, back), (there, writer)):
            self._tasks.add(asyncio.create_task(self._pass(source, target)))

    async def _pass(self, source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
        try:
            with suppress(ConnectionError):
                while data := await source.read(2**16):
                    if not self._is_cut:
                        target.write(data)
                        await target.drain()
            if self._is_cut:
                await asyncio.Event().wait()
        finally:
            target.close()


@pytest.mark.parametrize("setup", RECOMMENDED, ids=lambda setup: setup.name)
def test_a_half_open_peer_is_closed_4408_and_the_others_stay(setup: Setup, tmp_path: Path) -> None:
    with running(setup, tmp_path, heartbeat_interval=0.3, heartbeat_timeout=1.5, close_timeout=0.5) as server:

        async def scenario() -> None:
            lost, good = server.name(), server.name()
            async with Swallowing(server.port).open() as way, server.client(good) as other:
                answering = asyncio.create_task(answer_pings(other))
                client = await server.client(lost, through=way.port)
                assert (await receive(client))["type"] == "ping"
                assert await is_served(client)
                way.cut()
                assert await server.gone(lost) == 4408
                client.transport.abort()
                assert not answering.done()
                answering.cancel()
                await asyncio.wait({answering})
                assert await is_served(other)
            await server.logged("closed with 4408")

        asyncio.run(scenario())
        assert "Traceback" not in server.log.read_text()


QUIET = """
asyncapi: 3.0.0
info: {title: Quiet, version: 1.0.0}
x-wsgen-perspective: server
channels:
  lines:
    address: /lines
    messages:
      Line:
        payload: {type: object, required: [type, text], properties: {type: {const: line}, text: {type: string}}}
operations:
  say: {action: receive, channel: {$ref: '#/channels/lines'}}
  hear: {action: send, channel: {$ref: '#/channels/lines'}}
"""

SERVICE = """
from quiet import Connection, QuietServer
from quiet.models import Line


class Quiet(QuietServer):
    async def on_line(self, connection: Connection, message: Line) -> None:
        await connection.send(message)

    async def on_disconnect(self, connection: Connection, code: int) -> None:
        print("gone", code, flush=True)


app = Quiet().asgi()
"""


def test_a_quiet_connection_of_a_protocol_without_ping_lives_on(tmp_path: Path) -> None:
    _compile(QUIET, tmp_path)
    (tmp_path / "hosted.py").write_text(SERVICE)
    # As often as else in three hours.
    keepalive = ("--ws-ping-interval", "0.01", "--ws-ping-timeout", "20")
    with running(RECOMMENDED[0], tmp_path, code=tmp_path, flags=keepalive) as server:

        async def scenario() -> None:
            async with RawClient(server.port, "/lines") as client, asyncio.timeout(PATIENCE):
                for _ in range(500):
                    got = await client.read()
                    assert got is not None
                    assert got[0] == PING
                    await client.write(frame(PONG, got[1]))
                await client.write(frame(TEXT, b'{"type": "line", "text": "still here"}'))
                while (got := await client.read()) is not None and got[0] == PING:
                    await client.write(frame(PONG, got[1]))
                assert got is not None
                assert json.loads(got[1]) == {"type": "line", "text": "still here"}

        asyncio.run(scenario())
        assert "Traceback" not in server.log.read_text()


def test_without_ping_in_the_protocol_the_servers_own_find_who_is_gone(tmp_path: Path) -> None:
    _compile(QUIET, tmp_path)
    (tmp_path / "hosted.py").write_text(SERVICE)
    with running(
        RECOMMENDED[0], tmp_path, code=tmp_path, flags=("--ws-ping-interval", "0.2", "--ws-ping-timeout", "0.5")
    ) as server:

        async def scenario() -> None:
            async with RawClient(server.port, "/lines") as mute, asyncio.timeout(PATIENCE):
                # It reads the pings and never answers.
                assert await mute.closed() == 1011
            # What the application is told isn't the same everywhere.
            await server.logged("gone 10")

        asyncio.run(scenario())


def _compile(document: str, folder: Path) -> None:
    (folder / "quiet.yml").write_text(document)
    command = [sys.executable, "-m", "wsgen", "regen", "quiet.yml", "--out", "quiet"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    compiled = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
    assert compiled.returncode == 0, compiled.stdout + compiled.stderr
