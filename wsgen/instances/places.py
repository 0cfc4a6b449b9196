"""Reads, sets and demands values inside a frame by path (keys; in an array digits)."""

from ..plan.protocol import Path
from ..spec.node import Value


def value_at(frame: Value, path: Path) -> Value:
    """The value at a path; None where any step is missing."""
    for step in path:
        if isinstance(frame, dict) and step in frame:
            frame = frame[step]
        elif isinstance(frame, list) and (index := index_of(step)) is not None and index < len(frame):
            frame = frame[index]
        else:
            return None
    return frame


def with_value(frame: Value, path: Path, value: Value) -> Value:
    """`frame` with a value at a path, and objects made on the way; as it was where there is no room for it."""
    if not path:
        return value
    step, rest = path[0], path[1:]
    if frame is None:
        frame = {}
    if isinstance(frame, dict):
        return {**frame, step: with_value(frame.get(step), rest, value)}
    index = index_of(step)
    if isinstance(frame, list) and index is not None and index <= len(frame):
        inner = with_value(frame[index] if index < len(frame) else None, rest, value)
        return [*frame[:index], inner, *frame[index + 1 :]]
    return frame


def demand_at(path: Path, wanted: Value) -> Value:
    """A schema of frames that have something at a path which satisfies `wanted`."""
    for step in reversed(path):
        demand: dict[str, Value] = {"required": [step], "properties": {step: wanted}}
        index = index_of(step)
        if index is not None:
            before: list[Value] = [True] * index
            demand |= {"minItems": index + 1, "items": [*before, wanted]}
        wanted = demand
    return wanted


def index_of(step: str) -> int | None:
    """A step's number (RFC 6901 §4); None for what never indexes an array."""
    return int(step) if step.isascii() and step.isdigit() and (step == "0" or step[0] != "0") else None
