"""Writes diagnostics as one JSON object, for programs."""

import json
from collections import Counter
from collections.abc import Iterable

from ..diagnostic import Diagnostic, Severity, in_order
from ..findings import Findings
from ..location import Location


def as_json(diagnostics: Iterable[Diagnostic], documents: Iterable[Findings] = ()) -> str:
    """Write one JSON object, in ASCII: `version` 1, `diagnostics`, and `summary` with the count of each severity.

    A diagnostic has `code`, `severity` (error, warning, note), its place, `message`, `hint` (empty where there is none)
    and `related`, each with `message` and its place. A place is `path`, `line`, `column`, `endLine`, `endColumn` (from
    1, in characters, the end exclusive) and `pointer` (RFC 6901). Of each of `documents` there is the `path`, and
    whether it is `valid`: null where it couldn't be opened. Fields may be added, but never change their meaning.
    """
    ordered = in_order(diagnostics)
    counts = Counter(each.severity for each in ordered)
    verdicts = [{"path": each.document, "valid": each.is_valid} for each in documents]
    answer = {
        "version": 1,
        "diagnostics": [finding(each) for each in ordered],
        **({"documents": verdicts} if verdicts else {}),
        "summary": {f"{severity.value}s": counts[severity] for severity in Severity},
    }
    return json.dumps(answer, indent=2) + "\n"


def finding(diagnostic: Diagnostic) -> dict[str, object]:
    """The keys of a diagnostic, as in `as_json`."""
    return {
        "code": diagnostic.code,
        "severity": diagnostic.severity.value,
        **place(diagnostic.location),
        "message": diagnostic.message,
        "hint": diagnostic.hint,
        "related": [{"message": message, **place(location)} for message, location in diagnostic.related],
    }


def place(location: Location) -> dict[str, str | int]:
    """The keys of a place, as in `as_json`."""
    return {
        "path": location.path,
        "line": location.line,
        "column": location.column,
        "endLine": location.end_line,
        "endColumn": location.end_column,
        "pointer": location.pointer,
    }
