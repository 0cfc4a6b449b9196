"""Reads the fields of a node by type: what has another type counts as absent, since `validate` reports it."""

from collections.abc import Iterator, Mapping

from .node import EMPTY_ENTRIES, Entry, MappingNode, Node, ScalarNode, SequenceNode


def entries_of(node: Node | None) -> Mapping[str, Entry]:
    """The entries of an object, extensions (`x-…`) included; none where `node` is no object."""
    return node.entries if isinstance(node, MappingNode) else EMPTY_ENTRIES


def child(node: Node | None, key: str) -> Node | None:
    """The value of one field."""
    # Without a call of `entries_of`: a check of a long document asks a hundred thousand times.
    entry = node.entries.get(key) if isinstance(node, MappingNode) else None
    return entry.value if entry else None


def text_of(node: Node | None) -> str | None:
    """A string, or None where `node` isn't one."""
    return node.value if isinstance(node, ScalarNode) and isinstance(node.value, str) else None


def text(node: Node | None, key: str) -> str:
    """The string in one field, or an empty one."""
    return text_of(child(node, key)) or ""


def optional_text(node: Node | None, key: str) -> str | None:
    """The string in one field, or None."""
    return text_of(child(node, key))


def is_true(node: Node | None, key: str) -> bool:
    """Whether one field is `true`."""
    value = child(node, key)
    return isinstance(value, ScalarNode) and value.value is True


def items_of(node: Node | None) -> tuple[Node, ...]:
    """The items of an array; none where `node` is no array."""
    return node.items if isinstance(node, SequenceNode) else ()


def items(node: Node | None, key: str) -> tuple[Node, ...]:
    """The items of the array in one field."""
    return items_of(child(node, key))


def texts(node: Node | None, key: str) -> tuple[str, ...]:
    """The strings of the array in one field."""
    found = (text_of(item) for item in items(node, key))
    return tuple(value for value in found if value is not None)


def fields(node: Node | None, key: str) -> Iterator[tuple[str, Entry]]:
    """Name and entry of each member of the map in one field, without extensions."""
    for name, entry in entries_of(child(node, key)).items():
        if not name.startswith("x-"):
            yield name, entry


def extensions(node: Node | None) -> dict[str, Node]:
    """The specification extensions of an object, by their full name."""
    return {name: entry.value for name, entry in entries_of(node).items() if name.startswith("x-")}
