"""Values inside a parsed frame: reading and setting them by path, and the faults that JSON Schema can't see."""

import math
from collections.abc import Iterable
from datetime import UTC, datetime
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
        kind: type[Any] = type(value)
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


def integral(value: Any) -> Any:
    """Write every float without a fraction as an integer: the same number to JSON Schema."""
    kind: type[Any] = type(value)
    if kind is dict:
        return {key: integral(item) for key, item in value.items()}
    if kind is list:
        return [integral(item) for item in value]
    return int(value) if kind is float and value.is_integer() else value


def timestamp_of(now: float, unit: str) -> int | str:
    """Write seconds since the epoch as an envelope wants them: `ms`, `s` or `iso`."""
    if unit == "iso":
        return datetime.fromtimestamp(now, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return int(now) if unit == "s" else int(now * 1000)
