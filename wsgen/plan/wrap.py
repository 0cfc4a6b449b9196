"""Says which messages travel in an envelope, and in which: as the document tells, else as their schemas show."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from ..diagnostics.diagnostic import Diagnostic
from ..diagnostics.found import found
from ..diagnostics.location import Location
from ..spec.node import Node, Value
from .draft import EnvelopeDraft, FramingDraft, Socket, Traffic
from .envelope import frame_around
from .envelope_fields import Usual, around, inferred_around, inferred_inside, inside, is_form, misplaced
from .envelope_told import KEY, ToldEnvelope, read_told
from .extensions import scalars_of
from .place import as_place
from .protocol import Direction, Path, Recognition, Scalar
from .recognise import FrameView
from .shape import property_at, shape_of
from .tag import const_tag, listed

_PARAMETER: Final = re.compile(r"\{[^{}]+\}")
_SPECIAL: Final = re.compile(r"[\\^$.*+?()\[\]{}|/]")

Framed = Mapping[str, Mapping[Direction, FramingDraft]]
"""The framing of every connection, by its key and direction."""


@dataclass(frozen=True, slots=True)
class Wrapped:
    """The messages in an envelope, with the tag values of those whose frames only the envelope describes.

    `undecided` are the messages of which the document doesn't say whether they are in one.
    """

    envelopes: Mapping[str, EnvelopeDraft]
    tags: Mapping[str, tuple[Scalar, ...]]
    undecided: frozenset[str]

    def tag_of(self, ids: Iterable[str]) -> Path | None:
        """Where the tag stands in most of the frames of some messages that have an envelope; None without any."""
        paths = [self.envelopes[id_].tag for id_ in ids if id_ in self.envelopes]
        return max(dict.fromkeys(paths), key=paths.count) if paths else None


def wrap(view: FrameView) -> tuple[Wrapped, list[Diagnostic]]:
    """The envelope of each message: the nearest `x-wsgen-envelope`, else a component that looks like one."""
    told, undecided = _told(view)
    envelopes: dict[str, EnvelopeDraft] = {}
    diagnostics: list[Diagnostic] = []
    for node, ids in told:
        read, remarks = read_told(view.document, node)
        diagnostics.extend(remarks)
        if read is not None:
            drafts, remarks = _drafts(view, read, node, ids)
            envelopes.update(drafts)
            diagnostics.extend(remarks)
    if not told and (envelope := _guessed(view, undecided)):
        inner = [id_ for id_ in undecided if not _is_frame(view, envelope, id_)]
        envelopes.update(dict.fromkeys(inner, envelope))
        diagnostics.append(_guess(view, envelope, inner[0]))
        undecided = []
    tags = {id_: _tags(view, envelope, id_) for id_, envelope in envelopes.items() if envelope.is_around}
    return Wrapped(envelopes, tags, frozenset(undecided)), diagnostics


def with_frames(view: FrameView, wrapped: Wrapped) -> FrameView:
    """What framing looks at, with the whole frame in place of each payload that an envelope stands around."""
    tagged = dict(view.tagged)
    for id_, tags in wrapped.tags.items():
        envelope, payload = wrapped.envelopes[id_], view.messages[id_].payload
        reference = {"$ref": envelope.schema} if envelope.schema else None
        schema = frame_around(envelope, tags, {"$ref": payload} if payload else None, reference)
        tagged[id_] = replace(tagged[id_], schema=schema, constants={envelope.tag: tags} if tags else {}, examples=())
    return replace(view, tagged=tagged)


def labelled(framing: FramingDraft, ids: Iterable[str], envelopes: Mapping[str, EnvelopeDraft]) -> FramingDraft:
    """The framing of one direction, called an envelope's where that has the tag."""
    holders = [id_ for id_ in ids if (each := envelopes.get(id_)) and each.tag == framing.tag]
    if not holders or framing.recognition not in {Recognition.TAG, Recognition.NAMED_TAG}:
        return framing
    reason = framing.reason
    if all(envelopes[id_].is_around for id_ in holders):
        reason = f"`{as_place(framing.tag or ())}` of the envelope names the message"
    return replace(framing, recognition=Recognition.ENVELOPE, reason=reason)


