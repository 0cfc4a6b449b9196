"""`python -m bench.scaling`: measure costs here, forecast larger installations, print the tables of docs/scaling.md."""

import argparse
import json
import math
import os
import platform
import statistics
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import fields
from typing import Final

from ..page import between
from ..processes import ROOT
from .costs import Costs
from .model import Load, forecast

PAGE: Final = ROOT / "docs" / "scaling.md"
LOADS: Final = (
    Load("one process", 1, 1, 5_000, 50, 20),
    Load("one machine", 1, 8, 40_000, 50, 200),
    Load("one machine, large rooms", 1, 8, 40_000, 5_000, 2),
    Load("four machines", 4, 8, 160_000, 50, 800),
    Load("four machines, small rooms", 4, 8, 160_000, 3, 6_000),
    Load("twenty machines", 20, 8, 800_000, 50, 4_000),
    Load("twenty machines, everyone hears it", 20, 8, 800_000, 800_000, 0.2),
    Load("too much for one Redis", 40, 8, 1_600_000, 200, 4_000),
)


def median(rounds: Sequence[Costs]) -> Costs:
    """Each cost's median."""
    return Costs(*(statistics.median(getattr(each, field.name) for each in rounds) for field in fields(Costs)))


def _round() -> Costs:
    command = [sys.executable, "-m", "bench.scaling.costs"]
    return Costs(**json.loads(subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout))


def tables(rounds: int) -> Iterator[str]:
    """Where it was measured, the costs, and what follows from them."""
    taken = [_round() for _ in range(rounds)]
    costs = median(taken)
    ratio = statistics.median(each.hop / each.bare_hop for each in taken)
    yield (
        f"Measured on {platform.system()} ({platform.machine()}, {os.cpu_count()} processors), Python "
        f"{platform.python_version()}; medians of {rounds} rounds. Times are of one processor.\n"
    )
    rows = (
        ("publish: check and write a message once", _micro(costs.publish)),
        ("deliver it to one connection", _micro(costs.deliver)),
        ("publish through Redis (script, stream of 100)", _micro(costs.redis_publish)),
        ("take a message from Redis", _micro(costs.redis_receive)),
        ("Redis itself, for each message", _micro(costs.redis_server_publish)),
        ("Redis itself, for each process that gets it", _micro(costs.redis_server_deliver)),
        (f"from `send` to arrival through Redis, {ratio:.2f}× of bare redis-py", f"{_micro(costs.hop)} that pass"),
        ("an idle connection", f"{costs.connection / 1024:.0f} KiB: {2**30 / costs.connection:,.0f} a GiB"),
    )
    yield "| what | cost |\n|---|---|\n" + "".join(f"| {what} | {cost} |\n" for what, cost in rows)
    head = (
        "| | processes | connections | of a topic | messages/s | a process | Redis | its messages/s | p99 | memory |\n"
    )
    yield head + "|---|" + "--:|" * 9 + "\n" + "".join(_row(load, costs) for load in LOADS)


def _row(load: Load, costs: Costs) -> str:
    found = forecast(load, costs)
    p99 = "–" if math.isinf(found.p99) else f"{found.p99 * 1000:.1f} ms"
    cells = (
        load.title,
        f"{load.machines} × {load.processes}",
        f"{load.connections:,}",
        f"{load.subscribers:,}",
        f"{load.messages:,g}",
        f"{found.process:.0%}",
        f"{found.redis:.0%}",
        f"{found.redis_messages:,.0f}",
        p99,
        f"{found.memory / 2**20:.0f} MiB",
    )
    return f"| {' | '.join(cells)} |\n"


def _micro(seconds: float) -> str:
    return f"{seconds * 1e6:.1f} µs"


def main() -> None:
    """Measure and print; `--write` puts the tables into docs/scaling.md."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--write", action="store_true", help="also write the tables into docs/scaling.md")
    arguments = parser.parse_args()
    text = "\n".join(tables(arguments.rounds))
    print(text)
    if arguments.write:
        marks = (f"<!-- python -m bench.scaling --write: {end} -->" for end in ("begin", "end"))
        PAGE.write_text(between(PAGE.read_text(encoding="utf-8"), text, *marks), encoding="utf-8")


if __name__ == "__main__":
    main()
