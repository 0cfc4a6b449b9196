"""Follows the references of schemas, which are in a dialect: whoever refers to a schema, or its file, says in which."""

from typing import TypeGuard

from ..node import MappingNode, Node, Place
from ..reading import entries_of, optional_text
from ..references import MAX_CHAIN, follow, is_reference, place_of, step
from ..sources import Sources
from .dialect import Dialect, judges
from .formats import dialect_of_uri


def is_reference_only(node: Node, dialect: Dialect) -> TypeGuard[MappingNode]:
    """Whether a schema is what it refers to: it has a `$ref`, and nothing beside it counts."""
    if not is_reference(node):
        return False
    beside = {name: each for name, each in node.entries.items() if name != "$ref"}
    return not dialect.siblings or not judges(beside, dialect)


def target_of(sources: Sources, reference: MappingNode, dialect: Dialect) -> tuple[Node, Dialect]:
    """The schema that a reference leads to at last, and its dialect, where the reference is in `dialect`.

    Raises BrokenReferenceError.
    """
    node: Node = reference
    seen: set[Place] = set()
    while is_reference(node) and (node is reference or is_reference_only(node, dialect)):
        if place_of(node) in seen or len(seen) == MAX_CHAIN:
            # It says what is wrong with it.
            follow(sources, reference)
        seen.add(place_of(node))
        node = step(sources, node.entries["$ref"].value)
        dialect = dialect_at(sources, node, dialect)
    return node, dialect


def dialect_at(sources: Sources, node: Node, default: Dialect) -> Dialect:
    """The dialect of a schema that one of the dialect `default` refers to: the same, or what its file says.

    A file says so in the `$schema` of its root. An AsyncAPI document has none.
    """
    source = sources.files.get(node.location.path)
    if source is None or "asyncapi" in entries_of(source.node):
        return default
    return dialect_of_uri(optional_text(source.node, "$schema") or "") or default
