"""One open connection of the asyncio client: a reader that always drains, a writer, and an orderly end."""

import asyncio
import contextlib
import math
from collections import deque
from collections.abc import Callable
from typing import Final

from ..clock import Clock, OutOfTime, within
from ..core.client_life import DROP_TIMEOUT, MAX_POSTED
from ..core.client_session import ClientSession, Close, ErrorArrived, Send
from ..core.close import ABNORMAL, INTERNAL_ERROR, POLICY, cut_reason
from ..core.dispatch import UnknownFrame
from ..errors import Closed, Ending
from .transport import Transport, TransportClosed

FRAMES_IN_A_ROW: Final = 32
"""After so many frames the reader lets others run, so that a burst doesn't fill a queue that is being read."""


class ClientConnection:
    """Moves frames between a transport and a session until one side ends it.

    `on_notice` gets what is no message for an inbox; `on_end` is called once, when the connection ends for any reason.
    """

    def __init__(
        self,
        transport: Transport,
        session: ClientSession,
        *,
        clock: Clock,
        on_notice: Callable[[UnknownFrame | ErrorArrived], None],
        on_end: Callable[[Ending], None],
        close_timeout: float,
    ) -> None:
        self.session = session
        self.ending: Ending | None = None
        self.now = clock.monotonic
        """Gives the steady clock's seconds that the session is given."""
        self._clock = clock
        self._transport = transport
        self._on_notice = on_notice
        self._on_end = on_end
        self._close_timeout = close_timeout
        self._posted: deque[str] = deque()
        self._work = asyncio.Event()
        loop = asyncio.get_running_loop()
        self._reader = loop.create_task(self._read(), name="wsgen client reader")
        self._writer = loop.create_task(self._write_posted(), name="wsgen client writer")
        self._closer: asyncio.Task[None] | None = None

    @property
    def subprotocol(self) -> str | None:
        """What the server chose of the subprotocols that were offered."""
        return getattr(self._transport, "subprotocol", None)

    @property
    def is_behind(self) -> bool:
        """Whether something that was posted still waits to be sent."""
        return bool(self._posted)

    async def write(self, text: str) -> None:
        """Send a frame after all that was posted, and wait until the buffers have room; raises Closed."""
        await self.catch_up()
        await self._send(text)

    async def write_request(self, text: str, request: str) -> None:
        """Write what must not be sent twice; raises RequestLost, as nobody knows then whether it arrived."""
        try:
            if self._posted or self.ending is not None:
                await self.catch_up()
            await self._transport.send(text)
        except TransportClosed as closed:
            self._finish(closed.ending)
            ending = self.ending or closed.ending
        except Closed as closed:
            ending = self.ending or Ending(closed.code, closed.reason, closed.by_client)
        else:
            return
        raise ending.request_lost(request)

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
        self._finish(ending, self._close_timeout)
        await self.gone()
        self._reader.result()

    def drop(self, ending: Ending) -> None:
        """End the connection to a server that is taken for dead: it gets a close frame, and hardly any time."""
        self._finish(ending, min(self._close_timeout, DROP_TIMEOUT))

    def abort(self) -> None:
        """End the connection now, without a closing handshake."""
        self._finish(Ending(ABNORMAL, by_client=True))
        self._transport.abort()

    async def gone(self) -> None:
        """Wait until all that an ended connection had is gone; at once where it is cancelled."""
        tasks = [task for task in (self._reader, self._writer, self._closer) if task is not None and not task.done()]
        if not tasks:
            # They may have run in another event loop, which can't be waited for any more.
            return
        try:
            await asyncio.wait(tasks)
        finally:
            self._transport.abort()
            if self._closer is not None:
                self._closer.cancel()
            # The reader ends by itself: that the transport is aborted is the last thing it reads.
            await asyncio.wait(tasks)

    async def _send(self, text: str) -> None:
        try:
            await self._transport.send(text)
        except TransportClosed as closed:
            self._finish(closed.ending)
            raise (self.ending or closed.ending).error() from None

    async def _read(self) -> None:
        receive = self._transport.recv
        try:
            while True:
                for _ in range(FRAMES_IN_A_ROW):
                    self._receive(await receive())
                await asyncio.sleep(0)
        except TransportClosed as closed:
            self._finish(closed.ending)
        finally:
            # Only a bug, or the end of the event loop, comes here with the connection still open.
            if self.ending is None:
                self._finish(Ending(INTERNAL_ERROR, "the client's reader stopped", by_client=True))
                self._transport.abort()

    def _receive(self, data: str | bytes) -> None:
        for effect in self.session.receive(data, self.now()):
            match effect:
                case Send(text):
                    self.post(text)
                case Close(ending):
                    self._finish(ending, self._close_timeout)
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

    async def _close_transport(self, ending: Ending, seconds: float) -> None:
        closing = self._transport.close(ending.code, cut_reason(ending.reason))
        try:
            # The library's own limit begins only when its buffers have taken the close frame.
            await within(self._clock, None if seconds == math.inf else seconds, closing)
        except OutOfTime:
            self._transport.abort()

    def _finish(self, ending: Ending, closing: float | None = None) -> None:
        """End it once; `closing` are the seconds that a closing handshake has, where there is one."""
        if self.ending is not None:
            return
        self.ending = ending
        self._posted.clear()
        self._writer.cancel()
        self.session.end(ending)
        if closing is not None:
            # A task of its own: the writer may be stuck in full buffers, and the reader must go on reading.
            closer = self._close_transport(ending, closing)
            self._closer = asyncio.get_running_loop().create_task(closer, name="wsgen client closing")
        self._on_end(ending)
