"""Writes an overview as one JSON object, for programs."""

import json
from collections.abc import Iterable, Mapping
from typing import Final

from ..diagnostics.diagnostic import Diagnostic
from ..diagnostics.report.json_object import finding, place
from ..plan.assumption import Assumption
from ..plan.ending import Heartbeat
from ..plan.place import as_place
from ..plan.protocol import Connection, Direction, Envelope, One, Protocol, Stream
from .overview import Line, Overview, Row, Way

_WAYS: Final = {Direction.CLIENT_TO_SERVER: "clientToServer", Direction.SERVER_TO_CLIENT: "serverToClient"}


def as_json(overview: Overview, document: str, refusals: Iterable[Diagnostic] = ()) -> str:
    """Write the overview of `document`, its name, as one JSON object, in ASCII; `refusals` are what isn't generated.

    docs/protocol.md lists its keys. Keys may be added, but never change their meaning.
    """
    protocol = overview.protocol
    answer = {
        "version": 1,
        "document": document,
        "name": protocol.name,
        "title": protocol.title,
        "documentVersion": protocol.version,
        "connections": [_connection(protocol, each) for each in overview.lines],
        "assumptions": [
            _assumption(protocol, note.number, each) for note in overview.notes for each in note.assumptions
        ],
        "refusals": [finding(each) for each in refusals],
    }
    return json.dumps(answer, indent=2) + "\n"


def _connection(protocol: Protocol, line: Line) -> Mapping[str, object]:
    connection = line.connection
    return {
        "name": connection.name,
        "path": connection.path,
        "url": connection.url,
        "servers": [{"name": each.server, "url": each.url, "path": each.path} for each in connection.endpoints],
        "serverClass": connection.server_class,
        "clientClass": connection.client_class,
        "clientClassSync": connection.client_class_sync,
        "arguments": [
            {
                "name": each.name,
                "python": each.python,
                "in": each.where,
                "form": each.form or None,
                "type": each.kind.type,
                "many": each.kind.many,
                "values": list(each.kind.values) or None,
                "default": each.kind.default,
                "required": each.required,
                "security": each.security,
                "description": each.description,
            }
            for each in connection.arguments
        ],
        "subprotocols": list(connection.subprotocols),
        "heartbeat": _heartbeat(protocol, connection.heartbeat),
        "closeCodes": {str(each.code): each.meaning for each in connection.close_codes},
        "deprecatedUntil": connection.deprecated_until or None,
        "error": line.error.wire if line.error else None,
        "topics": _topics(connection),
        **{_WAYS[way.direction]: _way(protocol, way) for way in line.ways},
        "location": place(connection.location),
    }


def _heartbeat(protocol: Protocol, beat: Heartbeat | None) -> Mapping[str, object] | None:
    if beat is None:
        return None
    ping, pong = (protocol.messages[each].wire for each in (beat.ping, beat.pong))
    return {"interval": beat.interval, "timeout": beat.timeout, "ping": ping, "pong": pong}


def _topics(connection: Connection) -> list[Mapping[str, object]]:
    return [
        {
            "channel": each.channel,
            "address": each.address,
            "method": each.method,
            "class": each.class_name,
            "parameters": [{"name": one.name, "python": one.python, "type": one.type} for one in each.parameters],
        }
        for each in connection.topics
    ]


def _way(protocol: Protocol, way: Way) -> Mapping[str, object]:
    return {
        "recognition": way.framing.recognition.value,
        "reason": way.framing.reason,
        "tag": way.framing.tag,
        "messages": [_row(protocol, each) for each in way.rows],
    }


def _envelope(envelope: Envelope | None) -> Mapping[str, object] | None:
    if envelope is None:
        return None
    return {
        "schema": envelope.schema,
        "tag": envelope.tag,
        "data": envelope.data,
        "topic": envelope.topic,
        "requestId": envelope.request_id,
        "timestamp": envelope.timestamp,
        "timestampUnit": envelope.timestamp_unit,
        "constants": {as_place(path): value for path, value in envelope.constants.items()},
    }


def _row(protocol: Protocol, row: Row) -> Mapping[str, object]:
    message = row.message
    topics = [f"{each.method}({'…' if each.parameters else ''})" for each in row.topics if row.is_at_topics]
    return {
        "name": message.wire,
        "model": message.model,
        "tags": row.sign.tags,
        "keys": row.sign.keys,
        "order": row.sign.order,
        "envelope": _envelope(message.envelope),
        "server": [*row.server, *(f"{each}.send()" for each in topics)],
        "client": [*row.client, *topics],
        "role": message.role.value if message.role else None,
        "roleFields": dict(message.role_fields),
        "requestId": message.request_id,
        "sequence": message.sequence,
        "reply": _reply(protocol, row.reply),
        "answers": _names(protocol, row.answers),
        "topics": [each.channel for each in row.topics],
        "exactness": "schema first" if row.schema_first else "never looser",
        "exactnessReason": row.schema_first or None,
        "deprecated": message.deprecated,
        "deprecatedUntil": message.deprecated_until or None,
        "location": place(message.location),
    }


def _reply(protocol: Protocol, reply: One | Stream | None) -> Mapping[str, object] | None:
    match reply:
        case None:
            return None
        case One(messages):
            return {"kind": "one", "messages": _names(protocol, messages)}
        case Stream(start, items, end):
            return {
                "kind": "stream",
                "messages": _names(protocol, reply.messages),
                "start": protocol.messages[start].wire if start else None,
                "items": _names(protocol, items),
                "end": _names(protocol, end),
            }


def _assumption(protocol: Protocol, number: int, assumption: Assumption) -> Mapping[str, object]:
    return {
        "number": number,
        "part": assumption.part.value,
        "message": assumption.text,
        "hint": assumption.hint,
        "code": assumption.code,
        "messages": _names(protocol, (each for each in assumption.messages if each in protocol.messages)),
        "channels": assumption.channels,
        "connections": assumption.connections,
        "location": place(assumption.location),
    }


def _names(protocol: Protocol, ids: Iterable[str]) -> list[str]:
    return [protocol.messages[id_].wire for id_ in ids]
