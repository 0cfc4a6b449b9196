"""What a generated `dispatch.py` says about one protocol: plain values that the runtime reads, nothing that acts."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from types import MappingProxyType
from typing import Any, Final, Generic, TypeAlias, TypeVar

from .schemas import Schemas
from .wire import WireModel

ModelT = TypeVar("ModelT", bound=WireModel, covariant=True)

Scalar: TypeAlias = str | int | float | bool
Path: TypeAlias = tuple[str, ...]
EMPTY: Final[Mapping[str, str]] = MappingProxyType({})


class Role(Enum):
    """A message whose work the runtime does itself."""

    PING = "ping"
    PONG = "pong"
    ERROR = "error"
    SUBSCRIBE = "subscribe"
    UNSUBSCRIBE = "unsubscribe"


@dataclass(frozen=True, slots=True)
class Message(Generic[ModelT]):
    """One message: its model, the schema of its whole frame, and how the runtime finds things in it.

    `name` is for logs. `schema` names the frame's schema in `schemas.json`. `tags` are the tag values that mean it, the first
    is sent. `role_fields` maps a role's words (`id`, `code`, `message`, `details`, `topics`) to the payload's fields.
    `request_id` is where the request's id stands in the frame.
    """

    name: str
    model: type[ModelT]
    schema: str
    tags: tuple[Scalar, ...] = ()
    role: Role | None = None
    role_fields: Mapping[str, str] = EMPTY
    request_id: Path | None = None


AnyMessage: TypeAlias = Message[Any]


@dataclass(frozen=True, slots=True)
class One:
    """A request answered by one message out of `messages`."""

    messages: tuple[AnyMessage, ...]


@dataclass(frozen=True, slots=True)
class Stream:
    """A request answered by `start` (where there is one), any number of `items`, then one of `end`."""

    start: AnyMessage | None
    items: tuple[AnyMessage, ...]
    end: tuple[AnyMessage, ...]

    @property
    def messages(self) -> tuple[AnyMessage, ...]:
        """All that may come, in order."""
        return (*((self.start,) if self.start else ()), *self.items, *self.end)


@dataclass(frozen=True, slots=True)
class Channel:
    """One topic: its address with `{parameters}`, and where each message carries them.

    `parameters` maps a parameter to its type. `fields` gives, by message name, parameter → payload field; a message that
    lacks one there belongs to every open address of the channel.
    """

    name: str
    address: str
    parameters: Mapping[str, type[int] | type[str]] = MappingProxyType({})
    fields: Mapping[str, Mapping[str, str]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Route:
    """One message in one direction: which handler takes it, what answers it, which channels carry it."""

    message: AnyMessage
    handler: str | None
    reply: One | Stream | None = None
    channels: tuple[Channel, ...] = ()


@dataclass(frozen=True, slots=True)
class Envelope:
    """The fields of the frame around every payload; None where it has no such field.

    `timestamp_unit` is `ms`, `s` (integers since the epoch) or `iso` (text). `constants` are sent as they are.
    """

    data: Path
    topic: Path | None = None
    request_id: Path | None = None
    timestamp: Path | None = None
    timestamp_unit: str = "ms"
    constants: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Framing:
    """How frames of one direction are told apart: by the value at `tag`, else by the first of `untagged` whose schema accepts."""

    tag: Path | None
    routes: Mapping[Scalar, Route]
    untagged: tuple[Route, ...] = ()
    envelope: Envelope | None = None


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """Ping every `interval` seconds; close 4408 when the oldest unanswered ping is `timeout` seconds old."""

    interval: float
    timeout: float
    ping: AnyMessage
    pong: AnyMessage


@dataclass(frozen=True, slots=True)
class Argument:
    """One value of the handshake. `where` is `query`, `header` or `path`; a required `security` one that is missing closes 4401."""

    name: str
    python: str
    where: str
    type: type[str] | type[int] | type[float] | type[bool] = str
    required: bool = True
    security: bool = False


@dataclass(frozen=True, slots=True)
class Protocol:
    """Everything the runtime must know about one connection.

    `path` is the handshake's path with `{parameters}`; `arguments_class` is the generated dataclass that holds `arguments`.
    """

    name: str
    path: str
    schemas: Schemas
    client_to_server: Framing
    server_to_client: Framing
    arguments_class: type[Any]
    arguments: tuple[Argument, ...] = ()
    channels: tuple[Channel, ...] = ()
    heartbeat: Heartbeat | None = None
    error: AnyMessage | None = None
    subscribe: AnyMessage | None = None
    unsubscribe: AnyMessage | None = None
    by_model: Mapping[type[Any], AnyMessage] = field(default_factory=lambda: MappingProxyType({}))
