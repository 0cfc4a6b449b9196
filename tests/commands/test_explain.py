"""`wsgen explain`: what each code means."""

import re
from pathlib import Path

import pytest
from shell import Run

from wsgen.diagnostics.catalogue.table import CATALOGUE


def test_explain_says_what_a_code_means(run: Run, tmp_path: Path) -> None:
    ran = run(tmp_path, "explain", "WSG601")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith(f"WSG601 (error): {CATALOGUE['WSG601'].title}\n")
    assert run(tmp_path, "explain", "601").out == run(tmp_path, "explain", "wsg601").out == ran.out


@pytest.mark.parametrize(
    ("code", "source"),
    [
        (
            "WSG310",
            "AsyncAPI 3.0 §Operation Object\nhttps://www.asyncapi.com/docs/reference/specification/v3.0.0#operationObject",
        ),
        ("WSG106", "RFC 8259 §8.1\nhttps://www.rfc-editor.org/rfc/rfc8259#section-8.1"),
        ("WSG101", "YAML 1.2.2\nhttps://yaml.org/spec/1.2.2/"),
    ],
)
def test_explain_ends_with_the_specification_that_says_so(run: Run, tmp_path: Path, code: str, source: str) -> None:
    assert run(tmp_path, "explain", code).out.endswith(f"\n\nSee: {source}\n")


def test_explain_fits_80_columns_in_its_prose(run: Run, tmp_path: Path) -> None:
    for code in CATALOGUE:
        lines = run(tmp_path, "explain", code).out.split("\nWrong")[0].splitlines()[1:]
        assert all(len(line) <= 80 for line in lines), code


def test_explain_lists_every_code(run: Run, tmp_path: Path) -> None:
    lines = run(tmp_path, "explain").out.splitlines()
    assert [line.partition(" ")[0] for line in lines] == sorted(CATALOGUE)


def test_explain_says_where_an_example_stands(run: Run, tmp_path: Path) -> None:
    assert "\n\nWrong, in a schema:\n  type: string\n  minLength: -1\n" in run(tmp_path, "explain", "WSG211").out


@pytest.mark.parametrize("code", ["WSG000", "6001", "", "nonsense", "WSG601 "])
def test_explain_says_where_codes_are_listed_when_there_is_no_such_code(run: Run, tmp_path: Path, code: str) -> None:
    ran = run(tmp_path, "explain", code)
    assert (ran.code, ran.out) == (2, "")
    assert "`wsgen explain` lists all codes." in ran.err


def test_explain_says_several_codes_in_the_order_that_was_asked_for(run: Run, tmp_path: Path) -> None:
    one, other = (run(tmp_path, "explain", code).out for code in ("WSG311", "WSG310"))
    assert run(tmp_path, "explain", "WSG311", "310", "wsg311").out == f"{one}\n\n{other}"
    assert run(tmp_path, "explain", "WSG311", "WSG000").code == 2


@pytest.mark.parametrize("code", ["WGS310", "wsg-310", "310:", "E310", "WSG310 "])
def test_explain_knows_a_code_in_another_spelling(run: Run, tmp_path: Path, code: str) -> None:
    assert "Did you mean WSG310? `wsgen explain` lists" in run(tmp_path, "explain", code).err


def test_explain_has_colours_where_they_are_wanted(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = run(tmp_path, "explain", "WSG310").out
    monkeypatch.setenv("FORCE_COLOR", "1")
    colored = run(tmp_path, "explain", "WSG310").out
    assert colored.count("\x1b[") == 6
    assert re.sub(r"\x1b\[[0-9;]*m", "", colored) == plain
    monkeypatch.setenv("NO_COLOR", "1")
    assert run(tmp_path, "explain", "WSG310").out == plain
