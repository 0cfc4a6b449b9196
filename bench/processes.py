"""Whole processes: how long one takes from start to end, and how much memory."""

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from .rounds import medians

ROOT = Path(__file__).parent.parent
BIN = Path(sys.executable).parent


@dataclass(frozen=True, slots=True)
class Used:
    """What one process took: seconds from start to end, seconds of processors, and the most memory in bytes."""

    seconds: float
    processor: float
    memory: float


@dataclass(frozen=True, slots=True)
class Process:
    """A command, where and with what it runs, and what is done before it each time, which isn't counted."""

    command: Sequence[str | Path]
    environment: Mapping[str, str] | None = None
    cwd: Path = ROOT
    prepare: Callable[[], object] = field(default=lambda: None)


def run(*command: str | Path, cwd: Path = ROOT, environment: Mapping[str, str] | None = None) -> None:
    """Run one process to its end; its output is not shown. Raises CalledProcessError when it fails."""
    subprocess.run([str(part) for part in command], cwd=cwd, check=True, capture_output=True, env=environment)


def use(process: Process) -> Used:
    """Run one process to its end; raises CalledProcessError when it fails."""
    process.prepare()
    command = [str(part) for part in process.command]
    start = time.perf_counter()
    running = subprocess.Popen(
        command, cwd=process.cwd, env=process.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    _, status, usage = os.wait4(running.pid, 0)
    seconds = time.perf_counter() - start
    running.returncode = os.waitstatus_to_exitcode(status)
    if running.returncode:
        raise subprocess.CalledProcessError(running.returncode, command)
    # Linux counts in KiB, macOS in bytes.
    unit = 1 if sys.platform == "darwin" else 1024
    return Used(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * unit)


def rounds_of(processes: Mapping[str, Process], rounds: int) -> dict[str, list[Used]]:
    """Every process once a round, one after the other, after a warm-up that isn't counted."""
    taken: dict[str, list[Used]] = {name: [] for name in processes}
    for number in range(rounds + 1):
        for name, process in processes.items():
            used = use(process)
            if number:
                taken[name].append(used)
    return taken


def compared(used: Sequence[Used], others: Sequence[Used]) -> tuple[tuple[str, str], ...]:
    """Medians of time, time of processors and memory, each with its ratio to the others of the same rounds."""
    rows: list[tuple[str, str]] = []
    for name, form, scale in (("seconds", ".2f", 1.0), ("processor", ".2f", 1.0), ("memory", ".0f", 1e-6)):
        own = [getattr(each, name) * scale for each in used]
        ratio = medians(own, [getattr(each, name) * scale for each in others])
        rows.append((format(statistics.median(own), form), f"{ratio:.2f}×"))
    return tuple(rows)
