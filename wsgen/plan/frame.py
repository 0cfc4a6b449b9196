"""Decides how the messages of each connection and direction are recognised."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from ..diagnostics.diagnostic import Diagnostic
from ..diagnostics.found import found
from ..diagnostics.location import Location
from ..spec.document import Document, Message
from ..spec.node import Node, Value
from .draft import EnvelopeDraft, FramingDraft, Framings, Socket, Traffic, messages_by_id, messages_in, names_of
from .envelope import KEY, inferred_envelope, told_envelope
from .extensions import scalars_of
from .frame_notes import notes_on
from .protocol import Direction, Path, Recognition, Scalar
from .recognise import FrameView, recognise, rest_of
from .settings import PlanSettings
from .shape import property_at, tag_candidates
from .tag import Tagged, listed, own_values


def frame(
    document: Document, sockets: Sequence[Socket], traffic: Traffic, settings: PlanSettings
) -> tuple[Framings, tuple[Diagnostic, ...]]:
    """Say of each direction of each connection where its tag stands, and which values mean which message.

    The layers, the first that holds: an envelope; the only message; constant tags at one path, where messages without
    one are tried after the others; a shared text property whose value is the message's name; else all are tried in
    order. What is inferred from names is a note; messages that can't be told apart are a warning.
    """
    messages = messages_by_id(document)
    names = names_of(document)
    tagged = {id_: _tagged(document, each, names[id_]) for id_, each in messages.items()}
    view = FrameView(document, settings, messages, {each.name: each for each in document.channels}, tagged)
    envelope, enveloped, diagnostics = _envelope(view)
    by_path: dict[str, Mapping[Direction, FramingDraft]] = {}
    for socket in sockets:
        groups = {way: messages_in(traffic[socket.path][way]) for way in Direction}
        if envelope is None:
            framings = recognise(view, socket, groups)
        else:
            diagnostics.extend(_mixed(view, groups, enveloped))
            framings = {way: _wrapped(view, envelope, ids) for way, ids in groups.items()}
        by_path[socket.path] = framings
        for framing in framings.values():
            diagnostics.extend(notes_on(view, framing, is_flat=envelope is None))
    consistent = _consistent(by_path)
    tags = {id_: values for ways in consistent.values() for each in ways.values() for id_, values in each.tags.items()}
    return Framings(consistent, envelope, frozenset(enveloped), tags), tuple(diagnostics)


def _tagged(document: Document, message: Message, name: str) -> Tagged:
    aliases = [each for each in scalars_of(message.extensions, "x-aliases") if isinstance(each, str)]
    schema: Value = document.schemas[message.payload].value if message.payload else True
    return Tagged(
        id=message.id,
        names=(name, *aliases),
        schema=schema,
        examples=tuple(each.payload for each in message.examples if each.payload is not None),
        told=scalars_of(message.extensions, "x-wsgen-tag"),
        constants=tag_candidates(document.schemas, schema),
    )


def _envelope(view: FrameView) -> tuple[EnvelopeDraft | None, set[str], list[Diagnostic]]:
    """The envelope and the messages that travel in it: as the nearest `x-wsgen-envelope` says, else as inferred."""
    document = view.document
    told: dict[str, bool] = {}
    nodes: dict[Location, Node] = {}
    for channel in document.channels:
        for message in channel.messages:
            places = (message.extensions, channel.extensions, document.extensions)
            node = next((place[KEY] for place in places if KEY in place), None)
            if node is not None:
                is_off = scalars_of({KEY: node}, KEY) == (False,)
                told[message.id] = not is_off
                if not is_off:
                    nodes[node.location] = node
    if not nodes:
        undecided = [id_ for id_ in view.messages if id_ not in told]
        envelope = inferred_envelope(document, view.of(undecided))
        if envelope is None:
            return None, set(), []
        return envelope, set(undecided), [_guess(view, envelope)]
    first, *others = nodes.values()
    envelope, diagnostics = told_envelope(document, first, view.of(id_ for id_, inside in told.items() if inside))
    diagnostics.extend(
        found(
            "WSG410",
            node.location,
            "a document can have one envelope only",
            hint="set `x-wsgen-envelope` once, at the root",
            related=(("the other one", first.location),),
        )
        for node in others
    )
    inside = {id_ for id_, is_inside in told.items() if is_inside}
    return envelope, inside if envelope else set(), diagnostics


def _guess(view: FrameView, envelope: EnvelopeDraft) -> Diagnostic:
    name = (envelope.schema or "").rpartition("/")[2]
    example = view.name(next(iter(view.messages)))
    return found(
        "WSG408",
        envelope.location,
        f"no message refers to `{name}`, so it is taken for the frame around each payload, with a message's name as "
        f"its `{envelope.tag[-1]}` (such as `{example}`)",
        hint=f"say so: `x-wsgen-envelope: {{schema: '#/components/schemas/{name}'}}` at the root, or `false`",
    )


def _mixed(view: FrameView, groups: Mapping[Direction, tuple[str, ...]], enveloped: set[str]) -> Iterator[Diagnostic]:
    for ids in groups.values():
        bare = [id_ for id_ in ids if id_ not in enveloped]
        if bare and len(bare) < len(ids):
            inside = next(id_ for id_ in ids if id_ in enveloped)
            yield found(
                "WSG410",
                view.messages[bare[0]].location,
                f"message `{view.name(bare[0])}` has no envelope, and others on its connection have one",
                hint="set `x-wsgen-envelope` for all of a connection's messages alike",
                related=((f"`{view.name(inside)}` has one", view.messages[inside].location),),
            )


def _wrapped(view: FrameView, envelope: EnvelopeDraft, ids: tuple[str, ...]) -> FramingDraft:
    """In an envelope the tag is the message's: told, constant in its own frame, shown by an example, or its name."""
    values: dict[str, tuple[Scalar, ...]] = {}
    allowed = _allowed(view, envelope)
    for message in view.of(ids):
        own = message.constants.get(envelope.tag, ()) if envelope.schema is None else ()
        values[message.id] = message.told or own or listed(message.names, allowed)
    tags = own_values(values)
    place = "/".join(envelope.tag)
    reason = f"`{place}` of the envelope names the message" if ids else "nothing travels this way"
    return FramingDraft(Recognition.ENVELOPE, envelope.tag, tags, rest_of(ids, tags), (), reason)


