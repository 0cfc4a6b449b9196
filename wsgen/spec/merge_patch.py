"""Merges values as JSON Merge Patch does (RFC 7396), which is how traits work."""

from collections.abc import Iterable
from types import MappingProxyType

from .node import Entry, MappingNode, Node, ScalarNode


def patched(target: Node, patch: Node) -> Node:
    """`target` after the merge patch: objects are merged, a null removes, everything else replaces.

    Each value stands where it was written, a merged object where the patch was.
    """
    if not isinstance(patch, MappingNode) or not isinstance(target, MappingNode):
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


def once(patches: Iterable[Node]) -> tuple[Node, ...]:
    """The same patches without those that come again later, which say everything then."""
    return tuple({id(each): each for each in reversed([*patches])}.values())[::-1]
