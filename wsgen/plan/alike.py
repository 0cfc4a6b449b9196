"""Groups the schemas of which some frame may satisfy two, without a look at every pair."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from heapq import merge

from .accepted import OBJECT
from .shape import Shape


def groups_of(shapes: Sequence[Shape], are_told: Callable[[int, int], bool]) -> tuple[tuple[int, ...], ...]:
    """The schemas that can't be told apart, by their indexes: each group of two and more.

    `are_told` says of two of them whether they can, the later one second. A group holds all that are linked by pairs
    which can't: a frame of one may be another's, and so on. Its first two are such a
    pair, the others follow in order.
    """
    seen = _Seen()
    heads = list(range(len(shapes)))
    links: list[tuple[int, int]] = []
    for index, shape in enumerate(shapes):
        for earlier in seen.possible(shape, index):
            if len(links) == index:
                # All are linked by now: each link joins two parts.
                break
            one, other = _head(heads, earlier), _head(heads, index)
            if one != other and not are_told(earlier, index):
                heads[max(one, other)] = min(one, other)
                links.append((earlier, index))
        seen.add(shape, index)
    groups: dict[int, list[int]] = {}
    for link in sorted(links):
        groups.setdefault(_head(heads, link[0]), [*link])
    for index in range(len(shapes)):
        group = groups.get(_head(heads, index), ())
        if group and index not in group:
            group.append(index)
    return tuple(tuple(each) for each in groups.values())


def _head(heads: list[int], index: int) -> int:
    while heads[index] != index:
        heads[index] = index = heads[heads[index]]
    return index


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
