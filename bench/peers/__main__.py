"""`python -m bench.peers`: install the peers, run them, print the tables of docs/peers.md and docs/comparison.md."""

import argparse
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from . import table
from .document import read
from .documents import Sample, samples
from .installing import ROOT, install
from .measuring import Result, given_or_not, measure
from .tools import TOOLS, Tool

MANY = ROOT / "docs" / "peers.md"
FEW = ROOT / "docs" / "comparison.md"


def main() -> None:
    """Print the tables; `--write` also puts them into the pages."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="also write the tables into the pages")
    parser.add_argument("--only", default="", help="only tools with this in their name")
    parser.add_argument("--document", default="", help="only documents with this in their name")
    parser.add_argument("--jobs", type=int, default=2, help="how many documents are measured at a time")
    arguments = parser.parse_args()
    if arguments.write and (arguments.only or arguments.document):
        parser.error("--write needs all tools and all documents")
    install()
    tools = [each for each in TOOLS if arguments.only in each.name]
    measured = [each for each in samples() if arguments.document in each.name]
    with ThreadPoolExecutor(arguments.jobs) as pool:
        results = [*pool.map(lambda each: _measure(tools, each), measured)]
    few = _few(measured, results)
    many = _many(measured, tools, results)
    print(f"{few}\n{many}")
    if arguments.write:
        _write(FEW, few)
        _write(MANY, many)


def _measure(tools: Sequence[Tool], sample: Sample) -> Sequence[Result | None]:
    found: list[Result | None] = []
    last = {tool.name: tool for tool in tools}
    for tool in tools:
        # Most documents are measured with what each tool asks for alone, where it asks for something.
        is_skipped = not sample.title and tool is not last[tool.name] and last[tool.name].changes(read(sample.path))
        found.append(None if is_skipped else measure(tool, sample))
        print(f"{sample.name}: {tool.name} {tool.given}", file=sys.stderr, flush=True)
    return found


def _few(measured: Sequence[Sample], results: Sequence[Sequence[Result | None]]) -> str:
    """The documents with a table of their own, and what each tool writes."""
    parts = [
        table.measured(sample.title, [each for each in found if each])
        for sample, found in zip(measured, results, strict=True)
        if sample.title
    ]
    return "\n".join((*parts, table.written(TOOLS)))


def _many(measured: Sequence[Sample], tools: Sequence[Tool], results: Sequence[Sequence[Result | None]]) -> str:
    """All documents in one table, and a row for each."""
    whole = [given_or_not(tools, each) for each in results]
    names = [each.name for each in measured]
    versions = dict.fromkeys(f"{each.name} {each.version}" for each in tools)
    return "\n".join(
        (
            f"{len(measured)} documents, {sum(each[0].messages for each in whole)} messages. {', '.join(versions)}.",
            "",
            table.totals(tools, whole),
            "## Document by document",
            "",
            table.by_document(names, tools, whole),
        )
    )


def _write(page: Path, text: str) -> None:
    page.write_text(table.between_markers(page.read_text(encoding="utf-8"), text), encoding="utf-8")


if __name__ == "__main__":
    main()
