"""`python -m bench [PART …]`: measure everything or some parts, print the tables of docs/bench.md."""

import argparse
import os
import platform
from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib.metadata import version
from types import MappingProxyType

from . import checking, compiling, frames, instances
from .fuzzing import finding
from .page import between
from .processes import ROOT
from .serving import clients, echo, fanout, heartbeats, idle

PAGE = ROOT / "docs" / "bench.md"
PARTS: Mapping[str, Callable[[int], Iterator[str]]] = MappingProxyType(
    {
        "compiling": compiling.tables,
        "checking": checking.tables,
        "frames": frames.tables,
        "instances": instances.tables,
        "serving": echo.tables,
        "fanout": fanout.tables,
        "idle": idle.tables,
        "heartbeats": heartbeats.tables,
        "clients": clients.tables,
        "fuzz": finding.tables,
    }
)


def tables(part: str, rounds: int) -> Iterator[str]:
    """Where the part was measured, then its tables."""
    yield (
        f"Measured on {platform.system()} ({platform.machine()}, {os.cpu_count()} processors), Python "
        f"{platform.python_version()}, datamodel-code-generator {version('datamodel-code-generator')}, pydantic "
        f"{version('pydantic')}; medians of {rounds} rounds.\n"
    )
    yield from PARTS[part](rounds)


def measure(parts: Sequence[str], rounds: int, *, is_written: bool) -> None:
    """Prints each part's tables as they come; where `is_written`, they take the place of the same part in the page."""
    for part in parts:
        texts: list[str] = []
        for text in tables(part, rounds):
            print(text, flush=True)
            texts.append(text)
        if is_written:
            page = PAGE.read_text(encoding="utf-8")
            marks = (f"<!-- python -m bench --write {part}: {end} -->" for end in ("begin", "end"))
            PAGE.write_text(between(page, "\n".join(texts), *marks), encoding="utf-8")


def main() -> None:
    """Run the pairs; `--rounds` says how often, never less than five for a figure that is quoted."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"{', '.join(PARTS)}; all of them without any")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--write", action="store_true", help="also write the tables into docs/bench.md")
    arguments = parser.parse_args()
    if unknown := sorted({*arguments.parts} - {*PARTS}):
        parser.error(f"no such part: {', '.join(unknown)}; there are {', '.join(PARTS)}")
    if arguments.write and arguments.rounds < 5:
        parser.error("--write needs at least 5 rounds")
    measure(arguments.parts or [*PARTS], arguments.rounds, is_written=arguments.write)


if __name__ == "__main__":
    main()
