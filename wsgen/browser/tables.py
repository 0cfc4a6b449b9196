"""What `protocol.js.jinja` needs: the messages, and the table of each connection that the runtime goes by."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from ..code.literal import Code, compose, identifier
from ..code.view.channels import channel_constants, topics
from ..code.view.prose import about
from ..code.view.side import Side
from ..plan.argument import Argument
from ..plan.identifier import Identifier
from ..plan.protocol import Connection, Direction, Message, One, Path, Protocol, Role, Route, Stream, Topic
from ..spec.node import Value
from .arguments import UNSENT
from .constants import constants, is_only_object
from .doc import until_when
from .head import Head, head
from .literal import array, indented, literal, mapping, member_key, property_key, tsdoc, tsdoc_deprecated


@dataclass(frozen=True, slots=True)
class EntryView:
    """One constant, or one member of a constant: its name, its value, and what is said before it."""

    doc: Code
    name: Code
    value: Code


@dataclass(frozen=True, slots=True)
class ConnectionView:
    """One connection: its routes by direction, and its table."""

    doc: Code
    name: Code
    routes: tuple[EntryView, ...]
    value: Code


@dataclass(frozen=True, slots=True)
class ProtocolView:
    """The file."""

    head: Head
    messages: tuple[EntryView, ...]
    channels: tuple[EntryView, ...]
    connections: tuple[ConnectionView, ...]


def protocol_view(protocol: Protocol) -> ProtocolView:
    """The tables of all connections, with the messages and channels that they share."""
    text = f"What the runtime goes by: the messages of {protocol.name}, how they are told apart, and what answers them."
    constants_of = channel_constants(protocol)
    return ProtocolView(
        head(protocol, text),
        tuple(_message(protocol, each) for each in protocol.messages.values()),
        tuple(_channel(protocol, each, constants_of[each.class_name]) for each in topics(protocol)),
        tuple(_connection(protocol, each) for each in protocol.connections),
    )


def _message(protocol: Protocol, message: Message) -> EntryView:
    members = {
        "name": literal(message.wire),
        "tags": literal([*message.tags]),
        "constants": literal(dict(constants(protocol, message)), 6),
        "role": literal(message.role.value if message.role else None),
        "role_fields": literal(dict(message.role_fields), 6),
        "request_id": _path(message.request_id),
        "sequence": _path(message.sequence),
        "envelope": _envelope(message) if message.envelope else literal(None),
        "empty": literal(message.empty),
        "root": literal(not is_only_object(protocol, message.payload)),
        "validate": compose("validators.{name}", name=identifier(message.frame)),
    }
    doc = tsdoc_deprecated("", until_when(message.deprecated_until, is_deprecated=message.deprecated), 2)
    return EntryView(doc, property_key(message.constant), indented(_object(members)))


def _envelope(message: Message) -> Code:
    envelope = message.envelope
    if envelope is None:
        return literal(None)
    members: dict[str, Value] = {
        "tag": [*envelope.tag],
        "data": [*envelope.data],
        "topic": None if envelope.topic is None else [*envelope.topic],
        "request_id": None if envelope.request_id is None else [*envelope.request_id],
        "timestamp": None if envelope.timestamp is None else [*envelope.timestamp],
        "timestamp_unit": envelope.timestamp_unit,
        "constants": [[[*path], value] for path, value in envelope.constants.items()],
    }
    return literal(members, 14)


def _channel(protocol: Protocol, topic: Topic, name: Identifier) -> EntryView:
    fields: dict[str, Value] = {}
    for message in dict.fromkeys((*topic.client_to_server, *topic.server_to_client)):
        held: dict[str, Value] = {
            each.name: each.fields[message] for each in topic.parameters if message in each.fields
        }
        if held:
            fields[protocol.messages[message].wire] = held
    members: dict[str, Value] = {
        "name": topic.channel,
        "address": topic.address,
        "parameters": {each.name: each.type for each in topic.parameters},
        "fields": fields,
    }
    return EntryView(compose(""), identifier(name), indented(literal(members, 2, is_broken=True)))


def _connection(protocol: Protocol, connection: Connection) -> ConnectionView:
    sides = tuple(Side(protocol, connection, each) for each in Direction)
    constants_of = channel_constants(protocol)
    beat = connection.heartbeat
    heartbeat: Value = None if beat is None else {"interval": beat.interval, "timeout": beat.timeout}
    up, down = (_framing(each) for each in sides)
    sent: list[Value] = [_argument(each) for each in connection.arguments if each.where not in UNSENT]
    members = {
        "name": literal(connection.name),
        "path": literal(connection.path),
        "client_to_server": up,
        "server_to_client": down,
        "arguments": literal(sent, 13),
        "subprotocols": literal([*connection.subprotocols], 16),
        "channels": array(
            (compose("channels.{name}", name=identifier(constants_of[each.class_name])) for each in connection.topics),
            12,
        ),
        "heartbeat": literal(heartbeat),
        "error": _role(sides, Role.ERROR),
        "subscribe": _role(sides, Role.SUBSCRIBE),
        "unsubscribe": _role(sides, Role.UNSUBSCRIBE),
        "close_codes": literal([{"code": each.code, "meaning": each.meaning} for each in connection.close_codes], 15),
    }
    doc = tsdoc(about(protocol, connection) or f"The connection to `{connection.path}`.")
    routes = tuple(
        EntryView(compose(""), table(side), mapping(_routes(side, constants_of), is_broken=True)) for side in sides
    )
    return ConnectionView(doc, identifier(connection.constant), routes, _object(members))


def table(side: Side) -> Code:
    """The name of a direction's routes, which no other constant of the file has."""
    constant = identifier(side.connection.constant)
    if side.direction is Direction.CLIENT_TO_SERVER:
        return compose("{constant}_client_to_server", constant=constant)
    return compose("{constant}_server_to_client", constant=constant)


