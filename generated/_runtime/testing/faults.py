"""What a network does to frames: late, twice, broken, or never, decided for each frame by the test or by a seed."""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType
from typing import Final, Literal, TypeAlias

Direction: TypeAlias = Literal["to_server", "to_client"]


@dataclass(frozen=True, slots=True)
class Crossing:
    """A frame that is about to cross: the `number`th of its direction on the `connection`th of its wire, from 1."""

    connection: int
    direction: Direction
    number: int
    text: str


@dataclass(frozen=True, slots=True)
class Delay:
    """The frame, and with it all that come after it, is so many seconds late."""

    seconds: float


@dataclass(frozen=True, slots=True)
class CloseWith:
    """Something between the two closes the connection to both, in place of the frame."""

    code: int
    reason: str = ""


class FrameFaults(Enum):
    """Faults that need no more words."""

    CUT = "cut"
    HALF_OPEN = "half_open"
    DUPLICATE = "duplicate"
    CORRUPT = "corrupt"


CUT: Final = FrameFaults.CUT
"""The connection is gone for both, 1006, and the frame with it."""
HALF_OPEN: Final = FrameFaults.HALF_OPEN
"""From this frame on nothing crosses either way, and neither side is told."""
DUPLICATE: Final = FrameFaults.DUPLICATE
"""The frame arrives twice, as from a proxy or a broker that tries again."""
CORRUPT: Final = FrameFaults.CORRUPT
"""Only the first half of the frame's text arrives."""

Fault: TypeAlias = Delay | CloseWith | FrameFaults
Faults: TypeAlias = Callable[[Crossing], Fault | None]
"""Says what happens to a frame; None lets it cross."""

_USUAL: Final[Mapping[Fault, float]] = MappingProxyType(
    {Delay(0.05): 0.1, CUT: 0.01, DUPLICATE: 0.01, CORRUPT: 0.005, HALF_OPEN: 0.002}
)


def at(number: int, fault: Fault, direction: Direction = "to_client", connection: int | None = None) -> Faults:
    """Give faults that do this to one frame of each connection, or of the one named, and nothing to others."""

    def decide(crossing: Crossing) -> Fault | None:
        is_meant = crossing.number == number and crossing.direction == direction
        return fault if is_meant and connection in (None, crossing.connection) else None

    return decide


def random_faults(seed: int, odds: Mapping[Fault, float] = _USUAL) -> Faults:
    """Give faults that happen with these odds; the same seed and the same frames are the same faults."""
    drawn = random.Random(seed)  # noqa: S311 - it must be repeatable

    def decide(crossing: Crossing) -> Fault | None:  # noqa: ARG001 - all frames are alike to it
        chance = drawn.random()
        for fault, odd in odds.items():
            chance -= odd
            if chance < 0:
                return fault
        return None

    return decide
