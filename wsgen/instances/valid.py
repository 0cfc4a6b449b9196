"""Makes values that a schema accepts: valid by construction as far as that goes, and always asked of a validator."""

from collections.abc import Callable, Iterator
from math import inf
from typing import Final

from ..plan.accepted import type_of
from ..spec.node import Value
from .arrays import make_array
from .choices import Choices, Seeded, Simplest
from .demand import Demand, Group
from .kinds import KINDS, listed
from .manner import Manner
from .no_instance import NoInstanceError
from .numbers import number
from .objects import Room, make_object
from .schemas import Schemas
from .text import text

ATTEMPTS: Final = 12
"""How often a whole value is tried."""

# How often the value of one place is tried, and the most places that one try may have.
_TRIES: Final = 4
_MOST_STEPS: Final = 3000
# Attempts that trust what is made; those after them ask a validator about every place.
_TRUSTING: Final = 3
_DEEP: Final = 5
_NUMBERS: Final = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf")
_MEANT: Final[dict[str, frozenset[str]]] = {
    "object": frozenset(
        {"properties", "required", "additionalProperties", "patternProperties", "propertyNames"}
        | {"minProperties", "maxProperties", "dependencies"}
    ),
    "array": frozenset({"items", "additionalItems", "contains", "minItems", "maxItems", "uniqueItems"}),
    "string": frozenset({"pattern", "minLength", "maxLength", "format"}),
    "number": frozenset(_NUMBERS),
    "integer": frozenset(_NUMBERS),
}


def valid(schemas: Schemas, schema: Value, choices: Choices, manner: Manner = Manner.ANY) -> Value:
    """A value that `schema` accepts; raises NoInstanceError where none was found."""
    return valid_for(schemas, (schema,), choices, manner, schemas.judge(schema))


def plain(schemas: Schemas, schema: Value) -> Value:
    """A short and readable value that `schema` accepts, always the same; raises NoInstanceError."""
    return valid(schemas, schema, Simplest(), Manner.PLAIN)


