"""What wsgen generated, with handlers of a few lines. The package's folder is on the path."""

import asyncio
import json
import sys
import time
from itertools import count
from typing import Any

from served import Connection, ServedServer, ServerOptions
from served._runtime.core import writing
from served.models import Post, Posted, Said, Say

from .listening import serve

EVERYONE = 1
FLOOD = 4096
"""From this size on it is published many times, a thousand times a second."""


class Served(ServedServer[Any]):
    """Answers what is said with the same words, and publishes what is posted to everyone."""

    def __init__(self, options: ServerOptions) -> None:
        super().__init__(options)
        self._numbers = count(1)
        self._floods: set[asyncio.Task[None]] = set()

    async def on_connect(self, connection: Connection[Any]) -> None:
        """Let everyone get what is posted."""
        connection.subscribe(self.room(room_id=EVERYONE))

    async def on_say(self, connection: Connection[Any], message: Say) -> Said:
        """Give the words back; the runtime has checked them, and checks these."""
        return Said(id=message.id, text=message.text)

    async def on_post(self, connection: Connection[Any], message: Post) -> None:
        """Publish once, or begin a flood of which the last line printed tells."""
        if message.size < FLOOD:
            await self._publish(message.size)
        else:
            self._floods.add(asyncio.create_task(self._flood(message.size, int(sys.argv[2]))))

    async def _publish(self, size: int) -> None:
        await self.room(room_id=EVERYONE).send(Posted(room_id=EVERYONE, number=next(self._numbers), text="x" * size))

    async def _flood(self, size: int, times: int) -> None:
        loop = asyncio.get_running_loop()
        begin, worst = loop.time(), 0.0
        for number in range(times):
            await asyncio.sleep(max(0.0, begin + number / 1000 - loop.time()))
            before = time.perf_counter()
            await self._publish(size)
            worst = max(worst, time.perf_counter() - before)
        print(json.dumps({"worst": worst}), flush=True)


def count_frames() -> None:
    """Print a line for each posted message that is made into text."""
    made, numbers = writing.to_json, count(1)

    def counted(frame: Any) -> bytes:
        if frame["action"] == "posted":
            print(next(numbers), flush=True)
        return made(frame)

    writing.to_json = counted  # type: ignore[assignment]  # as pydantic_core has it


if __name__ == "__main__":
    if sys.argv[1:2] == ["counted"]:
        count_frames()
    # No ping comes among the replies, and the sweep goes on all the same.
    serve(Served(ServerOptions(heartbeat_interval=3600, heartbeat_timeout=7200)).asgi())
