"""Runs one trace after another until time is up or something is wrong, and watches time and memory meanwhile."""

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from .failure import Failure
from .latency import ENOUGH, slow
from .memory import growth
from .run import Run
from .steps import Trace
from .target import Target

_EARLIER: Final = 64
_SAMPLE: Final = 0.5
_LOOK: Final = 2.0


@dataclass(frozen=True, slots=True)
class Budget:
    """When to stop without a failure: after so many seconds, or when so many frames were sent."""

    seconds: float
    frames: int | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """A failure, the trace that was running, and those before it, the last one last."""

    failure: Failure
    run: Run
    earlier: tuple[Trace, ...]


Seen = Callable[[Run], None]
"""Is told of each run."""
Progress = Callable[[float], None]
"""Is told how much of the budget is used, from 0 to 1."""


def campaign(target: Target, traces: Iterator[Trace], budget: Budget, seen: Seen, progress: Progress) -> Found | None:
    """The first thing that is wrong, None where nothing is within the budget."""
    watch = _Watch(target)
    began = target.now()
    earlier: deque[Trace] = deque(maxlen=_EARLIER)
    for trace in traces:
        run = target.run(trace)
        seen(run)
        failure = run.failure or watch.failure()
        if failure is not None:
            return Found(failure, run, tuple(earlier))
        earlier.append(trace)
        used = (target.now() - began) / budget.seconds
        if budget.frames is not None:
            used = max(used, target.counts.frames / budget.frames)
        progress(min(used, 1.0))
        if used >= 1:
            break
    failure = watch.last()
    if failure is not None:
        return Found(failure, Run(Trace("", {}, (), 0), (), failure), tuple(earlier))
    return None


class _Watch:
    """Looks at times and memory now and then."""

    def __init__(self, target: Target) -> None:
        self._target = target
        self._sampled = self._looked = target.now()
        self._suspected: str | None = None

    def failure(self) -> Failure | None:
        """What is too slow or grows, where it is time to look."""
        now = self._target.now()
        if now - self._sampled >= _SAMPLE:
            self._target.sample()
            self._sampled = now
        if now - self._looked < _LOOK:
            return None
        self._looked = now
        return self._slow() or growth(self._target.samples)

    def last(self) -> Failure | None:
        """The same at the end."""
        self._target.sample()
        return growth(self._target.samples)

    def _slow(self) -> Failure | None:
        """What is slow twice: a second series is measured when the first one was slow."""
        target = self._target
        wire = target.wire
        enough = ENOUGH if self._suspected is None else ENOUGH // 2
        # The baseline takes a while, so that it is measured only where something looks slow on a machine at rest.
        if slow(target.latencies, wire, 0.0, enough) is None:
            return None
        found = slow(target.latencies, wire, target.baseline(), enough)
        if found is None:
            return None
        message, failure = found
        if self._suspected == message:
            return failure
        self._suspected = message
        target.latencies.clear()
        return None
