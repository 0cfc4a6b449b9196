"""Searches a server for a fault: what a plan sees to, and what chance finds; it counts what was reached."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from ..instances.reading import read_text as verdict_on
from ..plan.protocol import Connection, Direction
from .campaign import Budget, Found, Progress, campaign
from .coverage import Counted, Coverage
from .run import Got, Run
from .sequences import Sequences
from .steps import Trace
from .target import Target


@dataclass(frozen=True, slots=True)
class Searched:
    """What a search did: the fault that ended it, None where there is none, and what was reached on each connection."""

    found: Found | None
    seconds: float
    coverage: Mapping[str, Coverage]


def search(
    target: Target, connections: Sequence[Connection], seed: int, budget: Budget, progress: Progress
) -> Searched:
    """Searches until something is wrong or the budget is used up; the same seed tries the same things.

    Raises NoHypothesisError where there is no Hypothesis.
    """
    # What is given at the handshake is the target's: a trace that is kept holds no secret of it.
    sequences = [Sequences.of(target.frames(each.key), target.given, seed) for each in connections]
    counted = {each.frames.connection.key: Counted(each) for each in sequences}

    def seen(run: Run) -> None:
        count = counted[run.trace.connection]
        for number in run.sent:
            count.sent(run.trace.steps[number])
        for event in run.events:
            if isinstance(event, Got) and isinstance(event.content, str):
                frames = target.frames(run.trace.connection)
                message = verdict_on(frames, Direction.SERVER_TO_CLIENT, event.content).message
                if message is not None:
                    count.arrived(message)

    began = target.now()
    found = campaign(target, _traces(sequences), budget, seen, progress)
    coverage = {key: each.coverage() for key, each in counted.items()}
    return Searched(found, target.now() - began, coverage)


def _traces(sequences: Sequence[Sequences]) -> Iterator[Trace]:
    """One of each connection in turn."""
    left = [each.traces() for each in sequences]
    while left:
        for each in [*left]:
            trace = next(each, None)
            if trace is None:
                left.remove(each)
            else:
                yield replace(trace, arguments={})