def look_inside(
    view: FrameView, sockets: Sequence[Socket], framings: Framed, wrapped: Wrapped
) -> tuple[Mapping[str, EnvelopeDraft], list[Diagnostic]]:
    """The envelopes that nobody tells of: where all frames of a direction are a tag and a payload, and little else.

    A connection with one such message has none. A message is in the same one wherever it travels: a direction that
    shares one with a direction of other frames has none either, or some of its messages would be frames, and some not.
    """
    drafts: dict[tuple[str, Direction], Mapping[str, EnvelopeDraft]] = {}
    for socket in sockets:
        ways = {way: _inside(view, socket, way, each, wrapped) for way, each in framings[socket.key].items()}
        if len(set[str]().union(*ways.values())) > 1:
            drafts |= {(socket.key, way): each for way, each in ways.items()}
    places: dict[str, list[tuple[str, Direction]]] = {}
    for path, each in framings.items():
        for way, framing in each.items():
            for id_ in _ids(framing):
                places.setdefault(id_, []).append((path, way))
    while astray := [
        place
        for place, each in drafts.items()
        if any(drafts.get(other, {}).get(id_) != draft for id_, draft in each.items() for other in places[id_])
    ]:
        for place in astray:
            del drafts[place]
    envelopes = {id_: draft for each in drafts.values() for id_, draft in each.items()}
    return envelopes, [_guess_inside(view, envelopes)] if envelopes else []


def topics_of(
    view: FrameView, sockets: Sequence[Socket], traffic: Traffic, envelopes: Mapping[str, EnvelopeDraft]
) -> Mapping[str, str]:
    """By message, the pattern of the addresses of its topics: for those whose envelope is told where to name one."""
    places: dict[str, set[str | None]] = {}
    for socket in sockets:
        for way in Direction:
            for travel in traffic[socket.key][way]:
                address = view.channels[travel.channel].address if travel.channel in socket.topics else None
                places.setdefault(travel.message, set()).add(address)
    return {
        id_: f"^(?:{'|'.join(sorted(_pattern(each) for each in addresses if each))})$"
        for id_, addresses in places.items()
        if (envelope := envelopes.get(id_)) and envelope.is_topic_told and None not in addresses
    }


def _pattern(address: str) -> str:
    """The regular expression (ECMA 262) of the texts that an address with parameters stands for."""
    literals = (_SPECIAL.sub(r"\\\g<0>", each) for each in _PARAMETER.split(address))
    return ".+".join(literals)


def _ids(framing: FramingDraft) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*framing.tags, *framing.untagged)))


def _inside(
    view: FrameView, socket: Socket, way: Direction, framing: FramingDraft, wrapped: Wrapped
) -> Mapping[str, EnvelopeDraft]:
    if framing.tag is None or not wrapped.envelopes.keys().isdisjoint(_ids(framing)):
        return {}
    ids = [id_ for id_ in _ids(framing) if id_ in wrapped.undecided]
    usual = Usual(framing.tag, bool(socket.topics), way is Direction.CLIENT_TO_SERVER)
    schemas = view.document.schemas
    if not all(is_form(schemas, view.tagged[id_].schema, usual) for id_ in ids):
        return {}
    place = view.document.location
    drafts = {
        id_: inferred_inside(schemas, view.tagged[id_].schema, usual, place) for id_ in ids if id_ in framing.tags
    }
    return {id_: draft for id_, draft in drafts.items() if draft}


def _told(view: FrameView) -> tuple[list[tuple[Node, list[str]]], list[str]]:
    """Each `x-wsgen-envelope` with the messages that it is the nearest one of, and the messages that have none."""
    document = view.document
    told: dict[Location, tuple[Node, list[str]]] = {}
    seen: dict[str, bool] = {}
    for channel in document.channels:
        for message in channel.messages:
            places = (message.extensions, channel.extensions, document.extensions)
            node = next((place[KEY] for place in places if KEY in place), None)
            if seen.setdefault(message.id, node is not None) and node is not None:
                told.setdefault(node.location, (node, []))[1].append(message.id)
    is_off = {location for location, (node, _) in told.items() if scalars_of({KEY: node}, KEY) == (False,)}
    return [each for location, each in told.items() if location not in is_off], [
        id_ for id_ in view.messages if not seen.get(id_, False)
    ]


