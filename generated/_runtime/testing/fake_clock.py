"""A clock that only moves when a test says so, and the turns of the event loop that a test waits."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Generator
from contextlib import asynccontextmanager, contextmanager
from typing import Final

ROUNDS: Final = 100
"""Turns of the event loop that the longest chain of tasks between a frame and its answer takes, and some more."""


async def settle() -> None:
    """Let every task run until all of them wait for something that only the test can do."""
    for _ in range(ROUNDS):
        await asyncio.sleep(0)


class FakeClock:
    """A clock for `ServerOptions(clock=…)` that stands still until `advance`."""

    def __init__(self, epoch: float = 1_700_000_000.0) -> None:
        self._now = 0.0
        self._epoch = epoch
        self._timers: list[tuple[float, Callable[[], None]]] = []

    def monotonic(self) -> float:
        """Give the seconds that were advanced so far."""
        return self._now

    def epoch(self) -> float:
        """Give a time of day that moves along."""
        return self._epoch + self._now

    async def sleep(self, seconds: float) -> None:
        """Wait until the clock was advanced so far."""
        awake = asyncio.Event()
        with self._timer(seconds, awake.set):
            await awake.wait()

    @asynccontextmanager
    async def timeout(self, seconds: float | None) -> AsyncGenerator[asyncio.Timeout, None]:
        """Limit what is awaited inside to a time of this clock."""
        async with asyncio.timeout(None) as limit:
            if seconds is None:
                yield limit
                return
            # A time of the loop that has been: it expires at once.
            with self._timer(seconds, lambda: limit.reschedule(0)):
                yield limit

    @contextmanager
    def _timer(self, seconds: float, ring: Callable[[], None]) -> Generator[None, None, None]:
        timer = (self._now + seconds, ring)
        self._timers.append(timer)
        try:
            yield
        finally:
            if timer in self._timers:
                self._timers.remove(timer)

    async def advance(self, seconds: float) -> None:
        """Move on; whoever sleeps wakes at its own time, in order, and does what it then does."""
        end = self._now + seconds
        await settle()
        while due := [timer for timer in self._timers if timer[0] <= end]:
            first = min(due, key=lambda timer: timer[0])
            self._timers.remove(first)
            self._now = max(self._now, first[0])
            first[1]()
            await settle()
        self._now = end
