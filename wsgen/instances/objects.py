"""Makes the objects that the properties, names and counts of a schema allow."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from ..spec.node import Value
from .choices import Choices
from .demand import Part
from .manner import Manner
from .no_instance import NoInstanceError
from .pattern import is_match, matching

Inner: TypeAlias = Callable[[Sequence[Value]], Value]
"""Makes a value one level below that satisfies some schemas."""

_EXTRA: Final = ("extra", "x", "é", "class", "__proto__", "a b", "")
_LONG: Final = 40


@dataclass(frozen=True, slots=True)
class Room:
    """Where a value is made: with which freedom, how deep, and with what its own values are made.

    `is_low` says that it should end soon; `height` gives the least levels of a schema's values.
    """

    choices: Choices
    manner: Manner
    depth: int
    is_low: bool
    inner: Inner
    height: Callable[[Value], float]


def make_object(parts: Sequence[Part], room: Room) -> dict[str, Value]:
    """An object that satisfies `parts`; raises NoInstanceError where there is none."""
    least = max((_count(each.get("minProperties"), 0) for each in parts), default=0)
    most = min((_count(each.get("maxProperties"), 1 << 30) for each in parts), default=1 << 30)
    required = dict.fromkeys(str(name) for part in parts for name in _listed(part.get("required")))
    if max(least, len(required)) > most:
        raise NoInstanceError("more properties are required than there may be")
    declared = dict.fromkeys(name for part in parts for name in _mapped(part.get("properties")))
    optional = [each for each in declared if each not in required and _can_be(parts, each, room)]
    taken = [each for each in optional if room.manner is Manner.PLAIN or room.choices.is_so(_share(room))]
    if room.is_low:
        taken = [each for each in taken if max(map(room.height, wanted_of(parts, each)), default=0) == 0]
    names = {**required, **dict.fromkeys(taken[: most - len(required)])}
    for each in optional:
        if len(names) < least:
            names.setdefault(each)
    ordered = [*(each for each in declared if each in names), *(each for each in required if each not in declared)]
    made = {name: _member(parts, name, room) for name in ordered}
    for name in _extra_names(parts, made, least, most, room):
        made[name] = _member(parts, name, room)
    if len(made) < least:
        raise NoInstanceError("there are too few properties that it may have")
    return made


def wanted_of(parts: Sequence[Part], name: str) -> list[Value]:
    """The schemas that the property `name` must satisfy."""
    found: list[Value] = []
    for part in parts:
        properties = _mapped(part.get("properties"))
        own = [properties[name]] if name in properties else []
        own += [each for pattern, each in _mapped(part.get("patternProperties")).items() if is_match(pattern, name)]
        found += own if own else [part["additionalProperties"]] if "additionalProperties" in part else []
    return found


def _member(parts: Sequence[Part], name: str, room: Room) -> Value:
    wanted = wanted_of(parts, name)
    if False in wanted:
        raise NoInstanceError(f"the property {name!r} is required and forbidden")
    return room.inner(wanted)


def _share(room: Room) -> float:
    return 0.7 if room.depth < 3 else 0.3


def _can_be(parts: Sequence[Part], name: str, room: Room) -> bool:
    return all(each is not False and room.height(each) < float("inf") for each in wanted_of(parts, name))


def _extra_names(parts: Sequence[Part], made: dict[str, Value], least: int, most: int, room: Room) -> Sequence[str]:
    """Names of properties that no part declares."""
    names = [each for part in parts if (each := part.get("propertyNames")) is not None]
    patterns = [pattern for part in parts for pattern in _mapped(part.get("patternProperties"))]
    is_told = any("additionalProperties" in part for part in parts)
    is_wild = room.manner is Manner.ANY or (room.manner is Manner.DECLARED and is_told)
    missing = max(least - len(made), 0)
    count = missing
    if (is_wild or patterns) and not room.is_low and room.manner is not Manner.PLAIN and room.choices.is_so(0.25):
        count = max(missing, 1)
    found: list[str] = []
    for number in range(min(count, most - len(made)) * 4):
        if len(found) == count:
            break
        name = _extra_name(number, names, patterns, room)
        if name not in made and name not in found and _can_be(parts, name, room):
            found.append(name)
    return found


def _extra_name(number: int, names: Sequence[Value], patterns: Sequence[str], room: Room) -> str:
    if names:
        made = room.inner([{"type": "string"}, *names])
        return made if isinstance(made, str) else ""
    if patterns and number % 4 < 2:
        return matching(room.choices.pick(patterns), room.choices, 0, _LONG)
    return room.choices.pick(_EXTRA) if number % 4 != 3 else f"extra{number}"


def _count(value: Value, otherwise: int) -> int:
    return int(value) if isinstance(value, int | float) and not isinstance(value, bool) else otherwise


def _mapped(value: Value) -> dict[str, Value]:
    return value if isinstance(value, dict) else {}


def _listed(value: Value) -> list[Value]:
    return value if isinstance(value, list) else []
