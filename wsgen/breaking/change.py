"""The value types of a change between two protocols: how much it weighs, where it is, and a frame that shows it."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from ..diagnostics.location import Location
from ..plan.protocol import Direction
from ..spec.node import Value


class Level(Enum):
    """What a change does to peers that were built before it."""

    BREAKING = "breaking"
    RISKY = "risky"
    SAFE = "safe"


@dataclass(frozen=True, slots=True)
class Witness:
    """A frame that one side sends and the other doesn't take as it was meant; `verdict` says what becomes of it."""

    direction: Direction
    frame: Value
    verdict: str


@dataclass(frozen=True, slots=True)
class Change:
    """One change.

    `where` is what it is about, in the wire's words and the same as long as that stays: `send_message`, and what is
    inside it `send_message/content`. `message` is one clause, `reason` a sentence about peers that were built before.
    `location` is in the new document, `was` in the old one; either is None where there is nothing any more, or not yet.
    """

    code: str
    level: Level
    where: str
    message: str
    reason: str
    location: Location | None
    was: Location | None
    witness: Witness | None = None
    hint: str = ""


def worst(levels: Iterable[Level]) -> Level:
    """The one that weighs most; SAFE where there are none."""
    order = [*Level]
    return min(levels, key=order.index, default=Level.SAFE)
