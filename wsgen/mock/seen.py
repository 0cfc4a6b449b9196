"""What is seen between a client and a server: connections that begin and end, frames with their verdicts."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from ..instances.reading import Verdict
from ..plan.protocol import Direction


@dataclass(frozen=True, slots=True)
class Opened:
    """A connection that began: `connection` is its number, counted from 1; `name` the document's for its kind.

    `at` is in seconds since 1970, as in all that is seen; `path` is as the client asked for it.
    """

    at: float
    connection: int
    name: str
    path: str
    subprotocol: str | None


@dataclass(frozen=True, slots=True)
class Frame:
    """A frame that crossed, or would have: `text` is as it was sent, bytes where it was binary.

    `message` is the name on the wire of what the document calls such a frame, None where it means no message. `note`
    says what was done to it on purpose, such as `lost`; empty where nothing was.
    """

    at: float
    connection: int
    direction: Direction
    text: str | bytes
    message: str | None
    verdict: Verdict
    note: str = ""


@dataclass(frozen=True, slots=True)
class Closed:
    """A connection that ended, with the code that crossed (1006 where none did); `by` is who sent it first."""

    at: float
    connection: int
    code: int
    reason: str
    by: Direction


@dataclass(frozen=True, slots=True)
class Remark:
    """What else there is to say about a connection, in one line for people."""

    at: float
    connection: int
    text: str


Seen: TypeAlias = Opened | Frame | Closed | Remark
Log: TypeAlias = Callable[[Seen], None]
"""Is told all that is seen, in its order, by one thread: it must be quick, and not raise."""


def both(first: Log, second: Log) -> Log:
    """A log that tells two others."""

    def log(seen: Seen) -> None:
        first(seen)
        second(seen)

    return log
