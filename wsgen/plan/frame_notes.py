"""Says what about the recognition of messages was inferred, and what can't be settled."""

from collections.abc import Iterator
from dataclasses import replace

from ..diagnostics.diagnostic import Diagnostic, Severity
from ..diagnostics.found import found
from .disjoint import first_alike
from .draft import FramingDraft
from .protocol import Recognition
from .recognise import FrameView
from .shape import shape_of
from .tag import accepts


def notes_on(view: FrameView, framing: FramingDraft) -> Iterator[Diagnostic]:
    """Everything that is to be said about one direction of one connection."""
    if framing.recognition is Recognition.NAMED_TAG:
        yield _named(view, framing)
    if framing.recognition is Recognition.TAG:
        optional = frozenset(framing.optional)
        yield from (_untagged(view, framing, id_) for id_ in framing.untagged if id_ not in optional)
    if framing.optional:
        yield _optional(view, framing)
    yield from _refused(view, framing)
    yield from _ambiguous(view, framing)


def _named(view: FrameView, framing: FramingDraft) -> Diagnostic:
    id_, values = next(iter(framing.tags.items()))
    place = "/".join(framing.tag or ())
    return found(
        "WSG407",
        view.messages[id_].location,
        f"`{place}` is a free text; `{values[0]}` is taken to mean `{view.name(id_)}`, and so on for the others",
        hint=f"give `{place}` a `const` in each message's schema, or set `x-wsgen-tag` on the message",
    )


def _untagged(view: FrameView, framing: FramingDraft, id_: str) -> Diagnostic:
    place = "/".join(framing.tag or ())
    return found(
        "WSG412",
        view.messages[id_].location,
        f"`{place}` has no value of its own in `{view.name(id_)}`, so a frame is tried against it when no tag matches",
        hint=f"give `{place}` a `const` that no other message has",
    )


def _optional(view: FrameView, framing: FramingDraft) -> Diagnostic:
    place = "/".join(framing.tag or ())
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
                    f"`{value}` is to mean `{view.name(id_)}`, whose schema refuses it as `{'/'.join(framing.tag)}`",
                    hint="add it to the schema's `enum`, or leave it out",
                )


def _ambiguous(view: FrameView, framing: FramingDraft) -> Iterator[Diagnostic]:
    """What is tried in order, and may accept a frame of another: the one that is tried first gets it."""
    optional = frozenset(framing.optional)
    tried = [id_ for id_ in framing.untagged if id_ not in optional]
    shapes = [shape_of(view.document.schemas, view.tagged[id_].schema) for id_ in tried]
    losers: dict[str, list[str]] = {}
    for id_, earlier in zip(tried, first_alike(shapes), strict=True):
        if earlier is not None:
            losers.setdefault(tried[earlier], []).append(id_)
    for winner, (first, *others) in losers.items():
        place = "/".join(framing.tag or ("type",))
        also = f", nor can {_others(len(others))}" if others else ""
        diagnostic = found(
            "WSG411",
            view.messages[first].location,
            f"messages `{view.name(winner)}` and `{view.name(first)}` can't be told apart{also}; "
            f"`{view.name(winner)}` is tried first",
            hint=f"give `{place}` a `const` in each, such as `{view.name(first)}`, and require it",
            related=tuple((f"`{view.name(id_)}`", view.messages[id_].location) for id_ in (winner, *others[:5])),
        )
        is_error = view.settings.ambiguous == "error"
        yield replace(diagnostic, severity=Severity.ERROR) if is_error else diagnostic


def _others(count: int) -> str:
    return "1 other" if count == 1 else f"{count} others"
