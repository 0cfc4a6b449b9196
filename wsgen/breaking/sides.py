"""Puts the schemas of two protocols side by side under names of their own, so that one value can be asked of both."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from ..diagnostics.location import Location
from ..instances.schemas import Schemas
from ..plan.identifier import Identifier
from ..plan.protocol import Definition, Protocol
from ..plan.subschemas import references_in
from ..spec.keywords import KEYWORDS, Holds
from ..spec.node import Value, escape

_PREFIX: Final = "#/$defs/"
_SILENT: Final = frozenset(
    {"title", "description", "$comment", "deprecated", "readOnly", "writeOnly", "contentMediaType", "contentEncoding"}
)


@dataclass(frozen=True, slots=True)
class Side:
    """One of two schemas that are compared: the definition `name`, and what it may refer to."""

    definitions: Mapping[Identifier, Definition]
    name: Identifier
    asserts_formats: bool = False

    @classmethod
    def of(cls, protocol: Protocol, name: Identifier) -> "Side":
        """The definition `name` of a protocol, such as the frame of a message."""
        return cls(protocol.definitions, name, protocol.asserts_formats)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a schema stands: in the definition `name`, at a pointer."""

    is_old: bool
    name: Identifier
    pointer: str


@dataclass(frozen=True, slots=True)
class Both:
    """The schemas of both sides in one room.

    Each schema that isn't `true` or `false` is known by its identity: `places` says where it was written. What is
    made of one on the way has its place, and is kept under what it was made by.
    """

    old: Side
    new: Side
    schemas: Schemas
    places: dict[int, Place]
    asserting: Mapping[bool, bool]
    _made: dict[object, tuple[object, dict[str, Value]]] = field(
        default_factory=dict[object, tuple[object, dict[str, Value]]], repr=False
    )

    def root(self, *, is_old: bool) -> Value:
        """The schema that is compared."""
        return self.schemas.definitions[_renamed((self.old if is_old else self.new).name, is_old=is_old)]

    def derived(self, key: object, origin: dict[str, Value], made: dict[str, Value]) -> dict[str, Value]:
        """What was `made` of `origin`: for the same `key` the same one each time; it stands where `origin` does."""
        full = key, id(origin)
        if full not in self._made:
            self._made[full] = origin, made
            if id(origin) in self.places:
                self.places[id(made)] = self.places[id(origin)]
        return self._made[full][1]

    def location(self, place: Place) -> Location:
        """Where a schema or a keyword is written: there, or as near outside it as is known."""
        definition = (self.old if place.is_old else self.new).definitions[place.name]
        pointer = place.pointer
        while pointer not in definition.positions and pointer:
            pointer = pointer.rpartition("/")[0]
        return definition.positions.get(pointer, definition.location)


def side_by_side(old: Side, new: Side) -> Both:
    """Both sides in one room. A format that only one of them asserts is no demand of the other."""
    definitions: dict[Identifier, Value] = {}
    places: dict[int, Place] = {}
    asserts = old.asserts_formats or new.asserts_formats
    for side, is_old in ((old, True), (new, False)):
        drops = asserts and not side.asserts_formats
        for name in _reached(side):
            made = _copied(side.definitions[name].value, is_old=is_old, drops_formats=drops)
            definitions[_renamed(name, is_old=is_old)] = made
            for pointer, schema in _walk(made, ""):
                places[id(schema)] = Place(is_old, name, pointer)
    asserting = {True: old.asserts_formats, False: new.asserts_formats}
    return Both(old, new, Schemas(definitions, asserts), places, asserting)


def _reached(side: Side) -> list[Identifier]:
    """The definitions that what is compared may lead to."""
    found: dict[Identifier, None] = {}
    waiting = [side.name]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found[name] = None
            waiting += (Identifier(each.removeprefix(_PREFIX)) for each in references_in(side.definitions[name].value))
    return [*found]


def _renamed(name: str, *, is_old: bool) -> Identifier:
    return Identifier(f"{'old' if is_old else 'new'}_{name}")


def _copied(value: Value, *, is_old: bool, drops_formats: bool) -> Value:
    """A schema without its annotations, whose references lead to its own side."""
    if not isinstance(value, dict):
        return value
    if isinstance(reference := value.get("$ref"), str):
        return {"$ref": f"{_PREFIX}{_renamed(reference.removeprefix(_PREFIX), is_old=is_old)}"}

    def copied(inner: Value) -> Value:
        return _copied(inner, is_old=is_old, drops_formats=drops_formats)

    made: dict[str, Value] = {}
    for word, held in value.items():
        holds = KEYWORDS.get(word)
        if holds is None or word in _SILENT or (word == "format" and drops_formats):
            continue
        if holds in {Holds.SCHEMA, Holds.SCHEMAS, Holds.SCHEMA_OR_SCHEMAS}:
            made[word] = [copied(each) for each in held] if isinstance(held, list) else copied(held)
        elif holds is Holds.MAP and isinstance(held, dict):
            made[word] = {name: copied(each) for name, each in held.items()}
        else:
            made[word] = held
    return made


def _walk(value: Value, pointer: str) -> Iterator[tuple[str, dict[str, Value]]]:
    if not isinstance(value, dict):
        return
    yield pointer, value
    for word, held in value.items():
        holds = KEYWORDS.get(word)
        if holds is Holds.MAP and isinstance(held, dict):
            for name, each in held.items():
                yield from _walk(each, f"{pointer}/{word}/{escape(name)}")
        elif holds in {Holds.SCHEMA, Holds.SCHEMAS, Holds.SCHEMA_OR_SCHEMAS}:
            if isinstance(held, list):
                for index, each in enumerate(held):
                    yield from _walk(each, f"{pointer}/{word}/{index}")
            else:
                yield from _walk(held, f"{pointer}/{word}")
