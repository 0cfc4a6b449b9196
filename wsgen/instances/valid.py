"""Makes values that a schema accepts: valid by construction as far as that goes, and always asked of a validator."""

from collections.abc import Callable, Sequence
from typing import Final

from ..spec.node import Value
from .arrays import make_array
from .choices import Choices, Seeded, Simplest
from .demand import KINDS, Demand, Part, demanded, kind_of
from .manner import Manner
from .no_instance import NoInstanceError
from .numbers import number, range_of
from .objects import Room, make_object
from .same import identity
from .schemas import Schemas
from .text import text

# How often the whole is tried, the value of one place, and the most places that one try may have.
_ATTEMPTS: Final = 12
_TRIES: Final = 4
_MOST_STEPS: Final = 4000
# Attempts that trust what is made; those after them ask a validator about every place.
_TRUSTING: Final = 4
_DEEP: Final = 5
_MEANT: Final[dict[str, frozenset[str]]] = {
    "object": frozenset(
        {"properties", "required", "additionalProperties", "patternProperties", "propertyNames"}
        | {"minProperties", "maxProperties", "dependencies"}
    ),
    "array": frozenset({"items", "additionalItems", "contains", "minItems", "maxItems", "uniqueItems"}),
    "string": frozenset({"pattern", "minLength", "maxLength", "format"}),
    "number": frozenset({"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"}),
    "integer": frozenset({"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"}),
}


def valid(schemas: Schemas, schema: Value, choices: Choices, manner: Manner = Manner.ANY) -> Value:
    """A value that `schema` accepts; raises NoInstanceError where none was found."""
    return valid_for(schemas, (schema,), choices, manner, schemas.judge(schema))


def plain(schemas: Schemas, schema: Value) -> Value:
    """A short and readable value that `schema` accepts, always the same; raises NoInstanceError."""
    return valid(schemas, schema, Simplest(), Manner.PLAIN)


def valid_for(
    schemas: Schemas,
    wanted: Sequence[Value],
    choices: Choices,
    manner: Manner,
    accepts: Callable[[Value], bool],
) -> Value:
    """A value that satisfies all schemas `wanted`, and that `accepts` says yes to; raises NoInstanceError."""
    if max(map(schemas.height, wanted), default=0) == float("inf"):
        raise NoInstanceError("only values without end would fit")
    reason = "the values made for it are rejected"
    for attempt in range(_ATTEMPTS):
        is_stuck = isinstance(choices, Simplest) and attempt > 1
        maker = _Maker(schemas, Seeded(attempt) if is_stuck else choices, manner, is_careful=attempt >= _TRUSTING)
        try:
            value = maker.make(wanted, 0)
        except NoInstanceError as error:
            reason = str(error)
            continue
        if accepts(value):
            return value
    raise NoInstanceError(reason)


class _Maker:
    """One try to make a value."""

    def __init__(self, schemas: Schemas, choices: Choices, manner: Manner, *, is_careful: bool) -> None:
        self._schemas = schemas
        self._choices = choices
        self._manner = manner
        self._is_careful = is_careful
        self._steps = _MOST_STEPS

    def make(self, wanted: Sequence[Value], depth: int) -> Value:
        """A value that satisfies all schemas `wanted`."""
        self._steps -= 1
        if self._steps < 0:
            raise NoInstanceError("the search has taken too long")
        is_low = depth >= _DEEP
        reason = "a schema rejects what the others accept"
        for _ in range(_TRIES):
            try:
                demand = demanded(self._schemas, wanted, self._choices, is_low=is_low, height=self._schemas.height)
                value = self._value(demand, depth, is_low=is_low)
            except NoInstanceError as error:
                reason = str(error)
                continue
            if not any(self._accepts(each, value) for each in demand.rejected) and (
                not self._is_careful or all(self._accepts(each, value) for each in wanted)
            ):
                return value
        raise NoInstanceError(reason)

    def _accepts(self, schema: Value, value: Value) -> bool:
        return self._schemas.judge(schema)(value)

    def _value(self, demand: Demand, depth: int, *, is_low: bool) -> Value:
        if self._manner is Manner.PLAIN and (told := self._told(demand)):
            return told[0]
        constants = _constants(demand)
        if constants is not None:
            return self._choices.pick(constants)
        parts = demand.parts
        match self._kind(demand, is_low=is_low):
            case "object":
                return make_object(parts, self._room(depth, is_low=is_low))
            case "array":
                return make_array(parts, self._room(depth, is_low=is_low))
            case "string":
                return text(parts, self._choices, self._manner)
            case "integer":
                return number(range_of(parts, is_whole=True), self._choices, self._manner)
            case "number":
                return number(range_of(parts, is_whole=False), self._choices, self._manner)
            case "boolean":
                return self._choices.is_so(0.5)
            case _:
                return None

    def _room(self, depth: int, *, is_low: bool) -> Room:
        return Room(
            self._choices,
            self._manner,
            depth,
            is_low,
            lambda wanted: self.make(wanted, depth + 1),
            self._schemas.height,
        )

    def _kind(self, demand: Demand, *, is_low: bool) -> str:
        kinds = [each for each in KINDS if each in demand.kinds]
        meant = [each for each in kinds if any(not _MEANT.get(each, frozenset()).isdisjoint(p) for p in demand.parts)]
        is_told = any("type" in part for part in demand.parts)
        if not is_told and meant and (self._manner is not Manner.ANY or not self._choices.is_so(0.1)):
            kinds = meant
        if is_low:
            kinds = [each for each in kinds if each not in {"array", "object"}] or kinds
        if self._manner is Manner.PLAIN:
            # What is there says more than null.
            kinds = [each for each in kinds if each != "null"] or kinds
            return kinds[-1] if is_told or meant else kinds[0]
        return self._choices.pick(kinds)

    def _told(self, demand: Demand) -> tuple[Value] | None:
        """The first example or default that fits, in a tuple."""
        for part in demand.parts:
            examples = part.get("examples")
            for each in (*(examples if isinstance(examples, list) else ()), part.get("default")):
                if each is not None and kind_of(each) in demand.kinds and self._fits(demand, each):
                    return (each,)
        return None

    def _fits(self, demand: Demand, value: Value) -> bool:
        return all(self._accepts(each, value) for each in demand.parts) and not any(
            self._accepts(each, value) for each in demand.rejected
        )


def _constants(demand: Demand) -> list[Value] | None:
    """The values that `const` and `enum` leave; None where there are no such keywords."""
    left: list[Value] | None = None
    for part in demand.parts:
        for listed in _listed(part):
            if left is None:
                left = [each for each in listed if kind_of(each) in demand.kinds]
            else:
                names = {identity(each) for each in listed}
                left = [each for each in left if identity(each) in names]
    if left is not None and not left:
        raise NoInstanceError("no value is left that const and enum allow")
    return left


def _listed(part: Part) -> list[list[Value]]:
    enum = part.get("enum")
    return [*([[part["const"]]] if "const" in part else []), *([enum] if isinstance(enum, list) else [])]
