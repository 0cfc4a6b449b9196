"""The value types of what crosses the wire: connections, topics, framing, routes, replies, heartbeat, planned names.

A Protocol is all that any reader needs (code, docs, mock, contracts): none of them looks at the Document again.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from types import MappingProxyType

from ..diagnostics.location import Location
from ..spec.node import Value
from .argument import Argument, Endpoint
from .ending import CloseCode, Heartbeat
from .identifier import Identifier

Scalar = str | int | float | bool
"""A tag's value."""

Path = tuple[str, ...]
"""Steps from a frame's root to a value inside it, as in a JSON Pointer: keys, in an array digits; none is the frame."""


class Direction(Enum):
    """Who sends a message."""

    CLIENT_TO_SERVER = "client → server"
    SERVER_TO_CLIENT = "server → client"


class Role(Enum):
    """A message whose work the runtime does itself (heartbeat, error answer, subscriptions, who a client is)."""

    PING = "ping"
    PONG = "pong"
    ERROR = "error"
    SUBSCRIBE = "subscribe"
    UNSUBSCRIBE = "unsubscribe"
    AUTHENTICATE = "authenticate"


class Recognition(Enum):
    """The layer by which the messages of one direction are told apart."""

    ALONE = "alone"
    TAG = "tag"
    NAMED_TAG = "named tag"
    ENVELOPE = "envelope"
    KEY = "key"
    STRUCTURE = "structure"
    UNION = "union"


@dataclass(frozen=True, slots=True)
class Envelope:
    """The frame around a payload: which of its fields means what.

    `tag` names the message, `data` holds the payload. The others are None where the envelope has no such field.
    `constants` are fields with one possible value, such as a version; `timestamp_unit` is `ms`, `s` or `iso`. `schema`
    is the definition of the envelope itself, None where there is none of it alone.
    """

    schema: Identifier | None
    tag: Path
    data: Path
    topic: Path | None
    request_id: Path | None
    timestamp: Path | None
    timestamp_unit: str
    constants: Mapping[Path, Value]
    location: Location


@dataclass(frozen=True, slots=True)
class Framing:
    """How the frames of one connection and direction are recognised.

    `tag` is where the tag stands in the frame, None where there is no tag. Messages without a tag value are tried
    in `untagged`'s order when no tag matches: the first schema that accepts wins. `optional` are those of them that
    have a tag value nevertheless, which their schema doesn't require. `keys` are keys of the frame that one of
    `untagged` alone has, by key: where a frame has one, its message is tried first. `reason` says why, in one clause.
    """

    recognition: Recognition
    tag: Path | None
    untagged: tuple[str, ...]
    reason: str
    optional: tuple[str, ...] = ()
    keys: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Field:
    """One property of a message's payload as the planner saw it; `name` is the wire's, `required` the schema's word."""

    name: str
    required: bool


@dataclass(frozen=True, slots=True)
class Message:
    """One message of the protocol.

    `id` is its place in the document and its key everywhere here. `wire` is its name for people and logs, unique too.
    `model` is the class in `models.py`, `constant` the entry in `messages.py`. `payload` and `frame` are names in
    `Protocol.definitions`: what the payload, and what the whole frame, must satisfy; the same one without an envelope.
    `tags` are the tag values that mean this message, the first one is what is sent; empty where no tag tells it.
    `role_fields` says which payload field has which meaning. `request_id` is where a request's id stands in the frame,
    `sequence` where its topic's does. `envelope` is what the payload travels in; `empty` says it may be absent there.
    `deprecated_until` is the date (`2027-01-31`) from which on it may be gone, as in all that has one; else empty.
    """

    id: str
    wire: str
    model: Identifier
    constant: Identifier
    payload: Identifier
    frame: Identifier
    tags: tuple[Scalar, ...]
    role: Role | None
    role_fields: Mapping[str, str]
    request_id: Path | None
    fields: tuple[Field, ...]
    summary: str
    description: str
    examples: tuple[Value, ...]
    deprecated: bool
    location: Location
    envelope: Envelope | None = None
    empty: bool = False
    sequence: Path | None = None
    deprecated_until: str = ""


