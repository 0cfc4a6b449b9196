"""Says how many processors this process may use."""

import os


def processors() -> int:
    """At least one; what a container or `taskset` leaves is known on Linux only."""
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1
