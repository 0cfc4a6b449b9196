"""Makes a trace that fails as small as it can be while it fails in the same way: delta debugging of our own.

Hypothesis once reported an unshrunk example of several that it had seen, so the smallest of all is kept here.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from ..spec.node import Value
from .fewer import fewest, simplest
from .simpler_steps import SameFault, replaced, scalars, simpler_step
from .steps import Invalid, Pause, Raw, Reconnect, Step, Trace, Valid, size


@dataclass(frozen=True, slots=True)
class Limits:
    """When to stop: after so many runs of a trace, or so many seconds."""

    runs: int = 500
    seconds: float = 20.0


@dataclass(frozen=True, slots=True)
class Shrunk:
    """The smallest trace found that fails, and after how many runs; `is_least` is False where the limits ended it.

    `way` has all that failed on the way to it, each smaller than the one before.
    """

    trace: Trace
    runs: int
    is_least: bool
    way: tuple[Trace, ...] = ()


def shrink(
    trace: Trace, fails: Callable[[Trace], bool], is_same: SameFault, limits: Limits, now: Callable[[], float]
) -> Shrunk:
    """The smallest trace found that `fails`, as `trace` is taken to: fewer connections and steps, then simpler ones.

    `fails` runs a trace and says whether it fails in the very way that matters: the same code at the same place.
    `is_same` says whether a step is to the protocol what another one is: no valid frame becomes an invalid one, nor an
    invalid one another. `now` is a clock, in seconds. Not for failures of time or memory, which no second run repeats
    exactly.
    """
    search = _Search(trace, fails, limits, now)
    while True:
        before = search.best
        search.leave_out()
        search.simplify_shared(is_same)
        search.simplify_each(is_same)
        if search.best == before or search.is_over:
            return Shrunk(search.best, search.runs, not search.is_over, tuple(search.way))


def weight(trace: Trace) -> tuple[int, int, int, tuple[str, ...]]:
    """What orders traces from simple to complicated: steps, bytes, what is unusual in them, then their frames' text."""
    # Of two numbers of the same length the text of the smaller one comes first; "a" is the plainest of characters.
    texts = tuple(step.text.replace("a", "\0") for step in trace.steps if isinstance(step, Valid | Invalid | Raw))
    return (*size(trace), sum(_strangeness(step) for step in trace.steps), texts)


class _Search:
    """The runs so far, and the smallest trace of those that failed."""

    def __init__(self, trace: Trace, fails: Callable[[Trace], bool], limits: Limits, now: Callable[[], float]) -> None:
        self.best = trace
        self.way = [trace]
        self.runs = 0
        self.is_over = False
        self._fails = fails
        self._limits = limits
        self._now = now
        self._end = now() + limits.seconds
        self._verdicts: dict[tuple[Step, ...], bool] = {trace.steps: True}

    def leave_out(self) -> None:
        """Leaves out whole connections, then steps."""
        fewest(_connections(self.best.steps), lambda kept: self._holds(_joined(kept)))
        fewest(self.best.steps, self._holds)

    def simplify_shared(self, is_same: SameFault) -> None:
        """Simplifies what stands in the frames of several steps in all of them at once, as for ids that must agree."""
        counts = Counter(each for step in self.best.steps for each in scalars(step))
        for scalar in sorted((each for each, count in counts.items() if count > 1), key=str):
            simplest(scalar, self._with_all(scalar, is_same))

    def simplify_each(self, is_same: SameFault) -> None:
        """Makes each step simpler, one after the other."""
        for index, step in enumerate(self.best.steps):
            simpler_step(step, is_same, self._with(index))

    def _with(self, index: int) -> Callable[[Step], bool]:
        steps = self.best.steps
        return lambda step: self._holds((*steps[:index], step, *steps[index + 1 :]))

    def _with_all(self, old: Value, is_same: SameFault) -> Callable[[Value], bool]:
        steps = self.best.steps

        def holds(new: Value) -> bool:
            swapped = [replaced(step, old, new) for step in steps]
            pairs = zip(steps, swapped, strict=True)
            return all(one == other or is_same(one, other) for one, other in pairs) and self._holds(swapped)

        return holds

    def _holds(self, steps: Sequence[Step]) -> bool:
        """Whether these steps fail too; none is run twice."""
        key = tuple(steps)
        if key in self._verdicts:
            return self._verdicts[key]
        if self.is_over or self.runs >= self._limits.runs or self._now() >= self._end:
            self.is_over = True
            return False
        self.runs += 1
        tried = replace(self.best, steps=key)
        self._verdicts[key] = self._fails(tried)
        if self._verdicts[key] and weight(tried) < weight(self.best):
            self.best = tried
            self.way.append(tried)
        return self._verdicts[key]


def _connections(steps: Iterable[Step]) -> tuple[tuple[Step, ...], ...]:
    """The steps of each connection; a Reconnect ends one."""
    found: list[list[Step]] = [[]]
    for step in steps:
        found[-1].append(step)
        if isinstance(step, Reconnect):
            found.append([])
    return tuple(tuple(each) for each in found if each)


def _joined(connections: Iterable[Sequence[Step]]) -> tuple[Step, ...]:
    return tuple(step for each in connections for step in each)


def _strangeness(step: Step) -> int:
    match step:
        case Valid() | Invalid() | Raw():
            return sum(ord(each) for each in step.text if not each.isascii() or not each.isprintable())
        case Pause():
            return int(step.seconds * 1000)
        case Reconnect(how):
            return int(how != "close")
        case _:
            return 0
