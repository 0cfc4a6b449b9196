"""Walks a JSON Schema (draft 7): which schemas stand directly inside another, and where."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

from ..spec.keywords import KEYWORDS, Holds
from ..spec.node import Value, escape


class Child(NamedTuple):
    """A schema inside another: under which keyword, property or index (empty where neither), its pointer.

    A tuple, since every schema of a document is looked at several times: a frozen dataclass takes twice as long.
    """

    keyword: str
    name: str
    pointer: str
    value: Value


# What may stand under a keyword: one schema, a list of them, a map of them. Keywords that draft 7 doesn't know are
# passed over: what stands under them decides nothing.
_KINDS: Final[Mapping[Holds, tuple[bool, bool, bool]]] = MappingProxyType(
    {
        Holds.SCHEMA: (True, False, False),
        Holds.SCHEMAS: (False, True, False),
        Holds.SCHEMA_OR_SCHEMAS: (True, True, False),
        Holds.MAP: (False, False, True),
    }
)
_WORDS: Final[Mapping[str, tuple[bool, bool, bool]]] = MappingProxyType(
    {word: _KINDS[holds] for word, holds in KEYWORDS.items() if holds in _KINDS and word != "definitions"}
)


def children_of(value: Value) -> list[Child]:
    """Every schema that stands directly inside `value`, in its order; the pointers are relative to `value`."""
    if not isinstance(value, dict) or "$ref" in value:
        return []
    found: list[Child] = []
    for word in value:
        kinds = _WORDS.get(word)
        if kinds is None:
            continue
        is_one, is_list, is_map = kinds
        held = value[word]
        if isinstance(held, list):
            if is_list:
                found.extend(Child(word, str(index), f"/{word}/{index}", item) for index, item in enumerate(held))
        elif is_one:
            if isinstance(held, dict | bool):
                found.append(Child(word, "", f"/{word}", held))
        elif is_map and isinstance(held, dict):
            for name, item in held.items():
                # A property of `dependencies` may hold names in place of a schema.
                if not isinstance(item, list):
                    found.append(Child(word, name, f"/{word}/{escape(name)}", item))
    return found


def walk(value: Value) -> Iterator[tuple[str, Value]]:
    """`value` and every schema inside it, each with its pointer, outside in; references aren't followed."""
    waiting = [("", value)]
    while waiting:
        pointer, value = waiting.pop()
        yield pointer, value
        waiting.extend((pointer + child.pointer, child.value) for child in reversed(children_of(value)))


def references_in(value: Value) -> Iterator[str]:
    """What the schema and those inside it refer to."""
    waiting = [value]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            if isinstance(reference := value.get("$ref"), str):
                yield reference
            else:
                waiting.extend(child.value for child in children_of(value))
