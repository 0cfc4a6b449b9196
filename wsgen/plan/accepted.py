"""Says which JSON types and which few values a schema accepts, seen through references and combined schemas."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from ..spec.document import Schema
from ..spec.node import Value
from .protocol import Scalar

OBJECT: Final = frozenset({"object"})
"""The types of what must be an object."""

OBJECT_WORDS: Final = frozenset(
    {
        *("properties", "required", "additionalProperties", "patternProperties"),
        *("minProperties", "maxProperties", "propertyNames", "dependencies"),
    }
)
"""The keywords that say something of objects alone."""

ARRAY: Final = frozenset({"array"})
"""The types of what must be an array."""

ALL_TYPES: Final = frozenset({"array", "boolean", "integer", "null", "number", "object", "string"})
"""Every type of JSON Schema."""

_NULL: Final = frozenset({"null"})

Schemas = Mapping[str, Schema]
"""The schemas of a document by key."""

_TEXT: Final = r"(?:[^\\.*+?()|\[\]{}^$]|\\[^A-Za-z0-9])+"
# `^Login$` and `^(a|b)$`: patterns that spell out each text that they match.
_SPELT: Final = re.compile(rf"\^(?:({_TEXT})|\((?:\?:)?({_TEXT}(?:\|{_TEXT})*)\))\$")


class Types(NamedTuple):
    """The JSON types of what a schema accepts: all that are `written`, and those among them that are `meant`.

    A schema of properties is one of objects, also where it doesn't say so, and nothing beside it does. A tuple, since
    every schema has them: a frozen dataclass takes twice as long.
    """

    written: frozenset[str]
    meant: frozenset[str]

    def both(self, other: "Types") -> "Types":
        """The types of what keeps to both; where one says them, they are meant."""
        written = common(self.written, other.written)
        return Types(written, common(self.meant, other.meant) if written == ALL_TYPES else written)

    def or_null(self, value: dict[str, Value]) -> "Types":
        """These types, and null where the schema says so in OpenAPI's word (3.0 §Schema Object, `nullable`)."""
        return Types(self.written | _NULL, self.meant | _NULL) if value.get("nullable") is True else self


def either(branches: Iterable[Types]) -> Types:
    """The types of what keeps to one of several."""
    written, meant = zip(*branches, strict=True)
    return Types(frozenset[str]().union(*written), frozenset[str]().union(*meant))


@dataclass(frozen=True, slots=True)
class Accepted:
    """What the schemas of one document accept.

    What was found of a schema that others refer to is kept by its key: where each of many refers to two others, the
    ways through them all are more than can be gone.
    """

    schemas: Schemas
    types: dict[str, Types] = field(default_factory=dict[str, Types])
    values: dict[str, tuple[Scalar, ...] | None] = field(default_factory=dict[str, tuple[Scalar, ...] | None])

    def types_of(self, value: Value, seen: frozenset[str] = frozenset()) -> Types:
        """The JSON types that a schema accepts, without a look at its properties, which may lead back to it."""
        if value is False:
            return NONE
        if not isinstance(value, dict):
            return ANY
        reference = value.get("$ref")
        if isinstance(reference, str):
            if reference in seen or reference not in self.schemas:
                return ANY
            if reference not in self.types:
                self.types[reference] = self.types_of(self.schemas[reference].value, seen | {reference})
            return self.types[reference]
        types = own_types(value)
        if is_simple(value):
            return types
        for part in schemas_in(value, "allOf"):
            types = types.both(self.types_of(part, seen))
        for word in ("anyOf", "oneOf"):
            branches = [self.types_of(part, seen) for part in schemas_in(value, word)]
            if branches:
                types = types.both(either(branches))
        return types.or_null(value)

    def values_of(self, value: Value, seen: frozenset[str] = frozenset()) -> tuple[Scalar, ...] | None:
        """The only values that a property's schema allows; `null` among them makes it no tag."""
        if not isinstance(value, dict) or value.get("nullable") is True:
            return None
        reference = value.get("$ref")
        if isinstance(reference, str):
            if reference in seen or reference not in self.schemas:
                return None
            if reference not in self.values:
                self.values[reference] = self.values_of(self.schemas[reference].value, seen | {reference})
            return self.values[reference]
        if "const" in value:
            const = value["const"]
            return (const,) if isinstance(const, str | int | float | bool) else None
        listed = value.get("enum")
        if isinstance(listed, list):
            scalars = tuple(each for each in listed if isinstance(each, str | int | float | bool))
            return scalars if scalars and len(scalars) == len(listed) else None
        if value.get("type") == "string" and (spelt := _spelt(value.get("pattern"))):
            return spelt
        if is_simple(value):
            return None
        for part in schemas_in(value, "allOf"):
            found = self.values_of(part, seen)
            if found is not None:
                return found
        branches = [self.values_of(part, seen) for part in (schemas_in(value, "oneOf") or schemas_in(value, "anyOf"))]
        known = [each for each in branches if each is not None]
        if not known or len(known) < len(branches):
            return None
        return distinct(one for each in known for one in each)


