"""A Redis in memory that does what the broker asks of it, and can be cut off; its clients look like redis-py's."""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, TypeAlias

Entry: TypeAlias = tuple[bytes, dict[bytes, bytes]]


class FakeRedis:
    """The server: channels, counters and streams. `start` is the first number of a topic."""

    def __init__(self, start: int = 1000) -> None:
        self.is_down = False
        self.attempts = 0
        self.listeners: list[FakePubSub] = []
        self.counters: dict[str, int] = {}
        self.streams: dict[str, list[Entry]] = {}
        self.gate = asyncio.Event()
        self.gate.set()
        self._start = start

    def client(self) -> "FakeClient":
        return FakeClient(self)

    def go_down(self) -> None:
        """Lose all connections, and accept none."""
        self.is_down = True
        for listener in tuple(self.listeners):
            listener.messages.put_nowait(None)

    def come_back(self, *, empty: bool = False) -> None:
        self.is_down = False
        if empty:
            self.counters.clear()
            self.streams.clear()

    async def run(self, *command: Any) -> Any:
        await self.gate.wait()
        if self.is_down:
            raise ConnectionError("Connection refused")
        match command:
            case ("PUBLISH", channel, data):
                return self._publish(channel, data)
            case ("EVAL", _, 2, counter, stream, channel, data, _, length):
                number = self.counters[counter] = self.counters.get(counter, self._start - 1) + 1
                if length:
                    kept = self.streams.setdefault(stream, [])
                    kept.append((f"{number}-0".encode(), {b"f": data.encode()}))
                    del kept[:-length]
                return self._publish(channel, f"{number}{data}")
            case ("XRANGE", stream, after, "+"):
                least = int(after.removeprefix("("))
                return [entry for entry in self.streams.get(stream, []) if int(entry[0].split(b"-")[0]) > least]
            case ("GET", counter):
                found = self.counters.get(counter)
                return None if found is None else str(found).encode()
            case _:
                raise AssertionError(command)

    def _publish(self, channel: str, data: str) -> int:
        subscribed = [each for each in self.listeners if channel in each.channels]
        for each in subscribed:
            each.put("message", channel, data)
        return len(subscribed)


class FakeClient:
    """`redis.asyncio.Redis`."""

    def __init__(self, server: FakeRedis) -> None:
        self._server = server

    async def execute_command(self, *args: Any, **options: Any) -> Any:
        return await self._server.run(*args)

    def pipeline(self, transaction: bool = True) -> "FakePipeline":
        return FakePipeline(self._server)

    def pubsub(self, **kwargs: Any) -> "FakePubSub":
        self._server.attempts += 1
        return FakePubSub(self._server)


class FakePipeline:
    """Commands that go together."""

    def __init__(self, server: FakeRedis) -> None:
        self._server = server
        self._commands: list[tuple[Any, ...]] = []

    def execute_command(self, *args: Any, **options: Any) -> None:
        self._commands.append(args)

    async def execute(self, raise_on_error: bool = True) -> list[Any]:
        return [await self._server.run(*command) for command in self._commands]


class FakePubSub:
    """A connection that listens."""

    def __init__(self, server: FakeRedis) -> None:
        self._server = server
        self.channels: set[str] = set()
        self.messages: asyncio.Queue[Mapping[str, Any] | None] = asyncio.Queue()
        self.answers_pings = True
        server.listeners.append(self)

    def put(self, kind: str, channel: str, data: str | int) -> None:
        text = data.encode() if isinstance(data, str) else data
        self.messages.put_nowait({"type": kind, "channel": channel.encode(), "data": text})

    async def subscribe(self, *args: str) -> None:
        await self._send()
        for channel in args:
            self.channels.add(channel)
            self.put("subscribe", channel, len(self.channels))

    async def unsubscribe(self, *args: str) -> None:
        with suppress(asyncio.CancelledError):
            # As redis-py may in Python 3.11, by `asyncio.wait_for`.
            await asyncio.sleep(0)
        await self._send()
        for channel in args:
            self.channels.discard(channel)
            self.put("unsubscribe", channel, len(self.channels))

    async def ping(self) -> None:
        await self._send()
        if self.answers_pings:
            self.put("pong", "", "")

    async def get_message(self, ignore_subscribe_messages: bool = False, timeout: float | None = 0.0) -> Any:
        message = await self.messages.get()
        if message is None:
            raise ConnectionError("Connection closed by server")
        return message

    async def aclose(self) -> None:
        self._server.listeners.remove(self)

    async def _send(self) -> None:
        if self._server.is_down:
            raise ConnectionError("Connection refused")
