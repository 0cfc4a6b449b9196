"""Finds the properties that a schema declares and the other one doesn't."""

from collections.abc import Iterator
from typing import NamedTuple

from ..instances.kinds import Part, listed, mapped
from ..spec.node import Value
from .demand import EACH, Steps
from .sides import Both
from .wanted import Together, Wanted, flattened


class Presence(NamedTuple):
    """A property that one side alone declares: `holder` does, `other` is where the other side could.

    A tuple, since that is all it is.
    """

    steps: Steps
    is_added: bool
    holder: Part
    other: Part


def presences(both: Both) -> list[Presence]:
    """The properties that are new or gone, wherever both sides describe the same object."""
    walk = _Walk(both)
    return [*walk.pairs((both.root(is_old=True),), (both.root(is_old=False),), ())]


class _Walk:
    def __init__(self, both: Both) -> None:
        self._both = both
        self._seen: set[tuple[frozenset[int], frozenset[int]]] = set()

    def pairs(self, old: Together, new: Together, steps: Steps) -> Iterator[Presence]:
        before, after = flattened(self._both, old), flattened(self._both, new)
        if not before or not after:
            return
        key = frozenset(map(id, before)), frozenset(map(id, after))
        if key in self._seen:
            return
        self._seen.add(key)
        was, now = _declared(before), _declared(after)
        for name, part in now.items():
            if name not in was and was:
                yield Presence((*steps, name), is_added=True, holder=part, other=before[0])
        for name, part in was.items():
            if name not in now:
                yield Presence((*steps, name), is_added=False, holder=part, other=after[0])
        yield from self._inside(Wanted(self._both, before), Wanted(self._both, after), steps, [*(was.keys() & now)])

    def _inside(self, old: Wanted, new: Wanted, steps: Steps, names: list[str]) -> Iterator[Presence]:
        for name in sorted(names):
            yield from self.pairs(old.member(name) or (), new.member(name) or (), (*steps, name))
        yield from self.pairs(old.item(0), new.item(0), (*steps, EACH))
        for before, after in zip(_branches(old), _branches(new), strict=False):
            yield from self.pairs((before,), (after,), steps)


def _declared(parts: tuple[Part, ...]) -> dict[str, Part]:
    return {name: part for part in parts for name in mapped(part.get("properties"))}


def _branches(wanted: Wanted) -> list[Value]:
    """The branches of its one choice."""
    found = [listed(part[word]) for part in wanted.parts for word in ("anyOf", "oneOf") if word in part]
    return found[0] if len(found) == 1 else []
