"""Says what a value of the handshake may be, which is written as text: its type, its few values, its default."""

import json
import re
from collections.abc import Iterable
from typing import Final

from ..spec.node import Value
from .accepted import ALL_TYPES, ARRAY, Schemas, distinct
from .argument import Given, Kind
from .shape import shape_of

_TYPES: Final = {
    frozenset({"integer"}): "int",
    frozenset({"number"}): "float",
    frozenset({"integer", "number"}): "float",
    frozenset({"boolean"}): "bool",
}
_INTEGER: Final = re.compile(r"0|-?[1-9][0-9]*")
_NUMBER: Final = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?")


def kind_of(schemas: Schemas, schema: Value) -> Kind:
    """What a property of the binding's query or headers describes.

    Null can't be told from text and is no value here: who means it leaves the argument out. An array of scalars is
    `many`; what has no one type that text can be read as is text, objects and arrays of arrays included.
    """
    described = _without_null(schemas, schema, frozenset())
    shape = shape_of(schemas, described)
    default = annotation(schemas, schema, "default")
    items = annotation(schemas, described, "items") if shape.types == ARRAY else None
    if isinstance(items, dict) and _is_scalar(schemas, items):
        one = kind_of(schemas, items)
        return of(one.type, one.values, default, many=True)
    return of(_TYPES.get(shape.types, "str"), shape.values or (), default)


def of(type_: str, values: Iterable[Value], default: Value, *, many: bool = False) -> Kind:
    """A kind whose `values` and `default` are what they are as its type; what can't be of that type is left out."""
    allowed = distinct(each for value in values if (each := _as(type_, value)) is not None)
    if many:
        several = tuple(_among(type_, allowed, each) for each in default) if isinstance(default, list) else ()
        known = tuple(each for each in several if each is not None)
        return Kind(type_, many, allowed, known if known and len(known) == len(several) else None)
    return Kind(type_, many, allowed, _among(type_, allowed, default))


def annotation(schemas: Schemas, schema: Value, word: str, seen: frozenset[str] = frozenset()) -> Value:
    """What a keyword says: the schema's own, else that of what it refers to or is made of; None where there is none."""
    if not isinstance(schema, dict):
        return None
    if word in schema:
        return schema[word]
    reference = schema.get("$ref")
    if isinstance(reference, str):
        if reference in seen or reference not in schemas:
            return None
        return annotation(schemas, schemas[reference].value, word, seen | {reference})
    parts = schema.get("allOf")
    said = (annotation(schemas, each, word, seen) for each in (parts if isinstance(parts, list) else ()))
    return next((each for each in said if each is not None), None)


def _is_scalar(schemas: Schemas, schema: Value) -> bool:
    """Whether a schema describes no arrays and no objects; what may be anything is as good as text."""
    types = shape_of(schemas, schema).types
    return types == ALL_TYPES or not types & {"array", "object"}


def _among(type_: str, allowed: tuple[Given, ...], value: Value) -> Given | None:
    given = _as(type_, value)
    return given if not allowed or given in allowed else None


def _as(type_: str, value: Value) -> Given | None:
    """A value of a document as one of `type_`; None where it isn't one. A parameter's are always texts."""
    match type_, value:
        case _, None | list() | dict():
            return None
        case "str", str():
            return value
        case "str", _:
            return json.dumps(value)
        case "bool", bool():
            return value
        case "bool", "true" | "false":
            return value == "true"
        case (("int" | "float" | "bool"), bool()):
            return None
        case "int", int():
            return value
        case "int", float() if value.is_integer():
            return int(value)
        case "int", str() if _INTEGER.fullmatch(value):
            return int(value)
        case "float", int() | float():
            return float(value)
        case "float", str() if _NUMBER.fullmatch(value):
            return float(value)
        case _:
            return None


def _without_null(schemas: Schemas, schema: Value, seen: frozenset[str]) -> Value:
    """What a schema accepts beside null."""
    if not isinstance(schema, dict):
        return schema
    reference = schema.get("$ref")
    if isinstance(reference, str):
        if reference in seen or reference not in schemas:
            return {}
        return _without_null(schemas, schemas[reference].value, seen | {reference})
    kept = {word: value for word, value in schema.items() if word != "nullable"}
    if isinstance(listed := kept.get("enum"), list):
        kept["enum"] = [each for each in listed if each is not None]
    if isinstance(types := kept.get("type"), list):
        kept["type"] = [each for each in types if each != "null"]
    for word in ("anyOf", "oneOf"):
        if isinstance(branches := kept.get(word), list):
            others = [each for each in branches if shape_of(schemas, each).types != frozenset({"null"})]
            kept[word] = [_without_null(schemas, each, seen) for each in others]
    return kept
