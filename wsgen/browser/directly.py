"""Finds the definitions that mean themselves without an object or array between, which no alias of a type may."""

from collections.abc import Iterator, Mapping
from typing import Final, TypeAlias

from ..plan.identifier import Identifier
from ..plan.protocol import Definition
from ..spec.node import Value

DEFS: Final = "#/$defs/"
"""How a reference to a definition of the bundle begins."""

Schema: TypeAlias = Mapping[str, Value]
"""A schema that is an object."""


def circular(definitions: Mapping[Identifier, Definition]) -> frozenset[str]:
    """The names of the definitions that lead back to themselves by choices and combinations alone."""
    direct = {str(name): frozenset(_direct(each.value)) for name, each in definitions.items()}
    return frozenset(name for name in direct if name in _reached(name, direct))


def schemas_in(schema: Schema, word: str) -> list[Value]:
    """What a keyword lists; empty where it lists nothing."""
    held = schema.get(word)
    return held if isinstance(held, list) else []


def _direct(value: Value) -> Iterator[str]:
    if not isinstance(value, dict):
        return
    reference = value.get("$ref")
    if isinstance(reference, str):
        yield reference.removeprefix(DEFS)
        return
    for word in ("allOf", "anyOf", "oneOf"):
        for each in schemas_in(value, word):
            yield from _direct(each)


def _reached(name: str, direct: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """All that a definition leads to."""
    found: set[str] = set()
    waiting = list(direct[name])
    while waiting:
        each = waiting.pop()
        if each not in found:
            found.add(each)
            waiting += direct.get(each, ())
    return frozenset(found)
