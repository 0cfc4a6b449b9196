"""Says what n processes on m machines do with so many topics, from measured costs: the same numbers at every run."""

import random
from dataclasses import dataclass
from typing import Final

from .costs import Costs

HEARTBEAT: Final = 30.0
"""Seconds between two pings of a connection."""
ARRIVALS: Final = 20_000
SEED: Final = 1


@dataclass(frozen=True, slots=True)
class Load:
    """What is asked: so many connections, topics with so many subscribers each, and messages a second in all."""

    title: str
    machines: int
    processes: int
    connections: int
    subscribers: int
    messages: float

    @property
    def all_processes(self) -> int:
        """Processes on all machines."""
        return self.machines * self.processes


@dataclass(frozen=True, slots=True)
class Forecast:
    """What comes of it: parts of a processor, messages of Redis a second, seconds of waiting, bytes a process."""

    process: float
    redis: float
    redis_messages: float
    p99: float
    memory: float


def forecast(load: Load, costs: Costs) -> Forecast:
    """Say what one process and Redis are busy with, and how long a message waits for its process.

    Subscribers are spread evenly, so a process has one of a topic with a chance of 1 - (1 - 1/processes)^subscribers.
    Messages come at random times (Poisson); each keeps its process for receiving it and for every delivery there.
    """
    count = load.all_processes
    chance = 1 - (1 - 1 / count) ** load.subscribers
    there = load.subscribers / count / chance
    published = load.messages / count
    received = load.messages * chance
    beats = 2 * load.connections / count / HEARTBEAT
    work = costs.redis_receive + there * costs.deliver
    busy = published * (costs.publish + costs.redis_publish) + received * work + beats * costs.deliver
    out = load.messages * count * chance
    redis = load.messages * costs.redis_server_publish + out * costs.redis_server_deliver
    return Forecast(
        process=busy,
        redis=redis,
        redis_messages=load.messages + out,
        p99=_wait(received, work, busy),
        memory=load.connections / count * costs.connection,
    )


def _wait(rate: float, work: float, busy: float) -> float:
    """Simulate one process as a queue: the time that 99 of 100 messages wait at most until they are written."""
    if busy >= 1:
        return float("inf")
    # What else the process does makes each message's work take longer.
    stretched = work / (1 - (busy - rate * work))
    generator = random.Random(SEED)
    now = free = 0.0
    waits: list[float] = []
    for _ in range(ARRIVALS):
        now += generator.expovariate(rate)
        free = max(now, free) + stretched
        waits.append(free - now)
    return sorted(waits)[int(ARRIVALS * 0.99)]
