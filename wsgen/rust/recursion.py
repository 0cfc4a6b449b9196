"""Finds what of the shapes holds itself: such a value needs a box around it, and such an alias a type of its own."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from .shapes import Alias, Shape, direct, mentioned, types_of


def with_own_types(found: Mapping[str, Shape]) -> Mapping[str, Shape]:
    """The shapes, with each alias a type of its own that leads back to itself through aliases alone."""
    aliases = {name: shape for name, shape in found.items() if isinstance(shape, Alias)}
    edges = {name: [each for each in mentioned(shape.type) if each in aliases] for name, shape in aliases.items()}
    circular = {name for name in edges if name in _reached(name, edges)}
    return {
        name: replace(shape, is_new=True) if isinstance(shape, Alias) and name in circular else shape
        for name, shape in found.items()
    }


def boxed(found: Mapping[str, Shape]) -> frozenset[tuple[str, str]]:
    """Pairs of names, of which the first holds the second without a list or map between, and leads back from it."""
    edges = {name: [each for type_ in types_of(shape) for each in direct(type_)] for name, shape in found.items()}
    reached = {name: _reached(name, edges) for name in edges}
    return frozenset((name, held) for name, all_ in edges.items() for held in all_ if name in reached[held])


def _reached(name: str, edges: Mapping[str, Iterable[str]]) -> frozenset[str]:
    """All that a name leads to."""
    seen: set[str] = set()
    waiting = list(edges[name])
    while waiting:
        each = waiting.pop()
        if each not in seen:
            seen.add(each)
            waiting += edges.get(each, ())
    return frozenset(seen)
