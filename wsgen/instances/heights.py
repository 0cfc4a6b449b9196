"""Says how many levels of values a schema needs at least: so a value that refers to itself comes to an end."""

from collections.abc import Mapping
from math import inf
from typing import Final

from ..plan.identifier import Identifier
from ..spec.node import Value

PREFIX: Final = "#/$defs/"
_IN_PLACE: Final = ("anyOf", "oneOf")


def heights_of(definitions: Mapping[Identifier, Value]) -> dict[str, float]:
    """The least levels of a value of each schema, by name: 0 for what holds nothing, infinite where no value ends."""
    known: dict[str, float] = {str(name): inf for name in definitions}
    while True:
        found = {str(name): height(each, known) for name, each in definitions.items()}
        if found == known:
            return known
        known = found


def height(schema: Value, known: Mapping[str, float]) -> float:
    """The least levels of a value of `schema`, where those of the definitions are `known`."""
    if not isinstance(schema, dict):
        return inf if schema is False else 0
    reference = schema.get("$ref")
    if isinstance(reference, str):
        return known[reference.removeprefix(PREFIX)]
    if "const" in schema or "enum" in schema:
        return 0
    least = min(_height_of_kind(schema, kind, known) for kind in _kinds(schema))
    for word in _IN_PLACE:
        branches = schema.get(word)
        if isinstance(branches, list) and branches:
            least = max(least, min(height(each, known) for each in branches))
    parts = schema.get("allOf")
    return max((least, *(height(each, known) for each in parts))) if isinstance(parts, list) else least


def _kinds(schema: dict[str, Value]) -> list[Value]:
    kinds = schema.get("type", "null")
    return kinds if isinstance(kinds, list) else [kinds]


def _height_of_kind(schema: dict[str, Value], kind: Value, known: Mapping[str, float]) -> float:
    if kind == "object":
        properties, required = schema.get("properties"), schema.get("required")
        if not isinstance(required, list) or not required:
            return 1
        inner = properties if isinstance(properties, dict) else {}
        return 1 + max(height(inner.get(str(name), True), known) for name in required)
    if kind == "array":
        return 1 + _height_of_items(schema, known)
    return 0


def _height_of_items(schema: dict[str, Value], known: Mapping[str, float]) -> float:
    least, items = schema.get("minItems", 0), schema.get("items", True)
    if not isinstance(least, int | float) or least < 1:
        return 0
    if not isinstance(items, list):
        return height(items, known)
    firsts = items[: int(least)]
    others = [schema.get("additionalItems", True)] if len(firsts) < least else []
    return max((height(each, known) for each in (*firsts, *others)), default=0)
