"""Values inside a parsed frame: reading and setting them by path, and the faults that JSON Schema can't see."""

import math
from collections.abc import Iterable
from typing import Any, Final

from ..protocol import Path

MAX_DEPTH: Final = 100
"""Levels of nesting that a frame may have. The parser's own limit is 200, and differs from parser to parser."""


def value_at(frame: Any, path: Path) -> Any:
    """Give the value at a path; None where any step is missing."""
    for step in path:
        try:
            frame = frame[step]
        except (KeyError, TypeError):
            return None
    return frame


def put_at(frame: dict[str, Any], path: Path, value: object) -> None:
    """Set the value at a path, making the objects on the way."""
    for step in path[:-1]:
        frame = frame.setdefault(step, {})
    frame[path[-1]] = value


def find_fault(values: Iterable[Any], depth: int = 1) -> str:
    """Say of the values at a level what JSON Schema can't: too deep, or a number out of range; empty when all is well.

    `1e400` is infinite to the parser, also where it refuses the word `Infinity`.
    """
    for value in values:
        kind = value.__class__
        if kind is str or kind is int:
            continue
        if kind is dict or kind is list:
            if depth >= MAX_DEPTH:
                return f"nested deeper than {MAX_DEPTH} levels"
            fault = find_fault(value.values() if kind is dict else value, depth + 1)
            if fault:
                return fault
        elif kind is float and not math.isfinite(value):
            return "a number is out of range"
    return ""
