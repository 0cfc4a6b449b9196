"""What connections cost that do nothing: the memory of a server's process for each."""

import statistics
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from ..rounds import medians
from .echo import CHANX, PICOWS, PYDANTIC, STARLETTE, WEBSOCKETS, WSGEN, Contestant
from .goals import Goal, goals_table
from .installing import install
from .protocol import SAID, SAY, generate
from .running import loading, serving

CONNECTIONS: Final = 1000
MANY: Final = 5000
ALL: Final = (STARLETTE, WSGEN, PYDANTIC, CHANX, WEBSOCKETS, PICOWS)


def tables(rounds: int) -> Iterator[str]:
    """A thousand connections each, and five thousand to one generated server."""
    with tempfile.TemporaryDirectory() as name:
        folder = generate(Path(name))
        yield table(measured(ALL, CONNECTIONS, rounds, folder), held(folder))


def measured(
    contestants: Sequence[Contestant], connections: int, rounds: int, folder: Path
) -> dict[Contestant, list[float]]:
    """Bytes a connection, of every contestant once a round, each time in a new process."""
    rivals = install() if any(each.is_rival for each in contestants) else None
    taken: dict[Contestant, list[float]] = {each: [] for each in contestants}
    for _ in range(rounds):
        for each in contestants:
            other = {"python": rivals} if each.is_rival and rivals else {}
            with serving(each.module, folder=folder, **other) as server:
                # What a server loads for its first connections is not theirs.
                with loading(server, 20) as load:
                    load.do("echo", SAY, SAID if each.answers else SAY, 0.1)
                before = server.memory()
                with loading(server, connections):
                    time.sleep(0.5)
                    taken[each].append((server.memory() - before) / connections)
    return taken


def held(folder: Path, connections: int = MANY) -> float:
    """Hold many connections to a generated server, each of which says something and is answered; bytes for each."""
    with serving(WSGEN.module, folder=folder) as server, loading(server, 1) as first:
        first.do("echo", SAY, SAID, 0.1)
        before = server.memory()
        with loading(server, connections) as load:
            load.do("echo", SAY, SAID, 0.1)
            return (server.memory() - before) / connections


def table(taken: Mapping[Contestant, Sequence[float]], many: float) -> str:
    """Give the memory of every contestant, and the goal."""
    lines = [
        f"### {CONNECTIONS:,} connections that do nothing",
        "",
        "| server | KiB/connection | ratio |",
        "|---|---|---|",
    ]
    for each, own in taken.items():
        lines.append(f"| {each.title} | {statistics.median(own) / 1024:.1f} | {medians(own, taken[STARLETTE]):.2f}× |")
    goals = [Goal("memory a connection, to a bare Starlette's", medians(taken[WSGEN], taken[STARLETTE]), most=1.25)]
    more = f"{MANY:,} connections were held at once, each answered: {many / 1024:.1f} KiB for each.\n"
    return "\n".join([*lines, "", goals_table(goals), more])
