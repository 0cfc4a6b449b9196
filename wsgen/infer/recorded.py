"""What was recorded: frames with their direction, and the connections that they crossed."""

from dataclasses import dataclass

from ..plan.protocol import Direction
from ..spec.node import Value


@dataclass(frozen=True, slots=True)
class Session:
    """One WebSocket connection; `number` tells it from others of its recording.

    `path` is as the client asked for it, without its query, of which only the names are kept. `host` and `protocol` are
    those of its URL; texts are empty where the recording doesn't say.
    """

    number: int
    path: str = ""
    host: str = ""
    protocol: str = ""
    query: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Recorded:
    """One text frame with the JSON value that it has; `direction` is None where the recording doesn't say."""

    session: Session
    direction: Direction | None
    value: Value


@dataclass(frozen=True, slots=True)
class Recording:
    """All frames in the order in which they crossed, every connection, and what was left out, in sentences."""

    frames: tuple[Recorded, ...]
    sessions: tuple[Session, ...]
    remarks: tuple[str, ...] = ()
