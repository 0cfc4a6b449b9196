"""Walks a JSON Schema (draft 7) with all that it holds, definitions that nothing refers to included."""

from collections.abc import Iterator

from .keywords import KEYWORDS, Holds
from .node import Value, escape


def children_of(value: Value, pointer: str = "") -> Iterator[tuple[str, Value, str]]:
    """Each schema directly inside the one at `pointer`: the keyword that holds it, itself and its place."""
    for name, inner in value.items() if isinstance(value, dict) else ():
        holds, place = KEYWORDS.get(name, Holds.VALUE), f"{pointer}/{escape(name)}"
        if holds is Holds.MAP and isinstance(inner, dict):
            for key, each in inner.items():
                yield name, each, f"{place}/{escape(key)}"
        elif holds in {Holds.SCHEMAS, Holds.SCHEMA_OR_SCHEMAS} and isinstance(inner, list):
            for index, each in enumerate(inner):
                yield name, each, f"{place}/{index}"
        elif holds in {Holds.SCHEMA, Holds.SCHEMA_OR_SCHEMAS}:
            yield name, inner, place


def walk(value: Value, pointer: str = "") -> Iterator[tuple[dict[str, Value], str]]:
    """A schema and every schema inside it that isn't `true` or `false`, each with its place, outside in."""
    if isinstance(value, dict):
        yield value, pointer
        for _, inner, place in children_of(value, pointer):
            yield from walk(inner, place)


def references_in(value: Value) -> Iterator[str]:
    """What a schema and those inside it refer to."""
    return (target for each, _ in walk(value) if isinstance(target := each.get("$ref"), str))
