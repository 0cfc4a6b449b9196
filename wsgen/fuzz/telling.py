"""Makes of a failure what people get: the smallest trace that shows it, how surely it does, and what happens then."""

from dataclasses import dataclass, replace
from typing import Final

from .campaign import Found
from .failure import Failure
from .recording import Recording
from .replaying import MEASURED, SLOW, replay
from .run import Run
from .running import Patience
from .same_step import same_fault
from .settling import Settled, example, settle
from .shrink import Limits
from .steps import Trace
from .target import Target
from .transcript import transcript

_LIMITS: Final = Limits()
_QUICK: Final = 0.5
"""Seconds to wait for what is owed, where a wrong verdict costs nothing but a better trace."""


@dataclass(frozen=True, slots=True)
class Told:
    """A failure with its recording; `run` is what happened when the recorded trace was run for the last time."""

    failure: Failure
    recording: Recording
    settled: Settled
    run: Run


def tell(target: Target, found: Found, limits: Limits = _LIMITS) -> Told:
    """The failure, made as small as it can be within the limits; of time and memory measured once more instead."""
    if found.failure.code in MEASURED:
        return _measured(target, found)
    trace = found.run.trace
    if found.failure.step is not None:
        # What comes after it has nothing to do with it, mostly.
        shorter = replace(trace, steps=trace.steps[: found.failure.step + 1])
        trace = shorter if _Rig(target, found.failure).fails_anew(shorter) else trace
    patience, target.patience = target.patience, Patience(min(_QUICK, target.patience.owed), target.patience.calm)
    try:
        settled = _settled(target, found, trace, limits)
    finally:
        target.patience = patience
    run = target.run_anew(settled.trace)
    if settled.failed and (run.failure is None or run.failure.key != found.failure.key):
        # It only was slow.
        settled = _settled(target, found, trace, limits)
        run = target.run_anew(settled.trace)
    failure = run.failure if run.failure is not None and run.failure.key == found.failure.key else found.failure
    return _told(target, failure, settled, run)


class _Rig:
    """Says whether traces fail as one failure does."""

    def __init__(self, target: Target, failure: Failure) -> None:
        self._target = target
        self._key = failure.key

    def fails(self, trace: Trace) -> bool:
        """See Rig."""
        return self._is_it(self._target.run(trace))

    def fails_anew(self, trace: Trace) -> bool:
        """See Rig."""
        return self._is_it(self._target.run_anew(trace))

    def _is_it(self, run: Run) -> bool:
        return run.failure is not None and run.failure.key == self._key


def _settled(target: Target, found: Found, trace: Trace, limits: Limits) -> Settled:
    is_same = same_fault(target.frames(trace.connection))
    return settle(trace, found.earlier, _Rig(target, found.failure), is_same, limits=limits, now=target.now)


def _measured(target: Target, found: Found) -> Told:
    traces = [each for each in (*found.earlier, found.run.trace) if each.connection]
    messages = target.frames(traces[-1].connection).protocol.messages
    slow = (id_ for id_, each in messages.items() if each.wire == found.failure.place)
    trace = example(traces, next(slow, None) if found.failure.code == SLOW else None)
    once = Settled(trace, 0, 1, needs_earlier=False, is_least=False)
    again = replay(target, _recording(target, found.failure, once, found.run))
    settled = replace(once, failed=again.failed)
    return _told(target, again.failure or found.failure, settled, again.run or target.run_anew(trace))


def _told(target: Target, failure: Failure, settled: Settled, run: Run) -> Told:
    return Told(failure, _recording(target, failure, settled, run), settled, run)


def _recording(target: Target, failure: Failure, settled: Settled, run: Run) -> Recording:
    frames = target.frames(settled.trace.connection)
    return Recording(
        protocol=frames.protocol.name,
        code=failure.code,
        place=failure.place,
        what=failure.what,
        failed=settled.failed,
        runs=settled.runs,
        trace=settled.trace,
        transcript=transcript(frames, run),
    )
