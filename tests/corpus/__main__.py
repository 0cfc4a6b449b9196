"""Prints how wsgen does on real documents: `python -m tests.corpus [--generate] [--perspective WHICH] [FOLDER]`.

Without `--generate`: where our verdict differs from the official parser's. With it: what becomes of the packages from
valid documents. Ends with 1 where disagreements.toml has no reason for a difference, or exceptions.toml for a trouble.
"""

import argparse
import sys
import tempfile
import textwrap
from collections.abc import Iterator
from pathlib import Path

from tests.corpus.packages import EXCEPTIONS, Look, Package, packages
from tests.corpus.verdicts import CORPUS, DISAGREEMENTS, Verdict, rows, verdict_on

WIDTH = 80
SIDES = {
    "invalid": "We reject what the official parser accepts",
    "valid": "We accept what the official parser rejects",
}


def table(verdicts: list[Verdict]) -> Iterator[str]:
    """The whole report, line by line."""
    yield f"{len(verdicts)} documents, {sum(each.agrees for each in verdicts)} verdicts as the official parser's"
    yield ""
    yield f"{'':16}{'official valid':>16}{'official invalid':>18}"
    for ours in ("valid", "invalid"):
        counts = [
            sum((each.ours, each.official) == (ours, theirs) for each in verdicts) for theirs in ("valid", "invalid")
        ]
        yield f"wsgen {ours:10}{counts[0]:>16}{counts[1]:>18}"
    for ours, title in SIDES.items():
        differing = [each for each in verdicts if not each.agrees and each.ours == ours]
        if differing:
            yield from ("", f"{title}: {len(differing)}")
        for each in differing:
            yield from entry(each)


def entry(verdict: Verdict) -> Iterator[str]:
    """One difference with its reason."""
    listed = DISAGREEMENTS.get(verdict.row.name, {})
    reason = listed.get("reason", "NO REASON IS LISTED")
    yield ""
    yield f"  {verdict.row.name} ({verdict.row.version})  {' '.join(verdict.codes)}".rstrip()
    yield from textwrap.wrap(reason, WIDTH, initial_indent="    ", subsequent_indent="    ")


def generated_table(made: list[Package]) -> Iterator[str]:
    """The whole report about packages, line by line."""
    heads = ["valid", *(each.value for each in Look), "messages"]
    for is_websocket, title in ((True, "WebSocket"), (False, "other")):
        of_kind = [each for each in made if each.row.is_websocket is is_websocket]
        yield f"{title:12}" + "".join(f"{head:>11}" for head in heads)
        for version in sorted({each.row.version for each in of_kind}):
            yield counts(version, [each for each in of_kind if each.row.version == version])
        yield counts("all", of_kind)
        yield ""
    yield f"{sum(len(each.examples) for each in made)} examples went through their packages"
    troubled = [each for each in made if each.troubles]
    yield f"Not as it should be: {len(troubled)} of {len(made)} documents"
    for each in troubled:
        yield from trouble(each)


def counts(title: str, made: list[Package]) -> str:
    """One line of the table: how many documents there are, how many packages passed each look, their messages."""
    written = [each for each in made if not each.refusals]
    passed = [sum(all(fault.look is not look for fault in each.faults) for each in written) for look in Look]
    numbers = (len(made), *passed, sum(each.messages for each in made))
    return f"  {title:10}" + "".join(f"{number:>11}" for number in numbers)


def trouble(package: Package) -> Iterator[str]:
    """What is wrong with one document's package, with its reason."""
    reason = EXCEPTIONS.get(package.row.name, {}).get("reason", "NO REASON IS LISTED")
    yield ""
    yield f"  {package.row.name} ({package.row.version})"
    yield from textwrap.wrap(reason, WIDTH, initial_indent="    ", subsequent_indent="    ")
    yield from (f"      {place}: {code}" for place, code in package.refusals)
    yield from (f"      {fault.look.value}: {fault.text}" for fault in package.faults)


def main(arguments: list[str]) -> int:
    """Prints the report that the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m tests.corpus")
    parser.add_argument("folder", nargs="?", type=Path, default=CORPUS)
    parser.add_argument("--generate", action="store_true")
    parser.add_argument("--perspective", choices=("server", "client"))
    asked = parser.parse_args(arguments)
    if not asked.generate:
        verdicts = [verdict_on(row, asked.folder) for row in rows(asked.folder)]
        print("\n".join(table(verdicts)))
        return int(any(not each.agrees and each.row.name not in DISAGREEMENTS for each in verdicts))
    with tempfile.TemporaryDirectory() as name:
        made = packages(Path(name), asked.folder, asked.perspective)
    print("\n".join(generated_table(made)))
    return int(any(each.troubles and each.row.name not in EXCEPTIONS for each in made))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
