"""How long `wsgen fuzz` takes to find each of the faults, and what it makes of them."""

import json
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..processes import ROOT
from .faults import CORRECT, FAULTS

LIMIT = 60
"""Seconds that a search may take."""


@dataclass(frozen=True, slots=True)
class Found:
    """What one search found, in how many seconds: codes, none where it found nothing; steps and bytes of the trace."""

    codes: tuple[str, ...]
    steps: int
    bytes: int
    seconds: float
    printed: str


def find(app: str, seed: int, limit: int = LIMIT) -> Found:
    """Search once; raises RuntimeError where there is no answer."""
    with tempfile.TemporaryDirectory() as folder:
        command = ("fuzz", "--app", app, "--seed", str(seed), "--time", str(limit), "--failures", folder)
        start = time.perf_counter()
        ran = subprocess.run(
            [sys.executable, "-m", "wsgen", *command], cwd=ROOT, capture_output=True, text=True, check=False
        )
        seconds = time.perf_counter() - start
        if ran.returncode not in {0, 1}:
            raise RuntimeError(f"{app}: exit code {ran.returncode}\n{ran.stdout}{ran.stderr}")
        files = sorted(Path(folder).iterdir())
        recorded = [json.loads(path.read_text(encoding="utf-8")) for path in files]
    steps = [step for each in recorded[:1] for step in each["trace"]["steps"]]
    codes = tuple(dict.fromkeys(re.findall(r"WSG8\d\d", ran.stdout)))
    return Found(codes, len(steps), len(json.dumps(steps)), seconds, ran.stdout)


def tables(rounds: int) -> Iterator[str]:
    """A table of all faults, one search a seed."""
    yield f"### Faults found by `wsgen fuzz --time {LIMIT}`, {rounds} seeds\n"
    yield table({app: [find(app, seed) for seed in range(1, rounds + 1)] for app in (CORRECT, *FAULTS)})


def table(found: dict[str, Sequence[Found]]) -> str:
    """A row a server: how often its fault was found, as what, in how many seconds, by how small a trace."""
    rows = ["| server | found | as | s, median | s, most | steps | bytes |", "|---|---|---|---|---|---|---|"]
    for app, searches in found.items():
        hits = [each for each in searches if each.codes]
        seconds = [each.seconds for each in searches]
        codes = ", ".join(sorted({each.codes[0] for each in hits})) or "–"
        steps, size = (
            statistics.median(each) if each else 0 for each in ([h.steps for h in hits], [h.bytes for h in hits])
        )
        rows.append(
            f"| {FAULTS.get(app, 'nothing is wrong')} | {len(hits)} of {len(searches)} | {codes} "
            f"| {statistics.median(seconds):.1f} | {max(seconds):.1f} | {steps:g} | {size:g} |"
        )
    return "\n".join(rows) + "\n"
