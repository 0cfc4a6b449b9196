"""Values of a YAML or JSON document that know where they stand."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeAlias, Union

from ..diagnostics.location import Location

Value: TypeAlias = Union[bool, int, float, str, "list[Value]", "dict[str, Value]", None]
"""A JSON value without positions."""


Place: TypeAlias = tuple[str, str]
"""Path of a file and JSON Pointer in it: what makes two values the same one."""


@dataclass(frozen=True, slots=True)
class ScalarNode:
    """A string, number, boolean or null."""

    value: str | int | float | bool | None
    location: Location


@dataclass(frozen=True, slots=True)
class SequenceNode:
    """An array."""

    items: "tuple[Node, ...]"
    location: Location


@dataclass(frozen=True, slots=True)
class Entry:
    """One key of an object, with its value; `location` is the key's."""

    key: str
    location: Location
    value: "Node"


@dataclass(frozen=True, slots=True)
class MappingNode:
    """An object; `entries` stand in the document's order, by key."""

    entries: Mapping[str, Entry]
    location: Location

    def get(self, key: str) -> "Node | None":
        """The value of `key`, or None where the object lacks it."""
        entry = self.entries.get(key)
        return entry.value if entry else None


Node: TypeAlias = ScalarNode | SequenceNode | MappingNode


def escape(key: str) -> str:
    """Write one key as a step of a JSON Pointer (RFC 6901 §3)."""
    return key.replace("~", "~0").replace("/", "~1") if "~" in key or "/" in key else key


EMPTY_ENTRIES: Mapping[str, Entry] = MappingProxyType({})


def plain(node: Node) -> Value:
    """The JSON value of `node`, without positions."""
    match node:
        case ScalarNode():
            return node.value
        case SequenceNode():
            return [plain(item) for item in node.items]
        case MappingNode():
            return {key: plain(entry.value) for key, entry in node.entries.items()}
