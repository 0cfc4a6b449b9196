"""Decides how the messages of each connection and direction are recognised."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from ..diagnostics.diagnostic import Diagnostic
from ..spec.document import Document, Message
from ..spec.node import Value
from .apart import Apart
from .disjoint import Prover
from .draft import FramingDraft, Framings, Socket, Traffic, messages_by_id, messages_in, names_of
from .extensions import scalars_of
from .frame_notes import notes_on
from .protocol import Direction, Path, Scalar
from .recognise import FrameView, recognise
from .settings import PlanSettings
from .shape import tag_candidates
from .tag import Tagged
from .wrap import Wrapped, labelled, look_inside, topics_of, with_frames, wrap


def frame(
    document: Document, sockets: Sequence[Socket], traffic: Traffic, settings: PlanSettings
) -> tuple[Framings, tuple[Diagnostic, ...]]:
    """Say of each direction of each connection where its tag stands, and which values mean which message.

    The layers, the first that holds: an envelope; the only message; constant tags at one path; a property whose value
    names the message. What has no tag is tried in order: by a key of its own, by its structure, else in a union with
    what it can't be told from. What is inferred from names is a note.
    """
    messages = messages_by_id(document)
    names = names_of(document)
    tagged = {id_: _tagged(document, each, names[id_]) for id_, each in messages.items()}
    view = FrameView(document, settings, messages, {each.name: each for each in document.channels}, tagged)
    wrapped, diagnostics = wrap(view)
    view = with_frames(view, wrapped)
    by_socket: dict[str, Mapping[Direction, FramingDraft]] = {}
    for socket in sockets:
        groups = {way: messages_in(traffic[socket.key][way]) for way in Direction}
        by_socket[socket.key] = _framed(view, socket, groups, wrapped)
    apart = Apart(view, Prover(document.schemas))
    by_socket = {
        path: {way: apart.settle(framing) for way, framing in framings.items()}
        for path, framings in _consistent(by_socket).items()
    }
    for framing in (each for ways in by_socket.values() for each in ways.values()):
        diagnostics.extend(notes_on(view, framing))
    insides, remarks = look_inside(view, sockets, by_socket, wrapped)
    envelopes = {**wrapped.envelopes, **insides}
    tags = {id_: values for ways in by_socket.values() for each in ways.values() for id_, values in each.tags.items()}
    labels = {
        path: {way: labelled(each, (*each.tags, *each.untagged), envelopes) for way, each in ways.items()}
        for path, ways in by_socket.items()
    }
    topics = topics_of(view, sockets, traffic, envelopes)
    return Framings(labels, envelopes, {**wrapped.tags, **tags}, topics), (*diagnostics, *remarks)


def _framed(
    view: FrameView, socket: Socket, groups: Mapping[Direction, tuple[str, ...]], wrapped: Wrapped
) -> Mapping[Direction, FramingDraft]:
    """The framing of both directions of one connection; where an envelope says where the tag is, each by itself."""
    framings: dict[Direction, FramingDraft] = {}
    for way, ids in groups.items():
        if path := wrapped.tag_of(ids):
            framings |= recognise(view, socket, {way: ids}, path)
    rest = {way: ids for way, ids in groups.items() if way not in framings}
    return {**framings, **recognise(view, socket, rest)}


def _tagged(document: Document, message: Message, name: str) -> Tagged:
    aliases = [each for each in scalars_of(message.extensions, "x-aliases") if isinstance(each, str)]
    schema: Value = document.schemas[message.payload].value if message.payload else {"type": "object"}
    return Tagged(
        id=message.id,
        names=(name, *aliases),
        schema=schema,
        examples=tuple(each.payload for each in message.examples if each.payload is not None),
        told=scalars_of(message.extensions, "x-wsgen-tag"),
        constants=tag_candidates(document.schemas, schema),
    )


def _consistent(
    by_socket: Mapping[str, Mapping[Direction, FramingDraft]],
) -> dict[str, Mapping[Direction, FramingDraft]]:
    """A message has the same tag values wherever a tag tells it; where it would have others, it is tried instead."""
    known: dict[str, tuple[Path | None, tuple[Scalar, ...]]] = {}
    result: dict[str, Mapping[Direction, FramingDraft]] = {}
    for path, framings in by_socket.items():
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
