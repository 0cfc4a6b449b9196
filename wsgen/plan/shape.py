"""Says what a JSON Schema promises about an object's properties, seen through references and combined schemas."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from ..spec.document import Schema
from ..spec.node import Value
from .protocol import Path, Scalar

MAX_DEPTH: Final = 4
"""How deep inside a frame a tag is looked for."""

OBJECT: Final = frozenset({"object"})
"""The types of what must be an object."""

_ALL_TYPES: Final = frozenset({"array", "boolean", "integer", "null", "number", "object", "string"})


@dataclass(frozen=True, slots=True)
class Property:
    """One property that every accepted object has, or may have.

    `values` are the only values it can have, None where they aren't few scalars. `types` are the JSON types that it can
    have. `schema` is what was written, for a look inside.
    """

    name: str
    required: bool
    values: tuple[Scalar, ...] | None
    types: frozenset[str]
    schema: Value


@dataclass(frozen=True, slots=True)
class Shape:
    """What a schema promises: each statement holds for every value that it accepts.

    `closed` is true where no other properties than `properties` can stand in an object.
    """

    types: frozenset[str]
    properties: Mapping[str, Property]
    closed: bool


Schemas = Mapping[str, Schema]


def shape_of(schemas: Schemas, value: Value) -> Shape:
    """Read the promises of a schema; references that lead back to themselves promise nothing."""
    return _shape(schemas, value, frozenset())


def tag_candidates(schemas: Schemas, value: Value) -> Mapping[Path, tuple[Scalar, ...]]:
    """The properties, at any depth up to MAX_DEPTH, that can have few scalar values only.

    One that isn't required must have one value: a tag that may be left out, where several would be a mere enum.
    """
    found: dict[Path, tuple[Scalar, ...]] = {}
    _collect(schemas, shape_of(schemas, value), (), found)
    return found


def property_at(schemas: Schemas, value: Value, path: Path) -> Property | None:
    """The property at a path, required only where every step to it is; None where the schema doesn't speak of it."""
    required = True
    found: Property | None = None
    for step in path:
        found = shape_of(schemas, value).properties.get(step)
        if found is None:
            return None
        required = required and found.required
        value = found.schema
    return found and Property(found.name, required, found.values, found.types, found.schema)


def overlap(left: frozenset[str], right: frozenset[str]) -> bool:
    """Whether some value has a type of both; every integer is a number too."""
    numbers = {"integer", "number"}
    return bool(left & right) or bool(left & numbers and right & numbers)


def _common(left: frozenset[str], right: frozenset[str]) -> frozenset[str]:
    """The types that both accept; every integer is a number too."""
    common = left & right
    if (
        "integer" not in common
        and overlap(left, right)
        and {"integer", "number"} & left
        and {"integer", "number"} & right
    ):
        common |= {"integer"}
    return common


def _collect(schemas: Schemas, shape: Shape, path: Path, found: dict[Path, tuple[Scalar, ...]]) -> None:
    for each in shape.properties.values():
        if each.values and (each.required or len(each.values) == 1):
            found[*path, each.name] = each.values
        elif each.types == OBJECT and len(path) + 1 < MAX_DEPTH:
            _collect(schemas, shape_of(schemas, each.schema), (*path, each.name), found)


def _shape(schemas: Schemas, value: Value, seen: frozenset[str]) -> Shape:
    if value is False:
        return Shape(frozenset(), {}, closed=True)
    if not isinstance(value, dict):
        return Shape(_ALL_TYPES, {}, closed=False)
    reference = value.get("$ref")
    if isinstance(reference, str):
        target = schemas.get(reference)
        if target is None or reference in seen:
            return Shape(_ALL_TYPES, {}, closed=False)
        return _shape(schemas, target.value, seen | {reference})
    shape = _own(schemas, value)
    for part in _schemas_in(value, "allOf"):
        shape = _both(shape, _shape(schemas, part, seen))
    for word in ("anyOf", "oneOf"):
        branches = [_shape(schemas, part, seen) for part in _schemas_in(value, word)]
        if branches:
            shape = _both(shape, _either(branches))
    return shape


def _own(schemas: Schemas, value: dict[str, Value]) -> Shape:
    """What the keywords of one schema say by themselves."""
    listed = value.get("required")
    required = [name for name in listed if isinstance(name, str)] if isinstance(listed, list) else []
    written = value.get("properties")
    declared = written if isinstance(written, dict) else {}
    properties = {
        name: _property(schemas, name, schema, required=name in required) for name, schema in declared.items()
    }
    for name in required:
        properties.setdefault(name, Property(name, required=True, values=None, types=_ALL_TYPES, schema=True))
    closed = value.get("additionalProperties") is False and not value.get("patternProperties")
    types = _types(value)
    # Without `type`, a schema of properties is meant for objects: frames that aren't any are refused before.
    if types == _ALL_TYPES and (declared or required):
        types = frozenset({"object"})
    return Shape(types, properties, closed)


