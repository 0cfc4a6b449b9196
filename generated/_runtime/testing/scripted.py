"""A server that does what a test says, frame by frame: for tests of what a client does, without any server."""

import asyncio
from typing import Any, TypeVar

from ..client.transport import Transport, TransportSettings
from ..clock import SystemClock
from ..core.close import NORMAL
from ..core.dispatch import Codec, Received, Refused
from ..core.opening import Opening
from ..errors import Ending
from ..protocol import Protocol
from ..wire import WireValue
from .wire_connection import WireConnection

MessageT = TypeVar("MessageT", bound=WireValue)


class ScriptedServer:
    """The server's end of a client's connection, in the hands of a test: `ClientOptions(connect=script)`.

    `script = ScriptedServer(ChatClient.protocol)`, then `expect` what the client sends and `send` what it shall get. A
    client that connects again is on a new connection, which the script goes on with.
    """

    def __init__(self, protocol: Protocol) -> None:
        self.connections: list[WireConnection] = []
        self.openings: list[Opening] = []
        self._codec = Codec.for_server(protocol)
        self._clock = SystemClock()
        self._last: Received | None = None

    @property
    def connection(self) -> WireConnection:
        """The newest connection; raises LookupError where the client has made none."""
        if not self.connections:
            raise LookupError("no client has connected to this script")
        return self.connections[-1]

    async def __call__(self, opening: Opening, settings: TransportSettings) -> Transport:  # noqa: ARG002 - a Connector's
        """Let a client connect, as a `Connector` does."""
        connection = WireConnection(len(self.connections) + 1, None, self._clock)
        self.connections.append(connection)
        self.openings.append(opening)
        return connection

    async def receive(self, timeout: float = 5.0) -> Received:
        """Give the client's next frame, decoded; raises TimeoutError, EOFError, or AssertionError for a bad one."""
        async with asyncio.timeout(timeout):
            item = await self.connection.server_receive()
        if isinstance(item, Ending):
            raise EOFError(f"the client has ended the connection with {item.code}")  # noqa: TRY004 - no type is wrong
        try:
            self._last = self._codec.decode(item if isinstance(item, str) else "")
        except Refused as refused:
            raise AssertionError(f"the client sent what no server accepts ({refused.reason}): {item!r}") from None
        return self._last

    async def expect(self, model: type[MessageT], timeout: float = 5.0) -> MessageT:
        """Give the client's next message; raises AssertionError where it is another one."""
        message: Any = (await self.receive(timeout)).message
        if not isinstance(message, model):
            raise AssertionError(f"{model.__name__} was expected, and {message!r} came")  # noqa: TRY004 - a test's word
        return message

    async def send(self, message: WireValue, *, topic: str | None = None, answers: bool = True) -> None:
        """Send a message as a server does; with the id of the last request where it has a place for one."""
        last = self._last if answers else None
        request_id = None if last is None else last.request_id
        topic = topic if topic is not None or last is None else last.topic
        text = self._codec.encode(message, request_id=request_id, topic=topic, now=self._clock.epoch())
        await self.send_text(text)

    async def send_text(self, text: str) -> None:
        """Send a frame as it is."""
        await self.connection.server_send(text)

    async def close(self, code: int = NORMAL, reason: str = "") -> None:
        """Close from the server's side."""
        self.connection.server_close(code, reason)

    async def stop(self) -> None:
        """Cut all connections, and leave no task behind."""
        for connection in self.connections:
            await connection.stop()
