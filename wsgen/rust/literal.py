"""The only way for text to become Rust: values, names, comments, as Code."""

import json
import re
import sys
from collections.abc import Sequence
from typing import Final

from ..code.literal import Code, compose, join
from ..spec.node import Value

WIDTH: Final = 100
"""The columns of generated Rust, which are rustfmt's."""

# What a reader can't see and what reorders the text around it, of which rustc refuses some even in comments: see
# `wsgen/code/literal.py`, whose list this is.
_HIDDEN: Final = re.compile(
    "[\x00-\x1f\x7f-\xa0\xad\u034f\u061c\u115f\u1160\u1680\u17b4\u17b5\u180b-\u180f\u2000-\u200f\u2028-\u202f\u205f-\u206f"
    "\u3000\u3164\ufdd0-\ufdef\ufeff\uffa0\ufff0-\uffff\U000e0000-\U000e0fff]"
)
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_SHORT: Final = {"\n": "\\n", "\r": "\\r", "\t": "\\t", "\0": "\\0"}
_LAST: Final = 2**64
# What has no suffix is 32 bits wide.
_SMALL: Final = 2**31
_WORD: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def text(value: str) -> Code:
    """A string's literal. Half a surrogate pair becomes U+FFFD: no text of Rust has one, nor has any that it parses."""
    shown = value.replace("\\", "\\\\").replace('"', '\\"')
    return Code(f'"{_HIDDEN.sub(_escaped, _SURROGATE.sub(chr(0xFFFD), shown))}"')


def json_tokens(value: Value) -> Code:
    """What the macro `json!` makes `value` of. An integer beyond 64 bits is written as the nearest number."""
    match value:
        case None:
            return Code("null")
        case bool():
            return Code("true" if value else "false")
        case str():
            return text(value)
        case int() | float():
            return number(value)
        case list():
            return compose("[{items}]", items=join(", ", map(json_tokens, value)))
        case dict():
            members = (compose("{key}: {value}", key=text(key), value=json_tokens(each)) for key, each in value.items())
            return compose("{{ {members} }}", members=join(", ", members)) if value else Code("{}")


def number(value: float) -> Code:
    """A number's literal, which `json!` takes for the same one; as integer where it is whole. Not for NaN."""
    if is_beyond(value):
        return Code("f64::INFINITY" if value > 0 else "f64::NEG_INFINITY")
    if value == int(value) and -_LAST // 2 <= value < _LAST:
        whole = int(value)
        if -_SMALL <= whole < _SMALL:
            return Code(str(whole))
        return Code(f"{whole}u64" if whole >= _LAST // 2 else f"{whole}i64")
    return Code(f"{float(value)!r}f64")


def is_beyond(value: Value) -> bool:
    """Whether a value is, or holds, a number that no f64 holds."""
    match value:
        case list():
            return any(map(is_beyond, value))
        case dict():
            return any(map(is_beyond, value.values()))
        case int() | float():
            return not -sys.float_info.max <= value <= sys.float_info.max
        case _:
            return False


def tag_pattern(value: str | float) -> Code:
    """The pattern that a tag of this value matches."""
    match value:
        case bool():
            return Code(f"Tag::Flag({json.dumps(value)})")
        case str():
            return compose("Tag::Text({value})", value=text(value))
        case _:
            return _number_pattern(value)


def _number_pattern(value: float) -> Code:
    if is_beyond(value):
        # No frame has it: serde_json refuses such a number.
        return compose("Tag::Number({value})", value=number(value))
    if value == int(value) and -_LAST // 2 <= value < _LAST // 2:
        return Code(f"Tag::Integer({int(value)})")
    return Code(f"Tag::Number({float(value)!r})")


def shown_value(value: Value) -> str:
    """A value as documentation shows it: JSON, for `doc` to escape."""
    return json.dumps(value, ensure_ascii=False)


def name(word: str) -> Code:
    """A name as it stands. Raises ValueError for what isn't an ASCII word: `names.py` made no name of it."""
    if not _WORD.fullmatch(word):
        raise ValueError(f"not a name: {word!r}")
    return Code(word)


def doc(said: str, indent: int = 0, *, sign: str = "///") -> Code:
    """Lines of documentation that say `said`, before what stands at `indent`; empty text is no line.

    `sign` is `//!` for what stands at the top of a file.
    """
    lines = said.strip().replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if lines == [""]:
        return Code("")
    margin = "\n" + " " * indent
    return Code(margin.join(f"{_mark(sign)} {_shown(line.rstrip())}".rstrip() for line in lines))


def comment(said: str) -> Code:
    """A comment of one line."""
    return Code(f"// {_shown(' '.join(said.split()))}".rstrip())


def toml_text(value: str) -> Code:
    """A basic string of TOML."""
    shown = _SURROGATE.sub(chr(0xFFFD), value).replace("\\", "\\\\").replace('"', '\\"')
    return Code('"' + _HIDDEN.sub(lambda found: f"\\U{ord(found[0]):08x}", shown) + '"')


def format_arguments(parts: Sequence[str]) -> Code:
    """What `write!` needs to write the parts one after the other: those that are Code are expressions."""
    shown = "".join("{}" if isinstance(each, Code) else each.replace("{", "{{").replace("}", "}}") for each in parts)
    return join(", ", (text(shown), *(each for each in parts if isinstance(each, Code))))


def fits(code: Code, indent: int) -> bool:
    """Whether code stands on one line that begins at `indent`."""
    return "\n" not in code and indent + len(code) <= WIDTH


def _mark(sign: str) -> str:
    return "//!" if sign == "//!" else "///"


def _shown(said: str) -> str:
    return _HIDDEN.sub(_escaped, _SURROGATE.sub(chr(0xFFFD), said.expandtabs(4)))


def _escaped(found: re.Match[str]) -> str:
    return _SHORT.get(found[0]) or f"\\u{{{ord(found[0]):x}}}"
