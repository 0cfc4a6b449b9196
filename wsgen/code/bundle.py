"""Reads the bundle's definitions as what Python will call them: classes for objects, named types for the rest."""

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Final, TypeAlias

from ..spec.node import Value

Schema: TypeAlias = dict[str, Value]

_PREFIX: Final = "#/$defs/"
ALL_TYPES: Final = frozenset({"array", "boolean", "integer", "null", "number", "object", "string"})


@dataclass(frozen=True, slots=True)
class Shape:
    """A schema of objects, seen as a class.

    `properties` are its own (key → schema), `parent` the definition that it adds them to, None where it stands alone.
    `required` may name keys that no schema declares. `is_closed`: other keys are refused. `types` are the JSON types
    that the schema accepts: one without `type: object` also takes whatever is no object (JSON Schema draft 7 §6.5).
    """

    properties: Mapping[str, Value]
    required: AbstractSet[str]
    is_closed: bool
    parent: str | None
    types: AbstractSet[str]


def target(schema: Value) -> str | None:
    """The definition that `schema` refers to; None where it isn't a reference."""
    reference = schema.get("$ref") if isinstance(schema, dict) else None
    return reference.removeprefix(_PREFIX) if isinstance(reference, str) else None


def schemas_in(schema: Schema, keyword: str) -> list[Value]:
    """The schemas in the array at `keyword`, none where it isn't an array."""
    value = schema.get(keyword)
    return list(value) if isinstance(value, list) else []


def types_of(schema: Value, definitions: Mapping[str, Value], seen: AbstractSet[str] = frozenset()) -> AbstractSet[str]:
    """The JSON types that `schema` can accept at most, by `type`, `allOf` and references alone."""
    if not isinstance(schema, dict):
        return ALL_TYPES
    if (name := target(schema)) is not None:
        return ALL_TYPES if name in seen else types_of(definitions[name], definitions, {*seen, name})
    said = schema.get("type")
    allowed = {each for each in (said if isinstance(said, list) else [said]) if isinstance(each, str)}
    # Every integer is a number, so `number` and `integer` have integers in common.
    if "number" in allowed:
        allowed.add("integer")
    types: AbstractSet[str] = allowed & ALL_TYPES or ALL_TYPES
    for part in schemas_in(schema, "allOf"):
        types &= types_of(part, definitions, seen)
    for keyword in ("anyOf", "oneOf"):
        if branches := schemas_in(schema, keyword):
            types &= frozenset[str]().union(*(types_of(each, definitions, seen) for each in branches))
    return types


def shapes(
    definitions: Mapping[str, Value], names: Iterable[str], messages: AbstractSet[str] | None
) -> Mapping[str, Shape]:
    """The definitions among `names` that become classes, sorted by name.

    Those of `messages` become one wherever they can accept an object at all; maps, unions and objects without any
    declared key are classes only there, None takes the last kind for classes too.
    """
    flat: dict[str, Shape] = {}
    for name in sorted(names):
        shape = read(definitions[name], definitions, frozenset({name}))
        if shape is not None and _is_class(definitions[name], shape, messages, name):
            flat[name] = shape
    return {name: _with_parent(name, definitions, flat) for name in flat}


