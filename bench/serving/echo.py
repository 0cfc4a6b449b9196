"""An echo under load: a generated server with its checks, against bare ones and against what is written by hand."""

import statistics
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ..rounds import medians
from .goals import Goal, goals_table
from .installing import install
from .protocol import SAID, SAY, generate
from .running import Server, loading, serving

SECONDS: Final = 1.5
WARM_UP: Final = 0.2


@dataclass(frozen=True, slots=True)
class Contestant:
    """A server: its title, its module, whether it answers instead of sending back, and whether it is a rival's."""

    title: str
    module: str
    answers: bool = True
    is_rival: bool = False


STARLETTE: Final = Contestant("Starlette, bare", "bare_starlette", answers=False)
WEBSOCKETS: Final = Contestant("websockets, bare", "websockets_library", answers=False)
PICOWS: Final = Contestant("picows, bare: the limit", "picows_library", answers=False, is_rival=True)
WSGEN: Final = Contestant("wsgen", "generated")
PYDANTIC: Final = Contestant("FastAPI, Pydantic by hand", "by_hand_pydantic")
SCHEMA: Final = Contestant("FastAPI, jsonschema and Pydantic by hand", "by_hand_schema")
CHANX: Final = Contestant("chanx on FastAPI", "chanx_consumer", is_rival=True)
ALL: Final = (STARLETTE, WSGEN, PYDANTIC, SCHEMA, CHANX, WEBSOCKETS, PICOWS)


@dataclass(frozen=True, slots=True)
class Sample:
    """What one run measured: frames a second, seconds of the server's processor a frame, and latencies in seconds."""

    rate: float
    processor: float
    p50: float
    p99: float


def tables(rounds: int) -> Iterator[str]:
    """Both numbers of connections, each with its goals."""
    with tempfile.TemporaryDirectory() as name:
        folder = generate(Path(name))
        for connections in (50, 500):
            yield table(connections, measured(ALL, connections, rounds, folder))


def measured(
    contestants: Sequence[Contestant], connections: int, rounds: int, folder: Path, seconds: float = SECONDS
) -> dict[Contestant, list[Sample]]:
    """Load every contestant once a round, one after the other, while the others' servers do nothing."""
    rivals = install() if any(each.is_rival for each in contestants) else None
    with ExitStack() as stack:
        servers: dict[Contestant, Server] = {}
        for each in contestants:
            other = {"python": rivals} if each.is_rival and rivals else {}
            servers[each] = stack.enter_context(serving(each.module, folder=folder, **other))
        samples: dict[Contestant, list[Sample]] = {each: [] for each in contestants}
        for _ in range(rounds):
            for each, server in servers.items():
                samples[each].append(_sample(server, connections, SAID if each.answers else SAY, seconds))
    return samples


def _sample(server: Server, connections: int, expected: str, seconds: float) -> Sample:
    with loading(server, connections) as load:
        load.do("echo", SAY, expected, min(WARM_UP, seconds))
        before = server.processor()
        result = load.do("echo", SAY, expected, seconds)
        used = server.processor() - before
    frames: int = result["frames"]
    return Sample(frames / result["seconds"], used / frames, result["p50"], result["p99"])


def table(connections: int, samples: Mapping[Contestant, Sequence[Sample]]) -> str:
    """Give the figures of every contestant, and the goals."""
    lines = [
        f"### An echo of {len(SAY)} bytes, {connections} connections",
        "",
        "| server | frames/s | ratio | processor µs/frame | ratio | p50 ms | p99 ms |",
        "|---|---|---|---|---|---|---|",
    ]
    for each, own in samples.items():
        cells = [
            each.title,
            f"{statistics.median(sample.rate for sample in own):,.0f}",
            f"{_rates(samples, each, STARLETTE):.2f}×",
            f"{statistics.median(sample.processor for sample in own) * 1e6:.1f}",
            f"{_processors(samples, each, STARLETTE):.2f}×",
            f"{statistics.median(sample.p50 for sample in own) * 1e3:.2f}",
            f"{statistics.median(sample.p99 for sample in own) * 1e3:.2f}",
        ]
        lines.append(f"| {' | '.join(cells)} |")
    goals = [
        Goal("frames a second, to a bare Starlette's", _rates(samples, WSGEN, STARLETTE), least=0.88),
        Goal("processor a frame, to a bare Starlette's", _processors(samples, WSGEN, STARLETTE), most=1.2),
        Goal("frames a second, to bare websockets'", _rates(samples, WSGEN, WEBSOCKETS), least=0.85),
        *(
            Goal(f"frames a second, to those of {each.title}", _rates(samples, WSGEN, each), least=1)
            for each in (PYDANTIC, SCHEMA, CHANX)
        ),
    ]
    return "\n".join([*lines, "", goals_table(goals)])


def _rates(samples: Mapping[Contestant, Sequence[Sample]], one: Contestant, other: Contestant) -> float:
    return medians([each.rate for each in samples[one]], [each.rate for each in samples[other]])


def _processors(samples: Mapping[Contestant, Sequence[Sample]], one: Contestant, other: Contestant) -> float:
    return medians([each.processor for each in samples[one]], [each.processor for each in samples[other]])
