"""Says whether the end of something was announced, by `x-wsgen-deprecated-until`, for a day that has come."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from ..diagnostics.location import Location
from ..plan.protocol import Message, Protocol, Route
from ..plan.subschemas import walk
from .change import Change, Level
from .pairing import Pairing, same_messages

_UNTIL: Final = "x-wsgen-deprecated-until"

_DATELESS = "it was deprecated without a date: `x-wsgen-deprecated-until` says from when on it may be gone"


@dataclass(frozen=True, slots=True)
class Ending:
    """What the old document says of the end of what is gone: a level, a reason and a hint of its own, or neither."""

    level: Level
    reason: str
    hint: str


def ending(until: Iterable[str], today: str, reason: str, *, is_deprecated: bool = False) -> Ending:
    """The weight of a removal: SAFE from the first day of `until` on, which was announced; before that BREAKING.

    Days are written as ISO 8601 does, `today` too, so that their order is that of their texts.
    """
    days = sorted(filter(None, until))
    if days and days[0] <= today:
        return Ending(Level.SAFE, f"it was announced to be gone from {days[0]} on", "")
    if days:
        return Ending(Level.BREAKING, reason, f"it was announced to stay until {days[0]}")
    return Ending(Level.BREAKING, reason, _DATELESS if is_deprecated else "")


def days_of(message: Message, route: Route) -> tuple[str, str]:
    """The days from which on a message may be gone, or no longer cross a connection in one direction."""
    return message.deprecated_until, route.deprecated_until


def with_announced(both: Pairing, changes: Iterable[Change], today: str) -> Iterator[Change]:
    """`changes`, of which those are SAFE that take away a property whose end was announced for a day that has come."""
    days, gone = dict(_days(both.old)), dict(_gone(both))
    for each in changes:
        until = gone.get(each.where) or (days.get(each.was) if each.code == "WSG704" and each.was else None)
        until = None if each.level is Level.SAFE else until
        if until is None:
            yield each
        elif until <= today:
            yield replace(each, level=Level.SAFE, reason=f"it was announced to be gone from {until} on", witness=None)
        else:
            yield replace(each, hint=f"it was announced to stay until {until}")


def _days(old: Protocol) -> Iterator[tuple[Location, str]]:
    """The place of each schema of the old document that may be gone one day, with that day."""
    for definition in old.definitions.values():
        for pointer, held in walk(definition.value):
            until = held.get(_UNTIL) if isinstance(held, dict) else None
            if isinstance(until, str) and pointer in definition.positions:
                yield definition.positions[pointer], until


def _gone(both: Pairing) -> Iterator[tuple[str, str]]:
    """The properties that messages lack now, as changes name them, with the day from which on they may be gone."""
    same = same_messages(both.old.messages.values(), both.new.messages.values())
    for id_, message in both.old.messages.items():
        kept = {each.name for each in both.new.messages[same[id_]].fields} if id_ in same else set[str]()
        schema = both.old.definitions[message.payload].value
        properties = schema.get("properties") if isinstance(schema, dict) else None
        for name, held in properties.items() if isinstance(properties, dict) else ():
            until = held.get(_UNTIL) if isinstance(held, dict) else None
            if isinstance(until, str) and name not in kept:
                yield f"{message.wire}/{name}", until