def _property(schemas: Schemas, name: str, schema: Value, *, required: bool) -> Property:
    return Property(name, required, _values(schemas, schema, frozenset()), _kinds(schemas, schema, frozenset()), schema)


def _kinds(schemas: Schemas, value: Value, seen: frozenset[str]) -> frozenset[str]:
    """The JSON types that a schema accepts, without a look at its properties, which may lead back to it."""
    if value is False:
        return frozenset()
    if not isinstance(value, dict):
        return _ALL_TYPES
    reference = value.get("$ref")
    if isinstance(reference, str):
        if reference in seen or reference not in schemas:
            return _ALL_TYPES
        return _kinds(schemas, schemas[reference].value, seen | {reference})
    kinds = _types(value)
    if kinds == _ALL_TYPES and ("properties" in value or "required" in value):
        kinds = frozenset({"object"})
    for part in _schemas_in(value, "allOf"):
        kinds = _common(kinds, _kinds(schemas, part, seen))
    for word in ("anyOf", "oneOf"):
        branches = [_kinds(schemas, part, seen) for part in _schemas_in(value, word)]
        if branches:
            kinds = _common(kinds, frozenset[str]().union(*branches))
    return kinds


def _values(schemas: Schemas, value: Value, seen: frozenset[str]) -> tuple[Scalar, ...] | None:
    """The only values that a property's schema allows; `null` among them makes it no tag."""
    if not isinstance(value, dict) or value.get("nullable") is True:
        return None
    reference = value.get("$ref")
    if isinstance(reference, str):
        if reference in seen or reference not in schemas:
            return None
        return _values(schemas, schemas[reference].value, seen | {reference})
    if "const" in value:
        const = value["const"]
        return (const,) if isinstance(const, str | int | float | bool) else None
    listed = value.get("enum")
    if isinstance(listed, list):
        scalars = tuple(each for each in listed if isinstance(each, str | int | float | bool))
        return scalars if scalars and len(scalars) == len(listed) else None
    for part in _schemas_in(value, "allOf"):
        found = _values(schemas, part, seen)
        if found is not None:
            return found
    branches = [_values(schemas, part, seen) for part in (_schemas_in(value, "oneOf") or _schemas_in(value, "anyOf"))]
    known = [each for each in branches if each is not None]
    return (
        tuple(dict.fromkeys(one for each in known for one in each)) if known and len(known) == len(branches) else None
    )


def _both(left: Shape, right: Shape) -> Shape:
    """What holds where both do; of two statements about one property the narrower one is kept."""
    properties = dict(left.properties)
    for name, each in right.properties.items():
        known = properties.get(name)
        properties[name] = each if known is None else _narrower(known, each)
    return Shape(_common(left.types, right.types), properties, left.closed or right.closed)


def _narrower(left: Property, right: Property) -> Property:
    chosen = right if left.values is None and (right.values is not None or left.schema is True) else left
    return Property(
        chosen.name,
        required=left.required or right.required,
        values=chosen.values,
        types=_common(left.types, right.types),
        schema=chosen.schema,
    )


def _either(branches: list[Shape]) -> Shape:
    """What holds whichever branch it is: properties of all, with any of their values."""
    first, *rest = branches
    properties = {
        name: _any_of(name, [each.properties[name] for each in branches])
        for name in first.properties
        if all(name in each.properties for each in rest)
    }
    types = frozenset[str]().union(*(each.types for each in branches))
    return Shape(types, properties, closed=False)


def _any_of(name: str, options: list[Property]) -> Property:
    values: dict[Scalar, None] | None = {}
    for each in options:
        if each.values is None or values is None:
            values = None
        else:
            values.update(dict.fromkeys(each.values))
    return Property(
        name,
        required=all(each.required for each in options),
        values=None if values is None else tuple(values),
        types=frozenset[str]().union(*(each.types for each in options)),
        schema={"anyOf": [each.schema for each in options]},
    )


def _types(value: dict[str, Value]) -> frozenset[str]:
    written = value.get("type")
    if isinstance(written, str):
        types = frozenset({written})
    elif isinstance(written, list):
        types = frozenset(each for each in written if isinstance(each, str))
    elif "const" in value:
        types = frozenset({_type_of(value["const"])})
    elif isinstance(listed := value.get("enum"), list):
        types = frozenset(_type_of(each) for each in listed)
    else:
        return _ALL_TYPES
    return types | {"null"} if value.get("nullable") is True else types


def _type_of(value: Value) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "boolean"
        case int():
            return "integer"
        case float():
            return "integer" if value.is_integer() else "number"
        case str():
            return "string"
        case list():
            return "array"
        case dict():
            return "object"


def _schemas_in(value: dict[str, Value], word: str) -> list[Value]:
    found = value.get(word)
    return found if isinstance(found, list) else []
