"""Where the runtime's adapters get the time from, so that tests can bring their own."""

import asyncio
import time
from collections.abc import Awaitable, Iterable
from contextlib import AbstractAsyncContextManager
from typing import Any, Protocol, TypeVar

T = TypeVar("T")


class Clock(Protocol):
    """A source of time."""

    def monotonic(self) -> float:
        """Seconds that never go back, for deadlines."""
        ...

    def epoch(self) -> float:
        """Seconds since the epoch, for time stamps."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        ...

    def timeout(self, seconds: float | None) -> AbstractAsyncContextManager[asyncio.Timeout]:
        """Limit what is awaited inside, as `asyncio.timeout` does."""
        ...


class SystemClock:
    """The machine's clock and the event loop's timers."""

    def monotonic(self) -> float:
        """Give `time.monotonic()`."""
        return time.monotonic()

    # The function itself: it is called twice for each frame.
    epoch = staticmethod(time.time)

    async def sleep(self, seconds: float) -> None:
        """Wait by the event loop."""
        await asyncio.sleep(seconds)

    def timeout(self, seconds: float | None) -> asyncio.Timeout:
        """Limit by the event loop."""
        return asyncio.timeout(seconds)


class LoopClock(SystemClock):
    """The clock of one event loop, which a test may have made its own."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop

    def monotonic(self) -> float:
        """Give the event loop's time."""
        return self._loop.time()


class OutOfTime(Exception):  # noqa: N818 - says what happened
    """The time that `within` gave is over; a TimeoutError is what the awaited thing itself raised."""


async def within(clock: Clock, seconds: float | None, awaitable: Awaitable[T]) -> T:
    """Give what it gives in so many seconds, else cancel it and raise OutOfTime; None is without a limit."""
    expired = False
    try:
        async with clock.timeout(seconds) as limit:
            try:
                return await awaitable
            finally:
                expired = limit.expired()
    except TimeoutError:
        if expired:
            raise OutOfTime from None
        raise


async def wait_within(clock: Clock, seconds: float | None, futures: Iterable[asyncio.Future[Any]]) -> bool:
    """Wait until all are done, at most so many seconds; True when they are. None is cancelled, or looked into."""
    waiting = {future for future in futures if not future.done()}
    if not waiting:
        return True
    try:
        async with clock.timeout(seconds):
            await asyncio.wait(waiting)
    except TimeoutError:
        return all(future.done() for future in waiting)
    return True
