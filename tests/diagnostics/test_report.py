"""What the user is told, letter by letter."""

import json

import pytest

from wsgen.diagnostics.diagnostic import Diagnostic, Severity
from wsgen.diagnostics.location import Location
from wsgen.diagnostics.report import as_json, concise, full, github, summary


def fault(
    message: str = "this is wrong",
    *,
    at: tuple[int, int, int, int] = (1, 1, 1, 2),
    severity: Severity = Severity.ERROR,
    hint: str = "",
    code: str = "WSG312",
    path: str = "a.yml",
) -> Diagnostic:
    return Diagnostic(code, severity, Location(path, *at, "/a~1b"), message, hint)


def shown(text: str, at: tuple[int, int, int, int], hint: str = "") -> list[str]:
    """The source line and the line below it, without their gutters."""
    rows = full([fault(at=at, hint=hint)], {"a.yml": text}).splitlines()
    return [row.split("|", 1)[1][1:] for row in rows[2:4]]


def columns(text: str) -> int:
    return sum(2 if character in "漢字" else 1 for character in text)


def test_a_report_has_the_line_the_carets_and_the_hint_behind_them() -> None:
    text = "a:\n  b:\n    chunk_type: asistant_token\n"
    found = fault("`chunk_type` is unknown", at=(3, 17, 3, 31), hint="did you mean `assistant_token`?")

    assert full([found], {"a.yml": text}) == (
        "a.yml:3:17: WSG312 `chunk_type` is unknown\n"
        "  |\n"
        "3 |     chunk_type: asistant_token\n"
        "  |                 ^^^^^^^^^^^^^^ did you mean `assistant_token`?\n"
        "1 error. `wsgen explain WSG312` says more.\n"
    )


def test_diagnostics_stand_in_the_order_of_the_file_with_their_severity_and_places() -> None:
    note = fault("inferred", at=(10, 1, 10, 2), severity=Severity.NOTE, code="WSG401")
    warning = Diagnostic(
        "WSG310",
        Severity.WARNING,
        Location("a.yml", 2, 1, 2, 2),
        "twice",
        "",
        (("first", Location("b.yml", 1, 1, 1, 2)),),
    )

    assert full([note, warning, note], {"a.yml": "x\n" * 12, "b.yml": "y"}) == (
        "a.yml:2:1: WSG310 warning: twice\n"
        "  |\n"
        "2 | x\n"
        "  | ^\n"
        "b.yml:1:1: first\n"
        "  |\n"
        "1 | y\n"
        "  | ^\n"
        "\n"
        "a.yml:10:1: WSG401 note: inferred\n"
        "   |\n"
        "10 | x\n"
        "   | ^\n"
        "1 warning, 1 note. `wsgen explain WSG310` says more.\n"
    )


def test_without_diagnostics_there_is_no_text() -> None:
    assert full([], {}) == ""
    assert concise([]) == ""
    assert github([]) == ""
    assert summary([]) == ""


def test_without_the_source_the_hint_is_left() -> None:
    assert full([fault(hint="do this")], {}).splitlines()[:2] == ["a.yml:1:1: WSG312 this is wrong", "  = do this"]


def test_a_long_hint_stands_below_and_keeps_its_own_lines() -> None:
    rows = full([fault(hint="word " * 30 + "\n  key: value")], {"a.yml": "x"}).splitlines()

    assert rows[3] == "  | ^"
    assert [row[:4] for row in rows[4:-1]] == ["  = "] * 3
    assert rows[-2] == "  =   key: value"
    assert max(map(len, rows)) <= 80


@pytest.mark.parametrize(
    ("text", "at", "line", "carets"),
    [
        ("ab", (1, 2, 1, 3), "ab", " ^"),
        ("ab", (1, 2, 1, 2), "ab", " ^"),
        ("ab", (1, 3, 1, 3), "ab", "  ^"),
        ("ab", (1, 9, 1, 12), "ab", "  ^"),
        ("ab cd \nef", (1, 4, 2, 3), "ab cd", "   ^^"),
        ("\ta\tb", (1, 4, 1, 5), "    a   b", "        ^"),
        ("a\tb", (1, 2, 1, 3), "a   b", " ^^^"),
        ("漢字: 漢", (1, 5, 1, 6), "漢字: 漢", "      ^^"),
        ("e\u0301: x", (1, 5, 1, 6), "e\u0301: x", "   ^"),
        ("a\r\nb", (1, 1, 1, 2), "a", "^"),
        ("a\u2028b", (1, 3, 1, 4), "a\ufffdb", "  ^"),
        ("\x1b[2J", (1, 2, 1, 3), "␛[2J", " ^"),
        ("\u202eab", (1, 2, 1, 3), "\ufffdab", " ^"),
    ],
)
def test_carets_stand_under_their_span(text: str, at: tuple[int, int, int, int], line: str, carets: str) -> None:
    assert shown(text, at) == [line, carets]


