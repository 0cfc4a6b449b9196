"""Writes findings as JUnit's XML, which GitLab, Jenkins and others show as test results."""

from collections import Counter
from collections.abc import Iterable, Iterator
from types import MappingProxyType
from typing import Final

from ..diagnostic import Diagnostic, Severity, in_order
from ..excerpt import lines_of, visible
from ..findings import Findings
from .for_people import block

_NAMES: Final = MappingProxyType({ord("&"): "&amp;", ord("<"): "&lt;", ord(">"): "&gt;", ord('"'): "&quot;"})
# The two characters that XML lacks (XML 1.0 §2.2) and that `visible` leaves as they are.
_NO_CHARACTERS: Final = MappingProxyType({0xFFFE: "\ufffd", 0xFFFF: "\ufffd"})


def junit(documents: Iterable[Findings]) -> str:
    """Write one test suite a document: a test case for each finding, and one that passes where the document is valid.

    An error is a failure, or JUnit's error where a file couldn't be opened. A finding that fails nothing is a skipped
    test, the only kind that is shown and does no harm. A fault in a file that several documents read fails each of
    them, since each suite is the verdict on one.
    """
    suites = list(documents)
    outcomes = [outcome for suite in suites for outcome in _outcomes(suite)]
    return "\n".join(
        [
            '<?xml version="1.0" encoding="UTF-8"?>',
            f'<testsuites name="wsgen validate" {_counts(outcomes)}>',
            *(line for suite in suites for line in _suite(suite)),
            "</testsuites>\n",
        ]
    )


def _suite(suite: Findings) -> Iterator[str]:
    name = _attribute(suite.document)
    yield f'  <testsuite name="{name}" {_counts(_outcomes(suite))}>'
    if suite.is_valid:
        yield f'    <testcase classname="{name}" name="is valid" file="{name}" time="0"/>'
    lines = {path: lines_of(text) for path, text in suite.texts.items()}
    for each in in_order(suite.diagnostics):
        place, outcome = each.location, _outcome(each, suite)
        title, message = _attribute(f"{each.code} {each.message}"), _attribute(f"{place}: {each.message}")
        where = f'file="{_attribute(place.path)}" line="{place.line}"'
        shown = block(each, lines).translate(_NO_CHARACTERS).translate(_NAMES)
        yield f'    <testcase classname="{name}" name="{title}" {where} time="0">'
        yield f'      <{outcome} type="{each.code}" message="{message}">{shown}</{outcome}>'
        yield "    </testcase>"
    yield "  </testsuite>"


def _outcomes(suite: Findings) -> list[str]:
    """What became of each test case, `passed` included."""
    return ["passed"] * bool(suite.is_valid) + [_outcome(each, suite) for each in suite.diagnostics]


def _outcome(diagnostic: Diagnostic, suite: Findings) -> str:
    if diagnostic.severity is not Severity.ERROR:
        return "skipped"
    return "failure" if suite.is_answer else "error"


def _counts(outcomes: list[str]) -> str:
    counts = Counter(outcomes)
    numbers = {"tests": len(outcomes), "failures": counts["failure"], "errors": counts["error"]}
    numbers |= {"skipped": counts["skipped"], "time": 0}
    return " ".join(f'{name}="{number}"' for name, number in numbers.items())


def _attribute(text: str) -> str:
    return visible(text).translate(_NO_CHARACTERS).translate(_NAMES)
