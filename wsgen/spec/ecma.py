"""Writes patterns of JSON Schema so that jsonschema-rs runs them with the meaning of ECMA 262."""

import re
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from .judge import can_run
from .keywords import KEYWORDS, Holds
from .node import Value

# Where it needs lookaround, references back or neither, jsonschema-rs has two engines. One knows ECMA 262's classes.
_OTHER_ENGINE: Final = re.compile(r"\(\?(?!:)|\\[1-9kbB]|\[\^?\]|\\0|\\u[dD][89a-fA-F]")
_LAST: Final = 0x10FFFF
_CLASSES: Final[Mapping[str, tuple[tuple[int, int], ...]]] = {
    "d": ((0x30, 0x39),),
    "w": ((0x30, 0x39), (0x41, 0x5A), (0x5F, 0x5F), (0x61, 0x7A)),
    "s": (
        *((0x09, 0x0D), (0x20, 0x20), (0xA0, 0xA0), (0x1680, 0x1680), (0x2000, 0x200A), (0x2028, 0x2029)),
        *((0x202F, 0x202F), (0x205F, 0x205F), (0x3000, 0x3000), (0xFEFF, 0xFEFF)),
    ),
}
_CONTENT: Final = frozenset({"contentEncoding", "contentMediaType"})
_LINES: Final = ((0x0A, 0x0A), (0x0D, 0x0D), (0x2028, 0x2029))
_CONTROLS: Final = {"t": 9, "n": 10, "v": 11, "f": 12, "r": 13, "0": 0}
_ESCAPES: Final = (
    r"(?P<pair>\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2})|\\u(?P<u>[0-9a-fA-F]{4})"
    r"|\\u\{(?P<point>[0-9a-fA-F]+)\}|\\x(?P<x>[0-9a-fA-F]{2})|\\c(?P<letter>[A-Za-z])|\\(?P<class>[dDwWsS])"
    r"|\\(?P<control>[tnvfr]|0(?![0-9]))|\\(?P<edge>[bB])|\\k<(?P<back>[^>]*)>|\\."
)
_OUTSIDE: Final = re.compile(
    _ESCAPES + r"|(?P<empty>\[\^?\])|(?P<open>\[\^?)|(?P<dot>\.)|\(\?<(?P<name>[^=!>][^>]*)>|(?P<group>\((?!\?))|.",
    re.DOTALL,
)
_INSIDE: Final = re.compile(_ESCAPES + r"|(?P<close>\])|.", re.DOTALL)


class _Token(NamedTuple):
    """A part of a pattern: of which kind, what says which one, how it's written, whether it stands inside a class."""

    kind: str
    text: str
    raw: str
    is_inside: bool


def runnable(pattern: str) -> str | None:
    """`pattern` as jsonschema-rs runs it with the meaning of ECMA 262 §22.2 (flag `u`); None where it can't.

    It stays as it is where that is what it means already.
    """
    written = "".join(_written(pattern)) if _OTHER_ENGINE.search(pattern) else pattern
    return written if can_run(written) else None


def with_runnable(schema: Value) -> Value:
    """`schema` (JSON Schema draft 7) with all its patterns written so; those that can't be run are left out.

    So are remarks that jsonschema-rs takes for rules: how the content of a text is encoded (draft 7 §8).
    """
    if not isinstance(schema, dict):
        return schema
    made: dict[str, Value] = {}
    for word, held in schema.items():
        if word in _CONTENT:
            continue
        if word == "pattern":
            pattern = runnable(held) if isinstance(held, str) else None
            if pattern is not None:
                made[word] = pattern
        elif word == "patternProperties" and isinstance(held, dict):
            patterns = ((runnable(each), inner) for each, inner in held.items())
            made[word] = {each: with_runnable(inner) for each, inner in patterns if each is not None}
        else:
            made[word] = _inside(held, KEYWORDS.get(word, Holds.VALUE))
    return made


def _inside(held: Value, holds: Holds) -> Value:
    if holds in {Holds.SCHEMA, Holds.SCHEMAS, Holds.SCHEMA_OR_SCHEMAS}:
        return [with_runnable(each) for each in held] if isinstance(held, list) else with_runnable(held)
    if holds is Holds.MAP and isinstance(held, dict):
        return {name: with_runnable(each) for name, each in held.items()}
    return held


def _written(pattern: str) -> Iterator[str]:
    tokens = [*_tokens(pattern)]
    groups = [each.text for each in tokens if each.kind in {"name", "group"}]
    for token in tokens:
        point = _point(token)
        if point is not None:
            yield f"\\u{{{point:x}}}"
        elif token.kind == "class":
            ranges = _CLASSES[token.text.lower()]
            inner = _ranges(ranges if token.text.islower() else _others(ranges))
            yield inner if token.is_inside else f"[{inner}]"
        elif token.kind == "empty":
            # Legal in ECMA 262 alone: no character, and any.
            yield "(?!)" if token.raw == "[]" else f"[{_ranges(((0, _LAST),))}]"
        elif token.kind == "edge" and not token.is_inside:
            yield _edge(is_edge=token.text == "b")
        elif token.kind == "dot":
            yield f"[{_ranges(_others(_LINES))}]"
        elif token.kind == "name":
            yield "("
        elif token.kind == "back" and token.text in groups:
            yield f"\\{groups.index(token.text) + 1}"
        else:
            yield token.raw


def _tokens(pattern: str) -> Iterator[_Token]:
    position, is_inside = 0, False
    while found := (_INSIDE if is_inside else _OUTSIDE).match(pattern, position):
        kind = found.lastgroup or ""
        yield _Token(kind, found[kind] if kind else "", found[0], is_inside)
        is_inside = kind != "close" if is_inside else kind == "open"
        position = found.end()


def _point(token: _Token) -> int | None:
    """The code point that an escape stands for."""
    match token.kind:
        case "pair":
            high, low = int(token.text[2:6], 16), int(token.text[8:12], 16)
            return 0x10000 + ((high & 0x3FF) << 10) + (low & 0x3FF)
        case "u" | "point" | "x":
            return int(token.text, 16)
        case "letter":
            return ord(token.text) % 32
        case "control":
            return _CONTROLS[token.text]
        case "edge" if token.is_inside and token.text == "b":
            return 8
        case _:
            return None


def _ranges(ranges: tuple[tuple[int, int], ...]) -> str:
    return "".join(f"\\u{{{first:x}}}-\\u{{{last:x}}}" for first, last in ranges)


def _others(ranges: tuple[tuple[int, int], ...]) -> tuple[tuple[int, int], ...]:
    """All characters that are in none of some ranges."""
    starts = (0, *(last + 1 for _, last in ranges))
    ends = (*(first - 1 for first, _ in ranges), _LAST)
    return tuple(zip(starts, ends, strict=True))


def _edge(*, is_edge: bool) -> str:
    r"""`\b`, or `\B`, of ASCII's words."""
    word = f"[{_ranges(_CLASSES['w'])}]"
    inward, outward = ("!", "=") if is_edge else ("=", "!")
    return f"(?:(?<={word})(?{inward}{word})|(?<!{word})(?{outward}{word}))"
