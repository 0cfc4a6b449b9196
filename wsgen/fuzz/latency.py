"""Judges how long answers take, against what this machine takes for nothing."""

from collections.abc import Callable, Mapping, Sequence
from statistics import median
from typing import Final

from .failure import Failure

LIMIT: Final = 0.1
"""Seconds in which an answer begins, on a machine at rest."""
ENOUGH: Final = 20
"""Answers of one message before their median says something."""
_AT_REST: Final = 0.002
"""Seconds of a round trip to a server that does nothing, below which a machine counts as at rest."""


def limit(baseline: float) -> float:
    """Seconds in which an answer must begin, where a round trip to a server that does nothing takes `baseline`."""
    return LIMIT * max(1.0, baseline / _AT_REST)


def slow(
    latencies: Mapping[str, Sequence[float]], wire: Callable[[str], str], baseline: float, enough: int = ENOUGH
) -> tuple[str, Failure] | None:
    """The message whose answers take longest and too long, by their median, and the failure; None where none does."""
    medians = {message: median(taken) for message, taken in latencies.items() if len(taken) >= enough}
    worst = max(medians, key=lambda each: medians[each], default=None)
    if worst is None or medians[worst] <= limit(baseline):
        return None
    what = (
        f"the answer to {wire(worst)} takes {medians[worst] * 1000:.0f} ms (median of {len(latencies[worst])}; "
        f"a round trip on this machine takes {baseline * 1000:.1f} ms)"
    )
    return worst, Failure("WSG810", wire(worst), what, f"an answer begins within {limit(baseline) * 1000:.0f} ms")
