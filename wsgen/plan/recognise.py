"""Decides how messages are recognised, as far as tags go: a constant, a name, or none."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from ..spec.document import Channel, Document, Message
from .draft import FramingDraft, Socket, told_name
from .extensions import text_of
from .place import as_path, as_place
from .protocol import Direction, Path, Recognition, Scalar
from .settings import PlanSettings
from .shape import property_at
from .tag import Tagged, const_tag, const_values, named_tag


@dataclass(frozen=True, slots=True)
class FrameView:
    """What framing looks at: the document, and each of its messages as far as its tag goes."""

    document: Document
    settings: PlanSettings
    messages: Mapping[str, Message]
    channels: Mapping[str, Channel]
    tagged: Mapping[str, Tagged]

    def of(self, ids: Iterable[str]) -> list[Tagged]:
        """The messages with these ids, in this order."""
        return [self.tagged[id_] for id_ in ids]

    def name(self, id_: str) -> str:
        """What the document calls a message."""
        return told_name(self.messages[id_])


def recognise(
    view: FrameView, socket: Socket, groups: Mapping[Direction, tuple[str, ...]], told: Path | None = None
) -> Mapping[Direction, FramingDraft]:
    """The framing of both directions of one connection; one path for both where it tells as many.

    `told` is where the tag stands, which the document may say too.
    """
    told = told or _told_path(view, socket)
    joint = told or const_tag([view.of(ids) for ids in groups.values()])
    framings: dict[Direction, FramingDraft] = {}
    for way, ids in groups.items():
        path = joint if told else _better(view, ids, joint)
        framings[way] = _layer(view, ids, path, is_told=told is not None)
    return framings


def _told_path(view: FrameView, socket: Socket) -> Path | None:
    for name in socket.channels:
        if told := text_of(view.channels[name].extensions, "x-wsgen-tag-field"):
            return as_path(told)
    told = text_of(view.document.extensions, "x-wsgen-tag-field")
    return as_path(told) if told else None


def _better(view: FrameView, ids: tuple[str, ...], joint: Path | None) -> Path | None:
    messages = view.of(ids)
    own = const_tag([messages])
    if own is None or joint is None:
        return own or joint
    return own if len(const_values(messages, own)) > len(const_values(messages, joint)) else joint


def _layer(view: FrameView, ids: tuple[str, ...], path: Path | None, *, is_told: bool) -> FramingDraft:
    """The first layer that holds for the messages of one direction."""
    if not ids:
        return FramingDraft(Recognition.ALONE, None, {}, (), (), "nothing travels this way")
    constant: Mapping[str, tuple[Scalar, ...]] = const_values(view.of(ids), path) if path else {}
    if path and constant and not (is_told and len(constant) < len(ids)):
        return _by_tag(view, ids, path, constant)
    if len(ids) == 1:
        return FramingDraft(Recognition.ALONE, None, {}, ids, (), "it is the only message this way")
    named = named_tag(view.document.schemas, view.of(ids), path if is_told else None)
    if named is not None and len(named[1]) > len(constant):
        return _by_name(view, ids, *named)
    if path and constant:
        return _by_tag(view, ids, path, constant)
    return FramingDraft(Recognition.UNION, None, {}, ids, (), "no property tells the messages apart")


def _by_name(
    view: FrameView, ids: tuple[str, ...], place: Path, tags: Mapping[str, tuple[Scalar, ...]]
) -> FramingDraft:
    who = "most of whose values" if len(tags) < len(ids) else "whose values"
    reason = f"`{as_place(place)}` names the message: a property {who} the examples or names give"
    return _tagged(view, ids, FramingDraft(Recognition.NAMED_TAG, place, tags, (), (), reason))


def _by_tag(view: FrameView, ids: tuple[str, ...], path: Path, tags: Mapping[str, tuple[Scalar, ...]]) -> FramingDraft:
    most = "each message" if len(tags) == len(ids) else "most messages"
    reason = f"`{as_place(path)}` has a constant in {most}"
    return _tagged(view, ids, FramingDraft(Recognition.TAG, path, tags, (), (), reason))


def _tagged(view: FrameView, ids: tuple[str, ...], draft: FramingDraft) -> FramingDraft:
    """A framing by tags with what is tried after them: what has none, and what may leave its tag out.

    The frames without a tag of the latter would be lost.
    """
    optional = tuple(id_ for id_ in ids if id_ in draft.tags and _may_leave_out(view, id_, draft))
    leaving = frozenset(optional)
    untagged = tuple(id_ for id_ in ids if id_ not in draft.tags or id_ in leaving)
    return replace(draft, untagged=untagged, optional=optional)


def _may_leave_out(view: FrameView, id_: str, draft: FramingDraft) -> bool:
    each = property_at(view.document.schemas, view.tagged[id_].schema, draft.tag or ())
    if each is None or each.required:
        return each is None
    # Where its schema takes other tags too, frames with one that nobody knows would be taken for it.
    return draft.recognition is Recognition.TAG or len(each.values or ()) == 1