@pytest.mark.parametrize("length", [10, 70, 76, 77, 78, 200, 100_000])
@pytest.mark.parametrize("share", [0.0, 0.3, 0.5, 0.9, 1.0])
@pytest.mark.parametrize("letter", ["x", "漢"])
def test_a_long_line_is_cut_to_80_columns_around_the_caret(length: int, share: float, letter: str) -> None:
    at = int((length - 1) * share)
    text = letter * at + "!?" + letter * (length - at - 1)
    line, carets = shown(text, (1, at + 1, 1, at + 3))

    assert columns(line) + 4 <= 80
    assert len(carets) == columns(line[: line.index("!?")]) + 2
    assert carets.endswith(" ^^") or carets == "^^"
    assert line.startswith(("…", letter, "!"))


def test_a_span_longer_than_the_line_is_cut_with_it() -> None:
    line, carets = shown("key: " + "x" * 300, (1, 6, 1, 306))

    assert line == "key: " + "x" * 70 + "…"
    assert carets == "     " + "^" * 71


def test_colors_change_nothing_but_the_color() -> None:
    found = [fault(hint="do"), fault("odd", severity=Severity.WARNING, at=(2, 1, 2, 2))]
    plain = full(found, {"a.yml": "x\ny"})
    colored = full(found, {"a.yml": "x\ny"}, color=True)

    assert "\x1b[1;31m^" in colored
    assert "\x1b[1;33m^" in colored
    for code in ("0", "1", "2", "1;31", "1;33"):
        colored = colored.replace(f"\x1b[{code}m", "")
    assert colored == plain


def test_one_line_holds_everything_and_cannot_be_broken() -> None:
    found = fault("a\nb\x1b[0m", hint="do\tthis", severity=Severity.WARNING)

    assert concise([found]) == "a.yml:1:1: WSG312 warning: a b␛[0m (do this)\n"


def test_json_has_every_part_of_a_diagnostic() -> None:
    found = Diagnostic(
        "WSG103",
        Severity.ERROR,
        Location("ä.yml", 2, 3, 4, 5, "/b"),
        "twice",
        "remove one",
        (("first", Location("b.yml", 1, 1, 1, 2, "/a")),),
    )

    assert json.loads(as_json([found, fault(severity=Severity.NOTE)])) == {
        "version": 1,
        "diagnostics": [
            {
                "code": "WSG312", "severity": "note", "path": "a.yml", "line": 1, "column": 1, "endLine": 1,
                "endColumn": 2, "pointer": "/a~1b", "message": "this is wrong", "hint": "", "related": [],
            },
            {
                "code": "WSG103", "severity": "error", "path": "ä.yml", "line": 2, "column": 3, "endLine": 4,
                "endColumn": 5, "pointer": "/b", "message": "twice", "hint": "remove one",
                "related": [{"message": "first", "path": "b.yml", "line": 1, "column": 1, "endLine": 1, "endColumn": 2,
                             "pointer": "/a"}],
            },
        ],
        "summary": {"errors": 1, "warnings": 0, "notes": 1},
    }  # fmt: skip
    assert as_json([found]).isascii()


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (fault(at=(3, 5, 3, 8)), "::error file=a.yml,line=3,endLine=3,col=5,endColumn=7,title=WSG312::this is wrong\n"),
        (fault(at=(3, 5, 4, 8)), "::error file=a.yml,line=3,endLine=4,title=WSG312::this is wrong\n"),
        (
            fault("50 %\n::stop", path="a,b:c.yml", severity=Severity.WARNING, hint="x"),
            "::warning file=a%2Cb%3Ac.yml,line=1,endLine=1,col=1,endColumn=1,title=WSG312::50 %25%0A::stop%0Ax\n",
        ),
        (
            fault(severity=Severity.NOTE),
            "::notice file=a.yml,line=1,endLine=1,col=1,endColumn=1,title=WSG312::this is wrong\n",
        ),
    ],
)
def test_github_gets_escaped_commands(found: Diagnostic, expected: str) -> None:
    assert github([found]) == expected


def test_the_summary_counts_and_names_the_first_of_the_worst() -> None:
    found = [
        fault(severity=Severity.NOTE, code="WSG401"),
        fault("x", severity=Severity.WARNING, code="WSG310", at=(2, 1, 2, 2)),
        fault("y", severity=Severity.WARNING, code="WSG311", at=(3, 1, 3, 2)),
        fault(code="WSG312", at=(9, 1, 9, 2)),
    ]

    assert summary(found) == "1 error, 2 warnings, 1 note. `wsgen explain WSG312` says more.\n"


def test_a_long_text_of_the_document_is_cut_in_a_message_but_not_for_programs() -> None:
    found = Diagnostic("WSG204", Severity.ERROR, Location("a.yml", 1, 1, 1, 2), f"`{'x' * 500}` is not allowed here")
    assert full([found], {}).startswith(f"a.yml:1:1: WSG204 `{'x' * 80}…` is not allowed here\n")
    assert concise([found]) == f"a.yml:1:1: WSG204 `{'x' * 80}…` is not allowed here\n"
    assert json.loads(as_json([found]))["diagnostics"][0]["message"] == found.message