def valid_for(
    schemas: Schemas,
    wanted: tuple[Value, ...],
    choices: Choices,
    manner: Manner,
    accepts: Callable[[Value], bool],
    *,
    attempts: int = ATTEMPTS,
) -> Value:
    """A value that satisfies all schemas `wanted`, and that `accepts` says yes to; raises NoInstanceError.

    The whole is tried so many `attempts`.
    """
    if schemas.height(wanted) == inf:
        schemas.demands().of(wanted)
        raise NoInstanceError("only values without end would fit")
    reason = "the values made for it are rejected"
    for attempt in range(attempts):
        if attempt >= _TRUSTING:
            # What is plain leaves nothing to choose.
            choices = Seeded(attempt) if isinstance(choices, Simplest) else choices
            manner = Manner.DECLARED if manner is Manner.PLAIN else manner
        maker = _Maker(schemas, choices, manner, is_careful=attempt >= _TRUSTING)
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
        self._demands = schemas.demands()
        self._choices = choices
        self._manner = manner
        self._is_careful = is_careful
        self._steps = _MOST_STEPS

    def make(self, wanted: tuple[Value, ...], depth: int) -> Value:
        """A value that satisfies all schemas `wanted`."""
        is_low = depth >= _DEEP
        reason = "what some schemas accept, others reject"
        for _ in range(_TRIES):
            self._steps -= 1
            if self._steps < 0:
                raise NoInstanceError("the search has taken too long")
            try:
                demand = self._settled(wanted, is_low=is_low)
                value = self._value(demand, depth, is_low=is_low)
            except NoInstanceError as error:
                reason = str(error)
                continue
            if self._fits(demand, value):
                return value
        raise NoInstanceError(reason)

    def _fits(self, demand: Demand, value: Value) -> bool:
        if any(self._schemas.judge(each)(value) for each in demand.rejected):
            return False
        return not self._is_careful or all(self._schemas.judge(each)(value) for each in demand.wanted)

    def _settled(self, wanted: tuple[Value, ...], *, is_low: bool) -> Demand:
        """What is demanded with one option chosen of each group, none of which contradicts the others."""
        demand = self._demands.of(wanted)
        settled = 0
        chosen: set[int] = set()
        while settled < len(demand.groups):
            group = demand.groups[settled]
            settled += 1
            if not chosen.isdisjoint(map(id, group.options)):
                continue
            if group.rejects is not None and not self._demands.can_be((*demand.wanted, group.rejects)):
                continue
            option = self._option(demand.wanted, group, is_low=is_low)
            chosen.add(id(option))
            # What is chosen comes last, so that the groups so far stay where they are.
            demand = self._demands.of((*demand.wanted, option, *self._excluded(group, option)))
        return demand

    def _excluded(self, group: Group, option: Value) -> Iterator[Value]:
        """What else a value mustn't be that is one option of several, as far as it could be."""
        for other, opposite in zip(group.options, group.opposites, strict=False):
            if other is not option and self._demands.can_be((option, other)):
                yield opposite

    def _option(self, wanted: tuple[Value, ...], group: Group, *, is_low: bool) -> Value:
        """One option of a group."""
        possible = [each for each in group.options if self._demands.can_be((*wanted, each))]
        if is_low or any(self._schemas.height((each,)) == inf for each in possible):
            heights = [self._schemas.height((each,)) for each in possible]
            bound = min(heights, default=inf) if is_low else inf
            possible = [each for each, high in zip(possible, heights, strict=True) if high <= bound and high < inf]
        if not possible:
            raise NoInstanceError("no branch is left that can be")
        return possible[0] if len(possible) == 1 else self._choices.pick(possible)

    def _value(self, demand: Demand, depth: int, *, is_low: bool) -> Value:
        if self._manner is Manner.PLAIN and (told := self._told(demand)):
            return told[0]
        if demand.constants is not None:
            return self._choices.pick(demand.constants)
        match self._kind(demand, is_low=is_low):
            case "object":
                return make_object(demand.members, self._room(depth, is_low=is_low))
            case "array":
                return make_array(demand.items, self._room(depth, is_low=is_low))
            case "string":
                return text(demand.texts, self._choices, self._manner)
            case "integer":
                return number(demand.whole, self._choices, self._manner)
            case "number":
                return number(demand.fraction, self._choices, self._manner)
            case "boolean":
                return self._choices.is_so(0.5)
            case _:
                return None

    def _room(self, depth: int, *, is_low: bool) -> Room:
        def inner(wanted: tuple[Value, ...]) -> Value:
            return self.make(wanted, depth + 1)

        return Room(self._choices, self._manner, depth, is_low, inner, self._schemas.height)

    def _kind(self, demand: Demand, *, is_low: bool) -> str:
        kinds = [each for each in KINDS if each in demand.kinds]
        is_told = any("type" in part for part in demand.parts)
        meant = [] if is_told else [each for each in kinds if any(_means(part, each) for part in demand.parts)]
        if meant and (self._manner is not Manner.ANY or not self._choices.is_so(0.1)):
            kinds = meant
        if is_low:
            kinds = [each for each in kinds if each not in {"array", "object"}] or kinds
        if self._manner is Manner.PLAIN:
            # What is there says more than null.
            kinds = [each for each in kinds if each != "null"] or kinds
            return kinds[-1] if is_told or meant else "string" if "string" in kinds else kinds[0]
        return kinds[0] if len(kinds) == 1 else self._choices.pick(kinds)

    def _told(self, demand: Demand) -> tuple[Value] | None:
        """The first example or default that fits, in a tuple."""
        for part in demand.parts:
            for each in (*listed(part.get("examples")), *([part["default"]] if "default" in part else [])):
                fits = type_of(each) in demand.kinds and all(self._schemas.judge(it)(each) for it in demand.wanted)
                if fits and self._fits(demand, each):
                    return (each,)
        return None


def _means(part: dict[str, Value], kind: str) -> bool:
    return kind in _MEANT and not _MEANT[kind].isdisjoint(part)
