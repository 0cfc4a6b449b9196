"""Builds nodes that stand where the ones they were made from do."""

import posixpath
from collections.abc import Iterable
from types import MappingProxyType
from urllib.parse import quote

from ...diagnostics.location import Location
from ..node import Entry, MappingNode, Node, ScalarNode, SequenceNode, escape
from ..objects import objects_of
from ..reading import entries_of
from ..references import is_reference


def scalar(value: str, location: Location) -> ScalarNode:
    """A string."""
    return ScalarNode(value, location)


def sequence(items: Iterable[Node], location: Location) -> SequenceNode:
    """An array."""
    return SequenceNode(tuple(items), location)


def mapping(entries: Iterable[Entry], location: Location) -> MappingNode:
    """An object; of two entries with one key the last stands."""
    return MappingNode(MappingProxyType({entry.key: entry for entry in entries}), location)


def entry(key: str, value: Node, location: Location | None = None) -> Entry:
    """One field, with the place of its value where it has none of its own."""
    return Entry(key, location or value.location, value)


def picked(node: Node, *names: str) -> list[Entry]:
    """The entries of `node` with these names, and its extensions, in the author's order."""
    kept = (each for key, each in entries_of(node).items() if key in names or key.startswith("x-"))
    return [known_bindings(each) if each.key == "bindings" else each for each in kept]


def known_bindings(bindings: Entry) -> Entry:
    """A `bindings` field without protocols that 3.0 doesn't know; 2.x lets them pass, and nobody reads them."""
    if not isinstance(bindings.value, MappingNode) or is_reference(bindings.value):
        return bindings
    kept = picked(bindings.value, *objects_of((3, 0))["Channel Bindings"].fields)
    return Entry(bindings.key, bindings.location, mapping(kept, bindings.value.location))


def reference(root: str, location: Location, *steps: str) -> MappingNode:
    """A reference to a place in the root document, whose path is `root`; it may stand in another file."""
    file = "" if location.path == root else quote(posixpath.relpath(root, posixpath.dirname(location.path) or "."))
    target = f"{file}#/" + "/".join(quote(escape(step)) for step in steps)
    return mapping([entry("$ref", scalar(target, location))], location)
