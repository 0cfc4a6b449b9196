"""Says how large a value may be by its JSON Schema: a number itself, of a text, an array or an object its size."""

from collections.abc import Mapping, Sequence
from math import inf
from typing import Final

from ..spec.node import Value

Range = tuple[float, float]
"""The smallest and the largest."""

Limits = Mapping[str, Range]
"""By type, its range; a type without one has no limits. An `integer` is a `number` here."""

_ANY: Final[Range] = (-inf, inf)
_WORDS: Final = {
    "string": (("minLength",), ("maxLength",)),
    "array": (("minItems",), ("maxItems",)),
    "object": (("minProperties",), ("maxProperties",)),
    "number": (("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")),
}


def limits_of(schema: dict[str, Value]) -> Limits:
    """The limits that a schema's own keywords set (draft 7 §6.2 to §6.5); an exclusive one counts as inclusive."""
    found: dict[str, Range] = {}
    for type_, (lower, upper) in _WORDS.items():
        least = [each for word in lower if (each := _number(schema.get(word))) is not None]
        most = [each for word in upper if (each := _number(schema.get(word))) is not None]
        if least or most:
            found[type_] = (max(least, default=-inf), min(most, default=inf))
    items = schema.get("items")
    if isinstance(items, list) and schema.get("additionalItems") is False:
        least_items, most_items = found.get("array", _ANY)
        found["array"] = (least_items, min(most_items, len(items)))
    return found


def both(left: Limits, right: Limits) -> Limits:
    """The limits of what keeps to both."""
    if not left or not right:
        return left or right
    return {
        type_: (max(a[0], b[0]), min(a[1], b[1]))
        for type_ in {**left, **right}
        for a, b in ((left.get(type_, _ANY), right.get(type_, _ANY)),)
    }


def either(branches: Sequence[Limits]) -> Limits:
    """The limits of what keeps to one of them."""
    first, *rest = branches
    return {
        type_: (min(each[type_][0] for each in branches), max(each[type_][1] for each in branches))
        for type_ in first
        if all(type_ in each for each in rest)
    }


def are_apart(left: Limits, right: Limits, type_: str) -> bool:
    """Whether no value of a type keeps to both."""
    type_ = "number" if type_ == "integer" else type_
    a, b = left.get(type_, _ANY), right.get(type_, _ANY)
    return a[1] < b[0] or b[1] < a[0]


def _number(value: Value) -> float | None:
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None
