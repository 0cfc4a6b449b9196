"""Brings all that is demanded of one value together: references followed, `allOf` merged, contradictions seen."""

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Final, NamedTuple

from ..plan.accepted import type_of
from ..plan.identifier import Identifier
from ..spec.node import Value
from .heights import PREFIX
from .items import Items
from .kinds import ALL, Part, kinds_of, listed, mapped
from .members import Members
from .no_instance import NoInstanceError
from .numbers import Range, is_in, is_nowhere, range_of
from .reject import REJECTED, rejections_of
from .same import identity
from .texts import Texts

_MOST_PARTS: Final = 1000
_MOST_KNOWN: Final = 50_000
# Members of members are looked at so far, to see that a value can't be.
_FARTHEST: Final = 2
_TYPED: Final = frozenset({"object", "array", "string", "integer", "number"})


class Group(NamedTuple):
    """Schemas of which a value satisfies one at least; `rejects` is the schema whose opposites they are, if any.

    It satisfies exactly one where there are `opposites`: of each option the schema that rejects it.
    """

    options: tuple[Value, ...]
    rejects: Value = None
    opposites: tuple[Value, ...] = ()


class Demand:
    """What one value must be.

    It has one of `kinds`, satisfies each of `parts`, one option of each of `groups`, and none of `rejected`. It is
    one of `constants`, where these aren't None.
    """

    def __init__(self, wanted: tuple[Value, ...]) -> None:
        # Kept, so that the identity of what is wanted stays its own.
        self.wanted = wanted
        self.kinds: frozenset[str] = ALL
        self.parts: list[Part] = []
        self.groups: list[Group] = []
        self.rejected: list[Value] = []
        self.constants: list[Value] | None = None

    @cached_property
    def whole(self) -> Range:
        """Where an integer may lie."""
        return range_of(self.parts, is_whole=True)

    @cached_property
    def fraction(self) -> Range:
        """Where any number may lie."""
        return range_of(self.parts, is_whole=False)

    @cached_property
    def texts(self) -> Texts:
        """What a text must be."""
        return Texts(self.parts)

    @cached_property
    def items(self) -> Items:
        """What an array must be."""
        return Items(self.parts)

    @cached_property
    def members(self) -> Members:
        """What an object must be."""
        return Members(self.parts)


class Demands:
    """All demands that schemas make, each looked at once; references lead to `definitions`."""

    def __init__(self, definitions: Mapping[Identifier, Value]) -> None:
        self._definitions = definitions
        self._known: dict[tuple[int, ...], Demand | str] = {}
        self._kept: list[tuple[Value, ...]] = []
        self._groups: dict[int, tuple[Part, tuple[Group, ...]]] = {}

    def of(self, wanted: tuple[Value, ...]) -> Demand:
        """What the schemas `wanted` demand together; raises NoInstanceError where they contradict each other."""
        found = self._of(wanted, 0)
        if isinstance(found, str):
            raise NoInstanceError(found)
        return found

    def can_be(self, wanted: tuple[Value, ...]) -> bool:
        """Whether no contradiction is seen between the schemas `wanted`."""
        return not isinstance(self._of(wanted, 0), str)

    def _of(self, wanted: tuple[Value, ...], far: int) -> Demand | str:
        # How far is looked decides what is seen, and an answer mustn't depend on who has asked before.
        key = far, *map(id, wanted)
        found = self._known.get(key)
        if found is None:
            if len(self._known) > _MOST_KNOWN:
                self._known.clear()
                self._kept.clear()
                self._groups.clear()
            try:
                found = self._gathered(wanted, far)
            except NoInstanceError as error:
                found = str(error)
            self._known[key] = found
            self._kept.append(wanted)
        return found

    def _gathered(self, wanted: tuple[Value, ...], far: int) -> Demand:
        demand = Demand(wanted)
        waiting: list[Value] = [*reversed(wanted)]
        seen: set[int] = set()
        while waiting:
            schema = waiting.pop()
            while isinstance(schema, dict) and isinstance(reference := schema.get("$ref"), str):
                schema = self._definitions[Identifier(reference.removeprefix(PREFIX))]
            if schema is False:
                raise NoInstanceError("a schema accepts nothing")
            if not isinstance(schema, dict) or id(schema) in seen:
                continue
            seen.add(id(schema))
            if len(seen) > _MOST_PARTS:
                raise NoInstanceError("a schema has too many parts")
            self._take(demand, schema, waiting)
        _narrow(demand)
        if "object" in demand.kinds and far < _FARTHEST:
            members = demand.members
            for name in members.required:
                if isinstance(self._of(members.wanted(name), far + 1), str):
                    _without(demand, "object", f"nothing can be the property {name!r}, which is required")
                    break
        return demand

    def _take(self, demand: Demand, schema: Part, waiting: list[Value]) -> None:
        demand.kinds &= kinds_of(schema)
        if not demand.kinds:
            raise NoInstanceError("no type is left that all schemas accept")
        demand.parts.append(schema)
        waiting.extend(reversed(listed(schema.get("allOf"))))
        demand.groups += self._groups_of(schema)
        if REJECTED in schema:
            demand.rejected.append(schema[REJECTED])

    def _groups_of(self, schema: Part) -> tuple[Group, ...]:
        # Made once: what is known of demands is known by the identity of schemas.
        found = self._groups.get(id(schema))
        if found is None:
            found = self._groups[id(schema)] = schema, tuple(self._groups_in(schema))
        return found[1]

    def _groups_in(self, schema: Part) -> Iterator[Group]:
        for word, held in schema.items():
            if word == "anyOf":
                yield Group(tuple(listed(held)))
            elif word == "oneOf":
                opposites: tuple[Value, ...] = tuple({"not": each} for each in listed(held))
                yield Group(tuple(listed(held)), opposites=opposites)
            elif word == "not":
                yield Group(tuple(rejections_of(self._followed(held))), rejects=held)
            elif word == "if" and ("then" in schema or "else" in schema):
                yield Group(_conditions(schema, held))
            elif word == "dependencies":
                yield from (Group(_dependency(name, each)) for name, each in mapped(held).items())

    def _followed(self, schema: Value) -> Value:
        while isinstance(schema, dict) and isinstance(reference := schema.get("$ref"), str):
            schema = self._definitions[Identifier(reference.removeprefix(PREFIX))]
        return schema


