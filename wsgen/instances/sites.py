"""Finds every keyword that has a say about a value, at every place inside it: what could be broken there."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, NamedTuple, TypeAlias

from ..plan.identifier import Identifier
from ..plan.subschemas import children_of
from ..spec.node import Value, escape
from .heights import PREFIX
from .pattern import is_match
from .schemas import Schemas

Steps: TypeAlias = tuple[str | int, ...]
"""The way to a part of a value: names of properties, indices of items."""


class Place(NamedTuple):
    """Where a schema stands: the name of its definition (empty for the schema that was asked for), a pointer in it."""

    definition: str
    pointer: str

    def below(self, *steps: str | int) -> "Place":
        """A place inside this one."""
        return Place(self.definition, self.pointer + "".join(f"/{escape(str(step))}" for step in steps))

    def __str__(self) -> str:
        return f"{self.definition}{self.pointer}"


@dataclass(frozen=True, slots=True)
class Site:
    """A keyword that the part of a value at `steps` must satisfy; it's one of `schema`, which stands at `place`."""

    keyword: str
    steps: Steps
    part: Value
    schema: dict[str, Value]
    place: Place


_ALWAYS: Final = frozenset(
    {"type", "const", "pattern", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"}
    | {"maxLength", "maxItems", "maxProperties", "contains", "propertyNames", "not", "anyOf", "oneOf", "allOf"}
    | {"enum", "patternProperties"}
)
_COUNTS: Final = frozenset({"minLength", "minItems", "minProperties"})
# What limits values of one type alone.
_TYPES: Final[Mapping[str, type | tuple[type, ...]]] = MappingProxyType(
    {
        **dict.fromkeys(("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"), (int, float)),
        **dict.fromkeys(("minLength", "maxLength", "pattern", "format"), str),
        **dict.fromkeys(("minItems", "maxItems", "uniqueItems", "contains", "items", "additionalItems"), list),
        **dict.fromkeys(("required", "properties", "additionalProperties", "patternProperties", "propertyNames"), dict),
        **dict.fromkeys(("minProperties", "maxProperties", "dependencies"), dict),
    }
)
_MOST: Final = 3000


def says_something(schema: dict[str, Value], keyword: str, *, asserts_formats: bool) -> bool:
    """Whether a keyword of a schema rejects any value at all."""
    held = schema[keyword]
    if keyword in _ALWAYS:
        return held is not True
    if keyword in _COUNTS:
        return isinstance(held, int | float) and held > 0
    match keyword:
        case "format":
            return asserts_formats
        case "uniqueItems":
            return held is True
        case "required" | "dependencies":
            return bool(held)
        case "properties":
            return isinstance(held, dict) and False in held.values()
        case "items":
            return held is not True and held != {} and held != []
        case "additionalItems":
            return held is not True and held != {} and isinstance(schema.get("items"), list)
        case "additionalProperties":
            return held is not True and held != {}
        case "then" | "else":
            return held is not True and held != {} and "if" in schema
        case _:
            return False


def constraints_of(schemas: Schemas, schema: Value) -> Iterator[tuple[str, Place]]:
    """Every keyword that rejects something in a schema and in all that it leads to, with the schema's place.

    What stands below `if` and `not` isn't among them: it's no fault to differ from it.
    """
    waiting: list[tuple[Place, Value]] = [(Place("", ""), schema)]
    seen: set[str] = set()
    while waiting:
        place, each = waiting.pop()
        if not isinstance(each, dict):
            continue
        reference = each.get("$ref")
        if isinstance(reference, str):
            name = reference.removeprefix(PREFIX)
            if name not in seen:
                seen.add(name)
                waiting.append((Place(name, ""), schemas.definitions[Identifier(name)]))
            continue
        for keyword in each:
            if says_something(each, keyword, asserts_formats=schemas.asserts_formats):
                yield keyword, place
        waiting.extend(
            (Place(place.definition, place.pointer + child.pointer), child.value)
            for child in reversed(children_of(each))
            if child.keyword not in {"if", "not", "contains", "propertyNames"}
        )


def sites_of(schemas: Schemas, schema: Value, value: Value) -> list[Site]:
    """The sites of a value that `schema` accepts, outside in; bounded for huge ones."""
    walk = _Walk(schemas, [], set())
    walk.visit(schema, Place("", ""), value, ())
    return walk.found


class _Walk(NamedTuple):
    schemas: Schemas
    found: list[Site]
    seen: set[tuple[Place, Steps]]

    def visit(self, schema: Value, place: Place, value: Value, steps: Steps) -> None:
        """Add the sites of the part at `steps`, and of all inside it."""
        while isinstance(schema, dict) and isinstance(reference := schema.get("$ref"), str):
            name = reference.removeprefix(PREFIX)
            schema, place = self.schemas.definitions[Identifier(name)], Place(name, "")
        if not isinstance(schema, dict) or (place, steps) in self.seen or len(self.found) >= _MOST:
            return
        self.seen.add((place, steps))
        for keyword in schema:
            if says_something(schema, keyword, asserts_formats=self.schemas.asserts_formats) and _is_about(
                keyword, value
            ):
                self.found.append(Site(keyword, steps, value, schema, place))
        self._in_place(schema, place, value, steps)
        if isinstance(value, dict):
            self._properties(schema, place, value, steps)
        elif isinstance(value, list):
            self._items(schema, place, value, steps)

    def _in_place(self, schema: dict[str, Value], place: Place, value: Value, steps: Steps) -> None:
        for keyword in ("allOf", "anyOf", "oneOf"):
            branches = schema.get(keyword)
            for index, branch in enumerate(branches if isinstance(branches, list) else ()):
                if keyword == "allOf" or self._judge(branch)(value):
                    self.visit(branch, place.below(keyword, index), value, steps)
        if "if" in schema:
            word = "then" if self._judge(schema["if"])(value) else "else"
            if word in schema:
                self.visit(schema[word], place.below(word), value, steps)
        needs = schema.get("dependencies")
        if isinstance(needs, dict) and isinstance(value, dict):
            for name, each in needs.items():
                if name in value and not isinstance(each, list):
                    self.visit(each, place.below("dependencies", name), value, steps)

    def _judge(self, schema: Value) -> Callable[[Value], bool]:
        return self.schemas.judge(schema)

    def _properties(self, schema: dict[str, Value], place: Place, value: dict[str, Value], steps: Steps) -> None:
        properties, patterns = map_of(schema, "properties"), map_of(schema, "patternProperties")
        for name, member in value.items():
            inner = (*steps, name)
            matching = [each for each in patterns if is_match(each, name)]
            if name in properties:
                self.visit(properties[name], place.below("properties", name), member, inner)
            for each in matching:
                self.visit(patterns[each], place.below("patternProperties", each), member, inner)
            if name not in properties and not matching and "additionalProperties" in schema:
                self.visit(schema["additionalProperties"], place.below("additionalProperties"), member, inner)

    def _items(self, schema: dict[str, Value], place: Place, value: list[Value], steps: Steps) -> None:
        items = schema.get("items", True)
        for index, item in enumerate(value):
            inner = (*steps, index)
            if not isinstance(items, list):
                self.visit(items, place.below("items"), item, inner)
            elif index < len(items):
                self.visit(items[index], place.below("items", index), item, inner)
            else:
                self.visit(schema.get("additionalItems", True), place.below("additionalItems"), item, inner)


def map_of(schema: Mapping[str, Value], keyword: str) -> Mapping[str, Value]:
    """The map of schemas that a keyword holds; an empty one where it holds none."""
    held = schema.get(keyword)
    return held if isinstance(held, dict) else {}


def _is_about(keyword: str, value: Value) -> bool:
    kind = _TYPES.get(keyword)
    if kind is None:
        return True
    return isinstance(value, kind) and not (isinstance(value, bool) and kind == (int, float))
