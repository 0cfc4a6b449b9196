"""Makes the objects that the properties, names and counts of a schema allow."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import inf
from typing import Final, TypeAlias

from ..spec.node import Value
from .choices import Choices
from .kinds import MANY
from .manner import Manner
from .members import Members
from .no_instance import NoInstanceError
from .pattern import matching

Inner: TypeAlias = Callable[[tuple[Value, ...]], Value]
"""Makes a value one level below that satisfies some schemas."""

_EXTRA: Final = ("extra", "x", "é", "class", "__proto__", "a b", "")
# Of names that a schema says something about, most are wrong; the schema is asked of so many.
_NAMES: Final = 12
_SHALLOW: Final = 3


@dataclass(frozen=True, slots=True)
class Room:
    """Where a value is made: with which freedom, how deep, and with what its own values are made.

    `is_low` says that it should end soon; `height` gives the least levels of a value that schemas allow together, and
    infinity where none is.
    """

    choices: Choices
    manner: Manner
    depth: int
    is_low: bool
    inner: Inner
    height: Callable[[tuple[Value, ...]], float]


def make_object(members: Members, room: Room) -> dict[str, Value]:
    """An object with such members; raises NoInstanceError where there is none."""
    required, declared = members.required, members.declared
    optional = [each for each in declared if each not in required and _can_be(members, each, room)]
    taken = {*required, *[each for each in optional if _is_taken(members, each, room)][: members.most - len(required)]}
    for each in optional:
        if len(taken) < members.least:
            taken.add(each)
    names = [*(each for each in declared if each in taken), *(each for each in required if each not in declared)]
    made = {name: room.inner(members.wanted(name)) for name in names}
    for name in _extra_names(members, made, room):
        made[name] = room.inner(members.wanted(name))
    if len(made) < members.least:
        raise NoInstanceError("there are too few properties that it may have")
    return made


def _is_taken(members: Members, name: str, room: Room) -> bool:
    if room.is_low:
        return room.height(members.wanted(name)) == 0 and room.choices.is_so(0.3)
    if room.manner is Manner.PLAIN:
        return room.depth < _SHALLOW
    return room.choices.is_so(0.7 if room.depth < _SHALLOW else 0.3)


def _can_be(members: Members, name: str, room: Room) -> bool:
    return room.height(members.wanted(name)) < inf


def _extra_names(members: Members, made: dict[str, Value], room: Room) -> Sequence[str]:
    """Names of properties that no schema declares."""
    missing, free = max(members.least - len(made), 0), members.most - len(made)
    is_open = room.manner is Manner.ANY or (room.manner is Manner.DECLARED and members.is_told)
    count = missing
    if free > missing and (is_open or members.patterns) and not room.is_low and room.manner is not Manner.PLAIN:
        share = 0.5 if members.patterns or (members.is_told and not members.declared) else 0.15
        if room.choices.is_so(share):
            count = missing + room.choices.whole(1, min(2, free - missing))
    elif not missing and room.manner is Manner.PLAIN and members.is_told and not members.declared:
        count = min(1, free)
    found: list[str] = []
    for number in range(count + _NAMES if count else 0):
        if len(found) == min(count, free):
            break
        name = _extra_name(number, members, room, is_open=is_open or bool(missing))
        if name not in made and name not in found and name not in members.declared and _can_be(members, name, room):
            found.append(name)
    return found


def _extra_name(number: int, members: Members, room: Room, *, is_open: bool) -> str:
    if members.names:
        made = room.inner(({"type": "string"}, *members.names))
        return made if isinstance(made, str) else ""
    if members.patterns and (number % 2 == 0 or not is_open):
        return matching(room.choices.pick(members.patterns), room.choices, 0, MANY, room.manner)
    is_plain = room.manner is Manner.PLAIN or number % 4 == 3
    return f"extra{number}" if is_plain else room.choices.pick(_EXTRA)
