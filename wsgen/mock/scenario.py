"""The value types of a scenario: what a mock does instead of what it would do by itself."""

from collections.abc import Mapping
from dataclasses import dataclass

from ..diagnostics.location import Location
from ..spec.node import Value

CONNECT = "connect"
"""What happens when a client was let in."""


@dataclass(frozen=True, slots=True)
class Sending:
    """One frame that is sent `after` seconds: a message with fields of its payload, or the whole of it, or any text.

    `message` is its id, empty for `raw`. Texts in `fields`, `payload` and `raw` may be templates.
    """

    message: str
    fields: Mapping[str, Value]
    payload: Value
    has_payload: bool
    raw: Value
    after: float
    location: Location


@dataclass(frozen=True, slots=True)
class Closing:
    """A close that comes when all is sent, and so many seconds have passed."""

    code: int
    reason: str
    after: float


@dataclass(frozen=True, slots=True)
class Rule:
    """What follows a client's message of this id whose payload has the values `where`, or follows `connect`.

    Of several rules for a message the first one that fits holds.
    """

    on: str
    where: Mapping[str, Value]
    sends: tuple[Sending, ...]
    closing: Closing | None
    location: Location

    def fits(self, message: str, payload: Value) -> bool:
        """Whether it is about such a message."""
        return message == self.on and (not self.where or _holds(payload, {**self.where}))


@dataclass(frozen=True, slots=True)
class Push:
    """Frames that come `at` so many seconds after the connection began, or again and again, each `every` so many.

    With a `topic`, an address or the template of one, they go to all who are subscribed.
    """

    at: float | None
    every: float | None
    topic: str | None
    sends: tuple[Sending, ...]
    location: Location


@dataclass(frozen=True, slots=True)
class Scenario:
    """All of one file, whose name is as the user typed it."""

    name: str
    rules: tuple[Rule, ...] = ()
    pushes: tuple[Push, ...] = ()

    def rule_for(self, message: str, payload: Value) -> Rule | None:
        """The rule that holds for a message, or for `connect`."""
        return next((each for each in self.rules if each.fits(message, payload)), None)


def _holds(value: Value, wanted: Value) -> bool:
    """Whether a value is what is wanted; an object may have more properties."""
    if isinstance(wanted, dict):
        return isinstance(value, dict) and all(
            name in value and _holds(value[name], inner) for name, inner in wanted.items()
        )
    return value == wanted and isinstance(value, bool) == isinstance(wanted, bool)
