"""The outgoing frames of one connection: sent at once while the peer takes them, else bounded; a close comes last."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from contextvars import copy_context
from typing import Any, Final, NamedTuple, TypeAlias

from ..core.close import NORMAL
from ..core.watching import size_of
from .starting import Rest, finish, step_as

Written: TypeAlias = Callable[[], None]

_IN_A_ROW: Final = 32
"""After so many frames that were sent at once a sender lets others run: a stream may never wait by itself."""


class _Frame(NamedTuple):
    text: str
    size: int
    written: Written | None


class _Begun(NamedTuple):
    """A frame whose `send` has begun, and what it waits for."""

    rest: Rest
    written: Written | None


class Outbox:
    """Frames on their way out.

    `send` writes one frame, `close` the close frame; both may wait for the peer. While nothing waits, whoever brings a
    frame takes the first step of `send` itself, which mostly is all of it: no task needs a turn for that. A `send` that
    has to wait goes on in the task that calls `run`, and what comes meanwhile is queued behind it, so that frames leave
    in order and whole. `send` always runs as that task and in its `context`, whoever steps it: what it does with time
    limits, locks and context variables is right also where it begins in one task and ends in another.
    """

    def __init__(
        self,
        send: Callable[[str], Coroutine[Any, Any, None]],
        close: Callable[[int, str], Awaitable[None]],
        *,
        max_frames: int,
        max_bytes: int,
    ) -> None:
        self._send = send
        self._close = close
        self._max_frames = max_frames
        self._max_bytes = max_bytes
        self.context = copy_context()
        self._loop = asyncio.get_running_loop()
        self._writer: asyncio.Task[Any] | None = None
        # Whether the writer waits and nothing else does: only then may a frame be sent at once.
        self._idle = False
        self._in_a_row = 0
        self._begun: _Begun | None = None
        self._failure: BaseException | None = None
        self._urgent: list[_Frame] = []
        self._frames: deque[_Frame] = deque()
        self._bytes = 0
        self._closing: tuple[int, str] | None = None
        self._changed = asyncio.Event()
        self._room = asyncio.Event()

    @property
    def closing(self) -> bool:
        """Whether a close waits to be written, or was."""
        return self._closing is not None

    @property
    def waiting_bytes(self) -> int:
        """The bytes of the frames that wait, pings left out."""
        return self._bytes

    def __len__(self) -> int:
        return len(self._urgent) + len(self._frames) + (self._begun is not None)

    def offer(self, text: str) -> bool:
        """Send a frame, or queue it if there is room. False where it goes nowhere: no room, or a close was decided."""
        if self._idle:
            self._send_now(text, None)
            return True
        if self._closing is not None or self._is_full():
            return False
        self._put(text)
        return True

    async def put(self, text: str) -> None:
        """Send a frame, or queue it, waiting for room. After a close was decided it goes nowhere."""
        if self._idle and self._in_a_row < _IN_A_ROW:
            self._in_a_row += 1
            self._send_now(text, None)
            return
        if self._in_a_row:
            self._in_a_row = 0
            await asyncio.sleep(0)
        while self._is_full() and self._closing is None:
            self._room.clear()
            await self._room.wait()
        if self._idle:
            self._send_now(text, None)
        elif self._closing is None:
            self._put(text)
        else:
            # A stream that never waits by itself must still be one that can be cancelled.
            await asyncio.sleep(0)

    def put_urgent(self, text: str, written: Written | None = None) -> None:
        """Send a frame before all that wait, as only pings may; `written` is called when it has left."""
        if self._idle:
            self._send_now(text, written)
        elif self._closing is None:
            self._urgent.append(_Frame(text, 0, written))
            self._changed.set()

    def close(self, code: int = NORMAL, reason: str = "", *, now: bool = False) -> None:
        """Close after what waits, or `now`, dropping it. Only the first close counts."""
        if self._closing is None:
            self._closing = (code, reason)
        if now:
            self._frames.clear()
            self._bytes = 0
        self._idle = False
        self._changed.set()
        self._room.set()

    async def run(self) -> None:
        """Write until the close is written; a peer that is gone ends it too (OSError of the ASGI server)."""
        self._writer = asyncio.current_task()
        try:
            while True:
                if self._begun is not None:
                    begun, self._begun = self._begun, None
                    await finish(begun.rest)
                    self._written(0, begun.written)
                elif self._failure is not None:
                    raise self._failure
                elif self._urgent:
                    await self._write(self._urgent.pop(0))
                elif self._frames:
                    await self._write(self._frames.popleft())
                elif self._closing is not None:
                    await self._close(*self._closing)
                    return
                else:
                    self._changed.clear()
                    self._idle = True
                    await self._changed.wait()
        finally:
            self._idle = False
            if self._begun is not None:
                begun, self._begun = self._begun, None
                with suppress(asyncio.CancelledError, OSError):
                    await finish(begun.rest, asyncio.CancelledError())
            self._closing = self._closing or (NORMAL, "")
            self._room.set()

    def _send_now(self, text: str, written: Written | None) -> None:
        writer, sending = self._writer, self._send(text)
        assert writer is not None  # noqa: S101 - it is what waits
        # What `send` calls may bring another frame.
        self._idle = False
        try:
            waits_for = step_as(self._loop, writer, self.context, sending)
        except StopIteration:
            if written is not None:
                written()
            # Unless something came meanwhile, for which the writer was woken.
            self._idle = not self._changed.is_set()
            return
        except (Exception, asyncio.CancelledError) as error:
            # The writer tells of it, as of a frame that it wrote itself.
            self._failure = error
        else:
            self._begun = _Begun(Rest(sending, waits_for), written)
        self._changed.set()

    async def _write(self, frame: _Frame) -> None:
        await self._send(frame.text)
        self._written(frame.size, frame.written)

    def _written(self, size: int, written: Written | None) -> None:
        self._bytes = max(0, self._bytes - size)
        if written is not None:
            written()
        self._room.set()

    def _put(self, text: str) -> None:
        size = size_of(text)
        self._bytes += size
        self._frames.append(_Frame(text, size, None))
        self._changed.set()

    def _is_full(self) -> bool:
        # One frame always fits, however large: else it could never be sent.
        return len(self._frames) >= self._max_frames or self._bytes >= self._max_bytes
