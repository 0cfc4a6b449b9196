"""One connection of the `websockets` library on a server, from the request that asks for it to its close."""

import asyncio
from collections.abc import Sequence
from http import HTTPStatus

from websockets.asyncio.server import ServerConnection
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Response
from websockets.protocol import State

from ..core.close import ABNORMAL, INTERNAL_ERROR


class WebSocketTransport:
    """A connection of the `websockets` library, from the request that asks for it.

    `answer` is what the library waits for: None to open it, else the response that refuses it.
    """

    def __init__(self, connection: ServerConnection) -> None:
        self.connection = connection
        self.answer: asyncio.Future[Response | None] = asyncio.get_running_loop().create_future()
        self.task: asyncio.Task[None] | None = None
        self._opened: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._is_read = False

    def open(self) -> None:
        """Take note that the library has opened it."""
        if not self._opened.done():
            self._opened.set_result(True)

    def lose(self) -> None:
        """Take note that it won't be opened any more; nothing where it was."""
        if not self.answer.done():
            self.answer.set_result(None)
        if not self._opened.done():
            self._opened.set_result(False)

    async def accept(self, subprotocol: str | None) -> None:  # noqa: ARG002 - the library has chosen it by `_choose`
        """Open the connection; raises OSError when the peer is gone."""
        self._answer(None)
        await asyncio.wait({self._opened})
        if not self._opened.result():
            raise ConnectionResetError("the client went before it was accepted")

    async def deny(self, status: int, headers: Sequence[tuple[str, str]], text: str) -> None:
        """Answer with an HTTP status; raises OSError when the peer is gone."""
        response = self.connection.respond(HTTPStatus(status), f"{text}\n")
        for name, value in headers:
            response.headers[name] = value
        self._answer(response)

    def _answer(self, response: Response | None) -> None:
        if self.answer.done():
            raise ConnectionResetError("the client went before it was answered")
        self.answer.set_result(response)

    async def receive(self) -> str | bytes | int:
        """Give the next frame: text, binary, or the close code when the peer is gone."""
        self._is_read = True
        try:
            return await self.connection.recv()
        except ConnectionClosed as closed:
            return _close_code(closed)

    async def send(self, text: str) -> None:
        """Write a text frame, then wait while the buffers are full; raises OSError when the peer is gone."""
        try:
            await self.connection.send(text)
        except ConnectionClosed as closed:
            raise ConnectionResetError(str(closed)) from None

    async def close(self, code: int, reason: str) -> None:
        """Do the closing handshake (RFC 6455 §7.1.2)."""
        if self._is_read:
            await self.connection.close(code, reason)
            return
        # The peer's close stands behind all that it has sent, which somebody must read.
        reader = asyncio.create_task(self._read_away())
        try:
            await self.connection.close(code, reason)
        finally:
            reader.cancel()
            await asyncio.wait({reader})

    async def fail(self) -> None:
        """End what isn't ended yet, since this side failed."""
        if not self.answer.done():
            await self.deny(HTTPStatus.INTERNAL_SERVER_ERROR, (), "the server failed")
        elif self.connection.state is State.OPEN:
            await self.close(INTERNAL_ERROR, "the server failed")

    async def _read_away(self) -> None:
        while not isinstance(await self.receive(), int):
            pass


def _close_code(closed: ConnectionClosed) -> int:
    """Give the code of the close frame that came first (RFC 6455 §7.1.5)."""
    first = closed.rcvd if closed.sent is None or closed.rcvd_then_sent else closed.sent
    return ABNORMAL if first is None else int(first.code)
