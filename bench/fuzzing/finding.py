"""How long `wsgen fuzz` takes to find each of the faults, and what it makes of them."""

import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..processes import ROOT
from .faults import CORRECT, FAULTS

LIMIT = 60
"""Seconds that a search may take."""


@dataclass(frozen=True, slots=True)
class Search:
    """What one search found: the code, None for nothing, how many steps show it, and in how many seconds it was found.

    `seconds` are without those in which it is made small; `whole` are all that the command took.
    """

    code: str | None
    steps: int
    seconds: float
    whole: float
    transcript: tuple[str, ...]


def find(app: str, seed: int, limit: int = LIMIT) -> Search:
    """Search once; raises RuntimeError where there is no answer."""
    with tempfile.TemporaryDirectory() as folder:
        options = ("--app", app, "--argument", "token=demo", "--seed", str(seed), "--time", str(limit), "--out", folder)
        command = [sys.executable, "-m", "wsgen", "fuzz", "asyncapi/chat.yml", *options, "--format", "json"]
        start = time.perf_counter()
        ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        whole = time.perf_counter() - start
        if ran.returncode not in {0, 1}:
            raise RuntimeError(f"{app}: exit code {ran.returncode}\n{ran.stdout}{ran.stderr}")
        kept = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(Path(folder).iterdir())]
    told = json.loads(ran.stdout)
    failure = told["failure"]
    steps = len(kept[0]["trace"]["steps"]) if kept else 0
    if failure is None:
        return Search(None, steps, told["seconds"], whole, ())
    return Search(failure["code"], steps, told["seconds"], whole, tuple(failure["transcript"]))


def tables(rounds: int) -> Iterator[str]:
    """A table of all faults, one search a seed."""
    yield f"### Faults found by `wsgen fuzz --time {LIMIT}`, {rounds} seeds\n"
    yield table({app: [find(app, seed) for seed in range(1, rounds + 1)] for app in (CORRECT, *FAULTS)})


def table(searches: Mapping[str, Sequence[Search]]) -> str:
    """A row a server: how often its fault was found, as what, in how many seconds, and in how few steps it is shown."""
    rows = ["| server | found | as | s, median | s, most | with shrinking | steps |", "|---|---|---|---|---|---|---|"]
    for app, made in searches.items():
        codes = ", ".join(sorted({each.code for each in made if each.code})) or "–"
        hits = sum(each.code is not None for each in made)
        seconds = [each.seconds for each in made]
        whole, steps = statistics.median(each.whole for each in made), statistics.median(each.steps for each in made)
        name = FAULTS[app].what if app in FAULTS else "nothing is wrong"
        rows.append(
            f"| {name} | {hits} of {len(made)} | {codes} | {statistics.median(seconds):.1f} | {max(seconds):.1f} "
            f"| {whole:.1f} | {steps:g} |"
        )
    return "\n".join(rows) + "\n"
