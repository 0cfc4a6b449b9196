"""What tests over real sockets share: a server in a process of its own, and clients that speak by hand."""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import AsyncGenerator, Awaitable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path
from typing import Any, TypeVar

import uvicorn
from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed

ROOT = Path(__file__).parent.parent.parent
T = TypeVar("T")


@contextmanager
def uvicorn_process(app: str, folder: Path, log: Path) -> Iterator[str]:
    """`uvicorn app` in `folder` as the README runs it; gives the URL's beginning, and stops it at the end."""
    command = [sys.executable, "-m", "uvicorn", app, "--port", "0", "--ws", "websockets-sansio", "--loop", "uvloop"]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1", "PYTHONPATH": str(ROOT)}
    with log.open("w") as out:
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=out, stderr=out)
        try:
            yield f"ws://127.0.0.1:{_port(process, log)}"
        finally:
            process.terminate()
            process.wait(60)


def _port(process: subprocess.Popen[bytes], log: Path) -> str:
    while process.poll() is None:
        for line in log.read_text().splitlines():
            if "running on" in line:
                return line.rpartition(":")[2].split()[0]
        with suppress(subprocess.TimeoutExpired):
            process.wait(0.05)
    raise AssertionError(log.read_text())


@asynccontextmanager
async def serving(app: Any) -> AsyncGenerator[str, None]:
    """Serve `app` by uvicorn in this process on a free port; gives the URL's beginning."""
    config = uvicorn.Config(
        app, port=0, ws="websockets-sansio", ws_ping_interval=None, log_level="warning", lifespan="auto"
    )
    server = uvicorn.Server(config)
    task = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 - uvicorn tells it in no other way
        await asyncio.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"ws://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        await task


async def receive(connection: ClientConnection) -> dict[str, Any]:
    """The next frame."""
    async with asyncio.timeout(60):
        frame: dict[str, Any] = json.loads(await connection.recv())
    return frame


async def receive_message(connection: ClientConnection) -> dict[str, Any]:
    """The next frame that is no ping."""
    while (frame := await receive(connection))["type"] == "ping":
        pass
    return frame


async def within(wait: Awaitable[T]) -> T:
    """What it gives, before anybody gives up."""
    async with asyncio.timeout(60):
        return await wait


async def closed_with(connection: ClientConnection) -> tuple[int, str]:
    """Read until the server closes; the code and reason that a real client sees."""
    with suppress(ConnectionClosed):
        async with asyncio.timeout(60):
            async for _ in connection:
                pass
    assert connection.close_code is not None
    return connection.close_code, connection.close_reason or ""
