"""What other tools read: SARIF, JUnit and GitHub's commands, held to the rules of those formats in our own words."""

import json
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote
from xml.etree import ElementTree

import pytest

from scripts.write_docs import codes_page
from wsgen.diagnostics.catalogue import CATALOGUE
from wsgen.diagnostics.catalogue.wording import page
from wsgen.diagnostics.diagnostic import Diagnostic, Severity
from wsgen.diagnostics.findings import Findings, together
from wsgen.diagnostics.location import Location
from wsgen.diagnostics.report import as_json, github, junit, sarif

HOSTILE = "a\x00b\x1b[31m\udcff\ud800\ufffe\u202e<&>\"']]>\r\nc\u2028%,:😀"


def fault(
    code: str = "WSG204",
    message: str = "`sned` is not allowed here",
    *,
    line: int = 3,
    path: str = "a.yml",
    pointer: str = "/operations/a/action",
    severity: Severity = Severity.ERROR,
    related: tuple[tuple[str, Location], ...] = (),
) -> Diagnostic:
    location = Location(path, line, 5, line, 9, pointer)
    return Diagnostic(code, severity, location, message, "did you mean `send`?", related)


def run_of(*diagnostics: Diagnostic) -> Mapping[str, Any]:
    """The one run of a log, once it keeps the rules that hold for every log."""
    text = sarif(diagnostics)
    assert text.isascii()
    log = json.loads(text)
    assert (log["version"], list(log)) == ("2.1.0", ["version", "$schema", "runs"])
    (run,) = log["runs"]
    driver = run["tool"]["driver"]
    # Without `results` a log says that nothing was looked for, and GitHub closes no alert.
    assert (driver["name"], run["columnKind"], len(run["results"])) == ("wsgen", "unicodeCodePoints", len(diagnostics))
    assert len({rule["id"] for rule in driver["rules"]}) == len(driver["rules"])
    for rule in driver["rules"]:
        assert rule["shortDescription"]["text"]
        assert rule["fullDescription"]["text"]
        assert max(len(rule[each]["text"]) for each in ("shortDescription", "fullDescription")) <= 1024
        assert rule["help"]["text"]
        assert rule["help"]["markdown"]
        assert rule["defaultConfiguration"]["level"] in {"error", "warning", "note"}
    for result in run["results"]:
        assert driver["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["level"] in {"error", "warning", "note"}
        assert result["message"]["text"]
        for place in (*result["locations"], *result.get("relatedLocations", ())):
            physical = place["physicalLocation"]
            # RFC 3986: no other character stands in a URI reference.
            assert re.fullmatch(r"[A-Za-z0-9\-._~/%:]+", physical["artifactLocation"]["uri"])
            region = physical["region"]
            assert 1 <= region["startLine"] <= region["endLine"]
            assert region["startColumn"] >= 1
            assert region["endColumn"] >= region["startColumn"] or region["endLine"] > region["startLine"]
    marks = [result["partialFingerprints"]["primaryLocationLineHash"] for result in run["results"]]
    assert len(set(marks)) == len(marks)
    return run


def test_sarif_has_every_part_of_a_finding() -> None:
    other = Location("b c.yml", 7, 1, 8, 2, "/x")
    (result,) = run_of(fault(related=(("the first one is here", other),)))["results"]
    del result["partialFingerprints"]
    place = {"startLine": 3, "startColumn": 5, "endLine": 3, "endColumn": 9}
    elsewhere = {"startLine": 7, "startColumn": 1, "endLine": 8, "endColumn": 2}
    assert result == {
        "ruleId": "WSG204",
        "ruleIndex": 0,
        "level": "error",
        "message": {"text": "`sned` is not allowed here\ndid you mean `send`?"},
        "locations": [
            {
                "physicalLocation": {"artifactLocation": {"uri": "a.yml"}, "region": place},
                "logicalLocations": [{"fullyQualifiedName": "/operations/a/action"}],
            }
        ],
        "relatedLocations": [
            {
                "id": 1,
                "physicalLocation": {"artifactLocation": {"uri": "b%20c.yml"}, "region": elsewhere},
                "logicalLocations": [{"fullyQualifiedName": "/x"}],
                "message": {"text": "the first one is here"},
            }
        ],
    }


def test_sarif_without_findings_has_an_empty_list_of_results() -> None:
    assert run_of()["results"] == []


def test_sarif_describes_every_code() -> None:
    rules = run_of(*(fault(code) for code in CATALOGUE))["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == sorted(CATALOGUE)


def test_the_fingerprint_of_a_finding_stays_when_lines_are_put_above_it() -> None:
    def marks(*diagnostics: Diagnostic) -> list[str]:
        return [each["partialFingerprints"]["primaryLocationLineHash"] for each in run_of(*diagnostics)["results"]]

    assert marks(fault(line=3)) == marks(fault(line=30))
    assert marks(fault()) != marks(fault(pointer="/operations/b/action"))
    assert marks(fault()) != marks(fault(path="b.yml"))
    assert marks(fault()) != marks(fault("WSG203"))
    # Faults that are alike but for the line are numbered.
    assert len(set(marks(fault(line=1), fault(line=2)))) == 2


@pytest.mark.parametrize(
    ("path", "uri"),
    [
        ("a b/ü%,:#?.yml", "a%20b/%C3%BC%25%2C%3A%23%3F.yml"),
        ("../a.yml", "../a.yml"),
        ("/x/a.yml", "file:///x/a.yml"),
        ("<stdin>", "%3Cstdin%3E"),
        ("\udcff.yml", "%FF.yml"),
    ],
)
def test_sarif_encodes_paths_as_uris(path: str, uri: str) -> None:
    (result,) = run_of(fault(path=path))["results"]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == uri
    assert unquote(uri, errors="surrogateescape").removeprefix("file://") == path


def test_sarif_says_that_the_run_was_not_complete() -> None:
    assert json.loads(sarif([]))["runs"][0]["invocations"] == [{"executionSuccessful": True}]
    assert json.loads(sarif([], is_complete=False))["runs"][0]["invocations"] == [{"executionSuccessful": False}]


def test_every_code_links_to_its_heading_on_the_page_of_codes() -> None:
    # GitHub's anchors: lower case, without punctuation, a hyphen for each space.
    headings = re.findall(r"^### (.+)$", codes_page(), re.MULTILINE)
    anchors = ["".join(c for c in each.lower().replace(" ", "-") if c.isalnum() or c in "-_") for each in headings]
    assert [page(entry).partition("#")[2] for entry in CATALOGUE.values()] == anchors
    assert len(set(anchors)) == len(anchors)


def suites(*documents: Findings) -> ElementTree.Element:
    """What `junit` writes, once its counts are those of its test cases."""
    tree = ElementTree.fromstring(junit(documents).encode())
    for counted in (tree, *tree.iter("testsuite")):
        for name, element in {
            "tests": "testcase", "failures": "failure", "errors": "error", "skipped": "skipped",
        }.items():  # fmt: skip
            assert int(counted.attrib[name]) == len(list(counted.iter(element)))
    return tree


def test_junit_has_a_suite_for_each_document_and_a_case_for_each_finding() -> None:
    text = "one\ntwo\n    sned # here\n"
    bad = Findings("a.yml", (fault(), fault("WSG403", "is that so?", severity=Severity.NOTE)), {"a.yml": text})
    lost = Findings("c.yml", (fault("WSG115", "there is no such file", path="c.yml"),), is_answer=False)
    tree = suites(bad, Findings("b.yml", ()), lost)
    assert [each.attrib["name"] for each in tree] == ["a.yml", "b.yml", "c.yml"]
    failed, skipped = tree[0]
    assert (failed.attrib["classname"], failed.attrib["file"], failed.attrib["line"]) == ("a.yml", "a.yml", "3")
    assert failed.attrib["name"] == "WSG204 `sned` is not allowed here"
    assert [(each.tag, each.attrib["type"]) for each in failed] == [("failure", "WSG204")]
    assert "3 |     sned # here\n  |     ^^^^ did you mean `send`?" in (failed[0].text or "")
    assert [each.tag for each in skipped] == ["skipped"]
    assert [(case.attrib["name"], len(case)) for case in tree[1]] == [("is valid", 0)]
    assert [each.tag for each in tree[2][0]] == ["error"]


def test_junit_lets_a_document_pass_that_has_warnings_only() -> None:
    (suite,) = suites(Findings("a.yml", (fault(severity=Severity.WARNING),)))
    assert [(case.attrib["name"], [each.tag for each in case]) for case in suite] == [
        ("is valid", []),
        ("WSG204 `sned` is not allowed here", ["skipped"]),
    ]


def test_every_format_holds_every_text() -> None:
    found = fault(message=HOSTILE, path=HOSTILE, related=((HOSTILE, Location(HOSTILE, 1, 1, 1, 2)),))
    (suite,) = suites(Findings(HOSTILE, (found,), {HOSTILE: HOSTILE * 3}))
    assert "😀" in suite.attrib["name"]
    assert len(run_of(found)["results"]) == 1
    assert json.loads(as_json([found]))["diagnostics"][0]["message"] == HOSTILE
    command = github([found])
    assert command.count("\n") == 1
    assert not re.search("[\x00-\x09\x0b-\x1f\u202e\ud800-\udfff]", command)
    assert command.partition("::")[2].partition("::")[0].count(",") == 5
    assert "%25%2C%3A😀" in command


def test_what_several_documents_say_of_one_place_is_said_once_at_the_highest_level() -> None:
    note, warning, error = (fault(severity=each) for each in (Severity.NOTE, Severity.WARNING, Severity.ERROR))
    documents = [Findings(name, (each,)) for name, each in (("a", warning), ("b", error), ("c", note), ("d", warning))]
    assert together(documents) == (error,)


def test_json_lists_the_documents_with_their_verdict() -> None:
    documents = [Findings("a", ()), Findings("b", (fault(),)), Findings("c", (fault(),), is_answer=False)]
    assert json.loads(as_json([fault()], documents))["documents"] == [
        {"path": "a", "valid": True},
        {"path": "b", "valid": False},
        {"path": "c", "valid": None},
    ]
    assert "documents" not in json.loads(as_json([]))
