"""Moves WebSocket messages over a socket that never blocks, by the sans-IO protocol of `websockets`."""

import logging
import math
import selectors
import socket
import ssl
import threading
import time
from collections import deque
from collections.abc import Iterable
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from ..core.close import INTERNAL_ERROR, INVALID_TEXT
from ..errors import Ending
from ..log_events import FRAME_RECEIVED, FRAME_SENT
from .transport import FRAMES, TransportClosed, TransportSettings, ending_of

if TYPE_CHECKING:
    from websockets.client import ClientProtocol
    from websockets.protocol import Event

PING_EVERY: Final = 20.0
"""Seconds between pings of RFC 6455 §5.5.2, where the protocol has none of its own."""

SILENT_FOR: Final = 20.0
"""Seconds of silence after such a ping with which a connection counts as lost."""

_AT_ONCE: Final = 65536
# Seconds that every system's call can wait.
_LONGEST: Final = 1_000_000.0
_NOT_NOW: Final = (BlockingIOError, InterruptedError, ssl.SSLWantReadError, ssl.SSLWantWriteError)


class SocketTransport:
    """A SyncTransport: whoever calls `recv` moves both what comes and what is buffered.

    One lock guards the socket and the protocol: TLS allows no reading and writing at once. It is never held while
    waiting, since the socket never blocks.
    """

    def __init__(
        self, sock: socket.socket, protocol: "ClientProtocol", early: Iterable["Event"], settings: TransportSettings
    ) -> None:
        from websockets.frames import Frame, Opcode
        from websockets.protocol import State

        sock.settimeout(0)
        # Kept here, since importing them for each frame takes time.
        self._text, self._binary, self._continuation = Opcode.TEXT, Opcode.BINARY, Opcode.CONT
        self._frame, self._open = Frame, State.OPEN
        self._socket = sock
        self._protocol = protocol
        self.subprotocol: str | None = protocol.subprotocol
        self._close_timeout = settings.close_timeout
        self._lock = threading.Lock()
        self._messages: deque[str | bytes] = deque()
        self._fragments: bytearray | None = None
        self._is_text = True
        self._out = bytearray()
        self._is_over = False
        self._is_aborted = False
        self._deadline = math.inf
        self._ping_at = time.monotonic() + PING_EVERY if settings.keepalive else math.inf
        self._silent_at = math.inf
        self._woken, self._waker = socket.socketpair()
        self._woken.settimeout(0)
        self._waker.settimeout(0)
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._woken, selectors.EVENT_READ)
        self._watched = selectors.EVENT_READ
        self._selector.register(sock, self._watched)
        with self._lock:
            self._take(early)
            # What came with the handshake's response may be answered already.
            self._write()

    @property
    def is_open(self) -> bool:
        """Whether `send` can send."""
        return self._protocol.state is self._open and not self._is_over

    @property
    def buffered(self) -> int:
        """How many bytes wait to be sent."""
        return len(self._out)

    def recv(self, seconds: float) -> str | bytes | None:
        """Give the next message, and send what is buffered meanwhile, as SyncTransport says."""
        messages = self._messages
        if not messages:
            if not self._is_over:
                self._step(seconds)
            if not messages:
                if self._is_over:
                    self._dispose()
                    raise TransportClosed(self._ending())
                return None
        data = messages.popleft()
        if FRAMES.isEnabledFor(logging.DEBUG):
            FRAME_RECEIVED.log(FRAMES, frame=data)
        return data

    def send(self, text: str) -> None:
        """Send a text frame as far as the other side reads, and buffer the rest."""
        if FRAMES.isEnabledFor(logging.DEBUG):
            FRAME_SENT.log(FRAMES, frame=text)
        with self._lock:
            if not self.is_open:
                raise TransportClosed(self._ending())
            try:
                self._protocol.send_text(text.encode())
                self._write()
            except BaseException:
                # Interrupted in the middle of a frame: nobody knows how much of it has left.
                self._is_aborted = True
                self._wake()
                raise
            if self._out:
                self._wake()

    def close(self, code: int, reason: str, seconds: float) -> None:
        """Begin the closing handshake."""
        with self._lock:
            self._close_timeout = seconds
            self._deadline = min(self._deadline, time.monotonic() + seconds)
            if self.is_open:
                self._protocol.send_close(code, reason)
                self._write()
            self._wake()

    def abort(self) -> None:
        """Have `recv` end the connection next."""
        with self._lock:
            self._is_aborted = True
            self._wake()

    def disown(self) -> None:
        """Close the socket, and send nothing.

        Without the lock, which a fork may have copied while it was held.
        """
        self._is_over = True
        self._selector.close()
        for each in (self._socket, self._woken, self._waker):
            each.close()

    def _step(self, seconds: float) -> None:
        """Wait for the socket at most so long, and move what can be moved."""
        timers = min(self._deadline, self._ping_at, self._silent_at)
        if timers != math.inf:
            seconds = max(0.0, min(seconds, timers - time.monotonic()))
        wanted = selectors.EVENT_READ | selectors.EVENT_WRITE if self._out else selectors.EVENT_READ
        if wanted != self._watched:
            self._watched = wanted
            self._selector.modify(self._socket, wanted)
        ready = self._selector.select(None if seconds == math.inf else min(seconds, _LONGEST))
        with self._lock:
            for key, mask in ready:
                if key.fileobj is self._woken:
                    self._woken.recv(_AT_ONCE)
                    continue
                if mask & selectors.EVENT_WRITE:
                    self._flush()
                if mask & selectors.EVENT_READ:
                    self._read()
            if self._is_aborted:
                self._lose()
            elif timers != math.inf:
                self._look_at_timers(time.monotonic())

    def _read(self) -> None:
        while not self._is_over:
            try:
                data = self._socket.recv(_AT_ONCE)
            except _NOT_NOW:
                return
            except OSError:
                data = b""
            if not data:
                self._lose()
                return
            self._silent_at = math.inf
            self._protocol.receive_data(data)
            self._take(self._protocol.events_received())
            self._write()
            # What TLS has read ahead is no event of the socket.
            if not (isinstance(self._socket, ssl.SSLSocket) and self._socket.pending()):
                return

    def _take(self, events: Iterable["Event"]) -> None:
        for frame in events:
            if not isinstance(frame, self._frame):
                continue
            # The protocol has answered what is no part of a message: pings, a close.
            opcode = frame.opcode
            if opcode is self._text or opcode is self._binary:
                self._is_text = opcode is self._text
                if frame.fin:
                    self._finish(frame.data)
                else:
                    self._fragments = bytearray(frame.data)
            elif opcode is self._continuation and self._fragments is not None:
                self._fragments += frame.data
                if frame.fin:
                    whole, self._fragments = self._fragments, None
                    self._finish(whole)

    def _finish(self, data: bytes | bytearray | memoryview) -> None:
        if not self._is_text:
            self._messages.append(bytes(data))
            return
        try:
            self._messages.append(str(data, "utf-8"))
        except UnicodeDecodeError as fault:
            if self.is_open:
                self._protocol.fail(INVALID_TEXT, f"{fault.reason} at position {fault.start}")

    def _write(self) -> None:
        """Put out what the protocol has to send: a pong, a close, a message."""
        for data in self._protocol.data_to_send():
            if self._out:
                self._out += data
            elif data:
                self._out += data[self._put(data) :]
        if self._deadline == math.inf and self._protocol.close_expected():
            self._deadline = time.monotonic() + self._close_timeout

    def _flush(self) -> None:
        del self._out[: self._put(self._out)]

    def _put(self, data: bytes | bytearray) -> int:
        try:
            return self._socket.send(data)
        except _NOT_NOW:
            return 0
        except OSError:
            # Why it ended may still be waiting to be read: a close frame, and then the end.
            self._deadline = min(self._deadline, time.monotonic() + self._close_timeout)
            return len(data)

    def _look_at_timers(self, now: float) -> None:
        if now >= self._deadline:
            self._lose()
        elif now >= self._silent_at:
            self._silent_at = math.inf
            self._protocol.fail(INTERNAL_ERROR, "keepalive ping timeout")
            self._write()
        elif now >= self._ping_at:
            self._ping_at = now + PING_EVERY
            if self.is_open:
                self._silent_at = min(self._silent_at, now + SILENT_FOR)
                self._protocol.send_ping(b"")
                self._write()

    def _lose(self) -> None:
        self._is_over = True
        self._protocol.receive_eof()

    def _ending(self) -> Ending:
        from websockets.exceptions import ConnectionClosed

        protocol = self._protocol
        return ending_of(ConnectionClosed(protocol.close_rcvd, protocol.close_sent, protocol.close_rcvd_then_sent))

    def _wake(self) -> None:
        # Full means that it is woken already; closed, that nobody sleeps.
        with suppress(OSError):
            self._waker.send(b"\0")

    def _dispose(self) -> None:
        with self._lock:
            self._out.clear()
            self.disown()
