"""Says whether the end of something was announced, by `x-wsgen-deprecated-until`, for a day that has come."""

from collections.abc import Iterable
from dataclasses import dataclass

from ..plan.protocol import Message, Route
from .change import Level

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
