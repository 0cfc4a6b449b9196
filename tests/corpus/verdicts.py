"""Our verdict on real documents, beside the official parser's.

The documents are other people's, so they lie beside this repository, not in it.
"""

import csv
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wsgen.collecting import RefusedError
from wsgen.diagnostics.diagnostic import Diagnostic, Severity, has_errors
from wsgen.pipeline import Job, check
from wsgen.settings import Settings

HERE = Path(__file__).parent
CORPUS = HERE.parents[2] / "shared" / "corpus"
DISAGREEMENTS: dict[str, Any] = tomllib.loads((HERE / "disagreements.toml").read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True)
class Row:
    """One document: its entry file, relative to the corpus, and the official verdict, with why it is so."""

    entry: str
    version: str
    official: str
    is_websocket: bool = True

    @property
    def name(self) -> str:
        """The document's folder."""
        return Path(self.entry).parts[1]


@dataclass(frozen=True, slots=True)
class Verdict:
    """`valid` or `invalid` of both, and all that we say."""

    row: Row
    ours: str
    official: str
    diagnostics: tuple[Diagnostic, ...]

    @property
    def agrees(self) -> bool:
        """Whether both say the same."""
        return self.ours == self.official

    @property
    def codes(self) -> list[str]:
        """What decides: the codes of our errors; of what we accept, those of the warnings that are listed for it."""
        listed: list[str] = DISAGREEMENTS.get(self.row.name, {}).get("codes", [])
        return errors(self.diagnostics) or sorted({each.code for each in self.diagnostics} & set(listed))


def rows(corpus: Path = CORPUS) -> list[Row]:
    """Every document of a corpus."""
    with (corpus / "index.tsv").open(encoding="utf-8", newline="") as file:
        return [
            Row(row["entry"], row["version"], row["official"], row["websocket"] == "y")
            for row in csv.DictReader(file, delimiter="\t")
        ]


def verdict_on(row: Row, corpus: Path = CORPUS) -> Verdict:
    """What `wsgen validate` says; some documents keep parts of themselves in a folder above."""
    try:
        found = check(Job(corpus, row.entry, Settings(allow_outside=True)), lambda _: None).diagnostics
    except RefusedError as error:
        found = error.diagnostics
    return Verdict(row, "invalid" if has_errors(found) else "valid", row.official.split()[0], found)


def errors(found: Iterable[Diagnostic]) -> list[str]:
    """The codes of errors, each once."""
    return sorted({each.code for each in found if each.severity is Severity.ERROR})
