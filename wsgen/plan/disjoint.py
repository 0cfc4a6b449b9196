"""Proves of two schemas that no value satisfies both."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from heapq import merge

from .accepted import OBJECT, overlap
from .shape import Property, Shape


def first_alike(shapes: Sequence[Shape]) -> Iterator[int | None]:
    """For each schema the first before it that some frame may satisfy too, by its index; None where none does."""
    seen = _Seen()
    for index, shape in enumerate(shapes):
        possible = seen.possible(shape, index)
        yield next((earlier for earlier in possible if not are_disjoint(shapes[earlier], shape)), None)
        seen.add(shape, index)


@dataclass(frozen=True, slots=True)
class _Seen:
    """The schemas up to here, by what rules most of them out: of many messages not every pair has to be looked at.

    `holders` are the closed ones by each property that they have, `asking` the others by one that they require, `lax`
    those of which neither is known.
    """

    holders: dict[str, list[int]] = field(default_factory=dict[str, list[int]])
    asking: dict[str, list[int]] = field(default_factory=dict[str, list[int]])
    open: list[int] = field(default_factory=list[int])
    lax: list[int] = field(default_factory=list[int])

    def add(self, shape: Shape, index: int) -> None:
        """Takes one more."""
        if shape.closed and shape.types == OBJECT:
            for name in shape.properties:
                self.holders.setdefault(name, []).append(index)
            return
        self.open.append(index)
        required = _required(shape) if shape.types == OBJECT else []
        (self.asking.setdefault(required[0], []) if required else self.lax).append(index)

    def possible(self, shape: Shape, index: int) -> Iterator[int] | range:
        """The ones among which each that isn't disjoint is, in order."""
        required = _required(shape)
        if shape.types != OBJECT or not required:
            return range(index)
        # What is closed must have a place for all that is required here, and the other way round.
        fewest = min((self.holders.get(name, []) for name in required), key=len)
        if not shape.closed:
            return merge(self.open, fewest)
        return merge(self.lax, fewest, *(self.asking.get(name, []) for name in shape.properties))


def _required(shape: Shape) -> list[str]:
    return [each.name for each in shape.properties.values() if each.required]


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
