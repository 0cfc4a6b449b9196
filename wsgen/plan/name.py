"""Plans every Python name of a protocol: once, injective, legal, and unchanged when a message is added."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from ..diagnostics.diagnostic import Diagnostic
from ..spec.document import Document, Message
from .definitions import list_definitions, own_key, payload_definitions
from .draft import ConnectionNames, DefinitionDraft, Framings, Names, messages_by_id, told_name
from .identifier import Identifier
from .protocol import Direction, One
from .reserved import Reserved
from .settings import PlanSettings
from .settle import Claim, Settled, settle
from .spelling import class_name, constant_name
from .surface import View, name_connections, name_methods, name_topics, protocol_name


def name(view: View, framings: Framings, settings: PlanSettings) -> tuple[Names, tuple[Diagnostic, ...]]:
    """Name everything; what the document doesn't spell the way it is named has a WSG5xx note.

    Names that messages have no part in come first (classes of connections, topics), then components, then what stands
    inside components, then messages, then what stands inside those: so
    adding a message takes a name from nobody before it.
    """
    document = view.document
    messages = messages_by_id(document)
    protocol = protocol_name(document, settings)
    classes = name_connections(view, protocol)
    taken = {each for connection in classes.values() for each in connection.all}
    topics, diagnostics = name_topics(view, taken)
    taken |= {each.handle for each in topics.values()}
    definitions, notes = _definitions(document, list_definitions(document, framings), view.reserved, taken)
    payloads = payload_definitions(document)
    models = {id_: definitions[payloads[id_]] for id_ in messages}
    taken |= set(definitions.values())
    connections: dict[str, ConnectionNames] = {}
    remarks: list[Diagnostic] = []
    for socket in view.sockets:
        named, more = name_methods(view, socket, classes[socket.path], topics)
        connections[socket.path] = named
        remarks.extend(more)
    connections = _with_aliases(view, connections, messages, taken)
    names = Names(
        protocol=protocol,
        definitions=definitions,
        models=models,
        frames=_frames(messages, models, framings, taken),
        constants=_constants(messages.values()),
        wires=_wires(messages.values()),
        connections=connections,
        topics=topics,
    )
    return names, (*diagnostics, *notes, *remarks)


def _definitions(
    document: Document, drafts: Sequence[DefinitionDraft], reserved: Reserved, taken: Iterable[str]
) -> tuple[Mapping[str, Identifier], list[Diagnostic]]:
    by_id = {each.id: each for each in drafts}
    names: dict[str, Identifier] = {}
    diagnostics: list[Diagnostic] = []
    used = set(taken)

    def claim(part: Sequence[DefinitionDraft]) -> None:
        settled = _settled(part, names, reserved, used)
        names.update(settled.names)
        used.update(settled.names.values())
        diagnostics.extend(each for each in settled.diagnostics)

    del document
    for of_messages in (False, True):
        level = [each for each in drafts if each.parent is None and _is_of_message(each) is of_messages]
        while level:
            claim(level)
            parents = {each.id for each in level}
            level = [each for each in drafts if each.parent in parents]
    # A component that nothing uses keeps its name, but nobody wants to hear of it.
    unheard = {each.location for each in by_id.values() if not each.used}
    return names, [each for each in diagnostics if each.location not in unheard]


def _is_of_message(draft: DefinitionDraft) -> bool:
    return draft.message is not None and (
        draft.key is None or draft.id != draft.key or "#/components/schemas/" not in draft.id
    )


def _settled(
    drafts: Sequence[DefinitionDraft], names: Mapping[str, Identifier], reserved: Reserved, taken: Iterable[str]
) -> Settled:
    claims = []
    for each in drafts:
        suffix = "Message" if each.message else ("Value" if each.parent else "Model")
        base = f"{names[each.parent]}{each.suffix}" if each.parent else class_name(each.spelling)
        what = f"message `{each.spelling}`" if each.message else f"schema `{each.spelling or base}`"
        told = each.told and (each.told if each.told.isidentifier() else class_name(each.told))
        # What stands inside another is named by its place: a spelling that can't be read back isn't its own.
        spelling = base if each.parent else each.spelling
        key = each.id.partition("#")[2]
        claims.append(Claim(each.id, key, spelling, (base, f"{base}{suffix}"), told, what, each.location))
    return settle(claims, reserved=reserved.classes, taken=taken)


def _with_aliases(
    view: View, connections: Mapping[str, ConnectionNames], messages: Mapping[str, Message], taken: Iterable[str]
) -> dict[str, ConnectionNames]:
    """Adds the name of the union of each reply of several messages, such as SendMessageReply."""
    used = set(taken)
    result = {}
    for path, connection in connections.items():
        several = [
            messages[id_]
            for way, id_ in connection.handlers
            if way is Direction.CLIENT_TO_SERVER and len(_answers(view, id_)) > 1
        ]
        prefix = "" if len(connections) == 1 else connection.name
        claims = []
        for message in several:
            base = prefix + class_name(told_name(message))
            wanted = (f"{base}Reply", f"{base}Replies")
            key = message.id.partition("#")[2]
            claims.append(
                Claim(message.id, key, base, wanted, None, f"the reply of `{told_name(message)}`", message.location)
            )
        aliases = settle(claims, reserved=view.reserved.classes, taken=used).names
        used.update(aliases.values())
        result[path] = replace(connection, reply_aliases=aliases)
    return result


def _answers(view: View, request: str) -> tuple[str, ...]:
    answer = view.replies.by_request.get(request)
    match answer:
        case None:
            return ()
        case One():
            return answer.messages
        case _:
            return tuple(dict.fromkeys(answer.messages))


def _frames(
    messages: Mapping[str, Message], models: Mapping[str, Identifier], framings: Framings, taken: Iterable[str]
) -> Mapping[str, Identifier]:
    """By message, the definition of its whole frame: another one than its payload only inside an envelope."""
    claims = [
        Claim(id_, id_, f"{models[id_]}Frame", (f"{models[id_]}Frame",), None, "a frame", messages[id_].location)
        for id_ in messages
        if id_ in framings.enveloped
    ]
    return {**models, **settle(claims, reserved=frozenset(), taken=taken).names}


def _constants(messages: Iterable[Message]) -> Mapping[str, Identifier]:
    claims = [
        Claim(
            each.id,
            each.id.partition("#")[2],
            told_name(each),
            (
                constant_name(text) if (text := told_name(each)) else "MESSAGE",
                constant_name(own_key(each) or "message"),
            ),
            None,
            f"message `{told_name(each)}`",
            each.location,
        )
        for each in messages
    ]
    return settle(claims, reserved=frozenset()).names


def _wires(messages: Iterable[Message]) -> Mapping[str, str]:
    """What logs call each message: its name where no other has it, else its key, else its place in the document."""
    listed = list(messages)
    result: dict[str, str] = {}
    for spell in (told_name, own_key, lambda each: each.id):
        counts: dict[str, int] = {}
        for each in listed:
            counts[spell(each)] = counts.get(spell(each), 0) + 1
        for each in listed:
            if each.id not in result and counts[spell(each)] == 1 and spell(each) not in result.values():
                result[each.id] = spell(each)
    return result