def _routes(side: Side, constants_of: Mapping[Identifier, Identifier]) -> Iterator[tuple[Code, Code]]:
    for route in side.routes:
        channels = (
            compose("channels.{name}", name=identifier(constants_of[each.class_name])) for each in side.topics(route)
        )
        members = (
            (compose("message"), _named(side.protocol, route.message)),
            (compose("reply"), _reply(side.protocol, route.reply)),
            (compose("channels"), array(channels, 16)),
        )
        key = property_key(side.protocol.messages[route.message].constant)
        yield key, mapping(members, 4 + len(key))


def _reply(protocol: Protocol, reply: One | Stream | None) -> Code:
    def names(ids: Iterable[str], indent: int) -> Code:
        return array((_named(protocol, each) for each in ids), indent)

    match reply:
        case None:
            return literal(None)
        case One(messages):
            return mapping(((compose("one"), names(messages, 18)),), 13)
        case Stream(start, items, end):
            first = literal(None) if start is None else _named(protocol, start)
            pairs = ((compose("start"), first), (compose("items"), names(items, 15)), (compose("end"), names(end, 13)))
            return mapping(pairs, 13)


def _named(protocol: Protocol, message: str) -> Code:
    return compose("messages.{name}", name=identifier(protocol.messages[message].constant))


def _framing(side: Side) -> Code:
    messages = side.protocol.messages

    def place(route: Route) -> Code:
        return compose("{table}.{name}", table=table(side), name=identifier(messages[route.message].constant))

    routes = (array((literal(tag), place(each)), 6) for each in side.tagged for tag in messages[each.message].tags)
    members = {
        "tag": _path(side.framing.tag),
        "routes": array(routes, 12),
        "untagged": array(map(place, side.untagged), 14),
        "keys": mapping(((member_key(key), place(route)) for key, route in side.keys), 10),
    }
    return _object(members)


def _role(sides: Iterable[Side], role: Role) -> Code:
    routes = (each.message for side in sides for each in side.routes)
    protocol = next(iter(sides)).protocol
    found = next((each for each in routes if protocol.messages[each].role is role), None)
    return literal(None) if found is None else _named(protocol, found)


def _argument(each: Argument) -> dict[str, Value]:
    default = each.kind.default
    return {
        "name": each.name,
        "property": each.python,
        "where": each.where,
        "required": each.required,
        "security": each.security,
        "values": [*each.kind.values],
        "many": each.kind.many,
        "form": each.form,
        "default": [*default] if isinstance(default, tuple) else default,
    }


def _path(path: Path | None) -> Code:
    return literal(None if path is None else [*path])


def _object(members: Mapping[str, Code]) -> Code:
    pairs: Iterable[tuple[Code, Code]] = ((property_key(key), value) for key, value in members.items())
    return mapping(pairs, is_broken=True)
