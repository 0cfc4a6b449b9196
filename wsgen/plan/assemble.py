"""Puts what was decided and named together as one Protocol."""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from ..spec import document as spec
from ..spec.node import Value, plain
from .argument import Argument
from .close_codes import close_codes_of
from .draft import EnvelopeDraft, Framings, Names, Socket, Travel, messages_in
from .envelope import may_be_absent, payload_in
from .extensions import text_of
from .identifier import Identifier
from .protocol import (
    Connection,
    Definition,
    Direction,
    Envelope,
    Field,
    Framing,
    Message,
    One,
    Protocol,
    Route,
    Stream,
    Topic,
    TopicParameter,
)
from .shape import shape_of
from .surface import View
from .tag import at

_INTERVAL, _TIMEOUT = 30.0, 60.0


@dataclass(frozen=True, slots=True)
class Decided:
    """What the stages before found out, by their own value types."""

    view: View
    framings: Framings
    names: Names
    definitions: Mapping[Identifier, Definition]
    models: tuple[Identifier, ...]
    generated: AbstractSet[str]


def assemble(decided: Decided) -> Protocol:
    """Make the Protocol."""
    view = decided.view
    document = view.document
    return Protocol(
        name=decided.names.protocol,
        title=document.info.title,
        version=document.info.version,
        description=document.info.description,
        connections=tuple(_connection(decided, each) for each in view.sockets),
        messages={id_: _message(decided, each) for id_, each in view.messages.items() if id_ in decided.generated},
        definitions=decided.definitions,
        models=decided.models,
        spec_path=document.path,
    )


def _connection(decided: Decided, socket: Socket) -> Connection:
    view, names = decided.view, decided.names.connections[socket.key]
    server = next((each for each in view.document.servers if each.name == socket.endpoints[0].server), None)
    first = view.channels[socket.channels[0]]
    traffic = view.traffic[socket.key]
    by_channel = {way: _by_channel(travels) for way, travels in traffic.items()}
    description = (server.description if server else "") if socket.shared else (first.description or first.summary)
    return Connection(
        key=socket.key,
        name=names.name,
        constant=names.constant,
        server_class=names.server_class,
        client_class=names.client_class,
        endpoints=socket.endpoints,
        arguments_class=names.arguments_class,
        arguments=tuple(
            Argument(
                name=each.name,
                python=names.arguments[each.key],
                where=each.where,
                kind=each.kind,
                required=each.required,
                security=each.security,
                description=each.description,
                location=each.location,
                form=each.form,
            )
            for each in view.arguments[socket.key]
        ),
        subprotocols=view.subprotocols[socket.key],
        topics=tuple(_topic(decided, view.channels[each], by_channel) for each in socket.topics),
        client_to_server=_routes(decided, socket, Direction.CLIENT_TO_SERVER),
        server_to_client=_routes(decided, socket, Direction.SERVER_TO_CLIENT),
        framing={way: _framing(decided, socket, way) for way in Direction},
        heartbeat=view.heartbeats[socket.key],
        description=description,
        location=socket.location,
        close_codes=close_codes_of(view.document, (view.channels[each] for each in socket.channels), socket),
        # One that carries topics is there as long as one of them is.
        deprecated_until="" if socket.shared else _until(first.extensions),
    )


def _until(extensions: spec.Extensions) -> str:
    return text_of(extensions, "x-wsgen-deprecated-until") or ""


def _by_channel(travels: Iterable[Travel]) -> Mapping[str, Sequence[Travel]]:
    found: dict[str, list[Travel]] = {}
    for each in travels:
        found.setdefault(each.channel, []).append(each)
    return found


def _topic(
    decided: Decided, channel: spec.Channel, by_channel: Mapping[Direction, Mapping[str, Sequence[Travel]]]
) -> Topic:
    view, names = decided.view, decided.names.topics[channel.name]
    carried = {way: messages_in(by_channel[way].get(channel.name, ())) for way in Direction}
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
        deprecated_until=_until(channel.extensions),
    )


