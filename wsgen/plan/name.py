"""Plans every Python name of a protocol: once, injective, legal, and unchanged when a message is added."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from ..diagnostics.diagnostic import Diagnostic
from ..spec.document import Message
from .definition_names import name_definitions
from .definitions import payload_definitions
from .draft import (
    ConnectionNames,
    DefinitionDraft,
    Framings,
    Names,
    messages_by_id,
    names_of,
    own_channel,
    own_key,
    told_name,
)
from .identifier import Identifier
from .protocol import Direction
from .settings import PlanSettings
from .settle import Claim, place_key, settle
from .spelling import class_name, constant_name
from .surface import View, name_connections, name_methods, name_topics, protocol_name


def name(
    view: View, drafts: Sequence[DefinitionDraft], framings: Framings, settings: PlanSettings
) -> tuple[Names, tuple[Diagnostic, ...]]:
    """Name everything; what the document doesn't spell the way it is named has a WSG5xx note.

    Names that messages have no part in come first (classes of connections, topics), then components, then what stands
    inside components, then messages, then what stands inside those: so
    adding a message takes a name from nobody before it.
    """
    document = view.document
    messages = messages_by_id(document)
    protocol = protocol_name(document, settings)
    classes = name_connections(view, protocol)
    taken = {each for connection in classes.values() for each in (*connection.all, connection.constant)}
    topics, diagnostics = name_topics(view, taken)
    taken |= {each.handle for each in topics.values()}
    definitions, notes = name_definitions(drafts, messages, view.reserved, taken)
    payloads = payload_definitions(document)
    models = {id_: definitions[payloads[id_]] for id_ in messages}
    taken |= set(definitions.values())
    connections: dict[str, ConnectionNames] = {}
    remarks: list[Diagnostic] = []
    for socket in view.sockets:
        named, more = name_methods(view, socket, classes[socket.key], topics)
        connections[socket.key] = named
        remarks.extend(more)
    connections = _with_aliases(view, connections, messages, taken)
    names = Names(
        protocol=protocol,
        definitions=definitions,
        models=models,
        frames=_frames(messages, models, framings, taken),
        constants=_constants(messages.values()),
        wires=names_of(document),
        connections=connections,
        topics=topics,
    )
    return names, (*diagnostics, *notes, *remarks)


def _with_aliases(
    view: View, connections: Mapping[str, ConnectionNames], messages: Mapping[str, Message], taken: Iterable[str]
) -> dict[str, ConnectionNames]:
    """Adds the name of the union of each reply of several messages, such as SendMessageReply."""
    used = set(taken)
    answers = {each.key: view.replies.on(each.channels) for each in view.sockets}
    result: dict[str, ConnectionNames] = {}
    for path, connection in connections.items():
        several = [
            messages[id_]
            for way, id_ in connection.handlers
            if way is Direction.CLIENT_TO_SERVER
            and (answer := answers[path].get(id_))
            and len(set(answer.messages)) > 1
        ]
        prefix = "" if len(connections) == 1 else connection.name
        claims: list[Claim] = []
        for message in several:
            base = prefix + class_name(told_name(message))
            wanted = (f"{base}Reply", f"{base}Replies")
            key = place_key(message.id)
            claims.append(
                Claim(message.id, key, base, wanted, None, f"the reply of `{told_name(message)}`", message.location)
            )
        aliases = settle(claims, reserved=view.reserved.classes, taken=used).names
        used.update(aliases.values())
        result[path] = replace(connection, reply_aliases=aliases)
    return result


def _frames(
    messages: Mapping[str, Message], models: Mapping[str, Identifier], framings: Framings, taken: Iterable[str]
) -> Mapping[str, Identifier]:
    """By message, the definition of its whole frame: another one than its payload only inside an envelope."""
    claims = [
        Claim(id_, id_, f"{models[id_]}Frame", (f"{models[id_]}Frame",), None, "a frame", messages[id_].location)
        for id_ in messages
        if id_ in framings.envelopes
    ]
    return {**models, **settle(claims, reserved=frozenset(), taken=taken).names}


def _constants(messages: Iterable[Message]) -> Mapping[str, Identifier]:
    claims: list[Claim] = []
    for each in messages:
        name = told_name(each) or "message"
        channel = own_channel(each)
        longer = f"{channel} {name}" if channel else own_key(each) or name
        wanted = (constant_name(name), constant_name(longer))
        claims.append(Claim(each.id, place_key(each.id), name, wanted, None, f"message `{name}`", each.location))
    return settle(claims, reserved=frozenset()).names
