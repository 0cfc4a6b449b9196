"""`python -m bench`: measure everything, print the tables of docs/bench.md."""

import argparse
import os
import platform
from collections.abc import Iterator
from importlib.metadata import version

from . import checking, compiling, frames
from .page import between
from .rounds import markdown

PAGE = compiling.ROOT / "docs" / "bench.md"
BEGIN = "<!-- python -m bench --write: begin -->"
END = "<!-- python -m bench --write: end -->"


def tables(rounds: int) -> Iterator[str]:
    """Where it was measured, then one table a pair."""
    yield (
        f"Measured on {platform.system()} ({platform.machine()}, {os.cpu_count()} processors), Python "
        f"{platform.python_version()}, datamodel-code-generator {version('datamodel-code-generator')}; medians of "
        f"{rounds} rounds.\n"
    )
    yield markdown("Compiling asyncapi/chat.yml, whole processes", compiling.chat(rounds), unit="s", scale=1)
    yield markdown(
        "Compiling a document of 100 messages, whole processes", compiling.large(rounds, 100), unit="s", scale=1
    )
    yield from checking.tables(rounds)
    for text in (frames.small(), frames.large()):
        title = f"One frame of {len(text.encode()):,} bytes: decode, validate, dispatch"
        yield markdown(title, frames.rows(text, rounds=rounds, repeat=2000), unit="µs", scale=1e6)


def main() -> None:
    """Run all pairs; `--rounds` says how often, never less than five for a figure that is quoted."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--write", action="store_true", help="also write the tables into docs/bench.md")
    arguments = parser.parse_args()
    if arguments.write and arguments.rounds < 5:
        parser.error("--write needs at least 5 rounds")
    parts = []
    for part in tables(arguments.rounds):
        print(part, flush=True)
        parts.append(part)
    if arguments.write:
        page = PAGE.read_text(encoding="utf-8")
        PAGE.write_text(between(page, "\n".join(parts), BEGIN, END), encoding="utf-8")


if __name__ == "__main__":
    main()
