"""The objects of AsyncAPI 2.0 to 2.6."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from .kinds import (
    ANYTHING,
    COMPONENT_NAME,
    MEDIA_TYPE,
    MEMBERS,
    PLAIN_NAME,
    SERVER_NAME,
    TEXT,
    URI,
    URI_TEMPLATE,
    Form,
    Kind,
    ListOf,
    MapOf,
    Object,
    ObjectKind,
    SchemaKind,
    Text,
    Version,
    kind_of,
    may,
    needed,
)
from .shared import DEPRECATED, SHARED, bindings, security_schemes


def _either(name: str, *, since: Version = (0, 0)) -> Object:
    return Object(name, or_reference=True, reference_since=since)


def _components(kind: Kind) -> MapOf:
    return MapOf(kind, keys=COMPONENT_NAME)


_PROTOCOLS: Final = (
    *("http", "ws", "kafka", "anypointmq", "amqp", "amqp1", "mqtt", "mqtt5", "nats", "jms", "sns", "solace", "sqs"),
    *("stomp", "redis", "mercure", "ibmmq", "googlepubsub", "pulsar"),
)
_TAGS: Final = may(ListOf(Object("Tag"), unique=True, distinct="name"))
_DOCS: Final = may(Object("External Documentation"))
_REQUIREMENTS: Final = ListOf(MapOf(ListOf(TEXT, unique=True)))
_OPERATION: Final = {
    "operationId": may(TEXT),
    "summary": may(TEXT),
    "description": may(TEXT),
    "security": may(_REQUIREMENTS, since=(2, 4)),
    "tags": _TAGS,
    "externalDocs": _DOCS,
    "bindings": may(_either("Operation Bindings")),
}
_MESSAGE: Final = {
    "messageId": may(TEXT, since=(2, 4)),
    "headers": may(SchemaKind(needs_object=True)),
    "correlationId": may(_either("Correlation ID")),
    "schemaFormat": may(TEXT),
    "contentType": may(MEDIA_TYPE),
    "name": may(TEXT),
    "title": may(TEXT),
    "summary": may(TEXT),
    "description": may(TEXT),
    "tags": _TAGS,
    "externalDocs": _DOCS,
    "bindings": may(_either("Message Bindings")),
    "examples": may(ListOf(Object("Message Example"))),
    "deprecated": DEPRECATED,
}

OBJECTS: Final[Mapping[str, ObjectKind]] = MappingProxyType(
    {
        **SHARED,
        **security_schemes("scopes", on_scheme=False),
        "Root": kind_of(
            "document",
            asyncapi=needed(TEXT),
            id=may(URI),
            info=needed(Object("Info")),
            servers=may(MapOf(_either("Server", since=(2, 3)), keys=SERVER_NAME)),
            defaultContentType=may(MEDIA_TYPE),
            channels=needed(MapOf(_either("Channel"), keys=URI_TEMPLATE)),
            components=may(Object("Components")),
            tags=_TAGS,
            externalDocs=_DOCS,
        ),
        "Info": kind_of(
            "info object",
            title=needed(TEXT),
            version=needed(TEXT),
            description=may(TEXT),
            termsOfService=may(URI),
            contact=may(Object("Contact")),
            license=may(Object("License")),
        ),
        "Tag": kind_of("tag", name=needed(TEXT), description=may(TEXT), externalDocs=_DOCS),
        "Server": kind_of(
            "server",
            url=needed(TEXT),
            protocol=needed(TEXT),
            protocolVersion=may(TEXT),
            description=may(TEXT),
            variables=may(MapOf(_either("Server Variable", since=(2, 5)))),
            security=may(_REQUIREMENTS),
            tags=replace(_TAGS, since=(2, 5)),
            bindings=may(_either("Server Bindings")),
        ),
        "Channel": kind_of(
            "channel",
            description=may(TEXT),
            servers=may(ListOf(TEXT, unique=True), since=(2, 2)),
            subscribe=may(Object("Operation")),
            publish=may(Object("Operation")),
            parameters=may(MapOf(_either("Parameter"), keys=PLAIN_NAME)),
            bindings=may(_either("Channel Bindings")),
            deprecated=DEPRECATED,
        ),
        "Parameter": kind_of(
            "parameter", description=may(TEXT), schema=may(SchemaKind()), location=may(Text(Form.EXPRESSION))
        ),
        "Operation": kind_of(
            "operation",
            **_OPERATION,
            traits=may(ListOf(_either("Operation Trait"))),
            message=may(_either("Message")),
        ),
        "Operation Trait": kind_of("operation trait", **_OPERATION),
        "Message": replace(
            kind_of(
                "message",
                **_MESSAGE,
                payload=may(SchemaKind(format_beside=True)),
                traits=may(ListOf(_either("Message Trait"))),
            ),
            if_present=("oneOf", "Message List"),
        ),
        "Message List": replace(
            kind_of("choice of messages", oneOf=needed(ListOf(_either("Message")))), extensible_since=None
        ),
        "Message Trait": kind_of("message trait", **_MESSAGE),
        "Message Example": replace(
            kind_of(
                "message example",
                name=may(TEXT),
                summary=may(TEXT),
                headers=may(MEMBERS),
                payload=may(ANYTHING),
            ),
            one_of=("payload", "headers"),
            closed_since=(2, 1),
            like="Message",
            extensible_since=(2, 2),
        ),
        "Server Bindings": bindings("server bindings", _PROTOCOLS, unknown="WSG214"),
        "Channel Bindings": bindings(
            "channel bindings", _PROTOCOLS, websocket=_either("WebSocket Channel Binding"), unknown="WSG214"
        ),
        "Operation Bindings": bindings("operation bindings", _PROTOCOLS, unknown="WSG214"),
        "Message Bindings": bindings("message bindings", _PROTOCOLS, unknown="WSG214"),
        "Components": kind_of(
            "components object",
            schemas=may(_components(SchemaKind())),
            servers=may(_components(_either("Server")), since=(2, 3)),
            serverVariables=may(_components(_either("Server Variable")), since=(2, 4)),
            channels=may(_components(_either("Channel")), since=(2, 3)),
            messages=may(_components(_either("Message"))),
            securitySchemes=may(_components(_either("Security Scheme"))),
            parameters=may(_components(_either("Parameter"))),
            correlationIds=may(_components(_either("Correlation ID"))),
            operationTraits=may(_components(_either("Operation Trait"))),
            messageTraits=may(_components(_either("Message Trait"))),
            serverBindings=may(_components(_either("Server Bindings"))),
            channelBindings=may(_components(_either("Channel Bindings"))),
            operationBindings=may(_components(_either("Operation Bindings"))),
            messageBindings=may(_components(_either("Message Bindings"))),
        ),
    }
)
