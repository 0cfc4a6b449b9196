"""A TCP proxy between clients and the server that cuts connections, holds them up, or forgets them."""

import asyncio
import random
from contextlib import suppress


class Proxy:
    """Forwards to `target`, a port of this machine; nobody gets through while it is None."""

    def __init__(self) -> None:
        self.target: int | None = None
        self.port = 0
        self.accepted = 0
        self._lines: set[_Line] = set()
        self._server: asyncio.Server | None = None

    async def start(self) -> None:
        self._server = await asyncio.start_server(self._take, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        if self._server is not None:
            self._server.close()
        for line in tuple(self._lines):
            line.cut()
        while self._lines:  # noqa: ASYNC110 - the lines end by themselves
            await asyncio.sleep(0.01)

    def fault(self, drawn: random.Random) -> str:
        """Do something to one connection; says what."""
        if not self._lines:
            return "nothing"
        line = drawn.choice(sorted(self._lines, key=lambda each: each.number))
        kind = drawn.choices(("cut", "hold", "forget"), (5, 3, 2))[0]
        if kind == "cut":
            line.cut()
        else:
            line.hold(drawn.uniform(0.2, 2) if kind == "hold" else None)
        return kind

    def heal(self) -> None:
        """Cut what was forgotten, so that both sides notice."""
        for line in tuple(self._lines):
            if line.is_forgotten:
                line.cut()

    async def _take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.accepted += 1
        if self.target is None:
            writer.transport.abort()
            return
        try:
            upstream = await asyncio.open_connection("127.0.0.1", self.target, limit=1 << 14)
        except OSError:
            writer.transport.abort()
            return
        line = _Line(self.accepted, (reader, writer), upstream)
        self._lines.add(line)
        try:
            await line.run()
        finally:
            self._lines.discard(line)


class _Line:
    def __init__(
        self,
        number: int,
        client: tuple[asyncio.StreamReader, asyncio.StreamWriter],
        server: tuple[asyncio.StreamReader, asyncio.StreamWriter],
    ) -> None:
        self.number = number
        self.is_forgotten = False
        self._client = client
        self._server = server
        self._flowing = asyncio.Event()
        self._flowing.set()

    async def run(self) -> None:
        ways = [
            asyncio.create_task(self._forward(self._client[0], self._server[1])),
            asyncio.create_task(self._forward(self._server[0], self._client[1])),
        ]
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for way in ways:
                way.cancel()
            await asyncio.wait(ways)
            for _, writer in (self._client, self._server):
                writer.close()
                with suppress(OSError):
                    await writer.wait_closed()

    def cut(self) -> None:
        for _, writer in (self._client, self._server):
            writer.transport.abort()
        self._flowing.set()

    def hold(self, seconds: float | None) -> None:
        self._flowing.clear()
        if seconds is None:
            self.is_forgotten = True
        else:
            asyncio.get_running_loop().call_later(seconds, self._release)

    def _release(self) -> None:
        if not self.is_forgotten:
            self._flowing.set()

    async def _forward(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while data := await reader.read(1 << 14):
                await self._flowing.wait()
                writer.write(data)
                await writer.drain()
