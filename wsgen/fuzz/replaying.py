"""Runs a recorded failure again, and says whether the fault is still there."""

from dataclasses import dataclass
from typing import Final

from .failure import Failure
from .latency import ENOUGH, slow
from .memory import growth
from .recording import Recording
from .run import Run
from .target import Target

TIMES: Final = 3
SLOW: Final = "WSG810"
_GROWS: Final = "WSG811"
MEASURED: Final = frozenset({SLOW, _GROWS})
"""Codes of failures that many runs show together, and no single one."""
_SECONDS: Final = 15.0


@dataclass(frozen=True, slots=True)
class Replayed:
    """What became of a recorded failure: it was seen in `failed` of `runs` runs.

    `failure` is what was seen, the recorded one if it was among it; `run` shows it. Both None where all was well.
    """

    failed: int
    runs: int
    failure: Failure | None
    run: Run | None


def replay(target: Target, recording: Recording) -> Replayed:
    """Runs a recording on a server that is started anew each time; where time or memory is at fault, often on one."""
    if recording.code in MEASURED:
        return _measured(target, recording)
    runs = [target.run_anew(recording.trace) for _ in range(TIMES)]
    failing = [run for run in runs if run.failure is not None]
    same = [run for run in failing if run.failure is not None and run.failure.key == (recording.code, recording.place)]
    shown = next(iter(same or failing), None)
    return Replayed(len(same), len(runs), None if shown is None else shown.failure, shown)


def _measured(target: Target, recording: Recording) -> Replayed:
    end = target.now() + _SECONDS
    run = target.run_anew(recording.trace)
    while run.failure is None and target.now() < end and not (recording.code == SLOW and _is_timed(target)):
        run = target.run(recording.trace)
        target.sample()
    failure = run.failure or (growth(target.samples) if recording.code == _GROWS else _slowness(target, recording))
    is_same = failure is not None and failure.key == (recording.code, recording.place)
    return Replayed(int(is_same), 1, failure, None if failure is None else run)


def _is_timed(target: Target) -> bool:
    """Whether the answers to one message, and so to all of the trace, are enough to say something."""
    return any(len(each) >= ENOUGH for each in target.latencies.values())


def _slowness(target: Target, recording: Recording) -> Failure | None:
    messages = target.frames(recording.trace.connection).protocol.messages
    found = slow(target.latencies, lambda message: messages[message].wire, target.baseline())
    return None if found is None else found[1]
