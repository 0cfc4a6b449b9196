"""Says what JSON a message's payload can be, and writes that down where its schema only means it."""

from collections.abc import ItemsView
from collections.abc import Set as AbstractSet
from typing import Final

from ..spec.node import Value
from .accepted import OBJECT, OBJECT_WORDS, Schemas
from .protocol import Path
from .shape import property_at, shape_of

# What a schema says of itself, not of a value.
_ABOUT: Final = ("title", "description", "default", "examples", "deprecated", "readOnly", "writeOnly")


def payload_types(schemas: Schemas, value: Value) -> AbstractSet[str]:
    """The JSON types that a payload can have: whoever describes `properties` describes an object."""
    return shape_of(schemas, value).types


def unsaid_types(schemas: Schemas, value: Value, path: Path) -> AbstractSet[str]:
    """The types that a payload has, empty where its schema says so itself; it stands at `path` inside `value`."""
    at = property_at(schemas, value, path)
    if path and at is None:
        return frozenset()
    shape = shape_of(schemas, at.schema if at else value)
    # Every integer is a number.
    whole = shape.types | {"integer"} if "number" in shape.types else shape.types
    return frozenset() if shape.all_types.written <= whole else shape.types


def has_object_part(schemas: Schemas, value: Value) -> bool:
    """Whether the payload can be an object with properties of its own, and something else: null, most of all.

    Then its objects have a class beside the payload's. One that is a reference, one of several schemas or of a few
    values has none of its own.
    """
    if not isinstance(value, dict) or not value.keys().isdisjoint({"$ref", "const", "enum"}):
        return False
    shape = shape_of(schemas, value)
    own = value.get("properties") or (value.get("allOf") and shape.properties)
    return bool(own) and shape.types > OBJECT


def of_types(value: Value, types: AbstractSet[str]) -> Value:
    """The schema that accepts what `value` does, of some types only."""
    wanted = sorted(types - {"integer"} if "number" in types else types)
    said: Value = wanted[0] if len(wanted) == 1 else [*wanted]
    if not isinstance(value, dict):
        return {"type": said} if value else False
    return {"type": said, "allOf": [value]} if "$ref" in value else {**value, "type": said}


def typed_at(value: Value, path: Path, types: AbstractSet[str]) -> Value:
    """`value` with the property at `path` of some types only; as it is where there are none, or no such property."""
    if not types:
        return value
    if not path:
        return of_types(value, types)
    properties = value.get("properties") if isinstance(value, dict) else None
    if not isinstance(value, dict) or not isinstance(properties, dict) or path[0] not in properties:
        return value
    inner = typed_at(properties[path[0]], path[1:], types)
    return {**value, "properties": {**properties, path[0]: inner}}


def objects_or(object_part: Value, value: Value, others: AbstractSet[str]) -> Value:
    """The schema of a payload whose objects have a definition of their own, `object_part` a reference to it."""
    about = {word: said for word, said in _keywords(value) if word in _ABOUT}
    rest = {word: said for word, said in _keywords(value) if word not in OBJECT_WORDS and word not in _ABOUT}
    return {**about, "anyOf": [object_part, of_types(rest, others)]}


def without_about(value: Value) -> Value:
    """The schema without what it says of itself."""
    return {word: said for word, said in _keywords(value) if word not in _ABOUT}


def without_null(value: Value) -> Value:
    """The schema without OpenAPI's `nullable`."""
    return {word: said for word, said in _keywords(value) if word != "nullable"}


def _keywords(value: Value) -> ItemsView[str, Value]:
    return (value if isinstance(value, dict) else {}).items()
