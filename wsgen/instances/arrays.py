"""Makes the arrays that the items and counts of a schema allow."""

from math import inf
from typing import Final

from ..spec.node import Value
from .items import Items
from .kinds import MANY
from .manner import Manner
from .no_instance import NoInstanceError
from .objects import Room
from .same import identity

_MORE: Final = 3
_SANE: Final = 60
_TRIES: Final = 20


def make_array(items: Items, room: Room) -> list[Value]:
    """An array with such items; raises NoInstanceError where there is none."""
    length = _length(items, room)
    places: dict[int, list[Value]] = {}
    for each in items.contained:
        # One item may be all that several schemas want; the schemas say so themselves if they can't agree.
        places.setdefault(room.choices.whole(0, length - 1), []).append(each)
    made: list[Value] = []
    seen: set[str] | None = set() if items.is_unique else None
    for index in range(length):
        wanted = (*items.wanted(index), *places.pop(index, ()))
        if room.height(wanted) == inf:
            break
        item = _item(wanted, seen, room)
        if item is None:
            break
        made.append(item[0])
    if len(made) < items.least or places:
        raise NoInstanceError("there are too few items that it may have")
    return made


def _length(items: Items, room: Room) -> int:
    least, most = items.least, items.most
    if room.is_low:
        return least
    if room.manner is Manner.PLAIN:
        return min(max(least, 1), most)
    way = room.choices.pick(("some", "some", "least", "most"))
    if way == "least":
        return least
    if way == "most" and most < MANY and room.depth <= _MORE:
        return max(least, min(most, _SANE))
    return room.choices.whole(least, min(most, least + _MORE))


def _item(wanted: tuple[Value, ...], seen: set[str] | None, room: Room) -> tuple[Value] | None:
    """One item that is none of those `seen`, in a tuple; None where none is found."""
    if seen is None:
        return (room.inner(wanted),)
    for _ in range(_TRIES):
        item = room.inner(wanted)
        name = identity(item)
        if name not in seen:
            seen.add(name)
            return (item,)
    return None
