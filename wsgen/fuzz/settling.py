"""Turns a failure into the smallest trace that shows it on a server started anew, and says how often it does."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final, Protocol

from .shrink import Limits, shrink
from .simpler_steps import SameFault
from .steps import Reconnect, Step, Trace, Valid, size_of

_TIMES: Final = 3
"""How often a trace is run to see whether it always fails."""
_STEP: Final = 8
_EARLIER: Final = (1, _STEP, _STEP**2)
"""How many of the traces before a failure are tried with it, where it doesn't show itself alone."""


class Rig(Protocol):
    """Runs traces and says whether each fails in the very way that matters: with the same code, at the same place."""

    def fails(self, trace: Trace) -> bool:
        """On the server as it is; it is started anew where it has died."""
        ...

    def fails_anew(self, trace: Trace) -> bool:
        """On a server that was started for this; on the server as it is where it can't be started."""
        ...


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of a failure: the trace, which `failed` in so many of `runs` runs on a server that was started anew.

    `needs_earlier` says that other connections have to come first: they are in the trace. `is_least` is False where
    time ran out before the trace was as small as it can be, or where it wasn't made smaller at all.
    """

    trace: Trace
    failed: int
    runs: int
    needs_earlier: bool
    is_least: bool


def settle(
    failing: Trace,
    earlier: Sequence[Trace],
    rig: Rig,
    is_same: SameFault,
    *,
    limits: Limits,
    now: Callable[[], float],
) -> Settled:
    """The smallest trace that shows the failure; `earlier` are the traces that were run before it, the last one last.

    A server keeps things, so that a trace may fail because of those before it: what counts is what a server does that
    was started anew.
    """
    whole, failed, runs = _whole(failing, earlier, rig)
    if failed == 0:
        return Settled(failing, 0, runs, needs_earlier=False, is_least=False)
    times = 1 if failed == runs else _TIMES
    half = replace(limits, seconds=limits.seconds / 2)
    here, anew = _often(rig.fails, times), _often(rig.fails_anew, times)
    small = shrink(whole, here, is_same, half, now)
    again = _count(rig, small.trace)
    if again == 0:
        # It had become too small thanks to what the runs before had left behind.
        start = _last_that(anew, small.way)
        small = shrink(start, lambda trace: here(trace) and anew(trace), is_same, half, now)
        again = _count(rig, small.trace)
    if again == 0:
        return Settled(whole, failed, runs, whole is not failing, is_least=False)
    return Settled(small.trace, again, _TIMES, whole is not failing, small.is_least)


def confirm(failing: Trace, rig: Rig) -> Settled:
    """The trace as it is, run once more: for failures of time and memory, which can't be made smaller."""
    return Settled(failing, int(rig.fails_anew(failing)), 1, needs_earlier=False, is_least=False)


def example(traces: Sequence[Trace], message: str | None) -> Trace:
    """What to run again and again for a failure that many runs showed together; `traces` are those, the last one last.

    With a `message` that is slow, the smallest frame of it; else, for memory that grows, the last few as one.
    """
    last = traces[-1]
    frames = [(size_of(step), step, each) for each in traces for step in each.steps if _is_of(step, message)]
    if frames:
        _, step, trace = min(frames, key=lambda found: found[0])
        return replace(trace, steps=(step,))
    alike = [each for each in traces if (each.connection, each.arguments) == (last.connection, last.arguments)]
    return replace(last, steps=_joined(alike[-_STEP:]))


def _is_of(step: Step, message: str | None) -> bool:
    return isinstance(step, Valid) and step.message == message


def _whole(failing: Trace, earlier: Sequence[Trace], rig: Rig) -> tuple[Trace, int, int]:
    """The trace with as many of those before it as it needs, and how often it failed of how many runs."""
    # To start a server takes a second: what fails at once isn't asked again before it is small.
    if rig.fails_anew(failing):
        return failing, 1, 1
    if failed := _count(rig, failing):
        return failing, failed, _TIMES + 1
    alike = [each for each in earlier if (each.connection, each.arguments) == (failing.connection, failing.arguments)]
    for count in (each for each in _EARLIER if each // _STEP < len(alike)):
        joined = replace(failing, steps=_joined([*alike[-count:], failing]))
        if rig.fails_anew(joined):
            return joined, 1, 1
    return failing, 0, _TIMES + 1


def _last_that(fails: Callable[[Trace], bool], way: Sequence[Trace]) -> Trace:
    """The last one that fails, as the first is taken to, and the last one not to: by bisection."""
    first, last = 0, len(way) - 1
    while last - first > 1:
        middle = (first + last) // 2
        if fails(way[middle]):
            first = middle
        else:
            last = middle
    return way[first]


def _count(rig: Rig, trace: Trace) -> int:
    """How often a trace fails of `_TIMES` runs."""
    return sum(rig.fails_anew(trace) for _ in range(_TIMES))


def _joined(traces: Sequence[Trace]) -> tuple[Step, ...]:
    """The steps of all traces, a connection or more for each."""
    *before, last = traces
    return (*(step for each in before for step in (*each.steps, Reconnect("close"))), *last.steps)


def _often(fails: Callable[[Trace], bool], times: int) -> Callable[[Trace], bool]:
    """Whether a trace fails at least once in so many runs."""
    return lambda trace: any(fails(trace) for _ in range(times))
