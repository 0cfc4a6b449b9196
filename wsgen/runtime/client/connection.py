"""One open connection of the asyncio client: a reader that always drains, a writer, and an orderly end."""

import asyncio
import contextlib
from collections import deque
from collections.abc import Callable
from typing import Final

from ..core.client_session import ClientSession, Close, ErrorArrived, Send
from ..core.close import INTERNAL_ERROR, POLICY, cut_reason
from ..core.dispatch import UnknownFrame
from ..errors import Ending
from .transport import Transport, TransportClosed

FRAMES_IN_A_ROW: Final = 32
"""After so many frames the reader lets others run, so that a burst doesn't fill a queue that is being read."""

MAX_POSTED: Final = 1024
"""Pongs and unsubscriptions that may wait while the server doesn't read."""


class ClientConnection:
    """Moves frames between a transport and a session until one side ends it.

    `on_notice` gets what is no message for an inbox; `on_end` is called once, when the connection ends for any reason.
    """

    def __init__(
        self,
        transport: Transport,
        session: ClientSession,
        *,
        on_notice: Callable[[UnknownFrame | ErrorArrived], None],
        on_end: Callable[[Ending], None],
        close_timeout: float,
    ) -> None:
        self.session = session
        self.ending: Ending | None = None
        self._transport = transport
        self._on_notice = on_notice
        self._on_end = on_end
        self._close_timeout = close_timeout
        self._posted: deque[str] = deque()
        self._work = asyncio.Event()
        self._loop = asyncio.get_running_loop()
        self._reader = self._loop.create_task(self._read(), name="wsgen client reader")
        self._writer = self._loop.create_task(self._write_posted(), name="wsgen client writer")
        self._closer: asyncio.Task[None] | None = None

    @property
    def now(self) -> float:
        """The steady clock's seconds that the session is given."""
        return self._loop.time()

    async def write(self, text: str) -> None:
        """Send a frame after all that was posted, and wait until the buffers have room; raises Closed."""
        await self.catch_up()
        await self._send(text)

    async def catch_up(self) -> None:
        """Send all that was posted; raises Closed.

        A `write` right after it leaves before it awaits anything: who is cancelled in it knows that the frame has left.
        """
        while self._posted and self.ending is None:
            await self._send(self._posted.popleft())
        if self.ending is not None:
            raise self.ending.error()

    def post(self, text: str) -> None:
        """Send a frame soon, without waiting; nothing happens when the connection has ended."""
        if self.ending is not None:
            return
        if len(self._posted) >= MAX_POSTED:
            # No close frame would get through either.
            self._finish(Ending(POLICY, "the server does not read what it asks for", by_client=True))
            self._transport.abort()
            return
        self._posted.append(text)
        self._work.set()

    async def close(self, ending: Ending) -> None:
        """End the connection: closing handshake, reading until the server answers; at once where it is cancelled."""
        self._finish(ending, closes=True)
        tasks = [task for task in (self._reader, self._writer, self._closer) if task is not None]
        try:
            await asyncio.wait(tasks)
        finally:
            self._transport.abort()
            if self._closer is not None:
                self._closer.cancel()
            # The reader ends by itself: that the transport is aborted is the last thing it reads.
            await asyncio.wait(tasks)
        self._reader.result()

    async def _send(self, text: str) -> None:
        try:
            await self._transport.send(text)
        except TransportClosed as closed:
            raise (self.ending or closed.ending).error() from None

    async def _read(self) -> None:
        try:
            while True:
                for _ in range(FRAMES_IN_A_ROW):
                    self._receive(await self._transport.recv())
                await asyncio.sleep(0)
        except TransportClosed as closed:
            self._finish(closed.ending)
        finally:
            # Only a bug, or the end of the event loop, comes here with the connection still open.
            if self.ending is None:
                self._finish(Ending(INTERNAL_ERROR, "the client's reader stopped", by_client=True))
                self._transport.abort()

    def _receive(self, data: str | bytes) -> None:
        for effect in self.session.receive(data, self.now):
            match effect:
                case Send(text):
                    self.post(text)
                case Close(ending):
                    self._finish(ending, closes=True)
                case _:
                    self._on_notice(effect)

    async def _write_posted(self) -> None:
        # Ends by being cancelled, or when the reader is about to learn that the connection has ended.
        with contextlib.suppress(TransportClosed):
            while True:
                await self._work.wait()
                self._work.clear()
                while self._posted:
                    await self._transport.send(self._posted.popleft())

    async def _close_transport(self, ending: Ending) -> None:
        try:
            # The library's own limit begins only when its buffers have taken the close frame.
            async with asyncio.timeout(self._close_timeout):
                await self._transport.close(ending.code, cut_reason(ending.reason))
        except TimeoutError:
            self._transport.abort()

    def _finish(self, ending: Ending, *, closes: bool = False) -> None:
        if self.ending is not None:
            return
        self.ending = ending
        self._posted.clear()
        self._writer.cancel()
        self.session.end(ending)
        if closes:
            # A task of its own: the writer may be stuck in full buffers, and the reader must go on reading.
            self._closer = self._loop.create_task(self._close_transport(ending), name="wsgen client closing")
        self._on_end(ending)
