"""Writes JSON Schemas as TypeScript types: never narrower than the schema, and as exact as TypeScript can say it."""

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, NamedTuple

from ..code.literal import Code, compose, join
from ..spec.node import Value
from .directly import DEFS, Schema, schemas_in
from .doc import schema_doc
from .literal import WIDTH, indented, literal, property_key, text, unended

ALL: Final = frozenset({"array", "boolean", "null", "number", "object", "string"})
"""The types of JSON that TypeScript tells apart."""

_SCALARS: Final = MappingProxyType(
    {"string": compose("string"), "number": compose("number"), "boolean": compose("boolean")}
)
_SAFE: Final = 2**53
_LONGEST_TUPLE: Final = 8


class Type(NamedTuple):
    """A type, and how tightly it is bound: 0 a union, 1 an intersection, 2 anything that may stand before `[]`."""

    code: Code
    binding: int = 2


UNKNOWN: Final = Type(compose("unknown"))
NEVER: Final = Type(compose("never"))


def within(type_: Type, binding: int) -> Code:
    """The type as it stands inside one that binds as tightly as `binding`."""
    return type_.code if type_.binding >= binding else compose("({type})", type=type_.code)


def union(types: Iterable[Type]) -> Type:
    """Any of the types, each once."""
    parts = tuple(dict.fromkeys(each for each in types if each != NEVER))
    if UNKNOWN in parts:
        return UNKNOWN
    if len(parts) < 2:
        return parts[0] if parts else NEVER
    codes = [within(each, 1) for each in parts]
    flat = join(" | ", codes)
    if "\n" in flat or len(flat) > WIDTH - 20:
        flat = join("", (compose("\n  | {type}", type=indented(indented(each))) for each in codes))
    return Type(flat, 0)


def intersection(types: Iterable[Type]) -> Type:
    """All of the types at once."""
    parts = tuple(dict.fromkeys(each for each in types if each != UNKNOWN))
    if NEVER in parts:
        return NEVER
    if len(parts) < 2:
        return parts[0] if parts else UNKNOWN
    return Type(join(" & ", (within(each, 2) for each in parts)), 1)


def literal_type(value: Value) -> Type:
    """The type of one value; of a number that JavaScript may not have exactly, the type of all numbers."""
    match value:
        case bool() | None:
            return Type(literal(value))
        case str():
            return Type(text(value))
        case int() | float():
            is_exact = abs(value) < _SAFE
            shown = int(value) if is_exact and value == int(value) else value
            return Type(literal(shown) if is_exact else compose("number"))
        case list():
            return Type(compose("[{items}]", items=join(", ", (literal_type(each).code for each in value))))
        case dict():
            pairs = [
                compose("{key}: {type}", key=property_key(key), type=literal_type(each).code)
                for key, each in value.items()
            ]
            return Type(compose("{{ {pairs} }}", pairs=join("; ", pairs)) if pairs else compose("{{}}"))


