"""Reads the text of one recorded frame as the JSON value that it is."""

import json
import math
from typing import Final, NoReturn

from ..spec.node import Value

_MAX_DEPTH: Final = 100
"""Levels of nesting that a frame may have: the runtime refuses what is deeper."""


class UnfitError(Exception):
    """A document can't describe this frame; the message says what it is, in a few words without an article."""


def value_of(text: str | bytes) -> Value:
    """The value of a frame. Raises UnfitError for what no generated package accepts: see the runtime's reading."""
    if isinstance(text, bytes):
        raise UnfitError("binary frame")
    try:
        value: Value = json.loads(text, parse_constant=_refuse)
        # Python takes half of a surrogate pair for a character; JSON's readers don't (RFC 8259 §8.2).
        json.dumps(value, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        raise UnfitError("frame that is no JSON") from None
    _check(value, 1)
    return value


def _check(value: Value, depth: int) -> None:
    if depth > _MAX_DEPTH:
        raise UnfitError("frame of more than 100 levels")
    if isinstance(value, float) and not math.isfinite(value):
        raise UnfitError("frame with a number that is too large")
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for each in inner:
        _check(each, depth + 1)


def _refuse(constant: str) -> NoReturn:
    raise ValueError(constant)
