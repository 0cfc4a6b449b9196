"""Reads the objects of a scenario's file by their keys; every fault is a diagnostic at its place."""

from collections.abc import Mapping, Sequence
from typing import Final

from ..diagnostics.diagnostic import Diagnostic
from ..diagnostics.found import did_you_mean, found
from ..diagnostics.location import Location
from ..spec.node import Entry, MappingNode, Node, ScalarNode, SequenceNode

_CODES: Final = frozenset((*range(1000, 1004), *range(1007, 1015), *range(3000, 5000)))
_LONGEST: Final = 86_400


class Faults:
    """What is wrong with a scenario's file, as far as it was read."""

    def __init__(self) -> None:
        self.found: list[Diagnostic] = []

    def tell(self, code: str, location: Location, message: str, hint: str) -> None:
        """Takes note of a fault."""
        self.found.append(found(code, location, message, hint=hint))

    def misnamed(self, code: str, location: Location, message: str, word: str, known: Sequence[str]) -> None:
        """Takes note of a name that is none of those that are known."""
        meant = did_you_mean(word, known)
        listed = ", ".join(f"`{each}`" for each in known[:12]) or "none"
        self.tell(code, location, message, f"did you mean `{meant}`?" if meant else f"there is {listed}")


def entries(node: Node, keys: Sequence[str], what: str, faults: Faults) -> Mapping[str, Entry]:
    """The entries of an object that has only these keys; none where it is no object."""
    if not isinstance(node, MappingNode):
        faults.tell("WSG891", node.location, f"{what} must be an object", f"it has {', '.join(keys)}")
        return {}
    for key, entry in node.entries.items():
        if key not in keys:
            faults.misnamed("WSG891", entry.location, f"{what} has no `{key}`", key, keys)
    return {key: entry for key, entry in node.entries.items() if key in keys}


def items(entry: Entry | None, faults: Faults) -> tuple[Node, ...]:
    """The items of a list; one that isn't in a list stands for itself."""
    if entry is None:
        return ()
    node = entry.value
    if isinstance(node, MappingNode):
        return (node,)
    if not isinstance(node, SequenceNode) or not node.items:
        hint = "write a list, such as `- message: pong`"
        faults.tell("WSG891", node.location, f"`{entry.key}` must be a list of frames", hint)
        return ()
    return node.items


def text(entry: Entry | None, faults: Faults, *, example: str) -> str:
    """A text; empty where there is none."""
    if entry is None:
        return ""
    node = entry.value
    if isinstance(node, ScalarNode) and isinstance(node.value, str) and node.value:
        return node.value
    faults.tell("WSG891", node.location, f"`{entry.key}` must be a text", f"write `{entry.key}: {example}`")
    return ""


def seconds(entry: Entry | None, faults: Faults, *, least: float = 0.0) -> float | None:
    """A number of seconds; None where there is none."""
    if entry is None:
        return None
    node = entry.value
    value = node.value if isinstance(node, ScalarNode) else None
    if isinstance(value, int | float) and not isinstance(value, bool) and least <= value <= _LONGEST:
        return float(value)
    hint = f"write a number from {least:g} to {_LONGEST}, such as `{entry.key}: 0.5`"
    faults.tell("WSG891", node.location, f"`{entry.key}` must be a number of seconds", hint)
    return None


def close_code(node: Node, faults: Faults) -> int | None:
    """A code that a server may close with (RFC 6455 §7.4)."""
    value = node.value if isinstance(node, ScalarNode) else None
    if isinstance(value, int) and not isinstance(value, bool) and value in _CODES:
        return value
    hint = "write 1000 to 1003, 1007 to 1014, or 3000 to 4999, such as `close: 4408`"
    faults.tell("WSG891", node.location, "a server can't send this close code", hint)
    return None