def _conditions(schema: Part, condition: Value) -> tuple[Value, ...]:
    then, otherwise = schema.get("then", True), schema.get("else", True)
    return {"allOf": [condition, then]}, {"allOf": [{"not": condition}, otherwise]}


def _dependency(name: str, held: Value) -> tuple[Value, ...]:
    """Either the property is absent, or what depends on it is so; a value that is no object has none."""
    there: Value = {"required": held} if isinstance(held, list) else held
    return {"properties": {name: False}}, {"required": [name], "allOf": [there]}


def _narrow(demand: Demand) -> None:
    """Leaves out the kinds, and constants, that nothing can be of."""
    for part in demand.parts:
        for options in ([part["const"]] if "const" in part else None, part.get("enum")):
            if isinstance(options, list):
                _allow(demand, options)
    if demand.constants is not None:
        demand.constants = [each for each in demand.constants if _is_possible(demand, each)]
        demand.kinds = frozenset(map(type_of, demand.constants))
        if not demand.kinds:
            raise NoInstanceError("no value is left that const and enum allow")
        return
    for kind in demand.kinds & _TYPED:
        if reason := _impossible(demand, kind):
            _without(demand, kind, reason)


def _allow(demand: Demand, options: list[Value]) -> None:
    if demand.constants is None:
        demand.constants = [each for each in options if type_of(each) in demand.kinds]
    else:
        names = {identity(each) for each in options}
        demand.constants = [each for each in demand.constants if identity(each) in names]


def _is_possible(demand: Demand, value: Value) -> bool:
    match value:
        case bool() | None:
            return True
        case int() | float():
            return is_in(demand.fraction, value)
        case str():
            return demand.texts.accepts(value)
        case list():
            return demand.items.least <= len(value) <= demand.items.most
        case _:
            return set(value).issuperset(demand.members.required)


def _impossible(demand: Demand, kind: str) -> str:
    """Why no value is of a kind; empty where one may be."""
    match kind:
        case "integer" | "number":
            is_none = is_nowhere(demand.whole if kind == "integer" else demand.fraction)
            return "no number lies between the bounds" if is_none else ""
        case "string":
            return "no text is as long as minLength and maxLength say" if demand.texts.least > demand.texts.most else ""
        case "array":
            return demand.items.fault()
        case _:
            return demand.members.fault()


def _without(demand: Demand, kind: str, reason: str) -> None:
    demand.kinds -= {kind}
    if not demand.kinds:
        raise NoInstanceError(reason)
