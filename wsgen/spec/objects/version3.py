"""The objects of AsyncAPI 3.0 and 3.1."""

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
    Form,
    Kind,
    ListOf,
    MapOf,
    Object,
    ObjectKind,
    Reference,
    SchemaKind,
    Text,
    kind_of,
    may,
    needed,
)
from .shared import DEPRECATED, SHARED, WEBSOCKET_BINDING, bindings, security_schemes, since

_PROTOCOLS: Final = (
    *("http", "ws", "kafka", "anypointmq", "amqp", "amqp1", "mqtt", "mqtt5", "nats", "jms", "sns", "solace", "sqs"),
    *("stomp", "redis", "mercure", "ibmmq", "googlepubsub", "pulsar", "ros2"),
)


def _either(name: str) -> Object:
    return Object(name, or_reference=True)


def _components(kind: Kind) -> MapOf:
    return MapOf(kind, keys=COMPONENT_NAME)


def _bindings(noun: str, *, websocket: Object | None = None) -> ObjectKind:
    return since(bindings(noun, _PROTOCOLS, websocket=websocket), (3, 1), "ros2")


# 2.x looks into no binding; here a version must be one that exists.
_WEBSOCKET_BINDING: Final = replace(
    WEBSOCKET_BINDING,
    fields=MappingProxyType({**WEBSOCKET_BINDING.fields, "bindingVersion": may(Text(choices=("0.1.0",)))}),
)
_TAGS: Final = may(ListOf(_either("Tag"), unique=True))
_DOCS: Final = may(_either("External Documentation"))
_SECURITY: Final = may(ListOf(_either("Security Scheme")))
_DESCRIBED: Final = {"title": may(TEXT), "summary": may(TEXT), "description": may(TEXT)}
_TAGGED: Final = {**_DESCRIBED, "tags": _TAGS, "externalDocs": _DOCS}
_MESSAGE: Final = {
    **_TAGGED,
    "headers": may(SchemaKind(multi=True, needs_object=True)),
    "correlationId": may(_either("Correlation ID")),
    "contentType": may(MEDIA_TYPE),
    "name": may(TEXT),
    "bindings": may(_either("Message Bindings")),
    "examples": may(ListOf(Object("Message Example"))),
    "deprecated": DEPRECATED,
}
_OPERATION: Final = {**_TAGGED, "security": _SECURITY, "bindings": may(_either("Operation Bindings"))}

OBJECTS: Final[Mapping[str, ObjectKind]] = MappingProxyType(
    {
        **SHARED,
        **security_schemes("availableScopes", on_scheme=True),
        "WebSocket Channel Binding": _WEBSOCKET_BINDING,
        "Root": kind_of(
            "document",
            asyncapi=needed(TEXT),
            id=may(URI),
            info=needed(Object("Info")),
            servers=may(MapOf(_either("Server"), keys=SERVER_NAME)),
            defaultContentType=may(MEDIA_TYPE),
            channels=may(MapOf(_either("Channel"))),
            operations=may(MapOf(_either("Operation"))),
            components=may(Object("Components")),
        ),
        "Info": kind_of(
            "info object",
            title=needed(TEXT),
            version=needed(TEXT),
            description=may(TEXT),
            termsOfService=may(URI),
            contact=may(Object("Contact")),
            license=may(Object("License")),
            tags=_TAGS,
            externalDocs=_DOCS,
        ),
        "Tag": kind_of("tag", name=needed(TEXT), description=may(TEXT), externalDocs=_DOCS),
        "Server": kind_of(
            "server",
            **_TAGGED,
            host=needed(TEXT),
            protocol=needed(TEXT),
            protocolVersion=may(TEXT),
            pathname=may(TEXT),
            variables=may(MapOf(_either("Server Variable"))),
            security=_SECURITY,
            bindings=may(_either("Server Bindings")),
        ),
        "Channel": kind_of(
            "channel",
            **_TAGGED,
            address=may(Text(or_null=True)),
            messages=may(MapOf(_either("Message"))),
            parameters=may(MapOf(_either("Parameter"), keys=PLAIN_NAME)),
            servers=may(ListOf(Reference("Server"), unique=True)),
            bindings=may(_either("Channel Bindings")),
        ),
        "Parameter": kind_of(
            "parameter",
            enum=may(ListOf(TEXT)),
            default=may(TEXT),
            description=may(TEXT),
            examples=may(ListOf(TEXT)),
            location=may(Text(Form.EXPRESSION)),
        ),
        "Operation": kind_of(
            "operation",
            **_OPERATION,
            action=needed(Text(choices=("send", "receive"))),
            channel=needed(Reference("Channel")),
            messages=may(ListOf(Reference("Message"))),
            reply=may(_either("Operation Reply")),
            traits=may(ListOf(_either("Operation Trait"))),
        ),
        "Operation Trait": kind_of("operation trait", **_OPERATION),
        "Operation Reply": kind_of(
            "reply",
            address=may(_either("Operation Reply Address")),
            channel=may(Reference("Channel")),
            messages=may(ListOf(Reference("Message"))),
        ),
        "Operation Reply Address": kind_of(
            "reply address", location=needed(Text(Form.EXPRESSION)), description=may(TEXT)
        ),
        "Message": kind_of(
            "message",
            **_MESSAGE,
            payload=may(SchemaKind(multi=True)),
            traits=may(ListOf(_either("Message Trait"))),
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
        ),
        "Server Bindings": _bindings("server bindings"),
        "Channel Bindings": _bindings("channel bindings", websocket=Object("WebSocket Channel Binding")),
        "Operation Bindings": _bindings("operation bindings"),
        "Message Bindings": _bindings("message bindings"),
        "Components": kind_of(
            "components object",
            schemas=may(_components(SchemaKind(multi=True))),
            servers=may(_components(_either("Server"))),
            channels=may(_components(_either("Channel"))),
            operations=may(_components(_either("Operation"))),
            messages=may(_components(_either("Message"))),
            securitySchemes=may(_components(_either("Security Scheme"))),
            serverVariables=may(_components(_either("Server Variable"))),
            parameters=may(_components(_either("Parameter"))),
            correlationIds=may(_components(_either("Correlation ID"))),
            replies=may(_components(_either("Operation Reply"))),
            replyAddresses=may(_components(_either("Operation Reply Address"))),
            externalDocs=may(_components(_either("External Documentation"))),
            tags=may(_components(_either("Tag"))),
            operationTraits=may(_components(_either("Operation Trait"))),
            messageTraits=may(_components(_either("Message Trait"))),
            serverBindings=may(_components(_either("Server Bindings"))),
            channelBindings=may(_components(_either("Channel Bindings"))),
            operationBindings=may(_components(_either("Operation Bindings"))),
            messageBindings=may(_components(_either("Message Bindings"))),
        ),
    }
)
