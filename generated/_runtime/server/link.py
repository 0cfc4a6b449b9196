"""Moves between one transport, its sans-IO session, and the tasks that run handlers."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from functools import partial
from typing import Any, Final, TypeAlias, TypeVar

from ..clock import Clock, wait_within
from ..core.close import ABNORMAL, POLICY, SERVICE_RESTART, TRY_AGAIN_LATER
from ..core.heartbeat import Beat, Pulse
from ..core.lanes import Run
from ..core.rate import Bucket
from ..core.session import Close, Effect, Ignored, Send, Session
from .introducing import read_first
from .options import ServerOptions
from .outbox import Outbox
from .starting import Starter, end_tasks
from .transport import Transport
from .turns import Turns

T = TypeVar("T")
_IN_A_ROW: Final = 16
"""After so many frames whose handlers began at once the reader lets others run."""


Handle: TypeAlias = Callable[[Run], Coroutine[Any, Any, list[Effect]]]


class Link:
    """One connection at work: a writer, and a task for each handler that runs. Whoever serves the connection reads.

    `on_ignored` is called for each frame that is let pass although nobody knows it. `starter` starts handlers.
    """

    __slots__ = (
        "_bucket",
        "_clock",
        "_handle",
        "_on_ignored",
        "_options",
        "_parting",
        "_pulse",
        "_reading",
        "_session",
        "_starter",
        "_tasks",
        "_transport",
        "_turns",
        "_writer",
        "close_code",
        "close_reason",
        "dropped",
        "outbox",
    )

    def __init__(
        self,
        transport: Transport,
        session: Session,
        options: ServerOptions,
        pulse: Pulse | None,
        *,
        on_ignored: Callable[[], None],
        starter: Starter,
    ) -> None:
        self._transport = transport
        self._session = session
        self._options = options
        self._clock: Clock = options.clock
        self._pulse = pulse
        self._bucket = None if options.rate is None else Bucket(options.rate, options.clock.monotonic())
        self._on_ignored = on_ignored
        self._tasks: set[asyncio.Task[Any]] = set()
        self._turns = Turns(self._start_now)
        self._starter = starter
        self._handle: Handle | None = None
        self._writer: asyncio.Task[None] | None = None
        self._reading: asyncio.Timeout | None = None
        self._parting: asyncio.Task[None] | None = None
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
        self._writer.add_done_callback(self._writer_ended)

    @property
    def has_started(self) -> bool:
        """Whether frames can be sent."""
        return self._writer is not None

    async def read(self) -> int:
        """Take frames until either side has closed; gives the close code. Raises what made reader or writer fail.

        The peer gets time to read what is left and to answer the close (RFC 6455 §7.1.2).
        """
        code = await self._unless_parted(self._read)
        return code if self.close_code is None else self.close_code

    async def read_first(self) -> Run | int:
        """Take frames until the one by which a client says who it is; gives the close code where it ends before."""
        read = partial(read_first, self._transport, self._session, self.apply, self._options, self._bucket)
        return await self._unless_parted(read)

    async def run_first(self, run: Run) -> None:
        """Run a handler before anything else is read, and wait for it so long as authentication may take."""
        self._start_now(run)
        await wait_within(self._clock, self._options.auth_timeout, self._tasks)

    async def _unless_parted(self, read: Callable[[], Awaitable[T]]) -> T | int:
        reading = asyncio.timeout(None)
        result: T | int = ABNORMAL
        try:
            async with reading:
                self._reading = reading
                if self.outbox.closing:
                    self._part()
                result = await read()
        except TimeoutError:
            if not reading.expired():
                raise
        finally:
            self._reading = None
        if self._writer is not None and self._writer.done():
            self._writer.result()
        return result

    def apply(self, effects: Sequence[Effect]) -> None:
        """Do what the session decided."""
        for effect in effects:
            match effect:
                case Run():
                    self._turns.add(effect)
                case Send(text, None):
                    if not self.outbox.offer(text) and not self.outbox.closing:
                        self.give_up()
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
                self.give_up()
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
        self._turns.clear()
        await end_tasks(*self._tasks)

    async def finish(self) -> None:
        """End every task of this connection."""
        self.outbox.close(now=True)
        await self.end_handlers()
        await end_tasks(*(task for task in (self._writer, self._parting) if task is not None))

    async def _read(self) -> int:
        in_a_row = 0
        receive, take, epoch = self._transport.receive, self._session.receive_text, self._clock.epoch
        while True:
            frame = await receive()
            if isinstance(frame, int):
                return frame
            if self._bucket is not None and not self._bucket.take(self._clock.monotonic()):
                # Not read, since reading is what a flood would make expensive.
                effects = self._session.close(POLICY, str(self._options.rate))
            elif isinstance(frame, str):
                effects = take(frame, epoch())
            else:
                effects = self._session.receive_binary()
            last = effects[-1] if effects else None
            if isinstance(last, Run):
                if len(effects) > 1:
                    self.apply(effects[:-1])
                self._start_now(last)
                in_a_row += 1
                if in_a_row < _IN_A_ROW:
                    continue
            else:
                self.apply(effects)
            # A transport that has many frames gives them without a pause, in which nobody else would get a turn.
            in_a_row = 0
            await asyncio.sleep(0)

    async def _write(self) -> None:
        try:
            await self.outbox.run()
        except OSError:
            # The peer is gone; the reader is told so as well, with the code.
            return

    def _writer_ended(self, writer: asyncio.Task[None]) -> None:
        if writer.cancelled() or writer.exception() is not None:
            self._stop_reading()
        else:
            self._part()

    def _part(self) -> None:
        if self._reading is not None and self._parting is None:
            self._parting = asyncio.create_task(self._stop_in_time())

    async def _stop_in_time(self) -> None:
        timeout = self._options.close_timeout
        # Who doesn't take the close can't answer it.
        if self._writer is None or await wait_within(self._clock, timeout, {self._writer}):
            await self._clock.sleep(timeout)
        self._stop_reading()

    def _stop_reading(self) -> None:
        reading, self._reading = self._reading, None
        if reading is not None:
            reading.reschedule(0)

    def give_up(self) -> None:
        """Close 1013, since the client reads too slowly."""
        self.apply(self._session.close(TRY_AGAIN_LATER, "this client reads too slowly"))
        self.outbox.close(now=True)

    def _start_now(self, run: Run) -> None:
        """Start a handler at once: most of them end without having waited for anything."""
        task = self._starter.start(self._run(run))
        if task is not None:
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _run(self, run: Run) -> None:
        effects = await self._handle(run) if self._handle is not None else None
        if effects:
            self.apply(effects)
        started = self._session.finished(run)
        if started:
            self.apply(started)

    def _begin_close(self, code: int, reason: str) -> None:
        self.close_code = code
        self.close_reason = reason
        self._turns.clear()
        self.outbox.close(code, reason)
        self._part()
        current = asyncio.current_task()
        for task in self._tasks:
            if task is not current:
                task.cancel()

    def _ping_written(self, identity: str | int | None) -> Callable[[], None]:
        def written() -> None:
            if self._pulse is not None:
                self._pulse.written(identity, self._clock.monotonic())

        return written
