"""Writes diagnostics for people: with the source lines and carets, or a line each, and how many there are."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from ..diagnostic import Diagnostic, Severity, in_order
from ..excerpt import Colors, excerpt, lines_of, visible

_COLORS: Final = MappingProxyType({Severity.ERROR: "31", Severity.WARNING: "33", Severity.NOTE: "36"})
# A piece of text in backticks that is longer than a name, an address or a reference has any need to be.
_QUOTED: Final = re.compile(r"`([^`]{80})[^`]{20,}`")


def full(diagnostics: Iterable[Diagnostic], texts: Mapping[str, str], *, color: bool = False) -> str:
    """Write each diagnostic with its source line, a caret and its hint, then the summary.

    `texts` is path → text of the files that excerpts are cut from; a diagnostic in another file has none. Source lines
    are cut to 80 columns. Ends with a line break, and is empty where there are no diagnostics.
    """
    ordered = in_order(diagnostics)
    if not ordered:
        return ""
    lines = {path: lines_of(text) for path, text in texts.items()}
    blocks = [block(each, lines, color=color) for each in ordered]
    return "\n\n".join(blocks) + f"\n{summary(ordered)}"


def concise(diagnostics: Iterable[Diagnostic]) -> str:
    """Write each diagnostic as one line, the hint in brackets. Empty where there are none."""
    return "".join(f"{_headline(each)}{_in_brackets(each.hint)}\n" for each in in_order(diagnostics))


def summary(diagnostics: Iterable[Diagnostic]) -> str:
    """Count the diagnostics in one line, and say how to learn about the first of the worst. Empty for none."""
    ordered = in_order(diagnostics)
    counts = Counter(each.severity for each in ordered)
    present = [severity for severity in Severity if counts[severity]]
    if not present:
        return ""
    parts = (f"{counts[each]} {each.value}{'s' if counts[each] > 1 else ''}" for each in present)
    worst = next(each.code for each in ordered if each.severity is present[0])
    return f"{', '.join(parts)}. `wsgen explain {worst}` says more.\n"


def block(diagnostic: Diagnostic, lines: Mapping[str, tuple[str, ...]], *, color: bool = False) -> str:
    """Write one diagnostic with its source line, a caret and its hint; `lines` are those of the files, by path."""
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
