"""Our verdict on real documents against the official parser's, with a reason for each difference.

The documents are other people's, so they lie beside this repository, not in it.
"""

import csv
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from wsgen.diagnostics.diagnostic import Diagnostic, Severity, has_errors
from wsgen.levels import is_refusal
from wsgen.spec.load import read
from wsgen.spec.resolve import resolve
from wsgen.spec.rules import check
from wsgen.spec.sources import Sources
from wsgen.spec.upgrade import upgrade
from wsgen.spec.validate import validate

HERE = Path(__file__).parent
CORPUS = HERE.parents[2] / "shared" / "corpus"
if not (CORPUS / "index.tsv").exists():
    pytest.skip(f"the corpus of real documents is not at {CORPUS}", allow_module_level=True)

DISAGREEMENTS = tomllib.loads((HERE / "disagreements.toml").read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True)
class Row:
    """One document: its entry file, relative to the corpus, and the official verdict."""

    entry: str
    version: str
    official: str

    @property
    def name(self) -> str:
        return Path(self.entry).parts[1]


def rows() -> list[Row]:
    with (CORPUS / "index.tsv").open(encoding="utf-8", newline="") as file:
        return [Row(row["entry"], row["version"], row["official"]) for row in csv.DictReader(file, delimiter="\t")]


ROWS = rows()


def sources_of(row: Row) -> tuple[Sources, list[Diagnostic]]:
    """The files of a document, and why its root can't be read; some keep parts of themselves in a folder above."""
    sources = read(row.entry, root=CORPUS, allow_outside=True)
    return sources, list(sources.missing.get(sources.root, ()))


def examined(row: Row) -> list[Diagnostic]:
    """Everything that the stages of `spec` say, up to the first one that finds an error.

    Valid AsyncAPI that can't be generated is valid.
    """
    sources, found = sources_of(row)
    if not has_errors(found):
        found += validate(sources)
    if not has_errors(found):
        sources, diagnostics = upgrade(sources)
        found += diagnostics
    if not has_errors(found):
        document, diagnostics = resolve(sources)
        found += diagnostics
        found += () if has_errors(found) else check(document, sources)
    return [replace(each, severity=Severity.WARNING) if is_refusal(each) else each for each in found]


def errors(found: Iterable[Diagnostic]) -> list[str]:
    return sorted({each.code for each in found if each.severity is Severity.ERROR})


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_our_verdict_is_the_official_one_or_there_is_a_reason(row: Row) -> None:
    found = examined(row)
    official, ours = row.official.split()[0], "invalid" if has_errors(found) else "valid"
    listed = DISAGREEMENTS.get(row.name)

    if listed is None:
        assert ours == official, [f"{each.location}: {each.code} {each.message}" for each in found]
    else:
        # Of what we accept the codes are those of warnings.
        codes = errors(found) or sorted({each.code for each in found} & set(listed["codes"]))
        assert (ours != official, codes) == (True, listed["codes"]), "no longer so: mend disagreements.toml"


@pytest.mark.parametrize(("official", "code"), [("invalid (network)", "WSG303"), ("invalid (missing file)", "WSG302")])
def test_a_reference_that_can_not_be_followed_is_named_as_that(official: str, code: str) -> None:
    found = {row.name: errors(examined(row)) for row in ROWS if row.official == official}

    assert all(code in codes for codes in found.values()), found


def test_each_reason_belongs_to_a_document() -> None:
    assert DISAGREEMENTS.keys() <= {row.name for row in ROWS}
