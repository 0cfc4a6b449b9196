"""Writes diagnostics as the workflow commands that GitHub shows in a pull request."""

import re
from collections.abc import Iterable
from types import MappingProxyType
from typing import Final

from ..diagnostic import Diagnostic, Severity, in_order
from ..excerpt import visible

_COMMANDS: Final = MappingProxyType({Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"})
_BREAKS: Final = MappingProxyType({"\r": "%0D", "\n": "%0A"})


def github(diagnostics: Iterable[Diagnostic]) -> str:
    """Write each diagnostic as a workflow command, which GitHub shows beside the line of a pull request."""
    return "".join(_command(each) for each in in_order(diagnostics))


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
    """Line breaks as GitHub reads them; other control characters become pictures, as everywhere."""
    parts = re.split("([\r\n])", text.replace("%", "%25"))
    return "".join(_BREAKS.get(part) or visible(part) for part in parts)


def _escape_property(text: str) -> str:
    return _escape(text).replace(":", "%3A").replace(",", "%2C")
