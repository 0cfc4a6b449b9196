"""The bytes of one WebSocket connection: frames in and out of a transport; the only importer of websockets."""

import asyncio
import contextlib
import logging
import os
import ssl
from collections import deque
from collections.abc import Sequence
from typing import Final, cast

from websockets.client import ClientProtocol
from websockets.exceptions import InvalidURI
from websockets.frames import Frame, Opcode
from websockets.http11 import Response
from websockets.protocol import State
from websockets.typing import Subprotocol
from websockets.uri import parse_uri

from .arrived import NO_CLOSE_FRAME, Arrived, SocketClosedError, SocketRefusedError

# What a server does wrong is told by whoever uses the socket, not by a library's log.
_SILENT: Final = logging.getLogger("wsgen.provider")
_SILENT.addHandler(logging.NullHandler())
_SILENT.propagate = False


async def open_wire(
    url: str,
    headers: Sequence[tuple[str, str]],
    subprotocols: Sequence[str],
    seconds: float,
    *,
    is_patient: bool = False,
) -> "Wire":
    """Opens a connection (RFC 6455 §4.1), patient as in `connect`. Raises SocketRefusedError."""
    try:
        uri = parse_uri(url)
    except InvalidURI as error:
        raise SocketRefusedError(str(error)) from None
    offered = [Subprotocol(each) for each in subprotocols] or None
    loop = asyncio.get_running_loop()
    wire = Wire(ClientProtocol(uri, subprotocols=offered, max_size=None, logger=_SILENT), loop, headers)
    wire.is_patient = is_patient
    context = ssl.create_default_context() if uri.secure else None
    try:
        async with asyncio.timeout(seconds):
            await loop.create_connection(lambda: wire, uri.host, uri.port, ssl=context)
            await wire.opened
    except TimeoutError:
        wire.drop()
        raise SocketRefusedError(f"there was no answer in {seconds:g} s") from None
    except OSError as error:
        raise SocketRefusedError(os.strerror(error.errno) if error.errno else str(error)) from None
    except SocketRefusedError:
        wire.drop()
        raise
    return wire


