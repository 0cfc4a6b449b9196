"""Clients at work: the generated ones, which check what they send and get, against the websockets library alone."""

import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ..processes import ROOT
from ..rounds import medians
from .goals import Goal, goals_table
from .protocol import generate
from .running import Server, serving

SECONDS: Final = 1.5


@dataclass(frozen=True, slots=True)
class Way:
    """One client, and how many requests it has under way."""

    title: str
    name: str
    window: int


BARE, BARE_MANY = Way("websockets, bare", "bare", 1), Way("websockets, bare", "bare", 64)
WSGEN, WSGEN_MANY = Way("wsgen", "generated", 1), Way("wsgen", "generated", 64)
SYNC: Final = Way("wsgen, for threads", "generated_sync", 1)
ONE_AT_A_TIME: Final = (
    BARE,
    Way("websockets, Pydantic by hand", "by_hand", 1),
    WSGEN,
    Way("websockets for threads, bare", "bare_sync", 1),
    SYNC,
)
MANY_AT_ONCE: Final = (BARE_MANY, Way("websockets, Pydantic by hand", "by_hand", 64), WSGEN_MANY)


@dataclass(frozen=True, slots=True)
class Sample:
    """Messages a second, and seconds of the client's processor a message; a message is a request with its reply."""

    rate: float
    processor: float


def tables(rounds: int) -> Iterator[str]:
    """One request at a time, then many at once."""
    with tempfile.TemporaryDirectory() as name:
        folder = generate(Path(name))
        samples = measured((*ONE_AT_A_TIME, *MANY_AT_ONCE), rounds, folder)
        goals = [
            Goal("processor a message, to bare websockets", _processors(samples, WSGEN, BARE), most=1.15),
            Goal("messages a second for threads, to bare websockets", _rates(samples, SYNC, BARE), least=0.85),
        ]
        yield "\n".join([*rows("One request at a time", samples, ONE_AT_A_TIME), "", goals_table(goals)])
        goals = [
            Goal("processor a message, to bare websockets", _processors(samples, WSGEN_MANY, BARE_MANY), most=1.15)
        ]
        yield "\n".join([*rows("64 requests at once", samples, MANY_AT_ONCE), "", goals_table(goals)])


def measured(ways: Sequence[Way], rounds: int, folder: Path, seconds: float = SECONDS) -> dict[Way, list[Sample]]:
    """Each way once a round, one after the other, in a process of its own, against one quick server."""
    samples: dict[Way, list[Sample]] = {each: [] for each in ways}
    with serving("answering") as server:
        for _ in range(rounds):
            for way, taken in samples.items():
                taken.append(_sample(way, server, folder, seconds))
    return samples


def _sample(way: Way, server: Server, folder: Path, seconds: float) -> Sample:
    command = [sys.executable, "-m", "bench.serving.asking", way.name, str(server.port), str(way.window), str(seconds)]
    paths = {**os.environ, "PYTHONPATH": os.pathsep.join((str(ROOT), str(folder)))}
    said = subprocess.run(command, cwd=ROOT, env=paths, check=True, stdout=subprocess.PIPE, text=True).stdout
    return Sample(**json.loads(said))


def rows(title: str, samples: Mapping[Way, Sequence[Sample]], ways: Sequence[Way]) -> list[str]:
    """Give the figures of some ways, to the first of them."""
    lines = [
        f"### {title}",
        "",
        "| client | messages/s | ratio | processor µs/message | ratio |",
        "|---|---|---|---|---|",
    ]
    for each in ways:
        cells = [
            each.title,
            f"{statistics.median(sample.rate for sample in samples[each]):,.0f}",
            f"{_rates(samples, each, ways[0]):.2f}×",
            f"{statistics.median(sample.processor for sample in samples[each]) * 1e6:.1f}",
            f"{_processors(samples, each, ways[0]):.2f}×",
        ]
        lines.append(f"| {' | '.join(cells)} |")
    return lines


def _rates(samples: Mapping[Way, Sequence[Sample]], one: Way, other: Way) -> float:
    return medians([each.rate for each in samples[one]], [each.rate for each in samples[other]])


def _processors(samples: Mapping[Way, Sequence[Sample]], one: Way, other: Way) -> float:
    return medians([each.processor for each in samples[one]], [each.processor for each in samples[other]])
