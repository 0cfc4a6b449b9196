"""Says what about the recognition of messages by tags was inferred."""

from collections.abc import Iterator

from ..diagnostics.diagnostic import Diagnostic
from ..diagnostics.found import found
from .draft import FramingDraft
from .place import as_place
from .protocol import Path, Recognition
from .recognise import FrameView
from .shape import property_at, shape_of
from .tag import accepts


def notes_on(view: FrameView, framing: FramingDraft) -> Iterator[Diagnostic]:
    """Everything that is to be said about one direction of one connection."""
    if framing.recognition is Recognition.NAMED_TAG:
        yield _named(view, framing)
    if framing.recognition in {Recognition.TAG, Recognition.NAMED_TAG}:
        told = {id_ for group in framing.alike for id_ in group}
        yield from (
            _untagged(view, framing, id_) for id_ in framing.tried if id_ not in told and _may_be(view, framing, id_)
        )
    if framing.optional:
        yield _optional(view, framing)
    yield from _refused(view, framing)


def _may_be(view: FrameView, framing: FramingDraft, id_: str) -> bool:
    """Whether a frame of this message may have the tag of another: it has a place for it, where it has no constant."""
    tag: Path = framing.tag or ()
    schemas, schema = view.document.schemas, view.tagged[id_].schema
    kind = "array" if "".join(tag[:1]).isdigit() else "object"
    if kind not in shape_of(schemas, schema).types:
        return False
    each = property_at(schemas, schema, tag)
    return each is None or each.values is None


def _named(view: FrameView, framing: FramingDraft) -> Diagnostic:
    id_, values = next(iter(framing.tags.items()))
    place = as_place(framing.tag or ())
    return found(
        "WSG407",
        view.messages[id_].location,
        f"`{place}` has no constant; `{values[0]}` is taken to mean `{view.name(id_)}`, and so on for the others",
        hint=f"give `{place}` a `const` in each message's schema, or set `x-wsgen-tag` on the message",
    )


def _untagged(view: FrameView, framing: FramingDraft, id_: str) -> Diagnostic:
    place = as_place(framing.tag or ())
    return found(
        "WSG412",
        view.messages[id_].location,
        f"`{place}` has no value of its own in `{view.name(id_)}`, so a frame is tried against it when no tag matches",
        hint=f"give `{place}` a `const` that no other message has",
    )


def _optional(view: FrameView, framing: FramingDraft) -> Diagnostic:
    place = as_place(framing.tag or ())
    first, *others = framing.optional
    also = f" (nor {'does' if len(others) == 1 else 'do'} {_others(len(others))})" if others else ""
    return found(
        "WSG422",
        view.messages[first].location,
        f"`{view.name(first)}` doesn't require its tag `{place}`{also}, so a frame without it is tried in order",
        hint=f"add `{place}` to the schema's `required`",
    )


def _refused(view: FrameView, framing: FramingDraft) -> Iterator[Diagnostic]:
    """Tag values of the document that the message's own schema refuses: no frame could have them."""
    for id_ in framing.tags:
        message = view.tagged[id_]
        for value in (*message.told, *message.names[1:]):
            if framing.tag and not accepts(view.document.schemas, message.schema, framing.tag, value):
                yield found(
                    "WSG419",
                    view.messages[id_].location,
                    f"`{value}` is to mean `{view.name(id_)}`, whose schema refuses it as `{as_place(framing.tag)}`",
                    hint="add it to the schema's `enum`, or leave it out",
                )


def _others(count: int) -> str:
    return "1 other" if count == 1 else f"{count} others"
