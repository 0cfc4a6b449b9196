"""Merges traits into what they describe, as JSON Merge Patch (RFC 7396)."""

from collections.abc import Iterable
from types import MappingProxyType

from ..node import Entry, MappingNode, Node, ScalarNode


def merged(target: MappingNode, traits: Iterable[Node]) -> MappingNode:
    """`target` with what its traits add; its own values win over theirs (AsyncAPI 3.0 §Traits Merge Mechanism).

    A later trait wins over an earlier one. The result stands where the target does, each value where it was written.
    """
    result: Node = MappingNode(MappingProxyType({}), target.location)
    for trait in traits:
        result = patched(result, trait)
    result = patched(result, target)
    entries = result.entries if isinstance(result, MappingNode) else target.entries
    return MappingNode(entries, target.location)


def patched(target: Node, patch: Node) -> Node:
    """`target` after the merge patch: objects are merged, a null removes, everything else replaces."""
    if not isinstance(patch, MappingNode):
        return patch
    if not isinstance(target, MappingNode):
        return patch
    entries = dict(target.entries)
    for name, entry in patch.entries.items():
        if isinstance(entry.value, ScalarNode) and entry.value.value is None:
            entries.pop(name, None)
        elif name in entries:
            entries[name] = Entry(name, entry.location, patched(entries[name].value, entry.value))
        else:
            entries[name] = entry
    return MappingNode(MappingProxyType(entries), patch.location)
