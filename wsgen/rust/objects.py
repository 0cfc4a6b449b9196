"""Lays schemas of objects together that must hold at once, as far as one struct can say what they say."""

from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from typing import Final, TypeAlias

from ..plan.identifier import Identifier
from ..plan.protocol import Definition
from ..spec.node import Value

DEFS: Final = "#/$defs/"
"""How a reference to a definition of the bundle begins."""

Schema: TypeAlias = dict[str, Value]
"""A schema that is an object."""

_CHOICES: Final = frozenset(("anyOf", "oneOf"))
_TELLING: Final = frozenset(
    ("$ref", "type", "const", "enum", "allOf", "properties", "required", "items", "additionalProperties")
).union(_CHOICES, ("patternProperties",))
_OBJECTS: Final = frozenset(("type", "properties", "required", "additionalProperties", "patternProperties"))


def listed(schema: Schema, word: str) -> list[Value]:
    """What a keyword lists; empty where it lists nothing."""
    held = schema.get(word)
    return held if isinstance(held, list) else []


def mapped(schema: Schema, word: str) -> Mapping[str, Value]:
    """What a keyword holds by name; empty where it holds nothing."""
    held = schema.get(word)
    return held if isinstance(held, dict) else {}


def tells(schema: Value) -> bool:
    """Whether a schema says of which type a value is, or what is in it."""
    return isinstance(schema, dict) and not _TELLING.isdisjoint(schema)


def without(schema: Schema, *words: str) -> Schema:
    """The schema without these keywords."""
    return {word: held for word, held in schema.items() if word not in words}


def parts_of(
    definitions: Mapping[Identifier, Definition], schema: Value, seen: AbstractSet[str] = frozenset()
) -> Iterator[Value]:
    """What must hold at once, where a schema says so by references and `allOf`: the parts that tell something."""
    if not isinstance(schema, dict) or not tells(schema):
        return
    reference = schema.get("$ref")
    if isinstance(reference, str):
        held = definitions.get(Identifier(reference.removeprefix(DEFS)))
        if held is not None and reference not in seen:
            yield from parts_of(definitions, held.value, seen | {reference})
        return
    own = without(schema, "allOf")
    if tells(own):
        yield own
    for each in listed(schema, "allOf"):
        yield from parts_of(definitions, each, seen)


def is_object(schema: Value) -> bool:
    """Whether a schema says nothing but what is in an object, or that it is one."""
    if not isinstance(schema, dict) or not _TELLING.intersection(schema) <= _OBJECTS:
        return False
    return schema.get("type", "object") == "object"


def merged(parts: Iterable[Value]) -> Schema:
    """One schema of an object that holds where all parts do, and perhaps elsewhere; each part `is_object`."""
    schemas = [each for each in parts if isinstance(each, dict)]
    if len(schemas) == 1:
        return schemas[0]
    properties: dict[str, Value] = {}
    for schema in schemas:
        for key, held in mapped(schema, "properties").items():
            is_new = key not in properties or properties[key] in (held, True)
            properties[key] = held if is_new else {"allOf": [properties[key], held]}
    found: dict[str, Value] = {"properties": properties}
    if any(schema.get("type") == "object" for schema in schemas):
        found["type"] = "object"
    found["required"] = [*dict.fromkeys(each for schema in schemas for each in _texts(schema, "required"))]
    # What one part forbids, another may describe: no struct says more than that there may be others.
    others = {"additionalProperties", "patternProperties"}
    if any(schema.get(word, False) is not False for schema in schemas for word in others):
        found["additionalProperties"] = True
    return found


def _texts(schema: Schema, word: str) -> list[str]:
    return [each for each in listed(schema, word) if isinstance(each, str)]
