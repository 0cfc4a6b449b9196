"""One process of clients that do what their seeds say, and report what they were promised and what went wrong."""

import asyncio
import gc
import json
import logging
import random
import sys
from collections import Counter
from contextlib import suppress

from websockets.asyncio.client import connect as connect_raw
from websockets.exceptions import ConnectionClosed, WebSocketException

from generated import ChatClient, ClientError, ClientOptions, Closed, ProtocolError, Subscription
from generated.models import AgentEvent, StreamEnd
from tests.soak.vitals import vitals

THREADS = 5
OPTIONS = ClientOptions(request_timeout=4, stream_timeout=4, connect_timeout=4, close_timeout=2)


class Actor:
    """One client with a seed of its own: `acknowledged` is what the server has promised to keep."""

    def __init__(self, url: str, name: str, seed: str) -> None:
        self.acknowledged: list[str] = []
        self.problems: list[str] = []
        self.done: Counter[str] = Counter()
        self._url = url
        self._name = name
        self._random = random.Random(seed)
        self._count = 0

    async def run(self, until: float) -> None:
        """Open clients and act, one after the other, until then."""
        loop = asyncio.get_running_loop()
        while loop.time() < until:
            kind = self._random.choices(("client", "bad frames", "slow reader"), (20, 1, 1))[0]
            try:
                if kind == "client":
                    await self._live(until)
                elif kind == "bad frames":
                    await self._send_nonsense()
                else:
                    await self._read_nothing()
            except ProtocolError as error:
                self.problems.append(f"{self._name}: a frame broke the protocol: {error}")
            except (ClientError, OSError, TimeoutError, WebSocketException) as error:
                self.done[f"{kind}: {type(error).__name__}"] += 1
                if isinstance(error, Closed) and error.code == 1011:
                    self.problems.append(f"{self._name}: the server failed: {error}")
                await asyncio.sleep(self._random.uniform(0.05, 0.3))

    async def _live(self, until: float) -> None:
        loop = asyncio.get_running_loop()
        async with ChatClient(self._url, token=self._name, options=OPTIONS) as client:
            following: list[asyncio.Task[None]] = []
            try:
                for _ in range(self._random.randint(3, 40)):
                    if loop.time() > until:
                        break
                    await self._act(client, following)
            finally:
                for task in following:
                    task.cancel()
                await asyncio.gather(*following, return_exceptions=True)

    async def _act(self, client: ChatClient, following: list[asyncio.Task[None]]) -> None:
        thread = self._random.randint(1, THREADS)
        action = self._random.choices(("say", "ask", "give up", "follow", "wait"), (10, 4, 2, 2, 2))[0]
        self.done[action] += 1
        if action == "say":
            await self._say(client, thread)
        elif action == "ask":
            history = await client.subscribe_thread(thread_id=thread)
            if history.thread_id != thread:
                self.problems.append(f"{self._name}: asked for thread {thread}, got {history.thread_id}")
        elif action == "give up":
            with suppress(TimeoutError):
                async with asyncio.timeout(self._random.uniform(0, 0.01)):
                    await self._say(client, thread)
        elif action == "follow" and len(following) < 3:
            pause = self._random.choice((0, 0, 0.05))
            following.append(asyncio.create_task(self._follow(client, thread, pause)))
        else:
            await asyncio.sleep(self._random.uniform(0, 0.2))

    async def _say(self, client: ChatClient, thread: int) -> None:
        self._count += 1
        content = f"{self._name}/{self._count}"
        async with client.send_message(thread_id=thread, content=content) as replies:
            async for reply in replies:
                if isinstance(reply, StreamEnd):
                    self.acknowledged.append(f"{thread} {content}")

    async def _follow(self, client: ChatClient, thread: int, pause: float) -> None:
        last, seen = 0, (0, 0)
        with suppress(ClientError, TimeoutError):
            async with client.agent(agent_id=thread) as events:
                async for event in events:
                    last, seen = self._check(event, events, last, seen)
                    await asyncio.sleep(pause)

    def _check(
        self, event: AgentEvent, events: Subscription[AgentEvent], last: int, seen: tuple[int, int]
    ) -> tuple[int, tuple[int, int]]:
        number = int(str(event.data["number"]))
        told = (events.gaps, events.dropped)
        if number <= last:
            self.problems.append(f"{self._name}: {events.address} gave {number} after {last}: a duplicate")
        elif last and number != last + 1 and told == seen:
            self.problems.append(f"{self._name}: {events.address} gave {number} after {last}, and told of no gap")
        return number, told

    async def _send_nonsense(self) -> None:
        nonsense = ("{", '{"type": "jump"}', "[" * 200, '{"type": "send_message"}', "x" * 70_000, b"\x00")
        async with connect_raw(f"{self._url}?token=x", open_timeout=4, close_timeout=2, compression=None) as raw:
            frame = self._random.choice(nonsense)
            with suppress(ConnectionClosed):
                await raw.send(frame)
                async with asyncio.timeout(5):
                    while True:
                        await raw.recv()
            if raw.close_code in (None, 1000):
                self.problems.append(f"{self._name}: {frame[:20]!r} was answered with {raw.close_code}")

    async def _read_nothing(self) -> None:
        async with connect_raw(
            f"{self._url}?token=x", open_timeout=4, close_timeout=1, compression=None, max_queue=1
        ) as raw:
            with suppress(ConnectionClosed):
                topics = [f"agent:{thread}" for thread in range(1, THREADS + 1)]
                await raw.send(json.dumps({"type": "subscribe", "topics": topics}))
                await asyncio.sleep(self._random.uniform(1, 4))
            raw.transport.abort()


async def act(url: str, seed: str, clients: int, seconds: float) -> None:
    """Run so many clients for so long, with a line of JSON every two seconds and one at the end."""
    loop = asyncio.get_running_loop()
    before = vitals()
    actors = [Actor(url, f"{seed.replace('/', '-')}-{index}", f"{seed}/{index}") for index in range(clients)]
    work = asyncio.gather(*(actor.run(loop.time() + seconds) for actor in actors))
    while not work.done():
        await asyncio.wait({work}, timeout=2)
        said = sum(len(actor.acknowledged) for actor in actors)
        print(json.dumps({"kib": vitals()["kib"], "acknowledged": said}), flush=True)
    await work
    # What closes in its own time, such as sockets of a library, gets some.
    for _ in range(50):
        gc.collect()
        if (after := vitals())["tasks"] <= before["tasks"] and after["fds"] <= before["fds"]:
            break
        await asyncio.sleep(0.1)
    done: Counter[str] = Counter()
    for actor in actors:
        done.update(actor.done)
    left = [repr(task) for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    end = {
        "acknowledged": [each for actor in actors for each in actor.acknowledged],
        "problems": [each for actor in actors for each in actor.problems],
        "done": done,
        "before": before,
        "after": after,
        "left": left[:10],
    }
    print(json.dumps({"end": end}), flush=True)


if __name__ == "__main__":
    logging.basicConfig(level=logging.ERROR, format="client %(levelname)s %(message)s")
    asyncio.run(act(sys.argv[1], sys.argv[2], int(sys.argv[3]), float(sys.argv[4])))
