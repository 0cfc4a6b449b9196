"""Puts what was decided and named together as one Protocol."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from ..diagnostics.diagnostic import Diagnostic
from ..diagnostics.found import found
from ..spec import document as spec
from ..spec.node import Value, plain
from .draft import Framings, Names, Socket, Travel, carried, in_direction, messages_by_id
from .extensions import value_of
from .identifier import Identifier
from .protocol import (
    Argument,
    Connection,
    Definition,
    Direction,
    Envelope,
    Field,
    Framing,
    Heartbeat,
    Message,
    Protocol,
    Role,
    Route,
    Topic,
    TopicParameter,
)
from .settings import PlanSettings
from .shape import shape_of
from .surface import View

_INTERVAL, _TIMEOUT = 30.0, 60.0


@dataclass(frozen=True, slots=True)
class Decided:
    """What the stages before found out, by their own value types."""

    view: View
    framings: Framings
    names: Names
    definitions: Mapping[Identifier, Definition]
    models: tuple[Identifier, ...]


def assemble(decided: Decided, settings: PlanSettings) -> tuple[Protocol, tuple[Diagnostic, ...]]:
    """Make the Protocol; a heartbeat that was ordered, and can't be, is a warning."""
    view = decided.view
    document = view.document
    generated = carried(view.sockets, view.travels, view.replies)
    diagnostics: list[Diagnostic] = []
    connections: list[Connection] = []
    for socket in view.sockets:
        heartbeat = _heartbeat(decided, socket, settings)
        connections.append(_connection(decided, socket, heartbeat))
    written = document.extensions.get("x-wsgen-heartbeat")
    wanted = isinstance(value_of(document.extensions, "x-wsgen-heartbeat"), dict)
    if written is not None and wanted and all(each.heartbeat is None for each in connections):
        text = "a heartbeat is set, but there is no ping from the server with a pong from the client"
        hint = "mark the two messages with `x-wsgen-role: ping` and `pong`"
        diagnostics.append(found("WSG418", written.location, text, hint=hint))
    protocol = Protocol(
        name=decided.names.protocol,
        title=document.info.title,
        version=document.info.version,
        description=document.info.description,
        connections=tuple(connections),
        messages={id_: _message(decided, each) for id_, each in messages_by_id(document).items() if id_ in generated},
        definitions=decided.definitions,
        models=decided.models,
        spec_path=document.path,
        spec_hash=document.hash,
    )
    return protocol, tuple(diagnostics)


def _heartbeat(decided: Decided, socket: Socket, settings: PlanSettings) -> Heartbeat | None:
    """Where the server's ping and the client's pong cross one connection."""
    view = decided.view
    ping = _with_role(decided, in_direction(view.travels, socket, Direction.SERVER_TO_CLIENT), Role.PING)
    pong = _with_role(decided, in_direction(view.travels, socket, Direction.CLIENT_TO_SERVER), Role.PONG)
    told = value_of(view.document.extensions, "x-wsgen-heartbeat")
    if ping is None or pong is None or told is False:
        return None
    seconds = told if isinstance(told, dict) else {}
    return Heartbeat(
        interval=settings.heartbeat_interval or _seconds(seconds.get("interval"), _INTERVAL),
        timeout=settings.heartbeat_timeout or _seconds(seconds.get("timeout"), _TIMEOUT),
        ping=ping,
        pong=pong,
    )


def _seconds(value: Value, default: float) -> float:
    return float(value) if isinstance(value, int | float) else default


def _with_role(decided: Decided, ids: Sequence[str], role: Role) -> str | None:
    return next((id_ for id_ in ids if id_ in decided.view.roles and decided.view.roles[id_].role is role), None)


def _connection(decided: Decided, socket: Socket, heartbeat: Heartbeat | None) -> Connection:
    view, names = decided.view, decided.names.connections[socket.path]
    server = next((each for each in view.document.servers if each.name == socket.server), None)
    channels = {each.name: each for each in view.document.channels}
    first = channels[socket.channels[0]]
    description = (server.description if server else "") if socket.shared else (first.description or first.summary)
    return Connection(
        name=names.name,
        constant=names.constant,
        server_class=names.server_class,
        client_class=names.client_class,
        url=socket.url,
        path=socket.path,
        arguments_class=names.arguments_class,
        arguments=tuple(
            Argument(
                name=each.name,
                python=names.arguments[each.where, each.name],
                where=each.where,
                type=each.type,
                required=each.required,
                security=each.security,
                description=each.description,
                location=each.location,
            )
            for each in view.arguments[socket.path]
        ),
        topics=tuple(_topic(decided, channels[each]) for each in socket.topics),
        client_to_server=_routes(decided, socket, Direction.CLIENT_TO_SERVER),
        server_to_client=_routes(decided, socket, Direction.SERVER_TO_CLIENT),
        framing={way: _framing(decided, socket, way) for way in Direction},
        heartbeat=heartbeat,
        description=description,
        location=socket.location,
    )


