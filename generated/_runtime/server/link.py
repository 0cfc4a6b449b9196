"""Moves between one transport, its sans-IO session, and the tasks that run handlers."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, Protocol, TypeAlias

from ..clock import Clock, wait_within
from ..core.close import ABNORMAL, POLICY, SERVICE_RESTART, TRY_AGAIN_LATER
from ..core.heartbeat import Beat, Pulse
from ..core.lanes import Run
from ..core.rate import Bucket
from ..core.session import Close, Effect, Ignored, Send, Session
from .options import ServerOptions
from .outbox import Outbox


class Transport(Protocol):
    """A WebSocket connection that was accepted, whoever serves it."""

    async def receive(self) -> str | bytes | int:
        """Give the next frame: text, binary, or the close code when the peer is gone."""
        ...

    async def send(self, text: str) -> None:
        """Write a text frame; raises OSError when the peer is gone."""
        ...

    async def close(self, code: int, reason: str) -> None:
        """Write the close frame; raises OSError when the peer is gone."""
        ...


Handle: TypeAlias = Callable[[Run], Coroutine[Any, Any, list[Effect]]]


class Link:
    """One connection at work: a reader, a writer, and a task for each handler that runs.

    `on_ignored` is called for each frame that is let pass although nobody knows it.
    """

    def __init__(
        self,
        transport: Transport,
        session: Session,
        options: ServerOptions,
        pulse: Pulse | None,
        *,
        on_ignored: Callable[[], None],
    ) -> None:
        self._transport = transport
        self._session = session
        self._options = options
        self._clock: Clock = options.clock
        self._pulse = pulse
        self._bucket = None if options.rate is None else Bucket(options.rate, options.clock.monotonic())
        self._on_ignored = on_ignored
        self._tasks: set[asyncio.Task[None]] = set()
        self._closing: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._handle: Handle | None = None
        self._writer: asyncio.Task[None] | None = None
        self.close_code: int | None = None
        self.close_reason = ""
        self.dropped = 0
        self.outbox = Outbox(
            transport.send, transport.close, max_frames=options.max_queue, max_bytes=options.max_queue_bytes
        )

    @property
    def handlers(self) -> int:
        """How many handlers run."""
        return len(self._tasks)

    def start(self, handle: Handle) -> None:
        """Begin to write; `handle` runs one handler and gives what follows from it."""
        self._handle = handle
        self._writer = asyncio.create_task(self._write(), context=self.outbox.context)

    async def read(self) -> int:
        """Take frames until either side closes; gives the close code. Raises what made reader or writer fail."""
        reader = asyncio.create_task(self._read())
        ends: set[asyncio.Future[Any]] = {reader, self._closing, *((self._writer,) if self._writer else ())}
        try:
            await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
            if not reader.done():
                # The peer gets time to read what is left and to answer the close (RFC 6455 §7.1.2).
                await self.flush()
                await wait_within(self._clock, self._options.close_timeout, {reader})
        finally:
            await _end(reader)
        if self.close_code is not None:
            return self.close_code
        return ABNORMAL if reader.cancelled() else reader.result()

    def apply(self, effects: list[Effect]) -> None:
        """Do what the session decided."""
        for effect in effects:
            match effect:
                case Run():
                    self._start(effect)
                case Send(text, None):
                    if not self.outbox.offer(text) and not self.outbox.closing:
                        self._give_up()
                case Send(text, ping):
                    self.outbox.put_urgent(text, self._ping_written(ping.id if ping else None))
                case Ignored():
                    self._on_ignored()
                case Close(code, reason):
                    self._begin_close(code, reason)

    def offer(self, text: str) -> bool:
        """Send or queue a topic's frame; False when it goes nowhere. Slow consumers are closed 1013, or go without."""
        if self.outbox.offer(text):
            return True
        if not self.outbox.closing:
            if self._options.slow_consumer == "drop":
                self.dropped += 1
            else:
                self._give_up()
        return False

    def close(self, code: int, reason: str) -> None:
        """Close after what waits."""
        self.apply(self._session.close(code, reason))

    def beat(self, beat: Beat, fresh: str) -> None:
        """Do what the heartbeat asks."""
        now, monotonic = self._clock.epoch(), self._clock.monotonic()
        self.apply(self._session.beat(beat, fresh, now=now, monotonic=monotonic))

    async def flush(self) -> None:
        """Wait until the close is written; a peer that doesn't read in time is left. Raises as the writer did."""
        if self._writer is not None:
            await wait_within(self._clock, self._options.close_timeout, {self._writer})
            if self._writer.done():
                self._writer.result()

    async def drain(self, grace: float) -> None:
        """Let the handlers that run finish, then close 1012."""
        self._session.drain()
        await wait_within(self._clock, grace, self._tasks)
        self.close(SERVICE_RESTART, "the server restarts")

    async def end_handlers(self) -> None:
        """Cancel the handlers that run, and wait until their streams are closed; no other begins."""
        self._session.close(ABNORMAL, "")
        await _end(*self._tasks)

    async def finish(self) -> None:
        """End every task of this connection."""
        self.outbox.close(now=True)
        await self.end_handlers()
        if self._writer is not None:
            await _end(self._writer)

    async def _read(self) -> int:
        while True:
            frame = await self._transport.receive()
            if isinstance(frame, int):
                return frame
            if self._bucket is not None and not self._bucket.take(self._clock.monotonic()):
                # Not read, since reading is what a flood would make expensive.
                effects = self._session.close(POLICY, str(self._options.rate))
            elif isinstance(frame, str):
                effects = self._session.receive_text(frame, self._clock.epoch())
            else:
                effects = self._session.receive_binary()
            self.apply(effects)
            starts = bool(effects) and isinstance(effects[-1], Run)
            if not starts or self._session.is_behind or self.outbox:
                # A transport that has many frames gives them without a pause, in which nobody else would get a turn.
                await asyncio.sleep(0)

    async def _write(self) -> None:
        try:
            await self.outbox.run()
        except OSError:
            # The peer is gone; the reader is told so as well, with the code.
            return

    def _give_up(self) -> None:
        self.apply(self._session.close(TRY_AGAIN_LATER, "this client reads too slowly"))
        self.outbox.close(now=True)

    def _start(self, run: Run) -> None:
        task = asyncio.create_task(self._run(run))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _run(self, run: Run) -> None:
        if self._handle is not None:
            self.apply(await self._handle(run))
        self.apply(self._session.finished(run))

    def _begin_close(self, code: int, reason: str) -> None:
        self.close_code = code
        self.close_reason = reason
        self.outbox.close(code, reason)
        if not self._closing.done():
            self._closing.set_result(None)
        current = asyncio.current_task()
        for task in self._tasks:
            if task is not current:
                task.cancel()

    def _ping_written(self, identity: str | int | None) -> Callable[[], None]:
        def written() -> None:
            if self._pulse is not None:
                self._pulse.written(identity, self._clock.monotonic())

        return written


async def _end(*tasks: asyncio.Task[Any]) -> None:
    """Cancel tasks and wait for all of them; their own failures were told elsewhere."""
    current = asyncio.current_task()
    others = [task for task in tasks if task is not current]
    for task in others:
        task.cancel()
    if others:
        await asyncio.wait(others)
