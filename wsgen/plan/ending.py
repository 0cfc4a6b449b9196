"""The value types of how a connection ends: by a heartbeat that is lost, and by close codes that the document names."""

from dataclasses import dataclass

from ..diagnostics.location import Location


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """Seconds between pings, and seconds after which an unanswered one ends the connection (close 4408).

    `location` is where the document says so, None where nothing but its messages does.
    """

    interval: float
    timeout: float
    ping: str
    pong: str
    location: Location | None = None


@dataclass(frozen=True, slots=True)
class CloseCode:
    """One code with which the server may close a connection, and what it means there (RFC 6455 §7.4)."""

    code: int
    meaning: str
    location: Location
