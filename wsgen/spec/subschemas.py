"""Walks a JSON Schema (draft 7) with all that it holds, definitions that nothing refers to included."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from .keywords import KEYWORDS, Holds
from .node import Value, escape

# The keywords under which schemas stand: whether in a map, whether in a list, whether one by itself.
_HOLDERS: Final[Mapping[str, tuple[bool, bool, bool]]] = MappingProxyType(
    {
        name: (
            holds is Holds.MAP,
            holds in {Holds.SCHEMAS, Holds.SCHEMA_OR_SCHEMAS},
            holds in {Holds.SCHEMA, Holds.SCHEMA_OR_SCHEMAS},
        )
        for name, holds in KEYWORDS.items()
        if holds in {Holds.MAP, Holds.SCHEMA, Holds.SCHEMAS, Holds.SCHEMA_OR_SCHEMAS}
    }
)

IN_PLACE: Final = ("allOf", "anyOf", "oneOf", "not", "if", "then", "else", "dependencies")
"""The keywords whose schemas look at the very value that their holder looks at; a property or an item is another."""


def children_of(value: Value, pointer: str = "") -> Iterator[tuple[str, Value, str]]:
    """Each schema directly inside the one at `pointer`: the keyword that holds it, itself and its place."""
    for name, inner in value.items() if isinstance(value, dict) else ():
        if name not in _HOLDERS:
            continue
        in_map, in_list, is_one = _HOLDERS[name]
        if in_map and isinstance(inner, dict):
            for key, each in inner.items():
                yield name, each, f"{pointer}/{name}/{escape(key)}"
        elif in_list and isinstance(inner, list):
            for index, each in enumerate(inner):
                yield name, each, f"{pointer}/{name}/{index}"
        elif is_one:
            yield name, inner, f"{pointer}/{name}"


def walk(value: Value, pointer: str = "") -> Iterator[tuple[dict[str, Value], str]]:
    """A schema and every schema inside it that isn't `true` or `false`, each with its place, outside in."""
    waiting = [(value, pointer)]
    while waiting:
        value, pointer = waiting.pop()
        if isinstance(value, dict):
            yield value, pointer
            waiting.extend([(inner, place) for _, inner, place in children_of(value, pointer)][::-1])


def references_in(value: Value) -> Iterator[str]:
    """What a schema and those inside it refer to."""
    return (target for each, _ in walk(value) if isinstance(target := each.get("$ref"), str))
