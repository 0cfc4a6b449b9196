"""Moves a finding about a whole object to its name: the line below the name is about something else."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from ..diagnostics.diagnostic import Diagnostic
from ..diagnostics.location import Location
from .node import Entry, MappingNode, Node, ScalarNode, SequenceNode
from .references import unescape
from .sources import Sources

# They say of a key that it is wrong, whatever its value is.
_OF_KEYS: Final = frozenset({"WSG401"})


def at_names(sources: Sources, findings: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """`findings`, those about an object or a list that begins below its key at that key, and related places likewise.

    `sources` are the files as they were read. The pointer stays what it was.
    """
    return tuple(
        replace(
            each,
            location=at_name(sources, each.location, is_key=each.code in _OF_KEYS),
            related=tuple((words, at_name(sources, place)) for words, place in each.related),
        )
        for each in findings
    )


def at_name(sources: Sources, place: Location, *, is_key: bool = False) -> Location:
    """`place`, or the key above it where an object or a list stands there; `is_key` for any value's key."""
    source = sources.files.get(place.path)
    entry = _entry(source.node, place.pointer) if source else None
    # What an overlay laid over the value stands elsewhere.
    if entry is None or entry.value.location != place:
        return place
    is_below = entry.location.line < place.line and not isinstance(entry.value, ScalarNode)
    return entry.location if is_key or is_below else place


def _entry(root: Node, pointer: str) -> Entry | None:
    """The key and the value at `pointer`; None where that isn't the value of a key."""
    node, entry = root, None
    for step in pointer.split("/")[1:]:
        entry = None
        match node:
            case MappingNode():
                entry = node.entries.get(unescape(step))
                if entry is None:
                    return None
                node = entry.value
            case SequenceNode() if step.isdecimal() and int(step) < len(node.items):
                node = node.items[int(step)]
            case SequenceNode() | ScalarNode():
                return None
    return entry
