"""What a new message has in common with those that travel beside it: fields, the tag, how their schemas are written."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from ..plan.protocol import Connection, Direction, Framing, Message, Protocol, Topic
from ..spec.edit.written import at
from ..spec.node import MappingNode, Node, Value, plain
from .places import followed, resolved, steps_of


@dataclass(frozen=True, slots=True)
class Around:
    """Where a new message will travel: the connection and the topic, None where nothing travels there yet.

    `beside` are the messages of that channel and direction, `nodes` what is written of them in the document's own file.
    """

    protocol: Protocol
    root: Node
    connection: Connection | None
    topic: Topic | None
    direction: Direction
    beside: tuple[Message, ...]
    nodes: tuple[MappingNode, ...]

    @property
    def framing(self) -> Framing | None:
        """How frames of that direction are recognised; the other direction's where nothing travels in it."""
        if self.connection is None:
            return None
        framings = self.connection.framing
        other = next((each for each in framings.values() if each.tag), None)
        own = framings.get(self.direction)
        return own if own and own.tag else other or own


def around(protocol: Protocol, root: Node, channel: str, direction: Direction) -> Around:
    """What travels on `channel`, the key of a channel, in one direction."""
    connection, topic = _place(protocol, channel, {followed(root, ("channels", channel)), ("channels", channel)})
    beside: tuple[Message, ...] = ()
    if connection is not None:
        is_up = direction is Direction.CLIENT_TO_SERVER
        routes = connection.client_to_server if is_up else connection.server_to_client
        ids = dict.fromkeys(each.message for each in routes if topic is None or topic.channel in each.topics)
        beside = tuple(protocol.messages[each] for each in ids)
    nodes = (node_of(root, each, protocol.spec_path) for each in beside)
    return Around(
        protocol, root, connection, topic, direction, beside, tuple(each for each in nodes if each is not None)
    )


def _place(protocol: Protocol, channel: str, places: set[tuple[str, ...]]) -> tuple[Connection | None, Topic | None]:
    """The connection and the topic of a channel, which stands at one of `places`."""
    for connection in protocol.connections:
        for topic in connection.topics:
            if topic.channel == channel:
                return connection, topic
        if not connection.topics and steps_of(f"#{connection.location.pointer}") in places:
            return connection, None
    shared = next((each for each in protocol.connections if each.topics), None)
    return (shared, None) if shared and len(protocol.connections) == 1 else (None, None)


def node_of(root: Node, message: Message, path: str) -> MappingNode | None:
    """What the document's own file says of a message."""
    if message.location.path != path:
        return None
    node = resolved(root, at(root, steps_of(f"#{message.location.pointer}") or ()))
    return node if isinstance(node, MappingNode) else None


@dataclass(frozen=True, slots=True)
class Shared:
    """Properties that a new payload needs, and which of them are required."""

    properties: Mapping[str, Value]
    required: tuple[str, ...]


def shared(where: Around, leaving_out: Sequence[str]) -> Shared:
    """What all payloads beside it have alike, and the parameters of the topic where payloads have them."""
    payloads = [each for each in _payloads(where) if each]
    properties: dict[str, Value] = {}
    required: list[str] = []
    if len(payloads) > 1:
        first, rest = payloads[0], payloads[1:]
        for name, value in first.items():
            if name not in leaving_out and all(each.get(name) == value for each in rest):
                properties[name] = value[0]
                required += [name] if value[1] else []
    for parameter in where.topic.parameters if where.topic else ():
        field = next(iter(parameter.fields.values()), "")
        if not field or field in properties or field in leaving_out:
            continue
        known = next((each[field][0] for each in _payloads(where) if field in each), None)
        properties[field] = known or {"type": "integer" if parameter.type == "int" else "string"}
        required.append(field)
    return Shared(properties, tuple(required))


def _payloads(where: Around) -> Iterator[dict[str, tuple[Value, bool]]]:
    """The properties of each payload, with whether they are required."""
    for node in where.nodes:
        payload = resolved(where.root, node.get("payload"))
        properties = payload.get("properties") if isinstance(payload, MappingNode) else None
        if not isinstance(payload, MappingNode) or not isinstance(properties, MappingNode):
            continue
        wanted = payload.get("required")
        required = plain(wanted) if wanted else []
        yield {
            name: (plain(entry.value), isinstance(required, list) and name in required)
            for name, entry in properties.entries.items()
        }


def common_keys(where: Around, keys: Sequence[str]) -> dict[str, Value]:
    """The values of those `keys` that every message beside it has alike, where there are several."""
    found: dict[str, Value] = {}
    for key in keys:
        values = [node.get(key) for node in where.nodes]
        said = [plain(each) for each in values if each is not None]
        if len(where.nodes) > 1 and len(said) == len(values) and all(each == said[0] for each in said):
            found[key] = said[0]
    return found


def has_inside(where: Around, field: str) -> bool:
    """Whether payloads of that connection have a field; true where there is nothing to compare with."""
    ids = [] if where.connection is None else [*where.connection.client_to_server, *where.connection.server_to_client]
    messages = where.beside or tuple(where.protocol.messages[each.message] for each in ids)
    nodes = (node_of(where.root, each, where.protocol.spec_path) for each in messages)
    known = replace(where, nodes=tuple(each for each in nodes if each is not None))
    payloads = list(_payloads(known))
    return not payloads or any(field in each for each in payloads)
