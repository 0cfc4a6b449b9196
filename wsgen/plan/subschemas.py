"""Walks a JSON Schema (draft 7): which schemas stand directly inside another, and where."""

from collections.abc import Iterator
from dataclasses import dataclass

from ..spec.keywords import KEYWORDS, Holds
from ..spec.node import Value, escape


@dataclass(frozen=True, slots=True)
class Child:
    """A schema inside another: under which keyword, property or index (empty where neither), its pointer."""

    keyword: str
    name: str
    pointer: str
    value: Value


def children_of(value: Value) -> Iterator[Child]:
    """Every schema that stands directly inside `value`, in its order; the pointers are relative to `value`.

    Keywords that draft 7 doesn't know are passed over: what stands under them decides nothing.
    """
    if not isinstance(value, dict) or "$ref" in value:
        return
    for word, held in value.items():
        keyword = KEYWORDS.get(word)
        if keyword is None or keyword.draft != "7" or word == "definitions":
            continue
        yield from _under(word, keyword.holds, held)


def _under(word: str, holds: Holds, held: Value) -> Iterator[Child]:
    match holds, held:
        case ((Holds.SCHEMA | Holds.SCHEMA_OR_SCHEMAS), (dict() | bool())):
            yield Child(word, "", f"/{word}", held)
        case ((Holds.SCHEMAS | Holds.SCHEMA_OR_SCHEMAS), list()):
            for index, item in enumerate(held):
                yield Child(word, str(index), f"/{word}/{index}", item)
        case Holds.MAP, dict():
            for name, item in held.items():
                # A property of `dependencies` may hold names in place of a schema.
                if not isinstance(item, list):
                    yield Child(word, name, f"/{word}/{escape(name)}", item)
        case _:
            return


def walk(value: Value, pointer: str = "") -> Iterator[tuple[str, Value]]:
    """`value` and every schema inside it, each with its pointer, outside in; references aren't followed."""
    yield pointer, value
    for child in children_of(value):
        yield from walk(child.value, pointer + child.pointer)


def references_in(value: Value) -> Iterator[str]:
    """What the schema and those inside it refer to."""
    for _, each in walk(value):
        if isinstance(each, dict) and isinstance(reference := each.get("$ref"), str):
            yield reference
