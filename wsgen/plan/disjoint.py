"""Proves of two schemas that no value satisfies both."""

from .accepted import OBJECT, overlap
from .shape import Property, Shape


def are_disjoint(left: Shape, right: Shape) -> bool:
    """Whether it is proved that no frame satisfies both schemas (never true by accident, false where unproved)."""
    if not overlap(left.types, right.types):
        return True
    if left.types | right.types != OBJECT:
        return False
    return (
        _excludes(left, right)
        or _excludes(right, left)
        or any(
            _apart(left.properties[name], right.properties[name]) for name in left.properties.keys() & right.properties
        )
    )


def _excludes(left: Shape, right: Shape) -> bool:
    return left.closed and any(each.required and name not in left.properties for name, each in right.properties.items())


def _apart(left: Property, right: Property) -> bool:
    if not (left.required or right.required):
        return False
    if left.values is not None and right.values is not None:
        return not any(value in right.values for value in left.values)
    return not overlap(left.types, right.types)
