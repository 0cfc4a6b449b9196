"""Where the runtime's adapters get the time from, so that tests can bring their own."""

import asyncio
import time
from typing import Protocol


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


class SystemClock:
    """The machine's clock and the event loop's timers."""

    def monotonic(self) -> float:
        """Give `time.monotonic()`."""
        return time.monotonic()

    def epoch(self) -> float:
        """Give `time.time()`."""
        return time.time()

    async def sleep(self, seconds: float) -> None:
        """Wait by the event loop."""
        await asyncio.sleep(seconds)
