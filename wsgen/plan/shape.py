"""Says what a JSON Schema promises about what it accepts, seen through references and combined schemas."""

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any, Final

from ..spec.document import Schema
from ..spec.node import Value
from . import limits
from .accepted import (
    ANY,
    ARRAY,
    NONE,
    OBJECT,
    Accepted,
    Schemas,
    Types,
    distinct,
    either,
    is_simple,
    own_types,
    schemas_in,
)
from .limits import Limits
from .protocol import Path, Scalar

MAX_DEPTH: Final = 4
"""How deep inside a frame a tag is looked for."""

MOST_PROPERTIES: Final = 2_000
"""Among how many properties of a frame a tag is looked for: of a web of schemas there are more than anybody can see."""


@dataclass(frozen=True, slots=True)
class Property:
    """One property that every accepted object has, or may have; of an array, one of its first places, called `0`, `1`.

    `values` are the only values it can have, None where they aren't few scalars. `all_types` are the JSON types that it
    can have. `schema` is what was written, for a look inside.
    """

    name: str
    required: bool
    values: tuple[Scalar, ...] | None
    all_types: Types
    schema: Value

    @property
    def types(self) -> frozenset[str]:
        """The types that are meant."""
        return self.all_types.meant


_NOTHING: Final[Mapping[str, Any]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Shape:
    """What a schema promises: each statement holds for every value that it accepts.

    `closed` is true where no other properties than `properties` can stand in an object. `places` are those of an array,
    by number. `values` are the only ones that it accepts, None where they aren't few scalars. `limits` say how large
    a value of each type is.
    """

    all_types: Types
    properties: Mapping[str, Property]
    closed: bool
    places: Mapping[str, Property] = field(default_factory=lambda: _NOTHING)
    values: tuple[Scalar, ...] | None = None
    limits: Limits = field(default_factory=lambda: _NOTHING)

    @property
    def types(self) -> frozenset[str]:
        """The types that are meant."""
        return self.all_types.meant

    @property
    def parts(self) -> Mapping[str, Property]:
        """What may stand at one step into a value: an array's places where it can be nothing else, else properties."""
        return self.places if self.types == ARRAY else self.properties


@dataclass(frozen=True, slots=True)
class ReadSchemas(Mapping[str, Schema]):
    """The schemas of one document, and what was read of them: planning asks for the same shapes again and again.

    `shapes` are by the identity of a schema, which they keep, so that nothing else gets it.
    """

    accepted: Accepted
    shapes: dict[int, tuple[Value, Shape]] = field(default_factory=dict[int, tuple[Value, Shape]])

    def __getitem__(self, key: str) -> Schema:
        """The schema with this key."""
        return self.accepted.schemas[key]

    def __iter__(self) -> Iterator[str]:
        """The keys, in the document's order."""
        return iter(self.accepted.schemas)

    def __len__(self) -> int:
        """How many there are."""
        return len(self.accepted.schemas)


def shape_of(schemas: Schemas, value: Value) -> Shape:
    """Read the promises of a schema; references that lead back to themselves promise nothing."""
    known = schemas if isinstance(schemas, ReadSchemas) else ReadSchemas(Accepted(schemas))
    return _shape(known, value, frozenset())


def tag_candidates(schemas: Schemas, value: Value) -> Mapping[Path, tuple[Scalar, ...]]:
    """The properties, at any depth up to MAX_DEPTH, that can have few scalar values only.

    One that isn't required must have one value: a tag that may be left out, where several would be a mere enum. The
    nearest are found first; in what has thousands of properties, none that is farther in than MOST_PROPERTIES.
    """
    found: dict[Path, tuple[Scalar, ...]] = {}
    waiting: deque[tuple[Path, Value]] = deque([((), value)])
    looked_at = 0
    while waiting and looked_at < MOST_PROPERTIES:
        path, holder = waiting.popleft()
        properties = shape_of(schemas, holder).parts
        looked_at += len(properties)
        for each in properties.values():
            if each.values and (each.required or len(each.values) == 1):
                found[*path, each.name] = each.values
            elif each.types in (OBJECT, ARRAY) and len(path) + 1 < MAX_DEPTH:
                waiting.append(((*path, each.name), each.schema))
    return found


def property_at(schemas: Schemas, value: Value, path: Path) -> Property | None:
    """The property at a path, required only where every step to it is; None where the schema doesn't speak of it."""
    required = True
    found: Property | None = None
    for step in path:
        found = shape_of(schemas, value).parts.get(step)
        if found is None:
            return None
        required = required and found.required
        value = found.schema
    if found is None or required == found.required:
        return found
    return Property(found.name, required, found.values, found.all_types, found.schema)


def _shape(schemas: ReadSchemas, value: Value, seen: frozenset[str]) -> Shape:
    if value is False:
        return Shape(NONE, {}, closed=True)
    if not isinstance(value, dict):
        return _ANYTHING
    reference = value.get("$ref")
    if isinstance(reference, str):
        target = schemas.accepted.schemas.get(reference)
        if target is None or reference in seen:
            return _ANYTHING
        return _shape(schemas, target.value, seen | {reference})
    known = schemas.shapes.get(id(value))
    if known is None:
        known = schemas.shapes[id(value)] = value, _read(schemas, value, seen)
    return known[1]


_ANYTHING: Final = Shape(ANY, {}, closed=False)


def _read(schemas: ReadSchemas, value: dict[str, Value], seen: frozenset[str]) -> Shape:
    """What the keywords of one schema say together."""
    shape = _own(schemas.accepted, value)
    if is_simple(value):
        return shape
    for part in schemas_in(value, "allOf"):
        shape = _both(shape, _shape(schemas, part, seen))
    for word in ("anyOf", "oneOf"):
        branches = [_shape(schemas, part, seen) for part in schemas_in(value, word)]
        if branches:
            shape = _both(shape, _either(branches))
    if value.get("nullable") is not True:
        return shape
    return replace(shape, all_types=shape.all_types.or_null(value), values=None)


def _own(accepted: Accepted, value: dict[str, Value]) -> Shape:
    """What the keywords of one schema say by themselves, and those of its parts about its few values."""
    listed = value.get("required")
    required = dict.fromkeys(each for each in listed if isinstance(each, str)) if isinstance(listed, list) else {}
    described = value.get("properties")
    declared = described if isinstance(described, dict) else {}
    properties = {
        name: _property(accepted, name, schema, required=name in required) for name, schema in declared.items()
    }
    for name in required:
        properties.setdefault(name, Property(name, required=True, values=None, all_types=ANY, schema=True))
    closed = value.get("additionalProperties") is False and not value.get("patternProperties")
    places = _places(accepted, value) if "items" in value else _NOTHING
    return Shape(own_types(value), properties, closed, places, accepted.values_of(value), limits.limits_of(value))


def _places(accepted: Accepted, value: dict[str, Value]) -> Mapping[str, Property]:
    """The places of a tuple (draft 7 §6.4.1): those before `minItems` are in each array."""
    listed, least = value["items"], value.get("minItems")
    count = least if isinstance(least, int) else 0
    schemas = listed if isinstance(listed, list) else []
    return {
        str(index): _property(accepted, str(index), schema, required=index < count)
        for index, schema in enumerate(schemas)
    }


def _property(accepted: Accepted, name: str, schema: Value, *, required: bool) -> Property:
    return Property(name, required, accepted.values_of(schema), accepted.types_of(schema), schema)


def _both(left: Shape, right: Shape) -> Shape:
    """What holds where both do; of two statements about one property, or about the values, the narrower one is kept."""
    return Shape(
        left.all_types.both(right.all_types),
        _all_of(left.properties, right.properties),
        left.closed or right.closed,
        _all_of(left.places, right.places) if left.places or right.places else _NOTHING,
        right.values if left.values is None else left.values,
        limits.both(left.limits, right.limits),
    )


def _all_of(left: Mapping[str, Property], right: Mapping[str, Property]) -> Mapping[str, Property]:
    properties = dict(left)
    for name, each in right.items():
        known = properties.get(name)
        properties[name] = each if known is None else _narrower(known, each)
    return properties


def _narrower(left: Property, right: Property) -> Property:
    chosen = right if left.values is None and (right.values is not None or left.schema is True) else left
    return Property(
        chosen.name,
        required=left.required or right.required,
        values=chosen.values,
        all_types=left.all_types.both(right.all_types),
        schema=chosen.schema,
    )


def _either(branches: list[Shape]) -> Shape:
    """What holds whichever branch it is: properties of all, with any of their values."""
    values = [each.values for each in branches if each.values is not None]
    return Shape(
        either(each.all_types for each in branches),
        _in_each([each.properties for each in branches]),
        closed=False,
        places=_in_each([each.places for each in branches]),
        values=distinct(one for each in values for one in each) if len(values) == len(branches) else None,
        limits=limits.either([each.limits for each in branches]),
    )


def _in_each(branches: list[Mapping[str, Property]]) -> Mapping[str, Property]:
    first, *rest = branches
    return {
        name: _any_of(name, [each[name] for each in branches]) for name in first if all(name in each for each in rest)
    }


def _any_of(name: str, options: list[Property]) -> Property:
    values = [each.values for each in options if each.values is not None]
    return Property(
        name,
        required=all(each.required for each in options),
        values=distinct(one for each in values for one in each) if len(values) == len(options) else None,
        all_types=either(each.all_types for each in options),
        schema={"anyOf": [each.schema for each in options]},
    )
