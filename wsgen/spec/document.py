"""The value types of one AsyncAPI 3.x document: checked, references resolved, traits merged.

Everything is in the words of the AsyncAPI 3.0 specification. Where the document came as 2.x, it was upgraded before,
and each `location` still points into the file that the user wrote.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from ..diagnostics.location import Location
from .node import Node, Value

Extensions = Mapping[str, Node]
"""Specification extensions (`x-…`) of one object, by their full name."""


class Action(Enum):
    """What the described application does (AsyncAPI 3.0 §Operation Object)."""

    SEND = "send"
    RECEIVE = "receive"


@dataclass(frozen=True, slots=True)
class Unsupported:
    """What a schema says and JSON Schema draft 7 can't; no fault until something is generated from it.

    `words` go on from the name of a message: `is described in …`. `is_language` where the whole schema is in another
    language, else it's a keyword that can't be said.
    """

    words: str
    hint: str
    location: Location
    is_language: bool


@dataclass(frozen=True, slots=True)
class Schema:
    """One JSON Schema that something in the document refers to or holds, of draft 7 whatever it was written in.

    `key` is its place, `file#pointer`, unique in a document: the same component reached by two ways is one Schema. The
    file is relative to the root document's folder, so that a key is the same on every machine; a schema that is read in
    another dialect than its file's has the dialect before it, as if it were a folder. `value` is the schema with each
    `$ref` rewritten to `{"$ref": key}` of another Schema in `Document.schemas`; siblings of `$ref` are dropped.
    `positions` gives the location of every value inside it, by JSON Pointer relative to `value`. `unsupported` is what
    `value` lacks of what was written: with something in it, `value` is no measure for examples.
    """

    key: str
    value: Value
    location: Location
    positions: Mapping[str, Location]
    unsupported: tuple[Unsupported, ...] = ()


@dataclass(frozen=True, slots=True)
class Info:
    """AsyncAPI 3.0 §Info Object."""

    title: str
    version: str
    description: str
    location: Location


@dataclass(frozen=True, slots=True)
class SecurityScheme:
    """AsyncAPI 3.0 §Security Scheme Object; `where` is its `in`, `parameter` its `name` (of an `httpApiKey`).

    `scopes` are those that are needed where the scheme is, of `oauth2` and `openIdConnect`.
    """

    name: str
    type: str
    where: str | None
    parameter: str | None
    scheme: str | None
    scopes: tuple[str, ...]
    description: str
    extensions: Extensions
    location: Location


@dataclass(frozen=True, slots=True)
class ServerVariable:
    """AsyncAPI 3.0 §Server Variable Object."""

    name: str
    enum: tuple[str, ...]
    default: str | None
    description: str
    examples: tuple[str, ...]
    location: Location


@dataclass(frozen=True, slots=True)
class Server:
    """AsyncAPI 3.0 §Server Object."""

    name: str
    host: str
    pathname: str
    protocol: str
    title: str
    description: str
    variables: tuple[ServerVariable, ...]
    security: tuple[SecurityScheme, ...]
    extensions: Extensions
    location: Location


@dataclass(frozen=True, slots=True)
class Parameter:
    """AsyncAPI 3.0 §Parameter Object: a `{name}` of a channel's address."""

    name: str
    description: str
    enum: tuple[str, ...]
    default: str | None
    examples: tuple[str, ...]
    extensions: Extensions
    location: Location


@dataclass(frozen=True, slots=True)
class WebSocketBinding:
    """The WebSocket channel binding, `bindings.ws`: schema keys of the handshake's query and headers."""

    method: str | None
    query: str | None
    headers: str | None
    location: Location


@dataclass(frozen=True, slots=True)
class MessageExample:
    """AsyncAPI 3.0 §Message Example Object; `payload` and `headers` are None where the example has none."""

    name: str
    summary: str
    payload: Node | None
    headers: Node | None
    location: Location


@dataclass(frozen=True, slots=True)
class CorrelationId:
    """AsyncAPI 3.0 §Correlation ID Object; `pointer` are the steps behind `$message.payload#` (or header)."""

    source: str
    pointer: tuple[str, ...]
    description: str
    location: Location


@dataclass(frozen=True, slots=True)
class Message:
    """AsyncAPI 3.0 §Message Object.

    `id` is its place, `file#pointer`: a component used by two channels has one id. `key` is its name in the channel,
    `name` its own `name` field or empty. `payload` and `headers` are keys of `Document.schemas`.
    """

    id: str
    key: str
    name: str
    title: str
    summary: str
    description: str
    content_type: str
    payload: str | None
    headers: str | None
    correlation_id: CorrelationId | None
    examples: tuple[MessageExample, ...]
    deprecated: bool
    extensions: Extensions
    location: Location


@dataclass(frozen=True, slots=True)
class Channel:
    """AsyncAPI 3.0 §Channel Object; `address` is None where the document leaves it unknown. `servers` are names."""

    name: str
    address: str | None
    title: str
    summary: str
    description: str
    parameters: tuple[Parameter, ...]
    messages: tuple[Message, ...]
    servers: tuple[str, ...]
    websocket: WebSocketBinding | None
    extensions: Extensions
    location: Location


@dataclass(frozen=True, slots=True)
class Reply:
    """AsyncAPI 3.0 §Operation Reply Object; `messages` are message ids, `channel` a channel's name."""

    address: str | None
    channel: str | None
    messages: tuple[str, ...]
    extensions: Extensions
    location: Location


@dataclass(frozen=True, slots=True)
class Operation:
    """AsyncAPI 3.0 §Operation Object; `messages` are message ids: all of its channel's where it names none."""

    name: str
    action: Action
    channel: str
    messages: tuple[str, ...]
    reply: Reply | None
    title: str
    summary: str
    description: str
    security: tuple[SecurityScheme, ...]
    extensions: Extensions
    location: Location


@dataclass(frozen=True, slots=True)
class Spare:
    """The messages and traits of messages in components that no channel has, and the schemas that only they have."""

    messages: tuple[Message, ...]
    schemas: Mapping[str, Schema]


@dataclass(frozen=True, slots=True)
class Document:
    """One AsyncAPI document.

    `schemas` holds every schema by its key, those of `components.schemas` that nothing refers to included; `unlinked`
    names the component schemas that no message, header, binding or other schema reaches, by component name. `spare` is
    what is checked, and means nothing on the wire.
    """

    path: str
    info: Info
    servers: tuple[Server, ...]
    channels: tuple[Channel, ...]
    operations: tuple[Operation, ...]
    schemas: Mapping[str, Schema]
    unlinked: Mapping[str, str]
    spare: Spare
    extensions: Extensions
    location: Location
