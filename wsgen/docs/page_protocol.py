"""Writes what the console must know of a protocol, as frontend/console/page.ts has it."""

from collections.abc import Iterator, Mapping

from ..browser.names import method_name
from ..plan.argument import Argument
from ..plan.protocol import Connection, Direction, One, Protocol, Role, Route, Topic
from ..spec.node import Value
from .examples import Examples
from .messages import routes_of

Object = dict[str, Value]


def page_protocol(protocol: Protocol, shown: Mapping[str, Examples], url: str | None) -> Object:
    """The value that is mounted; `url` is that of the mock, without a path."""
    return {
        "name": protocol.name,
        "title": protocol.title,
        "version": protocol.version,
        "mock": url,
        "connections": [_connection(protocol, each, shown) for each in protocol.connections],
        "definitions": {str(name): each.value for name, each in protocol.definitions.items()},
    }


def _connection(protocol: Protocol, connection: Connection, shown: Mapping[str, Examples]) -> Object:
    return {
        "key": connection.key,
        "name": connection.name,
        "client": str(connection.client_class),
        "description": connection.description,
        "path": connection.path,
        "servers": [{"url": each.url, "title": each.server or ""} for each in connection.endpoints if each.url],
        "arguments": [_argument(each) for each in connection.arguments],
        "messages": list(_messages(protocol, connection, shown)),
        "topics": [_topic(each) for each in connection.topics],
    }


def _argument(each: Argument) -> Object:
    return {
        "name": each.name,
        "property": str(each.python),
        "where": each.where,
        "required": each.required,
        "secret": each.security,
        "type": each.kind.type,
        "many": each.kind.many,
        "values": [str(value) for value in each.kind.values],
        "example": "",
        "description": each.description,
    }


def _messages(protocol: Protocol, connection: Connection, shown: Mapping[str, Examples]) -> Iterator[Value]:
    for way, routes in routes_of(connection):
        for route in routes:
            message = protocol.messages[route.message]
            is_called = way is Direction.CLIENT_TO_SERVER and message.role is None
            yield {
                "id": message.id,
                "wire": message.wire,
                "direction": way.value,
                "model": str(message.model),
                "method": str(method_name(route.method)) if is_called and route.method else None,
                "role": message.role.value if isinstance(message.role, Role) else None,
                "title": message.wire,
                "summary": message.summary,
                "deprecated": message.deprecated,
                "topics": list(route.topics),
                "reply": _reply(route),
                "schema": str(message.frame),
                "data": list(message.envelope.data) if message.envelope else [],
                "examples": list(shown[message.id].frames),
            }


def _reply(route: Route) -> Value:
    match route.reply:
        case None:
            return None
        case One(messages):
            return {"one": list(messages)}
        case stream:
            return {"start": stream.start, "items": list(stream.items), "end": list(stream.end)}


def _topic(topic: Topic) -> Object:
    return {
        "name": topic.channel,
        "address": topic.address,
        "method": str(method_name(topic.method)),
        "title": topic.title,
        "description": topic.description,
        "parameters": [
            {
                "name": each.name,
                "property": each.name,
                "type": each.type,
                "values": list(each.enum),
                "example": next(iter(each.examples), ""),
                "description": each.description,
            }
            for each in topic.parameters
        ],
    }
