"""Makes the arrays that the items and counts of a schema allow."""

from collections.abc import Sequence
from typing import Final

from ..spec.node import Value
from .demand import Part
from .manner import Manner
from .no_instance import NoInstanceError
from .objects import Room
from .same import identity

_MORE: Final = 3
_TRIES: Final = 20


def make_array(parts: Sequence[Part], room: Room) -> list[Value]:
    """An array that satisfies `parts`; raises NoInstanceError where there is none."""
    contained = [each for part in parts if (each := part.get("contains")) is not None]
    least = max((_count(each.get("minItems"), 0) for each in parts), default=0)
    most = min((_count(each.get("maxItems"), 1 << 30) for each in parts), default=1 << 30)
    least = max(least, 1 if contained else 0)
    if least > most:
        raise NoInstanceError("no array is as long as minItems and maxItems say")
    length = _length(least, most, room)
    is_unique = any(part.get("uniqueItems") is True for part in parts)
    places = {room.choices.whole(0, length - 1): each for each in contained}
    made: list[Value] = []
    seen: set[str] = set()
    for index in range(length):
        wanted = [*_wanted(parts, index), *([places[index]] if index in places else [])]
        if not _can_be(wanted, room):
            break
        item = _item(wanted, seen if is_unique else None, room)
        if item is None:
            break
        made.append(item[0])
    if len(made) < max(least, max(places, default=-1) + 1):
        raise NoInstanceError("there are too few items that it may have")
    return made


def _length(least: int, most: int, room: Room) -> int:
    if room.is_low:
        return least
    if room.manner is Manner.PLAIN:
        return min(max(least, 1), most)
    way = room.choices.pick(("some", "least", "most"))
    if way == "least":
        return least
    top = min(most, least + _MORE)
    return min(most, least + 10 * _MORE) if way == "most" and most < 1 << 30 else room.choices.whole(least, top)


def _item(wanted: Sequence[Value], seen: set[str] | None, room: Room) -> tuple[Value] | None:
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


def _can_be(wanted: Sequence[Value], room: Room) -> bool:
    return all(each is not False and room.height(each) < float("inf") for each in wanted)


def _wanted(parts: Sequence[Part], index: int) -> list[Value]:
    """The schemas that the item at an index must satisfy."""
    found: list[Value] = []
    for part in parts:
        items = part.get("items")
        if isinstance(items, list):
            found.append(items[index] if index < len(items) else part.get("additionalItems", True))
        elif items is not None:
            found.append(items)
    return found


def _count(value: Value, otherwise: int) -> int:
    return int(value) if isinstance(value, int | float) and not isinstance(value, bool) else otherwise