def read(value: Value, definitions: Mapping[str, Value], seen: AbstractSet[str] = frozenset()) -> Shape | None:
    """`value` as a shape that stands alone, all parts of `allOf` and what the branches of unions share in one.

    None where it can't accept an object, or only certain ones. The shape is never narrower than the schema.
    """
    if not isinstance(value, dict) or "const" in value or "enum" in value:
        return None
    if (name := target(value)) is not None:
        return None if name in seen else read(definitions[name], definitions, {*seen, name})
    types = types_of(value, definitions, seen)
    if "object" not in types:
        return None
    properties: dict[str, Value] = {}
    required = set(_strings(value.get("required")))
    is_closed = value.get("additionalProperties") is False and not value.get("patternProperties")
    for part in schemas_in(value, "allOf"):
        shape = read(part, definitions, seen)
        if shape is not None:
            # Each of two schemas for one key is at least as wide as both together. The later one tends to be narrower.
            properties |= {key: each for key, each in shape.properties.items() if key not in properties or each}
            required |= shape.required
            is_closed |= shape.is_closed
    own = value.get("properties")
    if isinstance(own, dict):
        properties |= {key: each for key, each in own.items() if each is not False}
    for keyword in ("anyOf", "oneOf"):
        shared = _shared([read(each, definitions, seen) for each in schemas_in(value, keyword)])
        properties = {**shared.properties, **properties}
        required |= shared.required
    return Shape(properties, required, is_closed, None, types)


def _shared(branches: list[Shape | None]) -> Shape:
    """What is true of every object that one of `branches` accepts."""
    known = [each for each in branches if each is not None]
    if not known or len(known) < len(branches):
        return Shape({}, frozenset(), is_closed=False, parent=None, types=ALL_TYPES)
    properties: dict[str, Value] = {}
    for key in dict.fromkeys(key for each in known for key in each.properties):
        # A branch that doesn't declare the key takes any value for it, unless it takes no other keys.
        takers = [each for each in known if key in each.properties or not each.is_closed]
        options = [each.properties.get(key, {}) for each in takers]
        # As text, because Python takes 1 and true for the same.
        properties[key] = options[0] if len({repr(each) for each in options}) == 1 else {"anyOf": options}
    required = known[0].required
    for each in known[1:]:
        required &= each.required
    return Shape(properties, required, is_closed=False, parent=None, types=ALL_TYPES)


def _is_class(value: Value, shape: Shape, messages: AbstractSet[str] | None, name: str) -> bool:
    if messages is not None and name in messages:
        return True
    if not isinstance(value, dict) or target(value) is not None:
        return False
    if isinstance(value.get("properties"), dict) and value["properties"]:
        return True
    if schemas_in(value, "allOf"):
        return bool(shape.properties)
    is_open = not any(value.get(keyword) for keyword in ("additionalProperties", "patternProperties", "anyOf", "oneOf"))
    return messages is None and is_open and shape.types < ALL_TYPES


def _with_parent(name: str, definitions: Mapping[str, Value], flat: Mapping[str, Shape]) -> Shape:
    """The shape as an addition to the one class that its `allOf` refers to, where it adds keys and changes none."""
    shape, value = flat[name], definitions[name]
    if not isinstance(value, dict) or value.get("anyOf") or value.get("oneOf"):
        return shape
    parts = [value] if target(value) is not None else schemas_in(value, "allOf")
    parents = [part for part in parts if target(part) is not None]
    parent = target(parents[0]) if len(parents) == 1 else None
    if parent is None or parent not in flat or _extends(parent, name, definitions, frozenset()):
        return shape
    rest: Schema = {} if value is parents[0] else {**value, "allOf": [part for part in parts if part is not parents[0]]}
    own = read(rest, definitions)
    inherited = flat[parent]
    known = {*inherited.properties, *inherited.required}
    if own is None or known & own.properties.keys() or (own.required - inherited.required) & known:
        return shape
    return Shape(own.properties, own.required - inherited.required, shape.is_closed, parent, shape.types)


def _extends(name: str, other: str, definitions: Mapping[str, Value], seen: AbstractSet[str]) -> bool:
    """Whether `name` is `other`, or adds to it through any number of `allOf` and references."""
    if name == other:
        return True
    value = definitions[name]
    if name in seen or not isinstance(value, dict):
        return False
    parts = [target(part) for part in (value, *schemas_in(value, "allOf"))]
    return any(_extends(part, other, definitions, {*seen, name}) for part in parts if part is not None)


def _strings(value: Value) -> Iterable[str]:
    return (each for each in value if isinstance(each, str)) if isinstance(value, list) else ()
