"""Writes the entry of a diagnostic code for people: in a terminal, in Markdown, and where both can be found."""

import re
import textwrap
from types import MappingProxyType
from typing import Final

from ..excerpt import Colors
from .entry import Entry

HOMEPAGE: Final = "https://github.com/wsgen/wsgen"

_WIDTH: Final = 80
_COLORS: Final = MappingProxyType({"error": "31", "warning": "33", "note": "36"})
_WRONG: Final = "31"
_RIGHT: Final = "32"
_PUNCTUATION: Final = re.compile(r"[^\w\- ]")


def as_text(entry: Entry, *, color: bool = False) -> str:
    """What `entry` means: title, reason, the bad example and the good one, and where the rule stands."""
    mark = Colors(_COLORS[entry.severity.value] if color else "")
    title = textwrap.fill(f"{entry.code} ({entry.severity.value}): {entry.title}", _WIDTH)
    parts = [title.replace(entry.code, mark.mark(entry.code), 1), textwrap.fill(entry.meaning, _WIDTH)]
    numbers = ("", _WRONG, _RIGHT) if entry.before else (_WRONG, _RIGHT)
    for (where, example), number in zip(entry.examples, numbers, strict=True):
        if example.strip():
            parts.append(f"{Colors(number if color else '').mark(where)}\n{textwrap.indent(example.rstrip(), '  ')}")
    if entry.section:
        parts.append(f"See: {entry.source}\n{entry.link}" if entry.link != entry.source else f"See: {entry.source}")
    return "\n\n".join(parts) + "\n"


def as_markdown(entry: Entry) -> list[str]:
    """The lines below the heading of `entry` on the page of all codes."""
    lines = [f"{entry.severity.value.capitalize()}. {entry.meaning}", ""]
    for where, example in entry.examples:
        if example.strip():
            language = "toml" if "[tool.wsgen" in example else "python" if example.startswith("@") else "yaml"
            lines += [where, "", f"```{language}", example.rstrip(), "```", ""]
    if entry.section:
        lines += [f"See: [{entry.source}]({entry.link})", ""]
    return lines


def heading(entry: Entry) -> str:
    """The heading of `entry` on the page of all codes."""
    return f"{entry.code}: {entry.title}"


def page(entry: Entry) -> str:
    """Where `entry` stands on the page of all codes: the anchor that GitHub gives its heading."""
    anchor = _PUNCTUATION.sub("", heading(entry).lower()).replace(" ", "-")
    return f"{HOMEPAGE}/blob/main/docs/codes.md#{anchor}"
