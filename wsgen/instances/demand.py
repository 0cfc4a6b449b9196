"""Brings all that is demanded of one value together: references followed, `allOf` merged, one branch of each choice."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from ..spec.node import Value
from .choices import Choices
from .no_instance import NoInstanceError
from .schemas import Schemas

KINDS: Final = ("null", "boolean", "integer", "number", "string", "array", "object")
"""JSON's types, the simplest first; `number` stands for those alone that are no integers."""
_ALL: Final = frozenset(KINDS)
_MOST_PARTS: Final = 500

Part: TypeAlias = dict[str, Value]
Height: TypeAlias = Callable[[Value], float]


@dataclass(frozen=True, slots=True)
class Demand:
    """What one value must be.

    It has one of `kinds`, satisfies each of `parts` (what stands in place in them has become parts of its own), and
    none of `rejected`.
    """

    kinds: frozenset[str]
    parts: tuple[Part, ...]
    rejected: tuple[Value, ...]


class _Gathering:
    """What has been gathered of one demand, and what is still to be looked at."""

    def __init__(self, waiting: list[Value]) -> None:
        self.waiting = waiting
        self.kinds: frozenset[str] = _ALL
        self.parts: list[Part] = []
        self.rejected: list[Value] = []


def demanded(schemas: Schemas, wanted: Sequence[Value], choices: Choices, *, is_low: bool, height: Height) -> Demand:
    """All that the schemas `wanted` demand together; raises NoInstanceError where that can't be.

    Of several branches one is chosen that can be, with `is_low` of those whose values have the fewest levels.
    """
    gathering = _Gathering([*reversed(wanted)])
    branches: list[list[Value]] = []
    while gathering.waiting or branches:
        if not gathering.waiting:
            # Branches come last: so it's known which of them can be.
            _choose(schemas, gathering, branches.pop(0), choices, height if is_low else None)
            continue
        schema = gathering.waiting.pop()
        if isinstance(schema, dict):
            schema = schemas.followed(schema)
        if isinstance(schema, dict):
            if len(gathering.parts) > _MOST_PARTS:
                raise NoInstanceError("a schema holds itself in its own place")
            _take(gathering, schema, branches)
        elif schema is False:
            raise NoInstanceError("a schema accepts nothing")
    return Demand(gathering.kinds, tuple(gathering.parts), tuple(gathering.rejected))


def kinds_of(part: Part) -> frozenset[str]:
    """The kinds that `type` names."""
    named = part.get("type")
    if named is None:
        return _ALL
    kinds = {str(each) for each in (named if isinstance(named, list) else [named])}
    return frozenset(kinds | {"integer"} if "number" in kinds else kinds)


def kind_of(value: Value) -> str:
    """The kind of a value; 1.0 is an integer to JSON Schema."""
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
        case _:
            return "object"


def _take(gathering: _Gathering, schema: Part, branches: list[list[Value]]) -> None:
    gathering.kinds &= kinds_of(schema)
    if not gathering.kinds:
        raise NoInstanceError("no type is left that all schemas accept")
    gathering.parts.append(schema)
    for word, held in schema.items():
        if word == "allOf" and isinstance(held, list):
            gathering.waiting.extend(reversed(held))
        elif word == "anyOf" and isinstance(held, list):
            branches.append(held)
        elif word == "oneOf" and isinstance(held, list):
            branches.append([_one_of(held, index) for index in range(len(held))])
        elif word == "not":
            branches.append([*_rejections(held)])
        elif word == "if":
            then, otherwise = schema.get("then", True), schema.get("else", True)
            branches.append([{"allOf": [held, then]}, {"allOf": [{"not": held}, otherwise]}])
        elif word == "dependencies" and isinstance(held, dict):
            branches.extend(_dependency(name, each) for name, each in held.items())


def _one_of(options: list[Value], index: int) -> Value:
    others = [each for at, each in enumerate(options) if at != index]
    reject: Value = {"not": {"anyOf": others}} if others else True
    return {"allOf": [options[index], reject]}


def _dependency(name: str, held: Value) -> list[Value]:
    """Either the property is absent, or what depends on it is so."""
    there: Value = {"required": held} if isinstance(held, list) else held
    return [{"properties": {name: False}}, {"required": [name], "allOf": [there]}]


def _rejections(schema: Value) -> Iterator[Value]:
    """Schemas of which a value satisfies one, where it mustn't satisfy `schema`."""
    if not isinstance(schema, dict):
        yield schema is False
    elif set(schema) == {"not"}:
        yield schema["not"]
    elif set(schema) == {"required"} and isinstance(schema["required"], list):
        for name in schema["required"]:
            yield {"type": "object", "properties": {str(name): False}}
    elif set(schema) == {"type"}:
        left: list[Value] = [each for each in KINDS if each not in kinds_of(schema)]
        yield {"type": left}
    else:
        yield {_REJECTED: schema}


# A word of our own, which no schema has: what must not be so, and is looked at when the value is there.
_REJECTED: Final = "wsgen rejects"


def _choose(
    schemas: Schemas, gathering: _Gathering, branches: list[Value], choices: Choices, height: Height | None
) -> None:
    possible = [each for each in branches if _may_be(schemas, each, gathering.kinds, 0)]
    if height is not None and possible:
        heights = [height(each) for each in possible]
        possible = [each for each, high in zip(possible, heights, strict=True) if high == min(heights)]
    if not possible:
        raise NoInstanceError("no branch is left that can be")
    chosen = choices.pick(possible) if len(possible) > 1 else possible[0]
    if isinstance(chosen, dict) and _REJECTED in chosen:
        gathering.rejected.append(chosen[_REJECTED])
    else:
        gathering.waiting.append(chosen)


def _may_be(schemas: Schemas, schema: Value, kinds: frozenset[str], depth: int) -> bool:
    """Whether a value of these kinds may satisfy a schema, as far as that is seen at once."""
    schema = schemas.followed(schema)
    if not isinstance(schema, dict) or depth > _MOST_DEEP:
        return schema is not False
    kinds &= kinds_of(schema)
    if "const" in schema:
        kinds &= {kind_of(schema["const"])}
    if isinstance(enum := schema.get("enum"), list):
        kinds &= {*map(kind_of, enum)}
    if not kinds:
        return False
    parts, any_of = schema.get("allOf"), schema.get("anyOf")
    return (not isinstance(parts, list) or all(_may_be(schemas, each, kinds, depth + 1) for each in parts)) and (
        not isinstance(any_of, list) or any(_may_be(schemas, each, kinds, depth + 1) for each in any_of)
    )


_MOST_DEEP: Final = 4
