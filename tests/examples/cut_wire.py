"""A wire between a client and a server that a test can cut."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress


class Wire:
    """Passes bytes on both ways, until somebody cuts it; whoever connects again gets a new one."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._writers: list[asyncio.StreamWriter] = []

    def cut(self) -> None:
        """Drop each connection without a word."""
        while self._writers:
            self._writers.pop().transport.abort()

    async def join(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Connect who came with the server, until one of them ends."""
        there, back = await asyncio.open_connection("127.0.0.1", self._port)
        self._writers += [writer, back]
        await asyncio.gather(_pass(reader, back), _pass(there, writer))


async def _pass(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while part := await reader.read(65_536):
            writer.write(part)
            await writer.drain()
    writer.close()


@asynccontextmanager
async def wire_to(port: int) -> AsyncGenerator[tuple[Wire, int], None]:
    """A wire to a server, and the port at which a client finds it."""
    wire = Wire(port)
    async with await asyncio.start_server(wire.join, "127.0.0.1", 0) as listening:
        yield wire, listening.sockets[0].getsockname()[1]
        wire.cut()
