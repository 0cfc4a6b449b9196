"""Turns diagnostics into text: for people with excerpts, one line each, JSON, and GitHub's annotations."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from .diagnostic import Diagnostic, Severity, in_order
from .excerpt import Colors, excerpt, lines_of, visible
from .location import Location

_COLORS: Final = MappingProxyType({Severity.ERROR: "31", Severity.WARNING: "33", Severity.NOTE: "36"})
# A piece of text in backticks that is longer than a name, an address or a reference has any need to be.
_QUOTED: Final = re.compile(r"`([^`]{80})[^`]{20,}`")
_COMMANDS: Final = MappingProxyType({Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"})


def full(diagnostics: Iterable[Diagnostic], texts: Mapping[str, str], *, color: bool = False) -> str:
    """Write each diagnostic with its source line, a caret and its hint, then the summary.

    `texts` is path → text of the files that excerpts are cut from; a diagnostic in another file has none. Source lines
    are cut to 80 columns. Ends with a line break, and is empty where there are no diagnostics.
    """
    ordered = in_order(diagnostics)
    if not ordered:
        return ""
    lines = {path: lines_of(text) for path, text in texts.items()}
    blocks = [_block(each, lines, color=color) for each in ordered]
    return "\n\n".join(blocks) + f"\n{summary(ordered)}\n"


def concise(diagnostics: Iterable[Diagnostic]) -> str:
    """Write each diagnostic as one line, the hint in brackets. Empty where there are none."""
    return "".join(f"{_headline(each)}{_in_brackets(each.hint)}\n" for each in in_order(diagnostics))


def as_json(diagnostics: Iterable[Diagnostic]) -> str:
    """Write one JSON object, in ASCII: `version` 1, `diagnostics`, and `summary` with the count of each severity.

    A diagnostic has `code`, `severity` (error, warning, note), its place, `message`, `hint` (empty where there is none)
    and `related`, each with `message` and its place. A place is `path`, `line`, `column`, `endLine`, `endColumn` (from
    1, in characters, the end exclusive) and `pointer` (RFC 6901). Fields may be added, but never change their meaning.
    """
    ordered = in_order(diagnostics)
    counts = Counter(each.severity for each in ordered)
    answer = {
        "version": 1,
        "diagnostics": [
            {
                "code": each.code,
                "severity": each.severity.value,
                **_place(each.location),
                "message": each.message,
                "hint": each.hint,
                "related": [{"message": message, **_place(location)} for message, location in each.related],
            }
            for each in ordered
        ],
        "summary": {f"{severity.value}s": counts[severity] for severity in Severity},
    }
    return json.dumps(answer, indent=2) + "\n"


def github(diagnostics: Iterable[Diagnostic]) -> str:
    """Write each diagnostic as a workflow command, which GitHub shows beside the line of a pull request."""
    return "".join(_command(each) for each in in_order(diagnostics))


def summary(diagnostics: Iterable[Diagnostic]) -> str:
    """Count the diagnostics in one line, and say how to learn about the first of the worst. Empty for none."""
    ordered = in_order(diagnostics)
    counts = Counter(each.severity for each in ordered)
    present = [severity for severity in Severity if counts[severity]]
    if not present:
        return ""
    parts = (f"{counts[each]} {each.value}{'s' if counts[each] > 1 else ''}" for each in present)
    worst = next(each.code for each in ordered if each.severity is present[0])
    return f"{', '.join(parts)}. `wsgen explain {worst}` says more."


def _block(diagnostic: Diagnostic, lines: Mapping[str, tuple[str, ...]], *, color: bool) -> str:
    colors = Colors(_COLORS[diagnostic.severity]) if color else Colors("")
    head = _headline(diagnostic, colors)
    rows = [head, *excerpt(diagnostic.location, lines.get(diagnostic.location.path, ()), diagnostic.hint, colors)]
    for message, location in diagnostic.related:
        rows.append(f"{colors.bold(visible(str(location)))}: {visible(message)}")
        rows.extend(excerpt(location, lines.get(location.path, ()), "", colors))
    return "\n".join(rows)


def _headline(diagnostic: Diagnostic, colors: Colors | None = None) -> str:
    colors = colors or Colors("")
    level = "" if diagnostic.severity is Severity.ERROR else f" {diagnostic.severity.value}:"
    place = colors.bold(visible(str(diagnostic.location)))
    return f"{place}: {colors.mark(diagnostic.code + level)} {_brief(visible(diagnostic.message))}"


def _brief(message: str) -> str:
    """Cuts what a message quotes from the document to a length that leaves the sentence readable."""
    return _QUOTED.sub(lambda match: f"`{match[1]}…`", message)


def _in_brackets(hint: str) -> str:
    return f" ({visible(hint)})" if hint else ""


def _place(location: Location) -> dict[str, str | int]:
    return {
        "path": location.path,
        "line": location.line,
        "column": location.column,
        "endLine": location.end_line,
        "endColumn": location.end_column,
        "pointer": location.pointer,
    }


def _command(diagnostic: Diagnostic) -> str:
    location = diagnostic.location
    properties: dict[str, str | int] = {"file": location.path, "line": location.line, "endLine": location.end_line}
    # GitHub ignores columns of a span of several lines, and counts the end as part of it.
    if location.line == location.end_line:
        properties["col"] = location.column
        properties["endColumn"] = max(location.column, location.end_column - 1)
    properties["title"] = diagnostic.code
    listed = ",".join(f"{name}={_escape_property(str(value))}" for name, value in properties.items())
    related = "".join(f"\n{location}: {message}" for message, location in diagnostic.related)
    text = diagnostic.message + (f"\n{diagnostic.hint}" if diagnostic.hint else "") + related
    return f"::{_COMMANDS[diagnostic.severity]} {listed}::{_escape(text)}\n"


def _escape(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _escape_property(text: str) -> str:
    return _escape(text).replace(":", "%3A").replace(",", "%2C")
