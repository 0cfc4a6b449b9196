"""Measures what the model of growth stands on: seconds of the processor for each thing that is done, and memory.

`python -m bench.scaling.costs` measures once, in a process whose memory nothing else has used, and prints JSON.
"""

import asyncio
import gc
import json
import os
import resource
import shutil
import statistics
import subprocess
import tempfile
import time
from collections.abc import AsyncGenerator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

import redis.asyncio
import uvloop

from generated import RedisBroker
from generated._runtime.broker.broker import Frame
from generated.models import AgentEvent

from .service import Chat, drained, serving

FEW: Final = 1
MANY: Final = 500
IDLE: Final = 1000
PUBLISHED: Final = 200
HOPS: Final = 1000
EVENT: Final = AgentEvent(agent_id=7, data={"status": "running", "step": "reading the documents", "done": 0.25})
PACE: Final = 30e-6
"""Seconds for each client between two messages, so that the clients keep up."""


@dataclass(frozen=True, slots=True)
class Costs:
    """Seconds of one processor, but for `hop` and `bare_hop` (seconds that pass) and `connection` (bytes)."""

    publish: float
    deliver: float
    connection: float
    redis_publish: float
    redis_receive: float
    redis_server_publish: float
    redis_server_deliver: float
    hop: float
    bare_hop: float


async def measured() -> Costs:
    """Measure everything once."""
    memory = await _memory()
    few, many = await _fan_out(FEW), await _fan_out(MANY)
    deliver = (many - few) / (MANY - FEW)
    with _redis() as path:
        publish, receive = await _redis_processor(path)
        hop, bare_hop = await _hops(path)
        one, ten = await _redis_server(path, 1), await _redis_server(path, 10)
    return Costs(
        publish=few - deliver,
        deliver=deliver,
        connection=memory,
        redis_publish=publish,
        redis_receive=receive,
        redis_server_publish=one - (ten - one) / 9,
        redis_server_deliver=(ten - one) / 9,
        hop=hop,
        bare_hop=bare_hop,
    )


async def _fan_out(clients: int) -> float:
    """Seconds of this process for one message to so many clients."""
    async with serving() as (chat, port), drained(port, clients):
        await _until_subscribed(chat, clients)
        return await _published(chat, clients)


async def _published(chat: Chat, clients: int) -> float:
    gc.collect()
    topic, count = chat.agent(agent_id=7), PUBLISHED if clients > FEW else PUBLISHED * 20
    began = time.process_time()
    for _ in range(count):
        await topic.send(EVENT)
        await asyncio.sleep(clients * PACE if clients > FEW else 0)
    return (time.process_time() - began) / count


async def _until_subscribed(chat: Chat, clients: int) -> None:
    async with asyncio.timeout(60):
        while await chat.agent(agent_id=7).send(EVENT) < clients:  # noqa: ASYNC110 - a server that tells nobody
            await asyncio.sleep(0.05)


