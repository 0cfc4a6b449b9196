"""Regular expressions of JSON Schema (ECMA 262) in Python: read as `re` would, and texts that they match."""

import importlib
import re
from functools import cache
from random import Random
from typing import Any, Final

_SPACE: Final = "\\t-\\r \xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
_CLASSES: Final = {"d": "0-9", "w": "0-9A-Z_a-z", "s": _SPACE}
_TOKEN: Final = re.compile(r"\\u\{([0-9A-Fa-f]+)\}|\\c([A-Za-z])|\\(.)|(\[\^?)|(\])|(\.)|(\$)", re.DOTALL)
_PARSER: Final[Any] = importlib.import_module("re._parser")


@cache
def compiled(pattern: str) -> re.Pattern[str] | None:
    """`pattern` with the meaning of ECMA 262; None where Python can't say it."""
    inside = False

    def written(found: re.Match[str]) -> str:
        nonlocal inside
        point, control, escaped, opened, closed, dot, end = found.groups()
        if point or control:
            return re.escape(chr(int(point, 16) if point else ord(control) % 32))
        if escaped:
            kind = _CLASSES.get(escaped.lower())
            if kind is None:
                return found[0] if escaped.isalnum() else re.escape(escaped)
            if inside:
                return kind if escaped.islower() else found[0]
            return f"[{'' if escaped.islower() else '^'}{kind}]"
        if inside:
            inside = not closed
            return "\\[" if opened == "[" else "]" if closed else found[0]
        inside = bool(opened)
        return "[^\\n\\r\u2028\u2029]" if dot else r"\Z" if end else found[0]

    try:
        return re.compile(_TOKEN.sub(written, pattern), re.ASCII)
    except re.error:
        return None


def sample(pattern: str, random: Random) -> str:
    """A text that most likely matches."""
    expression = compiled(pattern)
    return "".join(_texts(_PARSER.parse(expression.pattern), random)) if expression else "x"


def _texts(tokens: Any, random: Random) -> list[str]:
    return [_text(str(name), held, random) for name, held in tokens]


def _text(name: str, held: Any, random: Random) -> str:
    match name:
        case "LITERAL":
            return chr(held)
        case "NOT_LITERAL":
            return "x" if held != ord("x") else "y"
        case "IN":
            return _member(held, random)
        case "MAX_REPEAT" | "MIN_REPEAT":
            least, most, inner = held
            times = random.randint(least, min(int(most), least + 3))
            return "".join("".join(_texts(inner, random)) for _ in range(min(times, 300)))
        case "SUBPATTERN":
            return "".join(_texts(held[-1], random))
        case "BRANCH":
            return "".join(_texts(random.choice(held[1]), random))
        case _:
            return ""


def _member(held: Any, random: Random) -> str:
    """A character of a class."""
    names = [str(name) for name, _ in held]
    if "NEGATE" in names:
        taken = {chr(value) for name, value in held if str(name) == "LITERAL"}
        return next(each for each in "xé0-#" if each not in taken)
    name, value = random.choice(held)
    match str(name):
        case "LITERAL":
            return chr(value)
        case "RANGE":
            return chr(random.choice([value[0], value[1], random.randint(*value)]))
        case _:
            return "x"