def _topic(decided: Decided, channel: spec.Channel) -> Topic:
    view, names = decided.view, decided.names.topics[channel.name]
    carried = {
        way: tuple(
            dict.fromkeys(
                each.message for each in view.travels if each.channel == channel.name and each.direction is way
            )
        )
        for way in Direction
    }
    return Topic(
        channel=channel.name,
        address=channel.address or "",
        class_name=names.class_name,
        handle=names.handle,
        method=names.method,
        parameters=tuple(
            TopicParameter(
                name=each.name,
                python=names.parameters[each.name],
                type=each.type,
                description=each.parameter.description if each.parameter else "",
                enum=each.parameter.enum if each.parameter else (),
                examples=each.parameter.examples if each.parameter else (),
                fields=each.fields,
            )
            for each in view.parameters[channel.name]
        ),
        client_to_server=carried[Direction.CLIENT_TO_SERVER],
        server_to_client=carried[Direction.SERVER_TO_CLIENT],
        title=channel.title,
        description=channel.description or channel.summary,
        location=channel.location,
    )


def _routes(decided: Decided, socket: Socket, direction: Direction) -> tuple[Route, ...]:
    """The messages that cross a connection in one direction, in the document's order."""
    by_message: dict[str, list[Travel]] = {}
    for each in decided.view.travels:
        if each.channel in socket.channels and each.direction is direction:
            by_message.setdefault(each.message, []).append(each)
    operations = {each.name: each for each in decided.view.document.operations}
    messages = messages_by_id(decided.view.document)
    routes: list[Route] = []
    for id_, travels in by_message.items():
        # An operation that only gets the message as a reply has nothing to say about it.
        told = (operations[each.operation] for each in travels if each.operation)
        operation = next((each for each in told if id_ in each.messages), None)
        route = _route(decided, socket, direction, travels)
        summary = _summary(operation, messages[id_]) if operation else ""
        location = operation.location if operation else messages[id_].location
        routes.append(replace(route, summary=summary, location=location))
    return tuple(routes)


def _summary(operation: spec.Operation, message: spec.Message) -> str:
    """What an operation says, empty where it speaks of several messages at once and this one speaks for itself."""
    if len(operation.messages) > 1 and (message.summary or message.title):
        return ""
    return operation.summary or operation.description


def _route(decided: Decided, socket: Socket, direction: Direction, travels: Sequence[Travel]) -> Route:
    view, names = decided.view, decided.names.connections[socket.path]
    is_request = direction is Direction.CLIENT_TO_SERVER
    id_ = travels[0].message
    answer = view.replies.of(id_, socket.channels) if is_request else None
    return Route(
        message=id_,
        handler=names.handlers[direction, id_],
        method=names.methods.get(id_) if is_request else None,
        reply=answer,
        reply_alias=names.reply_aliases.get(id_) if answer else None,
        topics=tuple(dict.fromkeys(each.channel for each in travels if each.channel in socket.topics)),
        summary="",
        location=socket.location,
    )


def _framing(decided: Decided, socket: Socket, direction: Direction) -> Framing:
    draft = decided.framings.by_path[socket.path][direction]
    return Framing(
        recognition=draft.recognition,
        tag=draft.tag,
        envelope=_envelope(decided),
        untagged=draft.untagged,
        reason=draft.reason,
        optional=draft.optional,
    )


def _envelope(decided: Decided) -> Envelope | None:
    draft = decided.framings.envelope
    if draft is None:
        return None
    return Envelope(
        schema=decided.names.definitions[draft.schema] if draft.schema else None,
        data=draft.data,
        topic=draft.topic,
        request_id=draft.request_id,
        timestamp=draft.timestamp,
        timestamp_unit=draft.timestamp_unit,
        constants=dict(draft.constants),
        location=draft.location,
    )


def _message(decided: Decided, message: spec.Message) -> Message:
    document, names = decided.view.document, decided.names
    role = decided.view.roles.get(message.id)
    schema: Value = document.schemas[message.payload].value if message.payload else True
    shape = shape_of(document.schemas, schema)
    return Message(
        id=message.id,
        wire=names.wires[message.id],
        model=names.models[message.id],
        constant=names.constants[message.id],
        payload=names.models[message.id],
        frame=names.frames[message.id],
        tags=decided.framings.tags_of(message.id),
        role=role.role if role else None,
        role_fields=role.fields if role else {},
        request_id=decided.view.replies.request_ids.get(message.id),
        fields=tuple(Field(each.name, each.required) for each in shape.properties.values()),
        summary=message.summary or message.title,
        description=message.description,
        examples=_examples(message, schema),
        deprecated=message.deprecated,
        location=message.location,
    )


def _examples(message: spec.Message, schema: Value) -> tuple[Value, ...]:
    """The message's examples, else its schema's."""
    shown = tuple(plain(each.payload) for each in message.examples if each.payload is not None)
    listed = schema.get("examples") if isinstance(schema, dict) else None
    return shown or (tuple(listed) if isinstance(listed, list) else ())