def _drafts(
    view: FrameView, told: ToldEnvelope, node: Node, ids: Sequence[str]
) -> tuple[Mapping[str, EnvelopeDraft], list[Diagnostic]]:
    """The envelope of each message that one `x-wsgen-envelope` speaks of."""
    if told.is_around or told.schema is not None:
        draft, diagnostics = around(view.document, told, node)
        return dict.fromkeys(ids, draft) if draft else {}, diagnostics
    schemas = view.document.schemas
    values: dict[str, Value] = {id_: view.tagged[id_].schema for id_ in ids}
    diagnostics = misplaced(schemas, [*values.values()], told, node)
    if diagnostics:
        return {}, diagnostics
    drafts = {id_: draft for id_, value in values.items() if (draft := inside(schemas, value, told))}
    return drafts, [_bare(view, id_) for id_ in ids if id_ not in drafts]


def _guessed(view: FrameView, undecided: Sequence[str]) -> EnvelopeDraft | None:
    envelope = inferred_around(view.document)
    if envelope is None or not undecided:
        return None
    flat = const_tag([view.of(undecided)])
    if flat is not None and flat[-1:] == envelope.tag[-1:]:
        return None
    return None if all(_is_frame(view, envelope, id_) for id_ in undecided) else envelope


def _is_frame(view: FrameView, envelope: EnvelopeDraft, id_: str) -> bool:
    """Whether a message's own schema is of whole frames: it has a constant tag, or all that an envelope must."""
    message, schemas = view.tagged[id_], view.document.schemas
    whole = shape_of(schemas, schemas[envelope.schema].value if envelope.schema else True).properties.values()
    own = shape_of(schemas, message.schema).properties
    if len(message.constants.get(envelope.tag, ())) == 1:
        return True
    return all(each.name in own for each in whole if each.required or (each.name,) == envelope.data)


def _tags(view: FrameView, envelope: EnvelopeDraft, id_: str) -> tuple[Scalar, ...]:
    """The tag values of a message that an envelope stands around: told, else those among its names that may be."""
    message, schemas = view.tagged[id_], view.document.schemas
    place = property_at(schemas, schemas[envelope.schema].value, envelope.tag) if envelope.schema else None
    return message.told or listed(message.names, place.values if place else None)


def _guess(view: FrameView, envelope: EnvelopeDraft, inner: str) -> Diagnostic:
    name = (envelope.schema or "").rpartition("/")[2]
    return found(
        "WSG408",
        envelope.location,
        f"no message refers to `{name}`, so it is taken for the frame around each payload, with a message's name as "
        f"its `{envelope.tag[-1]}` (such as `{view.name(inner)}`)",
        hint=f"say so: `x-wsgen-envelope: {{schema: '#/components/schemas/{name}'}}` at the root, or `false`",
    )


def _guess_inside(view: FrameView, envelopes: Mapping[str, EnvelopeDraft]) -> Diagnostic:
    id_, envelope = next(iter(envelopes.items()))
    tag, data = envelope.tag[0], envelope.data[0]
    others = len(envelopes) - 1
    also = f", and so {'is' if others == 1 else 'are'} {others} more" if others else ""
    return found(
        "WSG427",
        view.messages[id_].location,
        f"`{view.name(id_)}` is a `{tag}` beside a `{data}`{also}: taken for an envelope, so that handlers get what "
        f"`{data}` holds",
        hint=f"say so: `x-wsgen-envelope: {{tag: {tag}, data: {data}}}` at the root, or `false`",
    )


def _bare(view: FrameView, id_: str) -> Diagnostic:
    return found(
        "WSG428",
        view.messages[id_].location,
        f"`{view.name(id_)}` has no payload in the envelope, or requires a property that nothing would fill, so "
        "handlers get its whole frame",
        hint="set `x-wsgen-envelope: false` on it",
    )
