"""The value types between planning's stages: what is known of the wire before anything has a Python name."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from ..diagnostics.location import Location
from ..spec.document import Document, Message, Parameter
from .argument import Endpoint
from .identifier import Identifier
from .protocol import Direction, One, Path, Recognition, Role, Scalar, Stream


@dataclass(frozen=True, slots=True)
class Socket:
    """One kind of connection. `channels` and `topics` are names; a topic is a channel with an address on a shared one.

    `endpoints` are where servers take it, in the document's order; the first is the usual one. `key` is that one's
    path, and its server's name where another connection has the same path.
    """

    key: str
    endpoints: tuple[Endpoint, ...]
    shared: bool
    channels: tuple[str, ...]
    topics: tuple[str, ...]
    location: Location

    @property
    def path(self) -> str:
        """The usual path."""
        return self.endpoints[0].path

    @property
    def servers(self) -> tuple[str, ...]:
        """The names of the servers, none where the document has none."""
        return tuple(each.server for each in self.endpoints if each.server is not None)

    @property
    def paths(self) -> tuple[str, ...]:
        """The paths at all servers, each once, the usual one first."""
        return tuple(dict.fromkeys(each.path for each in self.endpoints))


@dataclass(frozen=True, slots=True)
class Travel:
    """One message in one channel and one direction; `operation` is the name of the one that says so, if any does."""

    message: str
    channel: str
    direction: Direction
    operation: str | None


@dataclass(frozen=True, slots=True)
class EnvelopeDraft:
    """The envelope of a message: `is_around` a schema of the payload alone, else within one of the whole frame.

    Around it is the component `schema`, or the fields alone. Without `is_topic_told` only a name says what it is.
    """

    schema: str | None
    is_around: bool
    is_topic_told: bool
    tag: Path
    data: Path
    topic: Path | None
    request_id: Path | None
    timestamp: Path | None
    timestamp_unit: str
    constants: Mapping[Path, Scalar]
    location: Location


@dataclass(frozen=True, slots=True)
class FramingDraft:
    """How one direction of one connection is recognised: by `tags`, else the first of `untagged` that accepts.

    A message whose schema doesn't require its tag is in both, and in `optional`. `keys` are keys of the frame by which
    one of `untagged` is tried first. `alike` are the groups of those without a tag that nothing tells apart.
    """

    recognition: Recognition
    tag: Path | None
    tags: Mapping[str, tuple[Scalar, ...]]
    untagged: tuple[str, ...]
    optional: tuple[str, ...]
    reason: str
    keys: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    alike: tuple[tuple[str, ...], ...] = ()

    @property
    def tried(self) -> tuple[str, ...]:
        """Those of `untagged` that no tag tells."""
        optional = frozenset(self.optional)
        return tuple(id_ for id_ in self.untagged if id_ not in optional)


@dataclass(frozen=True, slots=True)
class Framings:
    """Framings by a connection's key; by message its envelope, its tags, and the pattern of its addresses."""

    by_socket: Mapping[str, Mapping[Direction, FramingDraft]]
    envelopes: Mapping[str, EnvelopeDraft]
    tags: Mapping[str, tuple[Scalar, ...]]
    topics: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class RoleDraft:
    """The work that the runtime does with a message, and the payload's fields it needs for it."""

    role: Role
    fields: Mapping[str, str]


def any_of(answers: Iterable[One | Stream]) -> One | Stream | None:
    """One of several answers: any of their messages; beside a stream, which is an error, the first. None for none."""
    several = tuple(dict.fromkeys(answers))
    if len(several) > 1 and all(isinstance(each, One) for each in several):
        return One(tuple(dict.fromkeys(id_ for each in several for id_ in each.messages)))
    return several[0] if several else None


@dataclass(frozen=True, slots=True)
class Replies:
    """What answers a request, and where requests and replies carry the request's id (in the frame).

    `by_channel` is by channel, then by message: channels that share a message need not share its replies.
    """

    by_channel: Mapping[str, Mapping[str, One | Stream]]
    request_ids: Mapping[str, Path]

    def on(self, channels: Iterable[str]) -> Mapping[str, One | Stream]:
        """What answers each request on a connection that carries these channels."""
        found: dict[str, list[One | Stream]] = {}
        for channel in channels:
            for request, answer in self.by_channel.get(channel, {}).items():
                found.setdefault(request, []).append(answer)
        return {request: each for request, several in found.items() if (each := any_of(several))}


@dataclass(frozen=True, slots=True)
class ParameterDraft:
    """One `{name}` of an address: its type (`int` or `str`) and, by message, the payload's field that holds it."""

    name: str
    type: str
    parameter: Parameter | None
    fields: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class DefinitionDraft:
    """A schema that gets a name of its own in the bundle: the one at `pointer` inside the schema with this `key`.

    `id` is unique. `parent` is the definition it stands in, None for one that stands by itself; `suffix` is what its
    place adds to its parent's name. `spelling` is what the document calls it, `told` what `x-wsgen-name` does.
    `message` is the message whose payload it is; `is_object`, only the objects among what that can be. One that isn't
    `used` only keeps its name, so that nobody else takes it.
    """

    id: str
    key: str | None
    pointer: str
    parent: str | None
    spelling: str
    suffix: str
    told: str | None
    message: str | None
    used: bool
    location: Location
    is_object: bool = False