def _routes(decided: Decided, socket: Socket, direction: Direction) -> tuple[Route, ...]:
    """The messages that cross a connection in one direction, in the document's order."""
    by_message: dict[str, list[Travel]] = {}
    view = decided.view
    for each in view.traffic[socket.key][direction]:
        by_message.setdefault(each.message, []).append(each)
    topics = frozenset(socket.topics)
    is_asking = direction is Direction.CLIENT_TO_SERVER
    answers: Mapping[str, One | Stream] = view.replies.on(socket.channels) if is_asking else {}
    names = decided.names.connections[socket.key]
    routes: list[Route] = []
    for id_, travels in by_message.items():
        # An operation that only gets the message as a reply has nothing to say about it.
        told = (view.operations[each.operation] for each in travels if each.operation)
        operation = next((each for each in told if id_ in each.messages), None)
        answer = answers.get(id_)
        routes.append(
            Route(
                message=id_,
                handler=names.handlers[direction, id_],
                method=names.methods.get(id_) if is_asking else None,
                reply=answer,
                reply_alias=names.reply_aliases.get(id_) if answer else None,
                topics=tuple(dict.fromkeys(each.channel for each in travels if each.channel in topics)),
                summary=_summary(operation, view.messages[id_]) if operation else "",
                location=operation.location if operation else view.messages[id_].location,
                deprecated_until=_until(operation.extensions) if operation else "",
            )
        )
    return tuple(routes)


def _summary(operation: spec.Operation, message: spec.Message) -> str:
    """What an operation says, empty where it speaks of several messages at once and this one speaks for itself."""
    if len(operation.messages) > 1 and (message.summary or message.title):
        return ""
    return operation.summary or operation.description


def _framing(decided: Decided, socket: Socket, direction: Direction) -> Framing:
    draft = decided.framings.by_socket[socket.key][direction]
    return Framing(
        recognition=draft.recognition,
        tag=draft.tag,
        untagged=draft.untagged,
        reason=draft.reason,
        optional=draft.optional,
        keys=draft.keys,
    )


def _envelope(decided: Decided, draft: EnvelopeDraft) -> Envelope:
    return Envelope(
        schema=decided.names.definitions[draft.schema] if draft.schema else None,
        tag=draft.tag,
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
    envelope = decided.framings.envelopes.get(message.id)
    schema = payload_in(document.schemas, message, envelope)
    shape = shape_of(document.schemas, schema)
    return Message(
        id=message.id,
        wire=names.wires[message.id],
        model=names.models[message.id],
        constant=names.constants[message.id],
        payload=names.models[message.id],
        frame=names.frames[message.id],
        tags=decided.framings.tags.get(message.id, ()),
        role=role.role if role else None,
        role_fields=role.fields if role else {},
        request_id=decided.view.replies.request_ids.get(message.id),
        fields=tuple(Field(each.name, each.required) for each in shape.properties.values()),
        summary=message.summary or message.title,
        description=message.description,
        examples=_examples(message, schema, envelope),
        deprecated=message.deprecated,
        location=message.location,
        envelope=_envelope(decided, envelope) if envelope else None,
        empty=may_be_absent(document.schemas, message, envelope),
        sequence=decided.view.sequences.get(message.id),
        deprecated_until=_until(message.extensions),
    )


def _examples(message: spec.Message, schema: Value, envelope: EnvelopeDraft | None) -> tuple[Value, ...]:
    """The payloads of the message's examples, else those of its schema."""
    shown = tuple(plain(each.payload) for each in message.examples if each.payload is not None)
    if envelope and not envelope.is_around:
        shown = tuple(each for frame in shown if (each := at(frame, envelope.data)) is not None)
    listed = schema.get("examples") if isinstance(schema, dict) else None
    return shown or (tuple(listed) if isinstance(listed, list) else ())
