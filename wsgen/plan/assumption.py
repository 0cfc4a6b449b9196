"""The value type of what a plan takes for granted: from a name, an example or a default, and not from a clear word."""

from dataclasses import dataclass
from enum import Enum

from ..diagnostics.location import Location


class Part(Enum):
    """Which part of the protocol it is that isn't said."""

    CONNECTION = "connection"
    URL = "url"
    HEARTBEAT = "heartbeat"
    ENVELOPE = "envelope"
    TOPIC = "topic"
    DIRECTION = "direction"
    RECOGNITION = "recognition"
    ROLE = "role"
    REPLY = "reply"
    NAME = "name"


@dataclass(frozen=True, slots=True)
class Assumption:
    """One thing that the document doesn't say outright, so that it could be meant otherwise.

    It is about `messages` (their ids), `channels` or `connections` (their keys); about the whole protocol where all
    three are empty. `text` says in one clause what is taken for granted, `hint` which key or setting overrules it.
    `code` is the diagnostic that says the same, None where there is none.
    """

    part: Part
    text: str
    hint: str
    location: Location
    code: str | None = None
    messages: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    connections: tuple[str, ...] = ()
