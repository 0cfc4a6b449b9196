"""What a generated `dispatch.py` says about one protocol: plain values that the runtime reads, nothing that acts."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from types import MappingProxyType
from typing import Any, Final, Generic, TypeAlias, TypeVar

from .schemas import Schemas
from .wire import WireValue

ModelT_co = TypeVar("ModelT_co", bound=WireValue, covariant=True)

Scalar: TypeAlias = str | int | float | bool
Path: TypeAlias = tuple[str, ...]
"""Steps as in a JSON Pointer: keys of objects; in an array digits."""
ArgumentType: TypeAlias = type[str] | type[int] | type[float] | type[bool]
EMPTY: Final[Mapping[str, str]] = MappingProxyType({})
_PARAMETER: Final = re.compile(r"\{([^{}]+)\}")


class Role(Enum):
    """A message whose work the runtime does itself."""

    PING = "ping"
    PONG = "pong"
    ERROR = "error"
    SUBSCRIBE = "subscribe"
    UNSUBSCRIBE = "unsubscribe"
    AUTHENTICATE = "authenticate"


@dataclass(frozen=True, slots=True)
class Envelope:
    """The frame around a payload: where its tag, the payload at `data`, and its other fields stand.

    A field is None where it has no such one; steps of digits are positions in an array. `timestamp_unit` is `ms`, `s`
    (integers since the epoch) or `iso` (text). `constants` are sent as they are, and no other values are understood.
    """

    tag: Path
    data: Path
    topic: Path | None = None
    request_id: Path | None = None
    timestamp: Path | None = None
    timestamp_unit: str = "ms"
    constants: Mapping[Path, Any] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Message(Generic[ModelT_co]):
    """One message: its model, the schema of its whole frame, and how the runtime finds things in it.

    `name` is for logs. `schema` names the frame's schema in `schemas.json`. `tags` are the tag values that mean it,
    the first is sent. `role_fields` maps a role's words (`id`, `code`, `message`, `details`, `topics`, `after`) to the
    payload's fields. `request_id` is where the request's id stands in the frame, `sequence` where its topic's does.
    `exact` says that the model refuses every frame that the schema refuses, so that its yes is enough. `envelope` is
    what its payload travels in, None where it is the frame. `empty` says that the payload may be absent there, which
    means one without fields.
    """

    name: str
    model: type[ModelT_co]
    schema: str
    tags: tuple[Scalar, ...] = ()
    role: Role | None = None
    role_fields: Mapping[str, str] = field(default_factory=lambda: EMPTY)
    request_id: Path | None = None
    exact: bool = False
    envelope: Envelope | None = None
    empty: bool = False
    sequence: Path | None = None

    @property
    def data(self) -> Path:
        """Where the payload stands in the frame."""
        return self.envelope.data if self.envelope else ()


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

    `parameters` maps a parameter to its type. `fields` gives, by message name, parameter → payload field; a message
    that lacks one there belongs to every open address of the channel. Of the parameters that are text only the last may
    hold what follows it in the address: so no two sets of arguments share one.
    """

    name: str
    address: str
    parameters: Mapping[str, type[int] | type[str]] = field(default_factory=lambda: MappingProxyType({}))
    fields: Mapping[str, Mapping[str, str]] = field(default_factory=lambda: MappingProxyType({}))
    _pattern: re.Pattern[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_pattern", _compile(self.address, self.parameters))

    def address_of(self, arguments: Mapping[str, int | str]) -> str:
        """Fill the address; raises ValueError for an argument that is missing or empty, or can't be read back."""
        try:
            address = _PARAMETER.sub(lambda found: str(arguments[found[1]]), self.address)
        except KeyError as error:
            raise ValueError(f"{self.name}: {error.args[0]} is missing for {self.address}") from None
        read = self.match(address)
        if self.parameters and (read is None or any(str(read[name]) != str(arguments[name]) for name in read)):
            raise ValueError(f"{self.name}: {dict(arguments)} can't stand in {self.address}")
        return address

    def match(self, address: str) -> dict[str, int | str] | None:
        """Read the parameters out of an address; None when it isn't one of this channel's.

        An integer is accepted in its one canonical spelling, so that one topic has one address.
        """
        found = self._pattern.fullmatch(address)
        if found is None:
            return None
        names = _PARAMETER.findall(self.address)
        return {name: self.parameters.get(name, str)(text) for name, text in zip(names, found.groups(), strict=True)}

    def address_in(self, message: str, payload: Any) -> str | None:
        """Give the address that a payload of `message` belongs to; None when it doesn't carry every parameter."""
        fields = self.fields.get(message, EMPTY) if payload.__class__ is dict else EMPTY
        arguments: dict[str, int | str] = {}
        for name in self.parameters:
            value: object = payload.get(fields[name]) if name in fields else None
            if isinstance(value, float) and value.is_integer():
                value = int(value)  # 5.0 is an integer to JSON Schema
            if not isinstance(value, (int, str)) or isinstance(value, bool):
                return None
            arguments[name] = value
        try:
            return self.address_of(arguments)
        except ValueError:
            return None


def _compile(address: str, parameters: Mapping[str, type[int] | type[str]]) -> re.Pattern[str]:
    # Split by the parameters: literal text, name, literal text, name, … literal text.
    parts = _PARAMETER.split(address)
    texts = [at for at in range(1, len(parts), 2) if parameters.get(parts[at], str) is str]
    pattern = ""
    for at, part in enumerate(parts):
        # Numbered groups, not named ones: a parameter's name may be any text.
        if at % 2 == 0:
            pattern += re.escape(part)
        elif at not in texts:
            pattern += "(0|-?[1-9][0-9]{0,18})"
        elif at == texts[-1] or not parts[at + 1]:
            pattern += "(.+?)"
        else:
            # Ends where it can end first: with two that try every end, a refusal takes the square of the length.
            pattern += f"((?:(?!{re.escape(parts[at + 1])}).)+)"
    return re.compile(pattern, re.DOTALL)


@dataclass(frozen=True, slots=True)
class Route:
    """One message in one direction: which handler takes it, what answers it, which channels carry it."""

    message: AnyMessage
    handler: str | None
    reply: One | Stream | None = None
    channels: tuple[Channel, ...] = ()


class ByTag(Mapping[Scalar, Route]):
    """Routes by tag where `1` and `true` may both be one: JSON keeps them apart, and a `dict` doesn't."""

    def __init__(self, *routes: tuple[Scalar, Route]) -> None:
        self._routes = {(isinstance(tag, bool), tag): route for tag, route in routes}

    def __getitem__(self, tag: Scalar) -> Route:
        """Give the route of a tag; raises KeyError where none has it."""
        return self._routes[isinstance(tag, bool), tag]

    def __iter__(self) -> Iterator[Scalar]:
        """Give the tags, in order."""
        return (tag for _, tag in self._routes)

    def __len__(self) -> int:
        """Count the tags."""
        return len(self._routes)


@dataclass(frozen=True, slots=True)
class Framing:
    """How frames of one direction are told apart: by the value at `tag`, else the first of `untagged` that accepts.

    `keys` are routes of `untagged` by a key that only their frames have: where a frame has one, it is tried first.
    """

    tag: Path | None
    routes: Mapping[Scalar, Route]
    untagged: tuple[Route, ...] = ()
    keys: Mapping[str, Route] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """Ping every `interval` seconds; close 4408 when the oldest unanswered ping is `timeout` seconds old."""

    interval: float
    timeout: float
    ping: AnyMessage
    pong: AnyMessage


@dataclass(frozen=True, slots=True)
class Argument:
    """One value of the handshake.

    `where` is `query`, `header`, `cookie`, `subprotocol` or `path`; a required `security` one that is missing or empty
    closes 4401. Of `values` it must be one, where there are some. One that may come `many` times is a tuple: in the
    query each under the same name, in a header with commas between. What leaving it out means is its default in the
    arguments' class. `form` is how it is written there, where that is more than itself, with `{token}` for it.
    """

    name: str
    python: str
    where: str
    type: ArgumentType = str
    required: bool = True
    security: bool = False
    values: tuple[Scalar, ...] = ()
    many: bool = False
    form: str = ""


@dataclass(frozen=True, slots=True)
class Protocol:
    """Everything the runtime must know about one connection.

    `path` is the handshake's path with `{parameters}`, `other_paths` are those at other servers of the document;
    `arguments_class` is the generated dataclass that holds `arguments`. `subprotocols` are the document's, in order of
    preference. Where there is `authenticate`, a client sends it before all else.
    """

    name: str
    path: str
    schemas: Schemas
    client_to_server: Framing
    server_to_client: Framing
    arguments_class: type[Any]
    arguments: tuple[Argument, ...] = ()
    other_paths: tuple[str, ...] = ()
    subprotocols: tuple[str, ...] = ()
    channels: tuple[Channel, ...] = ()
    heartbeat: Heartbeat | None = None
    error: AnyMessage | None = None
    subscribe: AnyMessage | None = None
    unsubscribe: AnyMessage | None = None
    authenticate: AnyMessage | None = None
    by_model: Mapping[type[Any], AnyMessage] = field(default_factory=lambda: MappingProxyType({}))
