"""Decides how the messages of each connection and direction are recognised."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from ..diagnostics.diagnostic import Diagnostic, Severity
from ..diagnostics.found import found
from ..spec.document import Document, Message
from ..spec.node import Value
from .draft import EnvelopeDraft, FramingDraft, Framings, Socket, Travel, in_direction, messages_by_id, told_name
from .envelope import KEY, as_path, inferred_envelope, told_envelope
from .extensions import scalars_of, text_of
from .protocol import Direction, Path, Recognition, Scalar
from .settings import PlanSettings
from .shape import are_disjoint
from .tag import Tagged, accepts, const_tag, const_values, named_tag, own_values


def frame(
    document: Document, sockets: Sequence[Socket], travels: Sequence[Travel], settings: PlanSettings
) -> tuple[Framings, tuple[Diagnostic, ...]]:
    """Say of each direction of each connection where its tag stands, and which values mean which message.

    The layers, the first that holds: an envelope; the only message; constant tags at one path, where messages without
    one are tried after the others; a shared text property whose value is the message's name; else all are tried in
    order. What is inferred from names is a note; messages that can't be told apart are a warning.
    """
    messages = messages_by_id(document)
    view = _View(document, settings, messages, {id_: _tagged(document, each) for id_, each in messages.items()})
    envelope, enveloped, diagnostics = _envelope(view)
    by_path: dict[str, Mapping[Direction, FramingDraft]] = {}
    for socket in sockets:
        groups = {way: in_direction(travels, socket, way) for way in Direction}
        if envelope is None:
            framings = _flat(view, socket, groups)
        else:
            diagnostics.extend(_mixed(view, groups, enveloped))
            framings = {way: _wrapped(view, envelope, ids) for way, ids in groups.items()}
        by_path[socket.path] = framings
        for framing in framings.values():
            diagnostics.extend(_remarks(view, framing, is_flat=envelope is None))
    return Framings(_consistent(by_path), envelope, frozenset(enveloped)), tuple(diagnostics)


@dataclass(frozen=True, slots=True)
class _View:
    document: Document
    settings: PlanSettings
    messages: Mapping[str, Message]
    tagged: Mapping[str, Tagged]

    def of(self, ids: Iterable[str]) -> list[Tagged]:
        return [self.tagged[id_] for id_ in ids]

    def name(self, id_: str) -> str:
        return told_name(self.messages[id_])


def _tagged(document: Document, message: Message) -> Tagged:
    aliases = [each for each in scalars_of(message.extensions, "x-aliases") if isinstance(each, str)]
    schema: Value = document.schemas[message.payload].value if message.payload else True
    return Tagged(
        id=message.id,
        names=(told_name(message), *aliases),
        schema=schema,
        examples=tuple(each.payload for each in message.examples if each.payload is not None),
        told=scalars_of(message.extensions, "x-wsgen-tag"),
    )


def _envelope(view: _View) -> tuple[EnvelopeDraft | None, set[str], list[Diagnostic]]:
    """The envelope and the messages that travel in it: as the nearest `x-wsgen-envelope` says, else as inferred."""
    document = view.document
    told: dict[str, bool] = {}
    nodes = {}
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
    return envelope, {id_ for id_, inside in told.items() if inside}, diagnostics


def _guess(view: _View, envelope: EnvelopeDraft) -> Diagnostic:
    name = (envelope.schema or "").rpartition("/")[2]
    example = view.name(next(iter(view.messages)))
    return found(
        "WSG408",
        envelope.location,
        f"no message refers to `{name}`, so it is taken for the frame around each payload, with a message's name as "
        f"its `{envelope.tag[-1]}` (such as `{example}`)",
        hint=f"say so: `x-wsgen-envelope: {{schema: '#/components/schemas/{name}'}}` at the root, or `false`",
    )


def _mixed(view: _View, groups: Mapping[Direction, tuple[str, ...]], enveloped: set[str]) -> Iterator[Diagnostic]:
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


def _wrapped(view: _View, envelope: EnvelopeDraft, ids: tuple[str, ...]) -> FramingDraft:
    """In an envelope the tag is the message's: told, constant in its own frame, shown by an example, or its name."""
    values: dict[str, tuple[Scalar, ...]] = {}
    for message in view.of(ids):
        own = const_values(view.document.schemas, [message], envelope.tag) if envelope.schema is None else {}
        values[message.id] = message.told or own.get(message.id) or message.names
    tags = own_values(values)
    place = "/".join(envelope.tag)
    reason = f"`{place}` of the envelope names the message" if ids else "nothing travels this way"
    return FramingDraft(Recognition.ENVELOPE, envelope.tag, tags, _rest(ids, tags), reason)


def _flat(view: _View, socket: Socket, groups: Mapping[Direction, tuple[str, ...]]) -> Mapping[Direction, FramingDraft]:
    told = _told_path(view, socket)
    path = told or const_tag(view.document.schemas, [view.of(ids) for ids in groups.values()])
    return {way: _recognised(view, ids, path, is_told=told is not None) for way, ids in groups.items()}


def _told_path(view: _View, socket: Socket) -> Path | None:
    for channel in view.document.channels:
        if channel.name in socket.channels and (told := text_of(channel.extensions, "x-wsgen-tag-field")):
            return as_path(told)
    told = text_of(view.document.extensions, "x-wsgen-tag-field")
    return as_path(told) if told else None


