"""The heartbeat of a thousand connections: one task that looks at all of them, against a task for each."""

import json
import statistics
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from ..processes import ROOT
from ..rounds import medians
from .goals import Goal, goals_table

SECONDS: Final = 4.0
WAYS: Final = {"tasks": "a task for each connection, by hand", "sweep": "wsgen: one task for all of them"}


@dataclass(frozen=True, slots=True)
class Sample:
    """Seconds of the processor a ping, and bytes a connection."""

    processor: float
    memory: float


def tables(rounds: int) -> Iterator[str]:
    """Both ways, and the goals."""
    yield table(measured(rounds))


def measured(rounds: int, seconds: float = SECONDS) -> dict[str, list[Sample]]:
    """Each way once a round, in a process of its own."""
    samples: dict[str, list[Sample]] = {way: [] for way in WAYS}
    for _ in range(rounds):
        for way, taken in samples.items():
            command = [sys.executable, "-m", "bench.serving.beating", way, str(seconds)]
            said = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
            taken.append(Sample(**json.loads(said)))
    return samples


def table(samples: Mapping[str, Sequence[Sample]]) -> str:
    """Give the figures of both ways, and the goals."""
    by_hand, own = samples["tasks"], samples["sweep"]
    lines = [
        "### The heartbeat of 1,000 connections",
        "",
        "| way | processor µs/ping | bytes/connection |",
        "|---|---|---|",
    ]
    for way, taken in samples.items():
        processor = statistics.median(each.processor for each in taken) * 1e6
        lines.append(f"| {WAYS[way]} | {processor:.2f} | {statistics.median(each.memory for each in taken):,.0f} |")
    goals = [
        Goal("processor a ping, to a task each", _ratio(own, by_hand, "processor"), most=0.4),
        Goal("memory a connection, to a task each", _ratio(own, by_hand, "memory"), most=0.1),
    ]
    return "\n".join([*lines, "", goals_table(goals)])


def _ratio(own: Sequence[Sample], other: Sequence[Sample], name: str) -> float:
    return medians([getattr(each, name) for each in own], [getattr(each, name) for each in other])
