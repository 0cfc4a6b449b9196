"""The value types of one run: what a client and a server did, in its order."""

from dataclasses import dataclass
from typing import TypeAlias

from .failure import Failure
from .steps import Trace


@dataclass(frozen=True, slots=True)
class Opened:
    """A connection was opened; `number` counts them from 1."""

    number: int
    at: float


@dataclass(frozen=True, slots=True)
class Sent:
    """The step of this number was sent; `at` is in seconds, as everywhere here."""

    step: int
    at: float


@dataclass(frozen=True, slots=True)
class Got:
    """A message came: text, or bytes; a text that isn't UTF-8 has bytes too, and `is_text`."""

    content: str | bytes
    at: float
    is_text: bool = True


@dataclass(frozen=True, slots=True)
class Answered:
    """The client answered a ping of the protocol, as it must."""

    text: str
    at: float


@dataclass(frozen=True, slots=True)
class Silence:
    """Nothing came for some seconds although something should have."""

    seconds: float
    at: float


@dataclass(frozen=True, slots=True)
class Ended:
    """The connection ended: the close code (1006 where there was no close frame), and who ended it."""

    code: int
    reason: str
    at: float
    by_client: bool


@dataclass(frozen=True, slots=True)
class Died:
    """The application's process ended; `lines` are the last ones that it printed."""

    exit_code: int
    lines: tuple[str, ...]
    at: float


Event: TypeAlias = Opened | Sent | Got | Answered | Silence | Ended | Died


@dataclass(frozen=True, slots=True)
class Run:
    """All that happened when a trace was run, and what is wrong with it.

    `latencies` has, for requests that were sent while no other was pending, the message's id and the seconds until the
    first frame of the answer.
    """

    trace: Trace
    events: tuple[Event, ...]
    failure: Failure | None
    latencies: tuple[tuple[str, float], ...] = ()

    @property
    def sent(self) -> tuple[int, ...]:
        """The numbers of the steps that were sent: none after the server has closed, until the next connection."""
        return tuple(each.step for each in self.events if isinstance(each, Sent))
