"""Turns a regular expression of JSON Schema (ECMA 262) into one with the same meaning for pydantic-core (Rust)."""

import re
from typing import Final

_SPACE: Final = r"\t-\r \u{a0}\u{1680}\u{2000}-\u{200a}\u{2028}\u{2029}\u{202f}\u{205f}\u{3000}\u{feff}"
_CLASSES: Final = {
    "d": "[0-9]",
    "D": "[^0-9]",
    "w": "[0-9A-Z_a-z]",
    "W": "[^0-9A-Z_a-z]",
    "s": f"[{_SPACE}]",
    "S": f"[^{_SPACE}]",
}
_CONTROLS: Final = {"t": "\t", "n": "\n", "r": "\r", "v": "\v", "f": "\f"}
_SYNTAX: Final = frozenset("^$\\.*+?()[]{}|/-")
_ESCAPE: Final = re.compile(
    r"\\(?:(?P<class>[dDwWsS])|(?P<control>[tnrvf])|c(?P<letter>[A-Za-z])|x(?P<x>[0-9A-Fa-f]{2})"
    r"|u(?P<u>[0-9A-Fa-f]{4})|u\{(?P<point>[0-9A-Fa-f]{1,6})\}|(?P<syntax>[!-/:-@[-`{-~ ])"
    r"|(?P<category>[pP]\{[A-Z][a-z]?\}))"
)
_QUANTIFIER: Final = re.compile(r"(?:[*+?]|\{[0-9]+(?:,[0-9]*)?\})\??")


def translate(pattern: str) -> str | None:
    r"""`pattern` for pydantic-core, or None where that engine can't say the same.

    Python's and Rust's `\d`, `\w`, `\s` and `.` mean other characters than ECMA 262 §22.2; lookaround, backreferences
    and word boundaries have no equal there. What isn't understood here is None too: the schema decides, the model may
    be wider.
    """
    parts: list[str] = []
    position = 0
    while position < len(pattern):
        step = _class(pattern, position) if pattern[position] == "[" else _atom(pattern, position)
        if step is None:
            return None
        text, position = step
        parts.append(text)
    translated = "".join(parts)
    return translated if _compiles(translated) else None


def finds(pattern: str, text: str) -> bool:
    """Whether `pattern` is found in `text`; False where pydantic-core's engine can't say."""
    from pydantic_core import SchemaValidator, core_schema

    translated = translate(pattern)
    return translated is not None and SchemaValidator(core_schema.str_schema(pattern=translated)).isinstance_python(
        text
    )


def _atom(pattern: str, position: int) -> tuple[str, int] | None:
    character = pattern[position]
    if character == "\\":
        return _escape(pattern, position, inside=False)
    if quantifier := _QUANTIFIER.match(pattern, position):
        return quantifier.group(), quantifier.end()
    if character == ".":
        return r"[^\n\r\u{2028}\u{2029}]", position + 1
    if pattern.startswith("(?", position):
        return ("(?:", position + 3) if pattern.startswith("(?:", position) else None
    if character in "^$|()":
        return character, position + 1
    if character in "]{}":
        return None
    return _literal(character), position + 1


def _class(pattern: str, position: int) -> tuple[str, int] | None:
    """One `[…]`. Each member is written anew, so that none gets Rust's meaning of `[`, `&&`, `--` or `~~`."""
    negated = pattern.startswith("[^", position)
    position += 2 if negated else 1
    parts = ["[^" if negated else "["]
    while position < len(pattern) and pattern[position] != "]":
        if pattern[position] == "-" and len(parts) > 1 and not pattern.startswith("-]", position):
            parts.append("-")
            position += 1
            continue
        step = _escape(pattern, position, inside=True)
        if step is None:
            return None
        parts.append(step[0])
        position = step[1]
    # An empty class is legal in ECMA 262 only.
    if position >= len(pattern) or len(parts) == 1:
        return None
    return "".join([*parts, "]"]), position + 1


def _escape(pattern: str, position: int, *, inside: bool) -> tuple[str, int] | None:
    """One character or escape. `inside` a class, the classes stand without brackets where they can."""
    if pattern[position] != "\\":
        return _literal(pattern[position]), position + 1
    match = _ESCAPE.match(pattern, position)
    if match is None:
        return None
    kind, text = str(match.lastgroup), str(match.group(str(match.lastgroup)))
    if kind == "class":
        written = _CLASSES[text]
        return (written[1:-1] if inside and text.islower() else written), match.end()
    if kind == "category":
        return f"\\{text}", match.end()
    if kind == "control":
        return _literal(_CONTROLS[text]), match.end()
    if kind == "letter":
        return _literal(chr(ord(text) % 32)), match.end()
    if kind == "syntax":
        return _literal(text), match.end()
    point = int(text, 16)
    # Half of a pair: Python's text has whole characters only.
    if point > 0x10FFFF or 0xD800 <= point <= 0xDFFF:
        return None
    return _literal(chr(point)), match.end()


def _literal(character: str) -> str:
    if character in _SYNTAX or character in "&~#":
        return f"\\{character}"
    return character if character.isprintable() else f"\\u{{{ord(character):x}}}"


def _compiles(pattern: str) -> bool:
    from pydantic_core import SchemaError, SchemaValidator, core_schema

    try:
        SchemaValidator(core_schema.str_schema(pattern=pattern))
    except SchemaError:
        return False
    return True
