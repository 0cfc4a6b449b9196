"""What a process says of itself: tasks, file descriptors, memory."""

import asyncio
import os
from pathlib import Path

PAGE = os.sysconf("SC_PAGE_SIZE")


def vitals() -> dict[str, int]:
    """Tasks of this event loop but the one that asks, open file descriptors, and KiB of memory in use."""
    resident = int(Path("/proc/self/statm").read_text().split()[1])
    return {
        "tasks": len(asyncio.all_tasks()) - 1,
        # Listing the folder takes a descriptor of its own.
        "fds": len(os.listdir("/proc/self/fd")) - 1,  # noqa: PTH208 - names are all that's needed
        "kib": resident * PAGE // 1024,
    }
