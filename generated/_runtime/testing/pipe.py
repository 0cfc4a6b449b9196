"""One direction of a connection in memory: frames cross in order, as late, as often and as whole as the faults say."""

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Final, TypeAlias

from ..clock import Clock
from ..errors import Ending
from .faults import CORRUPT, DUPLICATE, CloseWith, Crossing, Delay, Direction, Fault, Faults, FrameFaults

BUFFER: Final = 64
"""Frames that a network takes from a sender while nobody reads."""

Item: TypeAlias = str | bytes | Ending


class Pipe:
    """Takes frames from one side and hands them to the other.

    `on_fault` does what concerns the whole connection, `on_end` is called with an end that has crossed.
    """

    def __init__(
        self,
        connection: int,
        direction: Direction,
        *,
        faults: Faults | None,
        clock: Clock,
        on_fault: Callable[[CloseWith | FrameFaults], None],
        on_end: Callable[[Ending], None],
    ) -> None:
        self.texts: list[str] = []
        self._connection = connection
        self._direction: Direction = direction
        self._faults = faults
        self._clock = clock
        self._on_fault = on_fault
        self._on_end = on_end
        self._transit: deque[tuple[Item, Fault | None]] = deque()
        self._arrived: asyncio.Queue[Item] = asyncio.Queue()
        self._work = asyncio.Event()
        self._room = asyncio.Event()
        self._flowing = asyncio.Event()
        self._flowing.set()
        self._pump = asyncio.get_running_loop().create_task(self._carry())

    @property
    def is_full(self) -> bool:
        """Whether a sender must wait."""
        return len(self._transit) >= BUFFER

    def put(self, item: Item) -> None:
        """Take a frame, or the end after which there are none."""
        fault = None
        if isinstance(item, str):
            self.texts.append(item)
            if self._faults is not None:
                fault = self._faults(Crossing(self._connection, self._direction, len(self.texts), item))
        self._transit.append((item, fault))
        self._work.set()

    async def room(self) -> None:
        """Wait while it is full."""
        while self.is_full:
            self._room.clear()
            await self._room.wait()

    async def get(self) -> Item:
        """Give what has arrived; an end is given again and again."""
        item = await self._arrived.get()
        if isinstance(item, Ending):
            self._arrived.put_nowait(item)
        return item

    def pause(self) -> None:
        """Let nothing through."""
        self._flowing.clear()

    def resume(self) -> None:
        """Let all through that waits."""
        self._flowing.set()

    def end(self, ending: Ending) -> None:
        """End now: what is in transit is lost."""
        self._transit.clear()
        self._room.set()
        self._pump.cancel()
        self._arrived.put_nowait(ending)

    async def stop(self) -> None:
        """Leave nothing behind."""
        self._pump.cancel()
        await asyncio.wait({self._pump})

    async def _carry(self) -> None:
        while True:
            while not self._transit:
                self._work.clear()
                await self._work.wait()
            item, fault = self._transit[0]
            if isinstance(fault, Delay):
                await self._clock.sleep(fault.seconds)
            await self._flowing.wait()
            self._transit.popleft()
            self._room.set()
            self._hand_over(item, fault)

    def _hand_over(self, item: Item, fault: Fault | None) -> None:
        if isinstance(item, Ending):
            self._arrived.put_nowait(item)
            self._on_end(item)
        elif isinstance(item, bytes) or fault is None or isinstance(fault, Delay):
            self._arrived.put_nowait(item)
        elif fault is DUPLICATE:
            self._arrived.put_nowait(item)
            self._arrived.put_nowait(item)
        elif fault is CORRUPT:
            self._arrived.put_nowait(item[: len(item) // 2])
        else:
            self._on_fault(fault)
