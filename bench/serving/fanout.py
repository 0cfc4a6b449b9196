"""Publishing to many, and beside one who doesn't read: a generated server against what is written by hand."""

import json
import statistics
import tempfile
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ..rounds import medians
from .goals import Goal, goals_table
from .installing import install
from .protocol import POST, generate
from .running import Server, loading, serving

SUBSCRIBERS: Final = 1000
TIMES: Final = 40
FLOOD: Final = 3000
QUEUE: Final = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Way:
    """One way of publishing: its title, its server and that one's arguments, and whether it is a rival's."""

    title: str
    module: str
    arguments: tuple[str, ...] = ()
    is_rival: bool = False


SERIAL: Final = Way("Starlette, `send_text` one after the other", "publishing_starlette", ("serially",))
WSGEN: Final = Way("wsgen", "generated")
JSON: Final = Way("Starlette, `send_json` one after the other", "publishing_starlette", ("each_anew",))
GATHER: Final = Way("Starlette, `send_text` in `asyncio.gather`", "publishing_starlette", ("at_once",))
CHANX: Final = Way("chanx on FastAPI, a group in memory", "chanx_consumer", is_rival=True)
BROADCAST: Final = Way("websockets, `broadcast`: no queue, no limit", "publishing_websockets")
ALL: Final = (SERIAL, WSGEN, JSON, GATHER, CHANX, BROADCAST)


@dataclass(frozen=True, slots=True)
class Sample:
    """Deliveries a second, seconds of the server's processor a delivery, and seconds until everyone has a message."""

    rate: float
    processor: float
    p50: float
    p99: float


def tables(rounds: int) -> Iterator[str]:
    """Deliveries to a thousand, then to twenty beside one who doesn't read."""
    with tempfile.TemporaryDirectory() as name:
        folder = generate(Path(name))
        samples = measured(ALL, SUBSCRIBERS, rounds, folder)
        yield table(samples, serialisations(folder, SUBSCRIBERS))
        yield stalled_table([stalled(folder) for _ in range(rounds)])


def measured(
    ways: Sequence[Way], subscribers: int, rounds: int, folder: Path, times: int = TIMES
) -> dict[Way, list[Sample]]:
    """Publish in every way once a round, one after the other; each message once everyone has the one before."""
    rivals = install() if any(each.is_rival for each in ways) else None
    with ExitStack() as stack:
        servers: dict[Way, Server] = {}
        for each in ways:
            other = {"python": rivals} if each.is_rival and rivals else {}
            servers[each] = stack.enter_context(serving(each.module, *each.arguments, folder=folder, **other))
        samples: dict[Way, list[Sample]] = {each: [] for each in ways}
        for _ in range(rounds):
            for each, server in servers.items():
                samples[each].append(_sample(server, subscribers, times))
    return samples


def _sample(server: Server, subscribers: int, times: int) -> Sample:
    with loading(server, subscribers) as load:
        load.do("fanout", POST, 2)
        before = server.processor()
        result = load.do("fanout", POST, times)
        used = server.processor() - before
    frames: int = result["frames"]
    return Sample(frames / result["seconds"], used / frames, result["p50"], result["p99"])


def serialisations(folder: Path, subscribers: int) -> int:
    """Count how often one published message is made into text."""
    with serving("generated", "counted", folder=folder) as server, loading(server, subscribers) as load:
        load.do("fanout", POST, 1)
        first = int(server.said())
        load.do("fanout", POST, 1)
        return int(server.said()) - first


def table(samples: Mapping[Way, Sequence[Sample]], serialised: int) -> str:
    """Give the figures of every way, and the goals."""
    lines = [
        f"### A message of 250 bytes to {SUBSCRIBERS:,} subscribers",
        "",
        "| server | deliveries/s | ratio | processor µs/delivery | ratio | p50 ms until all have it | p99 ms |",
        "|---|---|---|---|---|---|---|",
    ]
    for each, own in samples.items():
        cells = [
            each.title,
            f"{statistics.median(sample.rate for sample in own):,.0f}",
            f"{medians([s.rate for s in own], [s.rate for s in samples[SERIAL]]):.2f}×",
            f"{statistics.median(sample.processor for sample in own) * 1e6:.1f}",
            f"{_processors(samples, each, SERIAL):.2f}×",
            f"{statistics.median(sample.p50 for sample in own) * 1e3:.1f}",
            f"{statistics.median(sample.p99 for sample in own) * 1e3:.1f}",
        ]
        lines.append(f"| {' | '.join(cells)} |")
    goals = [
        Goal("times that a message is made into text", serialised, most=1, least=1, unit=""),
        Goal("processor a delivery, to `send_text` one after the other", _processors(samples, WSGEN, SERIAL), most=1.1),
        Goal("processor a delivery, to `send_json` one after the other", _processors(samples, WSGEN, JSON), most=0.9),
    ]
    return "\n".join([*lines, "", goals_table(goals)])


def _processors(samples: Mapping[Way, Sequence[Sample]], one: Way, other: Way) -> float:
    return medians([each.processor for each in samples[one]], [each.processor for each in samples[other]])


@dataclass(frozen=True, slots=True)
class Stalled:
    """How one who doesn't read tells on the others: their rate, the longest publish, memory, and how that one ended."""

    rate: float
    worst: float
    memory: float
    close_code: int | None


def stalled(folder: Path, readers: int = 20, times: int = FLOOD) -> Stalled:
    """Flood some readers, first alone, then beside one who doesn't read."""
    flood = POST.replace("200", "4096")
    taken: dict[bool, tuple[float, float, float, int | None]] = {}
    for is_stalled in (False, True):
        with serving("generated", "flood", str(times), folder=folder) as server, loading(server, readers + 1) as load:
            load.do("fanout", POST, 50)
            before = server.memory()
            with _watched(server) as seen:
                result = load.do("flood", flood, times, is_stalled)
            worst = _line_of(server)["worst"]
        taken[is_stalled] = (result["seconds"], max(seen) - before, worst, result["close_code"])
    alone, beside = taken[False], taken[True]
    return Stalled(alone[0] / beside[0], beside[2], beside[1] - alone[1], beside[3])


@contextmanager
def _watched(server: Server) -> Iterator[list[float]]:
    """Look at a server's memory twenty times a second."""
    seen, ended = [server.memory()], threading.Event()

    def look() -> None:
        while not ended.wait(0.05):
            seen.append(server.memory())

    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield seen
    finally:
        ended.set()
        thread.join()


def _line_of(server: Server) -> dict[str, float]:
    found: dict[str, float] = json.loads(server.said())
    return found


def stalled_table(taken: Sequence[Stalled]) -> str:
    """Give the goals of one who doesn't read."""
    codes = {each.close_code for each in taken}
    goals = [
        Goal("the others' rate, to theirs without it", statistics.median(each.rate for each in taken), least=0.95),
        Goal("the longest publish", statistics.median(each.worst for each in taken) * 1e3, most=5, unit=" ms"),
        Goal("memory more, to the bound of a queue", statistics.median(e.memory for e in taken) / QUEUE, most=2),
        Goal(
            "close code of the one who doesn't read", max(code or 0 for code in codes), least=1013, most=1013, unit=""
        ),
    ]
    title = f"### {FLOOD:,} messages of 4 KiB, 1,000 a second, to 20 readers and one who doesn't read"
    return "\n".join([title, "", goals_table(goals)])
