"""The rule about required properties that no schema describes."""

from collections.abc import Iterator
from typing import Final

from ...diagnostics.diagnostic import Diagnostic
from ...diagnostics.found import did_you_mean, found
from ..document import Schema
from ..node import Value
from ..subschemas import IN_PLACE, children_of
from .rule import Subject

# Further ones seldom say anything new.
_MOST: Final = 20
# What a schema says beside these may be described by another schema of the same value.
_ELSEWHERE: Final = frozenset({*IN_PLACE, "$ref", "patternProperties", "additionalProperties"})


def undescribed(subject: Subject) -> Iterator[Diagnostic]:
    """WSG341: a required name without a property, in a schema that alone says what its objects are."""
    schemas = subject.document.schemas
    shared = {key for schema in schemas.values() for key in _shared(schema.value)}
    for key, schema in schemas.items():
        if not schema.unsupported:
            yield from _inside(schema, schema.value, "", is_alone=key not in shared)


def _shared(value: Value) -> Iterator[str]:
    """The keys of the schemas that are one of several for the same value."""
    for keyword, inner, _ in children_of(value):
        target = inner.get("$ref") if isinstance(inner, dict) else None
        if isinstance(target, str) and keyword in IN_PLACE:
            yield target
        yield from _shared(inner)


def _inside(schema: Schema, value: Value, pointer: str, *, is_alone: bool) -> Iterator[Diagnostic]:
    if not isinstance(value, dict):
        return
    if is_alone and not value.keys() & _ELSEWHERE:
        yield from _of_one(schema, value, pointer)
    for keyword, inner, place in children_of(value, pointer):
        yield from _inside(schema, inner, place, is_alone=keyword not in IN_PLACE)


def _of_one(schema: Schema, value: dict[str, Value], pointer: str) -> Iterator[Diagnostic]:
    required, properties = value.get("required"), value.get("properties")
    if not isinstance(required, list) or not isinstance(properties, dict):
        return
    free = properties.keys() - {*map(str, required)}
    missing = [(index, name) for index, name in enumerate(required) if isinstance(name, str) and name not in properties]
    for index, name in missing[:_MOST]:
        # One that is nearly a property's was reported as that (WSG320).
        if not did_you_mean(name, free):
            location = schema.positions.get(f"{pointer}/required/{index}", schema.location)
            message = f"`{name}` is required, and nothing says what it is"
            yield found("WSG341", location, message, hint=f"describe `{name}` in `properties`, or take it off the list")
