"""Parses runtime expressions: where in a message a value stands (AsyncAPI 3.0 §Runtime Expression)."""

import re
from dataclasses import dataclass
from typing import Final

from .references import unescape

_EXPRESSION: Final = re.compile(r"\$message\.(header|payload)#((?:/(?:[^/~]|~[01])*)*)")


@dataclass(frozen=True, slots=True)
class RuntimeExpression:
    """`$message.<source>#<pointer>`; `source` is `header` or `payload`, `pointer` the steps behind `#`."""

    source: str
    pointer: tuple[str, ...]


def parse_expression(text: str) -> RuntimeExpression | None:
    """The expression in `text`, or None where it is none."""
    match = _EXPRESSION.fullmatch(text)
    if match is None:
        return None
    source, pointer = match.groups()
    return RuntimeExpression(source, tuple(unescape(step) for step in pointer.split("/")[1:]))