def _recognised(view: _View, ids: tuple[str, ...], path: Path | None, *, is_told: bool) -> FramingDraft:
    """The first layer that holds for the messages of one direction."""
    if not ids:
        return FramingDraft(Recognition.ALONE, None, {}, (), "nothing travels this way")
    schemas = view.document.schemas
    constant = const_values(schemas, view.of(ids), path) if path else {}
    if path and constant and not (is_told and len(constant) < len(ids)):
        return FramingDraft(
            Recognition.TAG, path, constant, _rest(ids, constant), f"`{'/'.join(path)}` has a constant in each message"
        )
    if len(ids) == 1:
        return FramingDraft(Recognition.ALONE, None, {}, ids, "it is the only message this way")
    named = named_tag(schemas, view.of(ids), path if is_told else None)
    if named is not None:
        place, tags = named
        reason = f"`{'/'.join(place)}` is a text that all have, and names the message"
        return FramingDraft(Recognition.NAMED_TAG, place, tags, (), reason)
    if path and constant:
        return FramingDraft(
            Recognition.TAG, path, constant, _rest(ids, constant), f"`{'/'.join(path)}` was set as the tag"
        )
    return FramingDraft(
        Recognition.UNION, None, {}, ids, "no property tells the messages apart, so they are tried in order"
    )


def _rest(ids: Iterable[str], tags: Mapping[str, tuple[Scalar, ...]]) -> tuple[str, ...]:
    return tuple(id_ for id_ in ids if id_ not in tags)


def _consistent(
    by_path: Mapping[str, Mapping[Direction, FramingDraft]],
) -> Mapping[str, Mapping[Direction, FramingDraft]]:
    """A message has the same tag values wherever a tag tells it; where it would have others, it is tried instead."""
    known: dict[str, tuple[Path | None, tuple[Scalar, ...]]] = {}
    result: dict[str, Mapping[Direction, FramingDraft]] = {}
    for path, framings in by_path.items():
        kept = {}
        for way, framing in framings.items():
            tags = {
                id_: values
                for id_, values in framing.tags.items()
                if known.setdefault(id_, (framing.tag, values)) == (framing.tag, values)
            }
            moved = tuple(id_ for id_ in framing.tags if id_ not in tags)
            kept[way] = replace(framing, tags=tags, untagged=(*framing.untagged, *moved))
        result[path] = kept
    return result


def _remarks(view: _View, framing: FramingDraft, *, is_flat: bool) -> Iterator[Diagnostic]:
    if framing.recognition is Recognition.NAMED_TAG:
        yield _named_remark(view, framing)
    if framing.recognition is Recognition.TAG:
        yield from (_untagged_remark(view, framing, id_) for id_ in framing.untagged)
    if is_flat:
        yield from _refused(view, framing)
    yield from _ambiguous(view, framing)


def _named_remark(view: _View, framing: FramingDraft) -> Diagnostic:
    id_, values = next(iter(framing.tags.items()))
    place = "/".join(framing.tag or ())
    return found(
        "WSG407",
        view.messages[id_].location,
        f"`{place}` is a free text; `{values[0]}` is taken to mean `{view.name(id_)}`, and so on for the others",
        hint=f"give `{place}` a `const` in each message's schema, or set `x-wsgen-tag` on the message",
    )


def _untagged_remark(view: _View, framing: FramingDraft, id_: str) -> Diagnostic:
    place = "/".join(framing.tag or ())
    return found(
        "WSG412",
        view.messages[id_].location,
        f"`{place}` has no value of its own in `{view.name(id_)}`, so a frame is tried against it when no tag matches",
        hint=f"give `{place}` a `const` that no other message has",
    )


def _refused(view: _View, framing: FramingDraft) -> Iterator[Diagnostic]:
    """Tag values of the document that the message's own schema refuses: no frame could have them."""
    for id_ in framing.tags:
        message = view.tagged[id_]
        for value in (*message.told, *message.names[1:]):
            if framing.tag and not accepts(view.document.schemas, message.schema, framing.tag, value):
                yield found(
                    "WSG419",
                    view.messages[id_].location,
                    f"`{value}` is to mean `{view.name(id_)}`, whose schema refuses it as `{'/'.join(framing.tag)}`",
                    hint="add it to the schema's `enum`, or leave it out",
                )


def _ambiguous(view: _View, framing: FramingDraft) -> Iterator[Diagnostic]:
    """Pairs among the messages that are tried in order of which both may accept a frame: the earlier one gets it."""
    for index, id_ in enumerate(framing.untagged):
        for earlier in framing.untagged[:index]:
            one, other = view.tagged[earlier], view.tagged[id_]
            if are_disjoint(view.document.schemas, one.schema, other.schema):
                continue
            place = "/".join(framing.tag or ("type",))
            diagnostic = found(
                "WSG411",
                view.messages[id_].location,
                f"messages `{view.name(earlier)}` and `{view.name(id_)}` can't be told apart; the first is tried first",
                hint=f"give `{place}` a `const` in both, such as `{view.name(id_)}`, and require it",
                related=((f"`{view.name(earlier)}`", view.messages[earlier].location),),
            )
            is_error = view.settings.ambiguous == "error"
            yield replace(diagnostic, severity=Severity.ERROR) if is_error else diagnostic
            break