@dataclass(frozen=True, slots=True)
class Types:
    """How the schemas of one bundle are written: `names` by definition; `circular` are names that no alias may mention.

    An alias that means itself is an error in TypeScript, where no object or array stands between.
    """

    names: Mapping[str, Code]
    circular: AbstractSet[str] = frozenset()

    def written(self, schema: Value, allowed: AbstractSet[str] = ALL, *, is_direct: bool = False) -> Type:
        """The type of what `schema` accepts, of whose JSON types only those in `allowed` can be.

        `is_direct` says that no object or array stands between the schema and the name that it is the type of.
        """
        if not isinstance(schema, dict):
            return NEVER if schema is False else UNKNOWN
        reference = schema.get("$ref")
        if isinstance(reference, str):
            name = reference.removeprefix(DEFS)
            return UNKNOWN if is_direct and name in self.circular else Type(self.names[name])
        allowed = _narrowed(schema, allowed)
        parts = [self._own(schema, allowed)]
        parts += [self.written(each, allowed, is_direct=is_direct) for each in schemas_in(schema, "allOf")]
        # A type that says nothing but which types of JSON can be adds nothing to the others, nor does a choice of it.
        bare = self._own({}, allowed)
        for word in ("anyOf", "oneOf"):
            branches = [self.written(each, allowed, is_direct=is_direct) for each in schemas_in(schema, word)]
            if branches and bare not in branches:
                parts.append(union(branches))
        return intersection([each for each in parts if each != bare] or [bare])

    def members(self, schema: Schema) -> tuple[Code, ...]:
        """The members of an object's type, with what the document says of each before it; none: any object."""
        properties = _mapped(schema, "properties")
        required = [each for each in schemas_in(schema, "required") if isinstance(each, str)]
        others = self._others(schema)
        found: list[Code] = []
        inside: list[Type] = []
        is_optional = False
        for key, held in properties.items():
            type_ = self.written(held)
            mark = compose("") if key in required else compose("?")
            is_optional |= key not in required
            inside.append(type_)
            found.append(_member(key, mark, type_, schema_doc(held)))
        for key in dict.fromkeys(required):
            if key not in properties:
                inside.append(others or UNKNOWN)
                found.append(_member(key, compose(""), others or UNKNOWN, compose("")))
        if others is not None:
            undefined = [Type(compose("undefined"))] if is_optional else []
            every = union([others, *inside, *undefined]) if found else others
            found.append(compose("[key: string]: {type};", type=every.code))
        return tuple(found)

    def _own(self, schema: Schema, allowed: AbstractSet[str]) -> Type:
        """What a schema says by itself, without those that it combines."""
        if "const" in schema:
            return literal_type(schema["const"]) if _is_of(schema["const"], allowed) else NEVER
        listed = schema.get("enum")
        if isinstance(listed, list):
            return union(literal_type(each) for each in listed if _is_of(each, allowed))
        if allowed == ALL:
            return UNKNOWN
        found = [Type(code) for name, code in _SCALARS.items() if name in allowed]
        if "array" in allowed:
            found.append(self._array(schema))
        if "object" in allowed:
            found.append(self._object(schema))
        if "null" in allowed:
            found.append(Type(compose("null")))
        return union(found)

    def _object(self, schema: Schema) -> Type:
        members = self.members(schema)
        if not members:
            return Type(compose("{{ [key: string]: unknown }}"))
        only = members[0] if len(members) == 1 else compose("\n")
        if "\n" not in only and "/**" not in only and len(only) <= WIDTH - 34:
            return Type(compose("{{ {member} }}", member=unended(only)))
        lines = join("", (compose("\n  {member}", member=indented(each)) for each in members))
        return Type(compose("{{{lines}\n}}", lines=lines))

    def _others(self, schema: Schema) -> Type | None:
        """The type of all that has no type of its own in an object; None where nobody says that there is such."""
        patterns = [self.written(each) for each in _mapped(schema, "patternProperties").values()]
        further = schema.get("additionalProperties")
        if further is False:
            is_empty = not _mapped(schema, "properties") and not patterns
            return union(patterns) if patterns or is_empty else None
        if further is None:
            return UNKNOWN if patterns else None
        return union([self.written(further), *patterns])

    def _array(self, schema: Schema) -> Type:
        items, least, most = schema.get("items", True), schema.get("minItems", 0), schema.get("maxItems")
        if isinstance(items, list):
            return self._tuple(items, schema.get("additionalItems", True), least, most)
        if isinstance(most, int) and least == most and most <= _LONGEST_TUPLE:
            return self._tuple([items] * most, None, least, most)
        return Type(compose("{item}[]", item=within(self.written(items), 2)))

    def _tuple(self, items: list[Value], others: Value, least: Value, most: Value) -> Type:
        first = items[:most] if isinstance(most, int) else items
        count = least if isinstance(least, int) else 0
        parts = [
            compose("{type}{mark}", type=within(self.written(each), 2), mark=compose("" if at < count else "?"))
            for at, each in enumerate(first)
        ]
        if len(first) == len(items) and others is not False and most != len(items):
            parts.append(compose("...{type}[]", type=within(self.written(others), 2)))
        return Type(compose("[{parts}]", parts=join(", ", parts)))


def _member(key: str, mark: Code, type_: Type, doc: Code) -> Code:
    said = compose("{doc}\n", doc=doc) if doc else doc
    return compose("{doc}{key}{mark}: {type};", doc=said, key=property_key(key), mark=mark, type=type_.code)


def _mapped(schema: Schema, word: str) -> Mapping[str, Value]:
    held = schema.get(word)
    return held if isinstance(held, dict) else {}


def _narrowed(schema: Schema, allowed: AbstractSet[str]) -> AbstractSet[str]:
    """Those of `allowed` that a schema itself doesn't forbid."""
    written = schema.get("type")
    if written is None:
        return allowed
    listed = written if isinstance(written, list) else [written]
    return allowed & {"number" if each == "integer" else each for each in listed if isinstance(each, str)}


def _is_of(value: Value, allowed: AbstractSet[str]) -> bool:
    match value:
        case bool():
            return "boolean" in allowed
        case int() | float():
            return "number" in allowed
        case str():
            return "string" in allowed
        case None:
            return "null" in allowed
        case list():
            return "array" in allowed
        case dict():
            return "object" in allowed