async def _memory() -> float:
    """Bytes of this process for one idle connection."""
    # What the first connections take once is no matter of the others.
    async with serving() as (_, port), drained(port, IDLE // 10):
        gc.collect()
        before = _resident()
        async with drained(port, IDLE):
            gc.collect()
            return (_resident() - before) / IDLE


def _resident() -> float:
    statm = Path("/proc/self/statm")
    if statm.exists():
        return int(statm.read_text(encoding="ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE")
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


class _Counting:
    """A server that takes note when frames come."""

    def __init__(self) -> None:
        self.came: asyncio.Queue[float] = asyncio.Queue()

    def deliver(self, address: str, text: str, sequence: int | None = None) -> int:
        self.came.put_nowait(time.perf_counter())
        return 0

    def missed(self, addresses: Sequence[str]) -> None:
        raise AssertionError(addresses)


@contextmanager
def _redis() -> Iterator[str]:
    server = shutil.which("redis-server")
    if server is None:
        raise SystemExit("redis-server isn't installed: scripts/install-services.sh")
    with tempfile.TemporaryDirectory() as folder:
        path = f"{folder}/redis.sock"
        command = [server, "--port", "0", "--unixsocket", path, "--save", "", "--appendonly", "no"]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        try:
            while not Path(path).exists():
                time.sleep(0.05)
            yield path
        finally:
            process.terminate()
            process.wait()


@asynccontextmanager
async def _broker(path: str, *, watches: bool) -> AsyncGenerator[tuple[RedisBroker, _Counting], None]:
    client = redis.asyncio.Redis(unix_socket_path=path)
    broker, counting = RedisBroker(client, replay=100), _Counting()
    broker.attach(counting, "Bench")
    if watches:
        broker.watch("agent:7")
        await broker.ready("agent:7")
    try:
        yield broker, counting
    finally:
        broker.unwatch("agent:7")
        await broker.stop()
        await client.aclose()


def _frame() -> Frame:
    text = EVENT.model_dump_json(exclude_none=True).removesuffix("}") + ',"seq":}'
    return Frame(text, len(text) - 1)


async def _redis_processor(path: str) -> tuple[float, float]:
    """Seconds of this process for publishing one frame, many at a time, and for taking one."""
    frame = _frame()
    async with _broker(path, watches=False) as (broker, _):
        began = time.process_time()
        for _ in range(HOPS // 50):
            await asyncio.gather(*(broker.publish("agent:7", frame) for _ in range(50)))
        publish = (time.process_time() - began) / HOPS
    async with _broker(path, watches=True) as (broker, counting):
        began = time.process_time()
        for _ in range(HOPS // 50):
            await asyncio.gather(*(broker.publish("agent:7", frame) for _ in range(50)))
        for _ in range(HOPS):
            await counting.came.get()
        both = (time.process_time() - began) / HOPS
    return publish, both - publish


async def _hops(path: str) -> tuple[float, float]:
    """Seconds from a publish to its arrival, by the broker and by redis-py alone, in turns; medians."""
    text = _frame().text
    client = redis.asyncio.Redis(unix_socket_path=path)
    pubsub = client.pubsub()
    await pubsub.subscribe("bare")
    came: asyncio.Queue[float] = asyncio.Queue()

    async def listen() -> None:
        async for message in pubsub.listen():
            if message["type"] == "message":
                came.put_nowait(time.perf_counter())

    listening = asyncio.create_task(listen())
    own: list[float] = []
    bare: list[float] = []
    async with _broker(path, watches=True) as (broker, counting):
        for _ in range(HOPS):
            began = time.perf_counter()
            await broker.publish("agent:7", Frame(text))
            own.append(await counting.came.get() - began)
            began = time.perf_counter()
            await client.publish("bare", text)
            bare.append(await came.get() - began)
    listening.cancel()
    await asyncio.wait({listening})
    await pubsub.aclose()
    await client.aclose()
    return statistics.median(own), statistics.median(bare)


async def _redis_server(path: str, processes: int) -> float:
    """Seconds of Redis for one frame that so many processes listen for."""
    client = redis.asyncio.Redis(unix_socket_path=path)
    listeners = [client.pubsub() for _ in range(processes)]
    for listener in listeners:
        await listener.subscribe("wsgen:Bench:agent:8")
    frame = _frame()
    async with _broker(path, watches=False) as (broker, _):
        before = await _redis_used(client)
        for _ in range(HOPS):
            await broker.publish("agent:8", frame)
        used = (await _redis_used(client) - before) / HOPS
    for listener in listeners:
        await listener.aclose()
    await client.aclose()
    return used


async def _redis_used(client: Any) -> float:
    found = await client.info("cpu")
    return float(found["used_cpu_user"]) + float(found["used_cpu_sys"])


if __name__ == "__main__":
    print(json.dumps(asdict(uvloop.run(measured()))))