@dataclass(frozen=True, slots=True)
class ConnectionNames:
    """The Python names of one connection: its constant, its classes, and its methods by direction and message."""

    name: str
    constant: Identifier
    server_class: Identifier
    client_class: Identifier
    arguments_class: Identifier
    handlers: Mapping[tuple[Direction, str], Identifier]
    methods: Mapping[str, Identifier]
    reply_aliases: Mapping[str, Identifier]
    arguments: Mapping[tuple[str, str], Identifier]


@dataclass(frozen=True, slots=True)
class TopicNames:
    """The Python names of one topic: its address's class, its handle's, its method, its parameters."""

    class_name: Identifier
    handle: Identifier
    method: Identifier
    parameters: Mapping[str, Identifier]


@dataclass(frozen=True, slots=True)
class Names:
    """Every planned name: definitions by id; of messages by id; connections by key; topics by channel."""

    protocol: str
    definitions: Mapping[str, Identifier]
    models: Mapping[str, Identifier]
    frames: Mapping[str, Identifier]
    constants: Mapping[str, Identifier]
    wires: Mapping[str, str]
    connections: Mapping[str, ConnectionNames]
    topics: Mapping[str, TopicNames]


def messages_by_id(document: Document) -> Mapping[str, Message]:
    """Every message of a document, each once, under its first key; without any channel those of its components."""
    if not document.channels:
        return {each.id: each for each in document.spare.messages if "#/components/messages/" in each.id}
    found: dict[str, Message] = {}
    for channel in document.channels:
        for message in channel.messages:
            found.setdefault(message.id, message)
    return found


def carried(sockets: Iterable[Socket], travels: Iterable[Travel], replies: Replies) -> frozenset[str]:
    """The messages that cross a connection, or answer one that does: those that are generated."""
    channels = {channel for socket in sockets for channel in socket.channels}
    found = {each.message for each in travels if each.channel in channels}
    answers = (each for channel, each in replies.by_channel.items() if channel in channels)
    return frozenset(found.union(*(answer.messages for each in answers for answer in each.values())))


def told_name(message: Message) -> str:
    """What the document calls a message: its `name`, else its key."""
    return message.name or own_key(message)


def own_key(message: Message) -> str:
    """The key of a component, which is the same in every channel; else the message's key in its channel."""
    _, marker, rest = message.id.rpartition("#/components/messages/")
    return _unescaped(rest) if marker and rest and "/" not in rest else message.key


def own_channel(message: Message) -> str | None:
    """The channel that a message stands in, None for a component."""
    _, marker, rest = message.id.rpartition("#/channels/")
    return _unescaped(rest.partition("/")[0]) if marker else None


def split_place(place: str) -> tuple[str, str]:
    """The file and the JSON Pointer of a place, `a.yml#/x`; a file's name may hold a `#` itself."""
    path, marker, pointer = place.partition("#/")
    return (path, f"/{pointer}") if marker else (place.rpartition("#")[0], "")


def names_of(document: Document) -> Mapping[str, str]:
    """What logs call each message: its name where no other has it, else its key, else its place in the document."""
    messages = messages_by_id(document).values()
    result: dict[str, str] = {}
    taken: set[str] = set()
    for spell in (told_name, own_key, _place):
        counts = Counter(map(spell, messages))
        for each in messages:
            if each.id not in result and counts[spell(each)] == 1 and spell(each) not in taken:
                result[each.id] = spell(each)
                taken.add(result[each.id])
    return result


def _place(message: Message) -> str:
    return message.id


def _unescaped(step: str) -> str:
    return step.replace("~1", "/").replace("~0", "~")


Traffic = Mapping[str, Mapping[Direction, Sequence[Travel]]]
"""What crosses each connection, by its key and direction, in the document's order."""


def traffic_on(sockets: Iterable[Socket], travels: Iterable[Travel]) -> Traffic:
    """Sorts what travels by the connection that carries it."""
    found: dict[str, dict[Direction, list[Travel]]] = {}
    paths: dict[str, str] = {}
    for socket in sockets:
        found[socket.key] = {way: [] for way in Direction}
        paths |= dict.fromkeys(socket.channels, socket.key)
    for each in travels:
        if each.channel in paths:
            found[paths[each.channel]][each.direction].append(each)
    return found


def messages_in(travels: Iterable[Travel]) -> tuple[str, ...]:
    """The messages that travel, each once."""
    return tuple(dict.fromkeys(each.message for each in travels))
