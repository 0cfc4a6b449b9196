"""The only way for text to become JavaScript or TypeScript: values, names, comments, as Code."""

import json
import re
from collections.abc import Iterable
from typing import Final

from ..code.literal import Code, compose, join
from ..spec.node import Value

WIDTH: Final = 100
"""The columns of generated JavaScript; only what can't be broken is wider."""

# What a reader can't see, what reorders the text around it, and what ends a line in JavaScript (ECMA-262 §12.3): see
# `wsgen/code/literal.py`, whose list this is.
_HIDDEN: Final = re.compile(
    "[\x00-\x1f\x7f-\xa0\xad\u034f\u061c\u115f\u1160\u1680\u17b4\u17b5\u180b-\u180f\u2000-\u200f\u2028-\u202f\u205f-\u206f"
    "\u3000\u3164\ud800-\udfff\ufdd0-\ufdef\ufeff\uffa0\ufff0-\uffff\U000e0000-\U000e0fff]"
)
_PLAIN_KEY: Final = re.compile(r"[A-Za-z_$][A-Za-z0-9_$]*")
# A page may hold this code inside a <script>, where the HTML parser looks for these first (HTML §13.2.5.4).
_HTML: Final = re.compile(r"<(?=[/!sS])")
# What begins a block tag, or a tag in braces, in TSDoc; the sign inside a word, as in an address of mail, doesn't.
_TAG: Final = re.compile(r"(?<![\w\\])@(?=\w)")


def literal(value: Value, indent: int = 0, *, is_broken: bool = False) -> Code:
    """An expression that evaluates to exactly `value`, over several lines where one would be too wide.

    `indent` is the column at which its first line stands. Raises ValueError for NaN and infinity.
    """
    flat = _flat(value)
    if not isinstance(value, list | dict) or not value or (not is_broken and indent + len(flat) <= WIDTH):
        return flat
    if isinstance(value, list):
        return array((literal(each, indent + 2) for each in value), indent, is_broken=True)
    members = ((member_key(key), literal(each, indent + 4 + len(key))) for key, each in value.items())
    return mapping(members, indent, is_broken=True)


def array(items: Iterable[Code], indent: int = 0, *, is_broken: bool = False) -> Code:
    """An array of what `items` evaluate to, each on a line of its own where one line would be too wide."""
    parts = tuple(items)
    flat = compose("[{items}]", items=join(", ", parts))
    if not parts or (not is_broken and _fits(flat, indent)):
        return flat
    lines = join("", (compose("\n  {item},", item=indented(each)) for each in parts))
    return compose("[{lines}\n]", lines=lines)


def mapping(members: Iterable[tuple[Code, Code]], indent: int = 0, *, is_broken: bool = False) -> Code:
    """An object with these keys, which `member_key` wrote, and values; a member a line where one would be too wide."""
    parts = tuple(compose("{key}: {value}", key=key, value=value) for key, value in members)
    flat = compose("{{ {members} }}", members=join(", ", parts)) if parts else compose("{{}}")
    if not parts or (not is_broken and _fits(flat, indent)):
        return flat
    lines = join("", (compose("\n  {member},", member=indented(each)) for each in parts))
    return compose("{{{lines}\n}}", lines=lines)


def member_key(name: str) -> Code:
    """A key as an object literal has it: `__proto__` would set the prototype of the object (ECMA-262 §B.3.1)."""
    return Code('["__proto__"]') if name == "__proto__" else property_key(name)


def property_key(name: str) -> Code:
    """A property's name as a type has it: bare where it is an ASCII word, else quoted."""
    return Code(name) if _PLAIN_KEY.fullmatch(name) else text(name)


def text(value: str) -> Code:
    """A string's literal; what nobody can see, and what HTML would take for its own, is escaped."""
    shown = json.dumps(value, ensure_ascii=False)
    return Code(_HTML.sub(r"\\x3c", _HIDDEN.sub(_escaped, shown)))


def template_text(value: str) -> Code:
    """Text inside a template literal: as in a string, but for what a template means something by."""
    return Code(text(value)[1:-1].replace('\\"', '"').replace("`", "\\`").replace("${", "\\${"))


def unended(member: Code) -> Code:
    """A member of an object's type without the semicolon that ends it."""
    return Code(member.removesuffix(";"))


def comment(said: str) -> Code:
    """A comment of one line."""
    return Code("// " + _shown(" ".join(said.split())))


def tsdoc(said: str, indent: int = 0) -> Code:
    """A comment of TSDoc that says `said` before what stands at `indent`; empty text is no comment.

    Nothing in it is a tag or ends the comment. `deprecated` is added by who knows of it, see `tsdoc_tag`.
    """
    lines = [_block(line.rstrip()) for line in said.strip().replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    return _comment_block(lines, indent)


def tsdoc_deprecated(said: str, deprecated: str, indent: int = 0) -> Code:
    """The same with the tag `@deprecated`, followed by `deprecated`; without the tag where that is empty."""
    if not deprecated:
        return tsdoc(said, indent)
    lines = [_block(line.rstrip()) for line in said.strip().replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    return _comment_block([*(line for line in lines if said.strip()), f"@deprecated {_block(deprecated)}"], indent)


def indented(code: Code) -> Code:
    """The same with its second line and all that follow moved to the right by two; no literal holds a line's end."""
    return Code(code.replace("\n", "\n  "))


def _fits(code: Code, indent: int) -> bool:
    return "\n" not in code and indent + len(code) <= WIDTH


def _flat(value: Value) -> Code:
    if isinstance(value, str):
        return text(value)
    if isinstance(value, float) and (value != value or value in (float("inf"), float("-inf"))):
        raise ValueError(f"JSON has no {value}")
    if isinstance(value, list):
        return array(map(_flat, value), -(10**9))
    if isinstance(value, dict):
        return mapping(((member_key(key), _flat(each)) for key, each in value.items()), -(10**9))
    return Code(json.dumps(value))


def _comment_block(lines: list[str], indent: int) -> Code:
    if not any(lines):
        return Code("")
    margin = " " * indent
    if len(lines) == 1 and indent + len(lines[0]) + 7 <= WIDTH:
        return Code(f"/** {lines[0]} */")
    body = "".join(f"\n{margin} * {line}" if line else f"\n{margin} *" for line in lines)
    return Code(f"/**{body}\n{margin} */")


def _block(line: str) -> str:
    return _TAG.sub(r"\\@", _shown(line).replace("*/", r"*\/"))


def _shown(said: str) -> str:
    return _HIDDEN.sub(_escaped, said.expandtabs(4).replace("</", r"<\/").replace("<!", r"<\!"))


def _escaped(found: re.Match[str]) -> str:
    number = ord(found[0])
    return f"\\u{number:04x}" if number < 0x10000 else f"\\u{{{number:x}}}"
