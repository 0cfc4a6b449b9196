"""The value types of a proof: what a reader demands that a writer may not keep, and where in a value that is."""

from dataclasses import dataclass
from typing import Final

from ..instances.kinds import Part
from ..instances.reject import OPPOSITE_BOUNDS, OPPOSITE_COUNTS
from ..spec.node import Value
from .wanted import Together

EACH: Final = -1
"""The step to an item at any place of an array."""

Steps = tuple[str | int, ...]
"""From a frame's root to a value in it: properties by name, items by index."""


@dataclass(frozen=True, slots=True, eq=False)
class Unproved:
    """A demand of the reader that isn't proved to be kept by all that the writer sends.

    `keyword` of `reader`, the part that holds it, is what demands; `detail` is the property where it's about one.
    `demand` is the smallest schema that says so. `writer` is what the writer keeps at `steps`. `is_soft` says that no
    validator looks at it. `outer` is a property's or an item's own place, where the demand is that there be nothing.
    """

    steps: Steps
    keyword: str
    detail: str
    reader: Part
    demand: Value
    writer: Together
    is_soft: bool = False


def broken(demand: Value) -> Value:
    """A schema of values that break a demand, which says what they are rather than what they aren't where it can."""
    if not isinstance(demand, dict):
        return demand is False
    if len(demand) == 1:
        ((word, held),) = demand.items()
        if word in _TURNED and isinstance(held, int | float):
            kind, other, step = _TURNED[word]
            return {"type": kind, other: held + step}
        if word == "required" and isinstance(held, list):
            return {"type": "object", "properties": {str(held[0]): False}}
        if word == "contains":
            return {"type": "array", "items": {"not": held}}
        if word in _KINDS:
            return {"type": _KINDS[word], "not": demand}
        if word == "uniqueItems":
            return {"type": "array", "minItems": 2, "not": demand}
    return {"not": demand}


_TURNED: Final = {
    **OPPOSITE_COUNTS,
    **{word: ("number", opposite, 0) for word, opposite in OPPOSITE_BOUNDS.items()},
}
_KINDS: Final = {"multipleOf": "number", "pattern": "string", "format": "string"}


def demand_at(steps: Steps, wanted: Value) -> Value:
    """A schema of values that have something at `steps` which satisfies `wanted`."""
    for step in reversed(steps):
        if isinstance(step, str):
            wanted = {"type": "object", "required": [step], "properties": {step: wanted}}
        elif step == EACH:
            wanted = {"type": "array", "minItems": 1, "contains": wanted}
        else:
            before: list[Value] = [True] * step
            wanted = {"type": "array", "minItems": step + 1, "items": [*before, wanted]}
    return wanted