ANY: Final = Types(ALL_TYPES, ALL_TYPES)
"""The types of what may be anything."""

NONE: Final = Types(frozenset(), frozenset())
"""The types of nothing."""


def distinct(values: Iterable[Scalar]) -> tuple[Scalar, ...]:
    """Each of the values once, in order."""
    found: dict[tuple[bool, Scalar], Scalar] = {}
    for each in values:
        found.setdefault(identity(each), each)
    return tuple(found.values())


def identity(value: Scalar) -> tuple[bool, Scalar]:
    """What two scalars have in common where JSON calls them equal, which Python does of `1` and `true` too."""
    return isinstance(value, bool), value


def _spelt(pattern: Value) -> tuple[Scalar, ...]:
    """The texts that a pattern matches, where it spells out each (ECMA 262 §22.2); empty where it doesn't."""
    found = _SPELT.fullmatch(pattern) if isinstance(pattern, str) else None
    if found is None:
        return ()
    alone, several = found.groups()
    texts = [alone] if several is None else re.findall(_TEXT, several)
    return distinct(re.sub(r"\\(.)", r"\1", each, flags=re.DOTALL) for each in texts)


def overlap(left: frozenset[str], right: frozenset[str]) -> bool:
    """Whether some value has a type of both; every integer is a number too."""
    numbers = {"integer", "number"}
    return bool(left & right) or bool(left & numbers and right & numbers)


def common(left: frozenset[str], right: frozenset[str]) -> frozenset[str]:
    """The types that both accept; every integer is a number too."""
    both = left & right
    if (
        "integer" not in both
        and overlap(left, right)
        and {"integer", "number"} & left
        and {"integer", "number"} & right
    ):
        both |= {"integer"}
    return both


def own_types(value: dict[str, Value]) -> Types:
    """The JSON types that a schema's own `type`, else its `const` or `enum`, allows; else objects, where it means them.

    It means them where it uses a keyword that says something of objects alone (draft 7, validation §6.5).
    """
    written = value.get("type")
    if isinstance(written, str):
        types = frozenset({written})
    elif isinstance(written, list):
        types = frozenset(each for each in written if isinstance(each, str))
    elif "const" in value:
        types = frozenset({type_of(value["const"])})
    elif isinstance(listed := value.get("enum"), list):
        types = frozenset(type_of(each) for each in listed)
    else:
        types = ALL_TYPES
    is_meant = types == ALL_TYPES and not OBJECT_WORDS.isdisjoint(value)
    return Types(types, OBJECT if is_meant else types).or_null(value)


def type_of(value: Value) -> str:
    """The narrowest JSON type of a value; `5.0` is an integer."""
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


def schemas_in(value: dict[str, Value], word: str) -> list[Value]:
    """The list of schemas under one keyword; empty where there is none."""
    found = value.get(word)
    return found if isinstance(found, list) else []


def is_simple(value: dict[str, Value]) -> bool:
    """Whether a schema says everything by its own keywords: most do, and needn't be looked into."""
    return not ("allOf" in value or "anyOf" in value or "oneOf" in value)
