"""What a mock does that isn't in the document: its pace, its seed, and whom it lets in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Ending:
    """A close that comes so many seconds after a client was let in."""

    code: int
    after: float


@dataclass(frozen=True, slots=True)
class Conduct:
    """How a mock behaves; the same `seed` makes the same frames of the same conversation.

    `pause` is about how many seconds pass before a reply and between the items of a stream, `interval` how many between
    the events of a topic, which come once where it is 0. `required` are the values that an argument of the handshake,
    or a field of the message that says who a client is, must have: others are closed 4401.
    """

    seed: int = 0
    pause: float = 0.0
    interval: float = 0.0
    required: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    ending: Ending | None = None