class Wire(asyncio.Protocol):
    """Bytes in and out of one connection."""

    def __init__(
        self, protocol: ClientProtocol, loop: asyncio.AbstractEventLoop, headers: Sequence[tuple[str, str]]
    ) -> None:
        self.protocol = protocol
        self.arrived: deque[Arrived] = deque()
        self.ended: SocketClosedError | None = None
        self.is_patient = False
        self.opened: asyncio.Future[None] = loop.create_future()
        self._loop = loop
        self._headers = headers
        self._transport: asyncio.Transport | None = None
        self._news: asyncio.Future[None] | None = None
        self._room: asyncio.Future[None] | None = None
        self._is_paused = False
        self._pongs: dict[bytes, asyncio.Future[float]] = {}
        self._pings = 0
        self._parts: list[bytes] = []
        self._is_text = True

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Asks for the connection."""
        self._transport = cast("asyncio.Transport", transport)
        request = self.protocol.connect()
        for name, value in self._headers:
            request.headers[name] = value
        self.protocol.send_request(request)
        self._flush()

    def data_received(self, data: bytes) -> None:
        """Takes what comes."""
        self.protocol.receive_data(data)
        self._take()
        self._flush()

    def eof_received(self) -> None:
        """Takes the end of what comes."""
        self.protocol.receive_eof()
        self._take()

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio gives it.
        """Takes the end of the connection."""
        self.protocol.receive_eof()
        self._end()

    def pause_writing(self) -> None:
        """Lets nobody send until there is room."""
        self._room = self._loop.create_future()

    def resume_writing(self) -> None:
        """There is room again."""
        _settle(self._room)
        self._room = None

    async def send(self, content: bytes, *, is_text: bool) -> None:
        """Sends one frame, when there is room for it."""
        if self._room is not None:
            await self._room
        self._check()
        (self.protocol.send_text if is_text else self.protocol.send_binary)(content)
        self._flush()

    def take(self) -> Arrived:
        """The message that came first of those that wait."""
        taken = self.arrived.popleft()
        if not self.arrived:
            self._read_on()
        return taken

    async def wait(self, seconds: float) -> None:
        """Waits for a message or the end, at most some seconds."""
        self._news = self._loop.create_future()
        timer = self._loop.call_later(seconds, _settle, self._news)
        try:
            await self._news
        finally:
            timer.cancel()
            self._news = None

    async def ping(self, seconds: float) -> float | None:
        """See Socket."""
        self._check()
        self._pings += 1
        name, began = str(self._pings).encode(), self._loop.time()
        answered = self._pongs[name] = self._loop.create_future()
        self.protocol.send_ping(name)
        self._flush()
        try:
            async with asyncio.timeout(seconds):
                seconds_taken: float = await answered - began
                return seconds_taken
        except TimeoutError:
            self._pongs.pop(name, None)
            return None

    async def close(self, code: int | None, seconds: float, reason: str = "") -> SocketClosedError:
        """See Socket."""
        self.is_patient = False
        if self.ended is None and self.protocol.state is State.OPEN:
            self.protocol.send_close(code, reason)
            self._flush()
            self._read_on()
            limit = self._loop.time() + seconds
            while not self._is_over() and (left := limit - self._loop.time()) > 0:
                await self.wait(left)
        self.drop()
        return self._end()

    def drop(self) -> None:
        """See Socket.abort."""
        if self._transport is not None:
            self._transport.abort()
        self._end()

    def _read_on(self) -> None:
        if self._is_paused and self._transport is not None and not self._transport.is_closing():
            self._is_paused = False
            self._transport.resume_reading()

    def _is_over(self) -> bool:
        return self.ended is not None

    def _check(self) -> None:
        if self.ended is not None or self.protocol.state is not State.OPEN:
            raise self._end()

    def _flush(self) -> None:
        for data in self.protocol.data_to_send():
            if self._transport is None or self._transport.is_closing():
                return
            if data:
                self._transport.write(data)
            else:
                self._transport.close()

    def _take(self) -> None:
        for event in self.protocol.events_received():
            if isinstance(event, Response):
                self._begin(event)
            elif isinstance(event, Frame):
                if event.opcode in {Opcode.TEXT, Opcode.BINARY, Opcode.CONT}:
                    self._keep(bytes(event.data), event.opcode, is_last=event.fin)
                elif event.opcode is Opcode.PONG and bytes(event.data) in self._pongs:
                    waiting = self._pongs.pop(bytes(event.data))
                    if not waiting.done():
                        waiting.set_result(self._loop.time())
        if self.protocol.close_rcvd is not None or self.protocol.parser_exc is not None:
            self._end()
        elif self.arrived:
            if self.is_patient and not self._is_paused and self._transport is not None:
                self._is_paused = True
                self._transport.pause_reading()
            _settle(self._news)

    def _begin(self, response: Response) -> None:
        error = self.protocol.handshake_exc
        if self.opened.done():
            return
        if error is None:
            self.opened.set_result(None)
        else:
            status = response.status_code
            reason = f"the answer is HTTP {status}" if status != 101 else f"the answer is no WebSocket's: {error}"
            self.opened.set_exception(SocketRefusedError(reason, status))

    def _keep(self, data: bytes, opcode: int, *, is_last: bool) -> None:
        if opcode != Opcode.CONT:
            self._is_text = opcode == Opcode.TEXT
        self._parts.append(data)
        if not is_last:
            return
        content = b"".join(self._parts)
        self._parts.clear()
        whole: bytes | str = content
        if self._is_text:
            with contextlib.suppress(UnicodeDecodeError):
                whole = content.decode()
        self.arrived.append(Arrived(whole, self._loop.time(), self._is_text))

    def _end(self) -> SocketClosedError:
        """Keeps how it ended, and tells everybody who waits."""
        if self.ended is None:
            close, broken = self.protocol.close_rcvd, self.protocol.parser_exc
            if close is not None:
                self.ended = SocketClosedError(close.code, close.reason)
            else:
                why = "" if broken is None or isinstance(broken, EOFError) else str(broken)
                self.ended = SocketClosedError(NO_CLOSE_FRAME, why)
        if not self.opened.done():
            self.opened.set_exception(SocketRefusedError("the connection was closed before there was an answer"))
            # Where nobody waits any more, nobody is to be told that nobody did.
            self.opened.exception()
        for waiting in self._pongs.values():
            if not waiting.done():
                waiting.set_exception(self.ended)
                waiting.exception()
        self._pongs.clear()
        _settle(self._news)
        _settle(self._room)
        return self.ended


def _settle(waiting: asyncio.Future[None] | None) -> None:
    if waiting is not None and not waiting.done():
        waiting.set_result(None)
