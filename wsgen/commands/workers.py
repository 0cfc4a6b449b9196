"""Does the same work for many subjects, in several processes where there are enough subjects for that."""

import signal
from collections.abc import Callable, Iterable, Sequence
from typing import Final, TypeVar

from ..processors import processors as available

Subject = TypeVar("Subject")
Result = TypeVar("Result")

FEWEST: Final = 24
"""With fewer subjects one process does it all: a start of Python takes as long as a dozen documents."""

_SHARES: Final = 4
# What is quick and what is slow is spread well enough where each process gets its work in so many parts.


def for_each(work: Callable[[Subject], Result], subjects: Sequence[Subject], processes: int = 0) -> Iterable[Result]:
    """The result of `work` for each subject, in their order.

    `work` is a function of a module, and what goes in and out can be pickled. `processes` are as many as this
    process may use processors, unless it is said; one does the work here, and so is it for few subjects.
    """
    processes = processes or available()
    if processes < 2 or len(subjects) < FEWEST:
        return map(work, subjects)
    # Takes 20 ms to load, and most runs have one document.
    from concurrent.futures import ProcessPoolExecutor

    share = max(1, len(subjects) // (processes * _SHARES))
    with ProcessPoolExecutor(processes, initializer=_leave_signals) as pool:
        return list(pool.map(work, subjects, chunksize=share))


def _leave_signals() -> None:
    """Ctrl-C reaches every process of a terminal: the first one ends the others, and answers for it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
