"""The outgoing frames of one connection: bounded, written by one task, pings first, a close last."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from typing import NamedTuple, TypeAlias

from ..core.close import NORMAL

Written: TypeAlias = Callable[[], None]


class _Frame(NamedTuple):
    text: str
    size: int
    written: Written | None


class Outbox:
    """Frames on their way out.

    `send` writes one frame, `close` the close frame; both wait for the peer. Only `run` calls them, so that frames
    leave in order and whole.
    """

    def __init__(
        self,
        send: Callable[[str], Awaitable[None]],
        close: Callable[[int, str], Awaitable[None]],
        *,
        max_frames: int,
        max_bytes: int,
    ) -> None:
        self._send = send
        self._close = close
        self._max_frames = max_frames
        self._max_bytes = max_bytes
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

    def __len__(self) -> int:
        return len(self._urgent) + len(self._frames)

    def offer(self, text: str) -> bool:
        """Queue a frame if there is room; False when there is none. After a close was decided it goes nowhere."""
        if self._closing is not None:
            return True
        if self._is_full():
            return False
        self._put(text)
        return True

    async def put(self, text: str) -> None:
        """Queue a frame, waiting for room. After a close was decided it goes nowhere."""
        while self._is_full() and self._closing is None:
            self._room.clear()
            await self._room.wait()
        if self._closing is None:
            self._put(text)
        else:
            # A stream that never waits by itself must still be one that can be cancelled.
            await asyncio.sleep(0)

    def put_urgent(self, text: str, written: Written | None = None) -> None:
        """Queue a frame before all that wait, as only pings may; `written` is called when it has left."""
        if self._closing is None:
            self._urgent.append(_Frame(text, 0, written))
            self._changed.set()

    def close(self, code: int = NORMAL, reason: str = "", *, now: bool = False) -> None:
        """Close after what waits, or `now`, dropping it. Only the first close counts."""
        if self._closing is None:
            self._closing = (code, reason)
        if now:
            self._frames.clear()
            self._bytes = 0
        self._changed.set()
        self._room.set()

    async def run(self) -> None:
        """Write until the close is written; a peer that is gone ends it too (OSError of the ASGI server)."""
        try:
            while True:
                if self._urgent:
                    await self._write(self._urgent.pop(0))
                elif self._frames:
                    await self._write(self._frames.popleft())
                elif self._closing is not None:
                    await self._close(*self._closing)
                    return
                else:
                    self._changed.clear()
                    await self._changed.wait()
        finally:
            self._closing = self._closing or (NORMAL, "")
            self._room.set()

    async def _write(self, frame: _Frame) -> None:
        await self._send(frame.text)
        self._bytes = max(0, self._bytes - frame.size)
        if frame.written is not None:
            frame.written()
        self._room.set()

    def _put(self, text: str) -> None:
        size = len(text) if text.isascii() else len(text.encode())
        self._bytes += size
        self._frames.append(_Frame(text, size, None))
        self._changed.set()

    def _is_full(self) -> bool:
        # One frame always fits, however large: else it could never be sent.
        return len(self._frames) >= self._max_frames or self._bytes >= self._max_bytes
