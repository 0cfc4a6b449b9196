"""Turns the schemas of a bundle into shapes of Rust, which are never narrower than what their schemas accept."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from ..plan.identifier import Identifier
from ..plan.protocol import Definition
from ..spec.node import Value
from .literal import is_beyond
from .names import distinct, free, type_name, variant_name
from .objects import DEFS, Schema, is_object, listed, mapped, merged, parts_of, tells, without
from .shapes import (
    FLAG,
    INTEGER,
    NATURAL,
    NOTHING,
    NUMBER,
    TEXT,
    UNIT,
    VALUE,
    Alias,
    Choices,
    Constant,
    Field,
    ListOf,
    MapOf,
    Named,
    Nullable,
    Row,
    Shape,
    Struct,
    Type,
    Union,
)

_KINDS: Final = {TEXT: "Text", INTEGER: "Integer", NATURAL: "Integer", NUMBER: "Number", FLAG: "Flag"}
_SIGNED: Final = 2**63
_WIDEST_ROW: Final = 16


@dataclass(frozen=True, slots=True)
class Shapes:
    """The shapes of a bundle by their names in Rust, in their order, and the names of its definitions."""

    names: Mapping[str, str]
    found: Mapping[str, Shape]
    schemas: Mapping[str, Value]


def shapes(definitions: Mapping[Identifier, Definition], first: Iterable[Identifier]) -> Shapes:
    """The shape of each definition, those of `first` before the others; what has no name there follows its owner."""
    order = tuple(dict.fromkeys((*first, *definitions)))
    names: dict[str, str] = {}
    for each in order:
        names[each] = type_name(each, frozenset(names.values()))
    reading = _Reading(definitions, names, {}, {})
    for each in order:
        name, value = names[each], definitions[each].value
        # Before its parts, so that it stands before them.
        reading.found[name] = Alias(VALUE)
        reading.schemas[name] = value
        reading.found[name] = reading.shape(value, name)
    return Shapes(names, reading.found, reading.schemas)


@dataclass(frozen=True, slots=True)
class _Reading:
    """What one run knows, and has found so far."""

    definitions: Mapping[Identifier, Definition]
    names: Mapping[str, str]
    found: dict[str, Shape] = field(repr=False)
    schemas: dict[str, Value] = field(repr=False)

    def type(self, schema: Value, hint: str) -> Type:
        """The type of what a schema accepts; `hint` is what it is called where it needs a name."""
        shape = self.shape(schema, hint)
        return shape.type if isinstance(shape, Alias) else self.named(shape, schema, hint)

    def named(self, shape: Shape, schema: Value, hint: str) -> Type:
        """A shape that has a name of its own from now on."""
        taken = self.found.keys() | {*self.names.values()}
        name = type_name(hint, frozenset(taken)) if hint not in taken else free(f"{hint}Value", taken)
        self.found[name] = shape
        self.schemas[name] = schema
        return Named(name)

    def shape(self, schema: Value, hint: str) -> Shape:
        """What a schema becomes; Alias where it needs no name."""
        if not isinstance(schema, dict):
            return Alias(NOTHING if schema is False else VALUE)
        reference = schema.get("$ref")
        if isinstance(reference, str):
            return Alias(Named(self.names[reference.removeprefix(DEFS)]))
        if "const" in schema:
            return _constant(schema["const"])
        if isinstance(schema.get("enum"), list):
            return self._enum(schema, hint)
        if listed(schema, "allOf"):
            return self._all((without(schema, "allOf"), *listed(schema, "allOf")), hint)
        for word in ("anyOf", "oneOf"):
            branches = listed(schema, word)
            shape = self._choice(without(schema, "anyOf", "oneOf"), branches, hint) if branches else None
            if shape is not None:
                return shape
        return self._typed(schema, hint)

    def _enum(self, schema: Schema, hint: str) -> Shape:
        values = listed(schema, "enum")
        others = [each for each in values if each is not None]
        if len(others) < len(values) and others:
            inner: Schema = {"enum": [*others]}
            return Alias(Nullable(self.type(inner, hint)))
        if len(values) == 1:
            return _constant(values[0])
        texts = tuple(dict.fromkeys(each for each in values if isinstance(each, str)))
        if values and all(isinstance(each, str) for each in values):
            return Choices(texts) if len(texts) > 1 else _constant(values[0])
        if all(isinstance(each, bool) for each in values):
            return Alias(FLAG)
        numbers = [each for each in values if isinstance(each, int | float) and not isinstance(each, bool)]
        if len(numbers) < len(values) or is_beyond([*numbers]):
            return Alias(VALUE)
        return Alias(INTEGER if all(each == int(each) and abs(each) < _SIGNED for each in numbers) else NUMBER)

    def _all(self, schemas: Iterable[Value], hint: str) -> Shape:
        """What must hold at once. Each part alone is no narrower than all of them: the one that says most is taken."""
        telling = [each for each in schemas if tells(each)]
        if len(telling) == 1:
            return self.shape(telling[0], hint)
        parts = [part for each in telling for part in parts_of(self.definitions, each)]
        fixed = [each for each in parts if isinstance(each, dict) and ("const" in each or "enum" in each)]
        if fixed:
            return self.shape(next((each for each in fixed if "const" in each), fixed[0]), hint)
        if parts and all(map(is_object, parts)):
            return self._typed(merged(parts), hint)
        choices = [each for each in parts if not is_object(each)]
        if len(choices) == 1 and len(parts) > 1 and isinstance(choices[0], dict):
            schema = choices[0]
            words = [word for word in ("anyOf", "oneOf") if listed(schema, word)]
            own = without(schema, *words)
            objects = [each for each in parts if is_object(each)]
            if len(words) == 1 and (is_object(own) or not tells(own)):
                both = merged([*objects, *([own] if tells(own) else [])])
                shape = self._choice(both, listed(schema, words[0]), hint)
                return self._typed(both, hint) if shape is None else shape
        scalars = [each for each in parts if not _holds(each)]
        return self.shape(scalars[0], hint) if scalars and len(scalars) == len(parts) else Alias(VALUE)

    def _choice(self, own: Schema, branches: list[Value], hint: str) -> Shape | None:
        """What one of `branches` is, and `own` besides; None where they say no more than `own`."""
        telling = [each for each in branches if each is not False]
        if not any(map(_says_more, telling)):
            return None if tells(own) else Alias(VALUE)
        is_bare = not tells(without(own, "type"))
        variants: list[tuple[str, Type]] = []
        is_nullable = False
        for number, branch in enumerate(telling, start=1):
            shape = self._branch(own, branch, f"{hint}Option{number}", is_bare=is_bare)
            type_ = shape if not isinstance(shape, Nullable) else shape.type
            is_nullable |= isinstance(shape, Nullable) or shape == UNIT
            if type_ == VALUE:
                return Alias(VALUE)
            if type_ != UNIT and type_ not in (each for _, each in variants):
                variants.append((self._variant(type_, hint), type_))
        if len(variants) < 2:
            only = variants[0][1] if variants else UNIT
            return Alias(Nullable(only) if is_nullable and variants else only)
        labels = distinct(label for label, _ in variants)
        union = Union(tuple((label, type_) for label, (_, type_) in zip(labels, variants, strict=True)))
        return Alias(Nullable(self.named(union, own, hint))) if is_nullable else union

    def _branch(self, own: Schema, branch: Value, hint: str, *, is_bare: bool) -> Type:
        if is_bare and isinstance(branch, dict) and (not {"type", "$ref"}.isdisjoint(branch) or "type" not in own):
            return self.type(branch, hint)
        shape = self._all((own, branch), hint)
        return shape.type if isinstance(shape, Alias) else self.named(shape, branch, hint)

    def _variant(self, type_: Type, owner: str) -> str:
        match type_:
            case Named(name):
                shape = self.found.get(name)
                if isinstance(shape, Constant) and isinstance(shape.value, str):
                    return variant_name(shape.value)
                return name.removeprefix(owner) if name.removeprefix(owner)[:1].isupper() else name
            case ListOf():
                return "List"
            case MapOf():
                return "Map"
            case _:
                return _KINDS.get(type_, "Other") if isinstance(type_, type(TEXT)) else "Other"

    def _typed(self, schema: Schema, hint: str) -> Shape:
        types = schema.get("type")
        kinds = list(dict.fromkeys(types)) if isinstance(types, list) else [types]
        if types is None:
            return Alias(VALUE)
        if "number" in kinds and "integer" in kinds:
            kinds.remove("integer")
        if "null" in kinds:
            kinds.remove("null")
            if not kinds:
                return Alias(UNIT)
            rest: Schema = {**schema, "type": kinds[0] if len(kinds) == 1 else [*kinds]}
            return Alias(Nullable(self.type(rest, hint)))
        if len(kinds) > 1:
            return self._choice({}, [{**schema, "type": each} for each in kinds], hint) or Alias(VALUE)
        match kinds[0]:
            case "object":
                return self._object(schema, hint)
            case "array":
                return self._array(schema, hint)
            case "string":
                return Alias(TEXT)
            case "boolean":
                return Alias(FLAG)
            case "number":
                return Alias(NUMBER)
            case "integer":
                return Alias(_integer(schema))
            case _:
                return Alias(VALUE)

    def _object(self, schema: Schema, hint: str) -> Shape:
        properties = mapped(schema, "properties")
        required = [each for each in dict.fromkeys(listed(schema, "required")) if isinstance(each, str)]
        others = self._others(schema, hint)
        if not properties and not required:
            return Struct((), closed=True) if others == NOTHING else Alias(MapOf(VALUE if others is None else others))
        fields = [
            Field(key, self.type(held, f"{hint}{variant_name(key)}"), key in required, held)
            for key, held in properties.items()
            if held is not False
        ]
        bare = VALUE if others is None or others == NOTHING else others
        fields += [Field(key, bare, required=True, schema=True) for key in required if key not in properties]
        is_closed = others == NOTHING
        return Struct(tuple(fields), None if is_closed else others, is_closed)

    def _others(self, schema: Schema, hint: str) -> Type | None:
        """The type of all that has no field of its own; NOTHING where there must be none, None where nobody says."""
        patterns = list(mapped(schema, "patternProperties").values())
        further = schema.get("additionalProperties")
        if not patterns:
            return None if further is None else self.type(further, f"{hint}Additional")
        return self.type(patterns[0], f"{hint}Additional") if further is False and len(patterns) == 1 else VALUE

    def _array(self, schema: Schema, hint: str) -> Shape:
        items = schema.get("items", True)
        if not isinstance(items, list):
            return Alias(ListOf(self.type(items, f"{hint}Item")))
        if len(items) > _WIDEST_ROW or False in items:
            return Alias(ListOf(VALUE))
        least, most = schema.get("minItems", 0), schema.get("maxItems")
        is_full = isinstance(most, int) and most <= len(items)
        rest = NOTHING if is_full else self.type(schema.get("additionalItems", True), f"{hint}Rest")
        types = tuple(self.type(each, f"{hint}Item{number}") for number, each in enumerate(items, start=1))
        return Row(types, min(least if isinstance(least, int) else 0, len(types)), rest)


def _constant(value: Value) -> Shape:
    # What serde_json can't read is no constant: such a frame is refused before.
    if is_beyond(value):
        return Alias(VALUE)
    return Alias(UNIT) if value is None else Constant(value)


def _integer(schema: Schema) -> Type:
    least, above = schema.get("minimum"), schema.get("exclusiveMinimum")
    most, below = schema.get("maximum"), schema.get("exclusiveMaximum")
    is_big = _reaches(most, _SIGNED) or _reaches(below, _SIGNED + 1)
    return NATURAL if is_big and (_reaches(least, 0) or _reaches(above, -1)) else INTEGER


def _reaches(limit: Value, least: int) -> bool:
    return isinstance(limit, int | float) and not isinstance(limit, bool) and limit >= least


def _says_more(branch: Value) -> bool:
    """Whether a branch says anything but which properties must be there."""
    return branch is True or (isinstance(branch, dict) and tells(without(branch, "required")))


def _holds(schema: Value) -> bool:
    """Whether a value of the schema may hold others."""
    types = schema.get("type") if isinstance(schema, dict) else None
    kinds = types if isinstance(types, list) else [types]
    return bool({"object", "array", None}.intersection(each if isinstance(each, str) else None for each in kinds))