def _allowed(view: FrameView, envelope: EnvelopeDraft) -> tuple[Scalar, ...] | None:
    """The values that the envelope's own schema allows for the tag, None for any."""
    if envelope.schema is None:
        return None
    schemas = view.document.schemas
    place = property_at(schemas, schemas[envelope.schema].value, envelope.tag)
    return place.values if place else None


def _consistent(
    by_path: Mapping[str, Mapping[Direction, FramingDraft]],
) -> Mapping[str, Mapping[Direction, FramingDraft]]:
    """A message has the same tag values wherever a tag tells it; where it would have others, it is tried instead."""
    known: dict[str, tuple[Path | None, tuple[Scalar, ...]]] = {}
    result: dict[str, Mapping[Direction, FramingDraft]] = {}
    for path, framings in by_path.items():
        kept: dict[Direction, FramingDraft] = {}
        for way, framing in framings.items():
            tags = {
                id_: values
                for id_, values in framing.tags.items()
                if known.setdefault(id_, (framing.tag, values)) == (framing.tag, values)
            }
            moved = tuple(id_ for id_ in framing.tags if id_ not in tags)
            untagged = (*framing.untagged, *(id_ for id_ in moved if id_ not in framing.untagged))
            optional = tuple(id_ for id_ in framing.optional if id_ in tags)
            kept[way] = replace(framing, tags=tags, untagged=untagged, optional=optional)
        result[path] = kept
    return result
