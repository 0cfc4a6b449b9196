"""Decides which messages share one of the server's handlers: those that nothing tells apart, and those told to."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from ..diagnostics.diagnostic import Diagnostic, Severity
from ..diagnostics.found import found
from ..spec.node import Value, plain
from .draft import FramingDraft, Framings, Socket, messages_in, told_name
from .extensions import text_of
from .place import as_place
from .protocol import Direction, One, Stream
from .settings import PlanSettings
from .shape import shape_of
from .surface import View
from .tag import TAG_NAMES

HANDLER: Final = "x-handler-method"
Group = tuple[str, ...]
"""The ids of messages, in the document's order."""


def unite(
    view: View, framings: Framings, settings: PlanSettings
) -> tuple[Mapping[str, tuple[Group, ...]], tuple[Diagnostic, ...]]:
    """The messages that share a handler, by key of the connection, and a warning for each group that must.

    What nothing tells apart shares one, and so do messages with the same `x-handler-method`; never messages with
    different replies, which one handler couldn't give, or with handlers that have different names.
    """
    shared: dict[str, tuple[Group, ...]] = {}
    unsettled: dict[Group, Diagnostic] = {}
    for socket in view.sockets:
        ways = framings.by_socket[socket.key]
        sent = messages_in(view.traffic[socket.key][Direction.CLIENT_TO_SERVER])
        up = ways[Direction.CLIENT_TO_SERVER]
        shared[socket.key] = _shared(view, sent, up.alike, view.replies.on(socket.channels))
        for way, framing in ways.items():
            is_up = way is Direction.CLIENT_TO_SERVER
            for group in framing.alike:
                if is_up and _is_told(view, group):
                    continue
                if is_up or not _are_awaited(view, socket, group):
                    happens = _happens(group, shared[socket.key]) if is_up else _FIRST
                    unsettled.setdefault(group, _ambiguous(view, framing, group, happens))
    is_error = settings.ambiguous == "error"
    raised = (replace(each, severity=Severity.ERROR) if is_error else each for each in unsettled.values())
    return shared, tuple(raised)


def _are_awaited(view: View, socket: Socket, group: Group) -> bool:
    """Whether nothing but replies is alike, of which no request awaits two: then each is told by its request."""
    operations = {each.name: each for each in view.document.operations}
    for travel in view.traffic[socket.key][Direction.SERVER_TO_CLIENT]:
        operation = operations.get(travel.operation or "")
        if travel.message in group and (operation is None or travel.message in operation.messages):
            return False
    answers = view.replies.on(socket.channels).values()
    return all(len({*answer.messages}.intersection(group)) < 2 for answer in answers)


def _told(view: View, id_: str) -> str | None:
    return text_of(view.messages[id_].extensions, HANDLER) or None


def _is_told(view: View, group: Group) -> bool:
    """Whether the document itself joins them: then everybody knows."""
    names = {_told(view, id_) for id_ in group}
    return len(names) == 1 and None not in names


def _shared(
    view: View, sent: Sequence[str], alike: Sequence[Group], answers: Mapping[str, One | Stream]
) -> tuple[Group, ...]:
    members = {id_: group for group in alike for id_ in group}
    # What the handlers are called of those in one group with one answer: no message is in two groups.
    called: dict[object, set[str]] = {}
    for id_, group in members.items():
        if name := _told(view, id_):
            called.setdefault((group[0], answers.get(id_)), set()).add(name)
    parts: dict[object, list[str]] = {}
    for id_ in sent:
        answer, told = answers.get(id_), _told(view, id_)
        group = members.get(id_, (id_,))
        names = called.get((group[0], answer), {told} if told else set())
        if len(names) == 1:
            (told,) = names
        parts.setdefault((told or group, answer), []).append(id_)
    return tuple(tuple(each) for each in parts.values() if len(each) > 1)


_FIRST: Final = "a frame is taken for the first whose schema accepts"


def _happens(group: Group, shared: Sequence[Group]) -> str:
    """What becomes of a frame for the server that several messages may be."""
    if any(set(group) <= set(each) for each in shared):
        return f"one handler gets {'both' if len(group) == 2 else 'all'}, as the first whose schema accepts"
    return f"{_FIRST}, though their replies or handlers differ"


def _ambiguous(view: View, framing: FramingDraft, group: Group, happens: str) -> Diagnostic:
    first, second, *others = group
    name = {id_: told_name(view.messages[id_]) for id_ in group}
    also = f", nor can {len(others)} {'other' if len(others) == 1 else 'others'}" if others else ""
    return found(
        "WSG411",
        view.messages[second].location,
        f"messages `{name[first]}` and `{name[second]}` can't be told apart{also}: {happens}",
        hint=_settles(view, framing, (first, second)),
        related=tuple((f"`{name[id_]}`", view.messages[id_].location) for id_ in (first, *others[:5])),
    )


def _settles(view: View, framing: FramingDraft, pair: tuple[str, str]) -> str:
    """What would tell two messages apart: by what their examples show, else by what only one of them has."""
    names = [told_name(view.messages[id_]) for id_ in pair]
    if not all("object" in shape_of(view.document.schemas, _schema(view, id_)).types for id_ in pair):
        return "let no frame satisfy both schemas, such as by a `const` of each in the same place, or by other sizes"
    place = as_place(framing.tag or ("type",))
    for key, one, other in _differences(*(_example(view, id_) for id_ in pair)):
        if framing.tag in {None, (key,)}:
            return f"their examples differ in `{key}` (`{one}`, `{other}`): give it a `const` in each, and require it"
    own = next(((key, id_) for key, id_ in framing.keys.items() if id_ in pair), None)
    if own is not None:
        whose = told_name(view.messages[own[1]])
        return f"require `{own[0]}`, which only `{whose}` has, or give `{place}` a `const` in each"
    values = "each" if names[0] == names[1] else f"each, such as `{names[0]}` and `{names[1]}`"
    return f"give `{place}` a `const` in {values}, and require it"


def _differences(one: Value, other: Value) -> Iterator[tuple[str, str, str]]:
    """The texts in which two examples differ, those first that a tag usually stands in."""
    if isinstance(one, dict) and isinstance(other, dict):
        keys = [*(each for each in TAG_NAMES if each in one), *(each for each in one if each not in TAG_NAMES)]
        for key in keys:
            left, right = one[key], other.get(key)
            if isinstance(left, str) and isinstance(right, str) and left != right:
                yield key, left, right


def _example(view: View, id_: str) -> Value:
    """A payload of a message as the document shows it: by the message's own example, else by its schema's."""
    message = view.messages[id_]
    shown = [plain(each.payload) for each in message.examples if each.payload is not None]
    schema = _schema(view, id_)
    listed = schema.get("examples") if isinstance(schema, dict) else None
    return next(iter((*shown, *(listed if isinstance(listed, list) else ()))), None)


def _schema(view: View, id_: str) -> Value:
    payload = view.messages[id_].payload
    return view.document.schemas[payload].value if payload else {"type": "object"}
