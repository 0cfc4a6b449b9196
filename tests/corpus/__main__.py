"""Prints where our verdict on real documents differs from the official parser's: `python -m tests.corpus [FOLDER]`.

Ends with 1 where a difference has no reason in disagreements.toml.
"""

import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

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


def main(folder: Path) -> int:
    """Prints the report about the corpus in `folder`."""
    verdicts = [verdict_on(row, folder) for row in rows(folder)]
    for line in table(verdicts):
        print(line)
    return int(any(not each.agrees and each.row.name not in DISAGREEMENTS for each in verdicts))


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else CORPUS))
