"""What `protocol.js.jinja` needs: the messages, and the table of each connection that the runtime goes by."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ..code.literal import Code, compose, identifier
from ..code.view.prose import about
from ..code.view.side import Side
from ..plan.argument import Argument
from ..plan.protocol import Connection, Direction, Envelope, Message, One, Path, Protocol, Route, Stream, Topic
from ..spec.node import Value
from .constants import constants
from .doc import until_when
from .head import Head, head
from .literal import array, literal, mapping, property_key, tsdoc, tsdoc_deprecated


@dataclass(frozen=True, slots=True)
class EntryView:
    """One constant, or one member of a constant: its name, its value, and what is said before it."""

    doc: Code
    name: Code
    value: Code


@dataclass(frozen=True, slots=True)
class ProtocolView:
    """The file."""

    head: Head
    messages: tuple[EntryView, ...]
    connections: tuple[EntryView, ...]


def protocol_view(protocol: Protocol) -> ProtocolView:
    """The tables of all connections, and the messages that they share."""
    text = f"What the runtime goes by: the messages of {protocol.name}, how they are told apart, and what answers them."
    return ProtocolView(
        head(protocol, text),
        tuple(_message(protocol, each) for each in protocol.messages.values()),
        tuple(_connection(protocol, each) for each in protocol.connections),
    )


def _message(protocol: Protocol, message: Message) -> EntryView:
    envelope = literal(None) if message.envelope is None else _envelope(message.envelope)
    members = {
        "name": literal(message.wire),
        "tags": literal(list(message.tags)),
        "role": literal(message.role.value if message.role else None),
        "role_fields": literal(dict(message.role_fields), 6),
        "constants": literal(_pairs(constants(protocol, message)), 6),
        "request_id": _path(message.request_id),
        "sequence": _path(message.sequence),
        "envelope": envelope,
        "empty": literal(message.empty),
        "validate": compose("validators.{name}", name=identifier(message.frame)),
    }
    doc = tsdoc_deprecated("", until_when(message.deprecated_until, is_deprecated=message.deprecated))
    return EntryView(doc, property_key(message.constant), _object(members))


def _envelope(envelope: Envelope) -> Code:
    members: dict[str, Value] = {
        "tag": [*envelope.tag],
        "data": [*envelope.data],
        "topic": None if envelope.topic is None else [*envelope.topic],
        "timestamp": None if envelope.timestamp is None else [*envelope.timestamp],
        "timestamp_unit": envelope.timestamp_unit,
        "constants": [[[*path], value] for path, value in envelope.constants.items()],
    }
    return literal(members, 14)


def _connection(protocol: Protocol, connection: Connection) -> EntryView:
    routes = (*connection.client_to_server, *connection.server_to_client)
    names = dict.fromkeys(protocol.messages[each.message].constant for each in routes)
    beat = connection.heartbeat
    heartbeat: Value = None if beat is None else {"interval": beat.interval, "timeout": beat.timeout}
    members = {
        "name": literal(connection.name),
        "path": literal(connection.path),
        "messages": array((compose("messages.{name}", name=identifier(each)) for each in names), 12),
        "client_to_server": _framing(Side(protocol, connection, Direction.CLIENT_TO_SERVER)),
        "server_to_client": _framing(Side(protocol, connection, Direction.SERVER_TO_CLIENT)),
        "topics": array((_topic(protocol, each) for each in connection.topics), 10),
        "arguments": literal([_argument(each) for each in connection.arguments], 13),
        "subprotocols": literal([*connection.subprotocols], 16),
        "heartbeat": literal(heartbeat),
        "close_codes": literal([{"code": each.code, "meaning": each.meaning} for each in connection.close_codes], 15),
    }
    doc = tsdoc(about(protocol, connection) or f"The connection to `{connection.path}`.")
    return EntryView(doc, identifier(connection.constant), _object(members))


def _framing(side: Side) -> Code:
    messages = side.protocol.messages
    by_tag: list[Value] = [
        [tag, messages[each.message].wire] for each in side.tagged for tag in messages[each.message].tags
    ]
    members = {
        "tag": _path(side.framing.tag),
        "by_tag": literal(by_tag, 12),
        "untagged": literal([messages[each.message].wire for each in side.untagged], 14),
        "keys": literal([[key, messages[route.message].wire] for key, route in side.keys], 10),
        "routes": array((_route(side.protocol, each) for each in side.routes), 12),
    }
    return _object(members)


def _route(protocol: Protocol, route: Route) -> Code:
    wires = {id_: each.wire for id_, each in protocol.messages.items()}
    reply: Value = None
    match route.reply:
        case One(messages):
            reply = {"one": [wires[each] for each in messages]}
        case Stream(start, items, end):
            first = wires[start] if start is not None else None
            reply = {"start": first, "items": [wires[each] for each in items], "end": [wires[each] for each in end]}
        case None:
            pass
    return literal({"message": wires[route.message], "reply": reply, "topics": [*route.topics]}, 8)


def _topic(protocol: Protocol, topic: Topic) -> Code:
    members: dict[str, Value] = {
        "name": topic.channel,
        "address": topic.address,
        "parameters": [{"name": each.name, "property": each.python, "type": each.type} for each in topic.parameters],
        "fields": [
            [protocol.messages[message].wire, each.name, each.fields[message]]
            for message in dict.fromkeys((*topic.client_to_server, *topic.server_to_client))
            for each in topic.parameters
            if message in each.fields
        ],
    }
    return literal(members, 8)


def _argument(each: Argument) -> dict[str, Value]:
    return {
        "name": each.name,
        "property": each.python,
        "where": each.where,
        "type": each.kind.type,
        "required": each.required,
        "values": [*each.kind.values],
        "many": each.kind.many,
        "form": each.form,
    }


def _pairs(values: Mapping[str, Value]) -> Value:
    return [[key, value] for key, value in values.items()]


def _path(path: Path | None) -> Code:
    return literal(None if path is None else [*path])


def _object(members: Mapping[str, Code]) -> Code:
    pairs: Iterable[tuple[Code, Code]] = ((property_key(key), value) for key, value in members.items())
    return mapping(pairs, is_broken=True)
