"""Asks a server for a while by one client: `python -m bench.serving.asking WAY PORT WINDOW SECONDS`, JSON to stdout."""

import asyncio
import json
import sys
import time
from itertools import count
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, Field

TEXT: Final = "What is AsyncAPI, please?"


class Words(BaseModel):
    id: Annotated[int, Field(ge=1)]
    text: Annotated[str, Field(min_length=1, max_length=1000)]


class Say(BaseModel):
    action: Literal["say"] = "say"
    payload: Words


class Said(BaseModel):
    action: Literal["said"]
    payload: Words


class Meter:
    """Counts, and knows when it is time to end."""

    def __init__(self, seconds: float) -> None:
        self.count = 0
        self._seconds = seconds

    def start(self) -> None:
        """Begin to measure."""
        self.count = 0
        self._begin, self._used = time.perf_counter(), time.process_time()
        self.until = self._begin + self._seconds

    def goes_on(self) -> bool:
        """Count one, and say whether there is time for more."""
        self.count += 1
        return time.perf_counter() < self.until

    def result(self) -> dict[str, float]:
        """Give messages a second, and seconds of the processor a message."""
        seconds, used = time.perf_counter() - self._begin, time.process_time() - self._used
        return {"rate": self.count / seconds, "processor": used / self.count}


async def bare(url: str, window: int, meter: Meter) -> None:
    """websockets' asyncio client: texts that are ready, replies that nobody reads."""
    from websockets.asyncio.client import connect

    text = json.dumps({"action": "say", "payload": {"id": 42, "text": TEXT}}, separators=(",", ":"))
    async with connect(url, compression=None, ping_interval=None) as connection:
        meter.start()
        for _ in range(window):
            await connection.send(text)
        while True:
            await connection.recv()
            if not meter.goes_on():
                return
            await connection.send(text)


async def by_hand(url: str, window: int, meter: Meter) -> None:
    """The same client with Pydantic models both ways, and ids told apart by the user."""
    from websockets.asyncio.client import connect

    async with connect(url, compression=None, ping_interval=None) as connection:
        number, waiting = 0, set[int]()

        async def say() -> None:
            nonlocal number
            number += 1
            waiting.add(number)
            await connection.send(Say(payload=Words(id=number, text=TEXT)).model_dump_json())

        meter.start()
        for _ in range(window):
            await say()
        while True:
            said = Said.model_validate_json(await connection.recv(), strict=True)
            waiting.remove(said.payload.id)
            if not meter.goes_on():
                return
            await say()


async def generated(url: str, window: int, meter: Meter) -> None:
    """The generated asyncio client: as many callers at once as the window is wide."""
    from served import ServedClient

    numbers = count(1)

    async def caller(client: Any) -> None:
        while True:
            await client.say(id=next(numbers), text=TEXT)
            if not meter.goes_on():
                return

    async with ServedClient(url) as client:
        meter.start()
        await asyncio.gather(*(caller(client) for _ in range(window)))


def bare_sync(url: str, window: int, meter: Meter) -> None:
    """websockets' client for threads."""
    from websockets.sync.client import connect

    text = json.dumps({"action": "say", "payload": {"id": 42, "text": TEXT}}, separators=(",", ":"))
    with connect(url, compression=None, ping_interval=None) as connection:
        meter.start()
        for _ in range(window):
            connection.send(text)
        while True:
            connection.recv()
            if not meter.goes_on():
                return
            connection.send(text)


def generated_sync(url: str, window: int, meter: Meter) -> None:
    """The generated client for threads, with one of them."""
    from served import ServedClientSync

    if window != 1:
        raise ValueError("one thread has one request under way")

    numbers = count(1)
    with ServedClientSync(url) as client:
        meter.start()
        while True:
            client.say(id=next(numbers), text=TEXT)
            if not meter.goes_on():
                return


def main() -> None:
    """Run one way, on asyncio's own event loop where it has one."""
    way, port, window, seconds = sys.argv[1], sys.argv[2], int(sys.argv[3]), float(sys.argv[4])
    url, meter = f"ws://127.0.0.1:{port}/ws", Meter(seconds)
    run = {"bare": bare, "by_hand": by_hand, "generated": generated}.get(way)
    if run is not None:
        asyncio.run(run(url, window, meter))
    else:
        {"bare_sync": bare_sync, "generated_sync": generated_sync}[way](url, window, meter)
    print(json.dumps(meter.result()))


if __name__ == "__main__":
    main()
