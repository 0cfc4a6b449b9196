"""Keeps the heartbeat of many connections for a while, in one way: `python -m bench.serving.beating WAY SECONDS`.

It prints seconds of the processor a ping, and bytes a connection, as JSON. No frame is written or sent, which is the
same work in every way: what is measured is knowing when.
"""

import asyncio
import json
import random
import sys
import time
import tracemalloc
import uuid
from typing import Final

from wsgen.runtime.core.heartbeat import Beat, Heartbeats, Pulse

CONNECTIONS: Final = 1000
INTERVAL: Final = 1.0
"""Seconds between two pings; at 30 seconds, which is usual, the same happens thirty times slower."""
PERIOD: Final = INTERVAL / 30
TIMEOUT: Final = 2 * INTERVAL


class Pinged:
    """What both ways know of a connection, and a peer that answers at once."""

    __slots__ = ("answered", "pings")

    def __init__(self) -> None:
        self.pings = 0
        self.answered = 0.0


async def sweep(connections: list[Pinged]) -> None:
    """One task looks at all connections."""
    heartbeats: Heartbeats[Pinged] = Heartbeats(PERIOD)
    for each in connections:
        heartbeats.add(each, Pulse(INTERVAL, TIMEOUT, now=time.monotonic(), jitter=random.random()))
    heartbeats.begin(time.monotonic())
    while True:
        await asyncio.sleep(PERIOD)
        for connection, pulse, beat in heartbeats.sweep(time.monotonic()):
            if beat is Beat.LOST:
                raise TimeoutError
            identity = uuid.uuid4().hex
            pulse.queued(time.monotonic())
            connection.pings += 1
            pulse.written(identity, time.monotonic())
            pulse.answered(identity)


async def tasks(connections: list[Pinged]) -> None:
    """A task for each connection, as one writes it by hand."""

    async def beat(connection: Pinged) -> None:
        await asyncio.sleep(INTERVAL * random.random())
        while True:
            _identity = uuid.uuid4().hex
            connection.pings += 1
            connection.answered = time.monotonic()
            await asyncio.sleep(INTERVAL)
            if time.monotonic() - connection.answered > TIMEOUT:
                raise TimeoutError

    async with asyncio.TaskGroup() as group:
        for each in connections:
            group.create_task(beat(each))


async def main(way: str, seconds: float) -> None:
    """Measure time first, then memory, whose tracing takes time."""
    keep = {"sweep": sweep, "tasks": tasks}[way]
    connections = [Pinged() for _ in range(CONNECTIONS)]
    running = asyncio.create_task(keep(connections))
    await asyncio.sleep(min(seconds, INTERVAL))
    pings, used = sum(each.pings for each in connections), time.process_time()
    await asyncio.sleep(seconds)
    used = time.process_time() - used
    pings = sum(each.pings for each in connections) - pings
    running.cancel()
    await asyncio.wait({running})
    tracemalloc.start()
    before, _ = tracemalloc.get_traced_memory()
    running = asyncio.create_task(keep(connections))
    await asyncio.sleep(min(seconds, 1.5 * INTERVAL))
    after, _ = tracemalloc.get_traced_memory()
    running.cancel()
    await asyncio.wait({running})
    print(json.dumps({"processor": used / pings, "memory": (after - before) / CONNECTIONS}))


if __name__ == "__main__":
    import uvloop

    uvloop.run(main(sys.argv[1], float(sys.argv[2])))
