"""Interleaved rounds: every contestant once a round, ratios taken inside the round, medians over the rounds."""

import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

Contestant = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Row:
    """One contestant's median time in seconds, and its median ratio to the reference of the same round."""

    name: str
    seconds: float
    ratio: float


def measure(contestants: Mapping[str, Contestant], reference: str, *, rounds: int, repeat: int = 1) -> list[Row]:
    """Time all contestants in turn, `rounds` times; each time is of `repeat` calls, given per call."""
    times: dict[str, list[float]] = {name: [] for name in contestants}
    for run in contestants.values():  # a warm-up that is not counted: caches of files and imports
        run()
    for _ in range(rounds):
        for name, run in contestants.items():
            start = time.perf_counter()
            for _ in range(repeat):
                run()
            times[name].append((time.perf_counter() - start) / repeat)
    return [
        Row(
            name,
            statistics.median(times[name]),
            medians(times[name], times[reference]),
        )
        for name in contestants
    ]


def medians(own: Sequence[float], others: Sequence[float]) -> float:
    """The median of the ratios of each round."""
    return statistics.median(one / other for one, other in zip(own, others, strict=True))
