"""Reads YAML with libyaml, or with PyYAML's own parser where there is no libyaml; the only importer of yaml."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any, Final

from .complaint import Complaint, diagnose
from .decode import position
from .event import Event, Kind, UnreadableTextError

_LINE_BREAK: Final = re.compile("\r\n|\r|\n")
# Line breaks of YAML 1.1 that are none in 1.2 (§5.4), and no line break to any editor either.
_OLD_BREAKS: Final = "\x85\u2028\u2029"
# The lines above a document's first one: comments and directives.
_HEAD: Final = re.compile(r"(?:[%#][^\r\n]*+(?:\r\n|\r|\n)|[\r\n])++")
# Of the versions 1.x libyaml knows two; the others are to be read like them (§6.8.1).
_UNKNOWN_DIRECTIVE: Final = re.compile(r"^%(?!TAG\s|YAML\s+(?!1\.(?:0|[3-9]|[1-9]\d)))", re.MULTILINE)
# libyaml knows no character that is escaped in two halves: they are read as private-use characters of the same length.
_HALF_ESCAPE: Final = re.compile(r"(?<!\\)((?:\\\\)*+\\u)([dD])(?=[89a-fA-F])")
_STAND_IN_ESCAPE: Final = re.compile(r"(?<!\\)((?:\\\\)*+\\u)([eE])(?=[89a-fA-F])")
_STAND_IN: Final = re.compile("[\ue800-\uefff]")
_TAKEN: Final = re.compile(r"[\ue800-\uefff]|\\(?:u|U0000)[eE][89a-fA-F]")
_TO_HALF: Final = 0xE800 - 0xD800


@dataclass(frozen=True, slots=True)
class _Legible:
    """A text as YAML's parser can read it: as long as the author's, and with other characters in some places.

    `breaks` turns those that stand for line breaks of YAML 1.1 back; `has_halves` says that escapes were changed.
    """

    text: str
    breaks: Mapping[int, str] = field(default_factory=lambda: MappingProxyType({}))
    has_halves: bool = False


def yaml_events(text: str, path: str, *, pure: bool = False) -> Iterator[Event]:
    """Walk through a YAML text with libyaml, or with PyYAML's own parser where there is no libyaml or it is `pure`.

    Raises UnreadableTextError where the text breaks YAML's grammar.
    """
    import yaml

    is_pure = pure or not yaml.__with_libyaml__
    legible = _legible(_without_directives(text))
    if not is_pure and _HALF_ESCAPE.search(legible.text):
        is_pure = bool(_TAKEN.search(legible.text))
        legible = (
            legible if is_pure else replace(legible, text=_HALF_ESCAPE.sub(_stand_in, legible.text), has_halves=True)
        )
    try:
        parser: Any = yaml.SafeLoader(legible.text) if is_pure else yaml.CSafeLoader(legible.text)
        while not isinstance(event := parser.get_event(), yaml.StreamEndEvent):
            if kind := _KINDS.get(type(event).__name__):
                yield _event(kind, event, legible)
    except yaml.MarkedYAMLError as error:
        mark, start = error.problem_mark or error.context_mark, error.context_mark
        place = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        complaint = Complaint(
            error.problem or "", error.context or "", place, (start.line + 1, start.column + 1) if start else None
        )
        raise UnreadableTextError(diagnose(complaint, path, tuple(_LINE_BREAK.split(text)))) from None


_KINDS: Final = MappingProxyType(
    {
        "DocumentStartEvent": Kind.DOCUMENT,
        "MappingStartEvent": Kind.MAPPING,
        "SequenceStartEvent": Kind.SEQUENCE,
        "MappingEndEvent": Kind.END,
        "SequenceEndEvent": Kind.END,
        "ScalarEvent": Kind.SCALAR,
        "AliasEvent": Kind.ALIAS,
    }
)


def _event(kind: Kind, event: Any, legible: _Legible) -> Event:
    start, end = event.start_mark, event.end_mark
    end_line, end_column = end.line + 1, end.column + 1
    if kind is Kind.END or kind is Kind.DOCUMENT:
        return Event(kind, start.line + 1, start.column + 1, end_line, end_column)
    anchor = event.anchor or ""
    if kind is Kind.ALIAS:
        return Event(kind, start.line + 1, start.column + 1, end_line, end_column, anchor=anchor)
    if kind is not Kind.SCALAR:
        is_plain = not event.flow_style
        return Event(
            kind, start.line + 1, start.column + 1, end_line, end_column, "", is_plain, event.tag or "", anchor
        )
    value, style = event.value, event.style
    if style in ("|", ">"):
        # A block ends where the next token begins; for people it ends with its last character.
        block = legible.text[start.index : end.index].rstrip()
        down, across = position(block, len(block))
        end_line, end_column = start.line + down, across + (start.column if down == 1 else 0)
    if legible.breaks:
        value = value.translate(legible.breaks)
    if legible.has_halves:
        value = _STAND_IN.sub(_half, value) if style == '"' else _STAND_IN_ESCAPE.sub(_as_written, value)
    is_plain = not style
    return Event(kind, start.line + 1, start.column + 1, end_line, end_column, value, is_plain, event.tag or "", anchor)


def _without_directives(text: str) -> str:
    """Make a comment of each directive that YAML doesn't know: those are to be ignored (YAML 1.2.2 §6.8)."""
    head = _HEAD.match(text)
    if head is None or "%" not in head[0]:
        return text
    return _UNKNOWN_DIRECTIVE.sub("#", head[0]) + text[head.end() :]


def _legible(text: str) -> _Legible:
    """Replace each of YAML 1.1's extra line breaks by a character that the text lacks."""
    if text.isascii() or not any(each in text for each in _OLD_BREAKS):
        return _Legible(text)
    lower = text.lower()
    free = (chr(code) for code in range(0xE000, 0xE800) if not _is_in(code, lower))
    stand_ins = {ord(old): next(free) for old in _OLD_BREAKS}
    breaks = {ord(stand_in): chr(old) for old, stand_in in stand_ins.items()}
    return _Legible(text.translate(stand_ins), MappingProxyType(breaks))


def _is_in(code: int, text: str) -> bool:
    """Whether a text has a character, or an escape that means it."""
    return any(each in text for each in (chr(code), f"\\u{code:04x}", f"\\u{code:08x}"))


def _stand_in(escape: re.Match[str]) -> str:
    return escape[1] + ("e" if escape[2] == "d" else "E")


def _as_written(escape: re.Match[str]) -> str:
    return escape[1] + ("d" if escape[2] == "e" else "D")


def _half(stand_in: re.Match[str]) -> str:
    return chr(ord(stand_in[0]) - _TO_HALF)