@dataclass(frozen=True, slots=True)
class TopicParameter:
    """One `{name}` of a topic's address.

    `type` is `int` or `str`; `fields` gives, by message id, the payload field that holds it.
    """

    name: str
    python: Identifier
    type: str
    description: str
    enum: tuple[str, ...]
    examples: tuple[str, ...]
    fields: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Topic:
    """One channel that shares a connection with others: an address such as `thread:{thread_id}`.

    `class_name` is its typed address in `channels.py`; `handle` the class whose `send` accepts just its messages;
    `method` the name of the method that makes it, on server and client. Messages are ids, by direction.
    """

    channel: str
    address: str
    class_name: Identifier
    handle: Identifier
    method: Identifier
    parameters: tuple[TopicParameter, ...]
    client_to_server: tuple[str, ...]
    server_to_client: tuple[str, ...]
    title: str
    description: str
    location: Location
    deprecated_until: str = ""


@dataclass(frozen=True, slots=True)
class One:
    """A request that is answered by exactly one of `messages`."""

    messages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Stream:
    """A request answered by `start` (where there is one), any number of `items`, then one of `end`; all message ids."""

    start: str | None
    items: tuple[str, ...]
    end: tuple[str, ...]

    @property
    def messages(self) -> tuple[str, ...]:
        """All of them, in the order in which they are sent."""
        return (*((self.start,) if self.start else ()), *self.items, *self.end)


@dataclass(frozen=True, slots=True)
class Route:
    """One message in one direction on one connection.

    `handler` is the method that a server implements (client → server) or a client may (server → client).
    `method` is what the client calls to send it (client → server, and none for a role, which the runtime sends).
    `reply_alias` names the union of the reply's messages in `server.py`; None where there is at most one.
    """

    message: str
    handler: Identifier
    method: Identifier | None
    reply: One | Stream | None
    reply_alias: Identifier | None
    topics: tuple[str, ...]
    summary: str
    location: Location
    deprecated_until: str = ""


@dataclass(frozen=True, slots=True)
class Connection:
    """One kind of WebSocket connection: what a client opens and a server accepts.

    `endpoints` are where servers take it, the first is the usual one; `key` is its path, and its server's name where
    another connection has that path. Arguments of a host are the client's alone. `subprotocols`: the preferred first.
    """

    key: str
    name: str
    constant: Identifier
    server_class: Identifier
    client_class: Identifier
    endpoints: tuple[Endpoint, ...]
    arguments_class: Identifier
    arguments: tuple[Argument, ...]
    topics: tuple[Topic, ...]
    client_to_server: tuple[Route, ...]
    server_to_client: tuple[Route, ...]
    framing: Mapping[Direction, Framing]
    heartbeat: Heartbeat | None
    description: str
    location: Location
    subprotocols: tuple[str, ...] = ()
    close_codes: tuple[CloseCode, ...] = ()
    deprecated_until: str = ""

    @property
    def client_class_sync(self) -> Identifier:
        """The class of the client without asyncio, whose name was kept free for it."""
        return Identifier(f"{self.client_class}Sync")

    @property
    def url(self) -> str | None:
        """The usual URL."""
        return self.endpoints[0].url

    @property
    def path(self) -> str:
        """The usual path."""
        return self.endpoints[0].path

    @property
    def handshake(self) -> tuple[Argument, ...]:
        """The arguments that the server hears of."""
        return tuple(each for each in self.arguments if each.where != "host")

    @property
    def rest(self) -> Identifier:
        """The client's method for all that is no reply, where no topic carries it."""
        is_taken = any(route.method == "messages" for route in self.client_to_server)
        return Identifier("messages_" if is_taken else "messages")


@dataclass(frozen=True, slots=True)
class Definition:
    """One schema of the bundle, in draft 7 with its annotations.

    Each `$ref` in `value` is `#/$defs/<name>`; positions are by pointer relative to `value`.
    """

    name: Identifier
    value: Value
    location: Location
    positions: Mapping[str, Location]


@dataclass(frozen=True, slots=True)
class Protocol:
    """Everything that crosses the wire.

    `definitions` has frames of envelopes too; `models` become Python; `asserts_formats`: a text has its `format`.
    """

    name: str
    title: str
    version: str
    description: str
    connections: tuple[Connection, ...]
    messages: Mapping[str, Message]
    definitions: Mapping[Identifier, Definition]
    models: tuple[Identifier, ...]
    spec_path: str
    asserts_formats: bool = False
