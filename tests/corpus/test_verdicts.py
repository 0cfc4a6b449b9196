"""Our verdict on real documents is the official parser's, or there is a reason for the difference."""

import pytest

from tests.corpus.__main__ import WIDTH, table
from tests.corpus.verdicts import CORPUS, DISAGREEMENTS, Row, Verdict, errors, rows, verdict_on

if not (CORPUS / "index.tsv").exists():
    pytest.skip(f"the corpus of real documents is not at {CORPUS}", allow_module_level=True)

ROWS = rows()


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_our_verdict_is_the_official_one_or_there_is_a_reason(row: Row) -> None:
    verdict = verdict_on(row)
    listed = DISAGREEMENTS.get(row.name)

    if listed is None:
        assert verdict.agrees, [f"{each.location}: {each.code} {each.message}" for each in verdict.diagnostics]
    else:
        assert (verdict.agrees, verdict.codes) == (False, listed["codes"]), "no longer so: mend disagreements.toml"


@pytest.mark.parametrize(("official", "code"), [("invalid (network)", "WSG303"), ("invalid (missing file)", "WSG302")])
def test_a_reference_that_can_not_be_followed_is_named_as_that(official: str, code: str) -> None:
    found = {row.name: errors(verdict_on(row).diagnostics) for row in ROWS if row.official == official}

    assert found
    assert all(code in codes for codes in found.values()), found


def test_each_reason_belongs_to_a_document() -> None:
    assert DISAGREEMENTS.keys() <= {row.name for row in ROWS}


def test_the_table_counts_every_document_and_gives_each_reason() -> None:
    verdicts = [
        Verdict(Row("docs/049-mascotbot-asyncapi/x.yml", "3.0.0", "valid"), "invalid", "valid", ()),
        Verdict(Row("docs/999-nobody-knows/x.yml", "2.6.0", "invalid"), "valid", "invalid", ()),
        Verdict(Row("docs/001-a/x.yml", "2.6.0", "invalid (network)"), "invalid", "invalid", ()),
    ]

    lines = list(table(verdicts))

    assert lines[0] == "3 documents, 1 verdicts as the official parser's"
    assert [line.split()[2:] for line in lines[3:5]] == [["0", "1"], ["1", "1"]]
    assert "NO REASON IS LISTED" in "".join(lines[lines.index("We accept what the official parser rejects: 1") :])
    assert "AsyncAPI 3.0 §Channel Object" in "".join(lines)
    assert max(map(len, lines)) <= WIDTH
