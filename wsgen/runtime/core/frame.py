"""Values inside a parsed frame: reading and setting them by path, and the faults that JSON Schema can't see."""

import math
from collections.abc import Iterable
from typing import Any, Final

from ..protocol import Path

MAX_DEPTH: Final = 100
"""Levels of nesting that a frame may have. The parser's own limit is 200, and differs from parser to parser."""

_CONTAINERS: Final = frozenset({dict, list})


def value_at(frame: Any, path: Path) -> Any:
    """Give the value at a path; None where any step is missing."""
    for step in path:
        try:
            frame = frame[_index(step) if frame.__class__ is list else step]
        except (KeyError, IndexError, TypeError):
            return None
    return frame


def put_at(frame: Any, path: Path, value: object) -> None:
    """Set the value at a path, making the objects on the way; nothing where what stands there has no room for it.

    An array is changed at one of its places, or grows by one.
    """
    for step in path[:-1]:
        found: Any = value_at(frame, (step,))
        if found is None:
            found = {}
            _put(frame, step, found)
        frame = found
    _put(frame, path[-1], value)


def _put(place: Any, step: str, value: object) -> None:
    if place.__class__ is dict:
        place[step] = value
    elif place.__class__ is list:
        index = _index(step)
        if index in range(len(place)):
            place[index] = value
        elif index == len(place):
            place.append(value)


def _index(step: str) -> Any:
    """Give a step's number (RFC 6901 §4); what is none never indexes an array."""
    return int(step) if step.isascii() and step.isdigit() and (step == "0" or step[0] != "0") else step


def find_fault(values: Iterable[Any], depth: int = 1) -> str:
    """Say of the values at a level what JSON Schema can't: too deep, or a number out of range; empty when all is well.

    `1e400` is infinite to the parser, also where it refuses the word `Infinity`. Goes level by level: a call for each
    object would take twice as long.
    """
    level = list(values)
    while True:
        kinds = set(map(type, level))
        if float in kinds and not all(math.isfinite(value) for value in level if value.__class__ is float):
            return "a number is out of range"
        if kinds.isdisjoint(_CONTAINERS):
            return ""
        if depth >= MAX_DEPTH:
            return f"nested deeper than {MAX_DEPTH} levels"
        depth += 1
        below: list[Any] = []
        for value in level:
            kind = value.__class__
            if kind is dict:
                below += value.values()
            elif kind is list:
                below += value
        level = below
