"""Draws who sends what after what, as an SVG picture with a title and a description in words."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from ..plan.ending import Heartbeat
from ..plan.protocol import One, Protocol, Route, Stream
from .html import Html, element, join, text

_LEFT: Final = 60
_STEP: Final = 40
_HEAD: Final = 46
_LETTER: Final = 7.3
_LONGEST: Final = 44
_NARROWEST: Final = 320


@dataclass(frozen=True, slots=True)
class Arrow:
    """One message, up to the server or down to the client."""

    label: str
    is_up: bool


@dataclass(frozen=True, slots=True)
class Box:
    """What happens any number of times, or one of what may happen; `word` says which."""

    word: str
    arrows: tuple[Arrow, ...]


Step = Arrow | Box


def reply_sequence(protocol: Protocol, route: Route, reply: One | Stream, id_: str) -> Html:
    """What follows a request; `id_` is the picture's id."""

    def named(ids: Sequence[str]) -> tuple[str, ...]:
        return tuple(protocol.messages[each].wire for each in ids)

    asked = protocol.messages[route.message].wire
    steps: list[Step] = [Arrow(asked, is_up=True)]
    if isinstance(reply, One):
        names = named(reply.messages)
        steps += _one_of(names)
        said = f"The client sends {asked}; the server answers with {_or(names)}."
        return _drawn(f"{asked}: one answer", said, steps, id_)
    start, items, end = named((reply.start,) if reply.start else ()), named(reply.items), named(reply.end)
    steps += [Arrow(each, is_up=False) for each in start]
    if items:
        word = "any number of" if len(items) == 1 else "any number of these"
        steps.append(Box(word, tuple(Arrow(each, is_up=False) for each in items)))
    steps += _one_of(end)
    begin = f"{start[0]}, then " if start else ""
    said = f"The client sends {asked}; the server answers with {begin}any number of {_or(items)}"
    said += f", and {_or(end)} at the end." if end else "."
    return _drawn(f"{asked}: a stream", said, steps, id_)


def heartbeat_sequence(protocol: Protocol, beat: Heartbeat, id_: str) -> Html:
    """The ping and its answer."""
    ping, pong = (protocol.messages[each].wire for each in (beat.ping, beat.pong))
    said = f"Every {beat.interval:g} seconds the server sends {ping}; the client answers with {pong}"
    said += f" within {beat.timeout:g} seconds."
    box = Box(f"every {beat.interval:g} s", (Arrow(ping, is_up=False), Arrow(pong, is_up=True)))
    return _drawn("Heartbeat", said, [box], id_)


def _one_of(names: Sequence[str]) -> list[Step]:
    arrows = tuple(Arrow(each, is_up=False) for each in names)
    return [Box("one of", arrows)] if len(arrows) > 1 else list(arrows)


def _or(names: Sequence[str]) -> str:
    if len(names) < 2:
        return "".join(names) or "nothing"
    return f"{', '.join(names[:-1])} or {names[-1]}"


def _drawn(title: str, said: str, steps: Sequence[Step], id_: str) -> Html:
    labels = [arrow.label for each in steps for arrow in (each.arrows if isinstance(each, Box) else (each,))]
    longest = max(min(len(each), _LONGEST) for each in labels)
    right = max(_NARROWEST, int(_LEFT + longest * _LETTER + 100))
    parts: list[Html] = []
    down = float(_HEAD)
    for each in steps:
        drawn, down = _box(each, down, right) if isinstance(each, Box) else _arrow(each, down, right)
        parts += drawn
    width, height = right + _LEFT, int(down) + 14
    lines = [element("line", x1=str(x), y1="30", x2=str(x), y2=str(height - 4), class_="life") for x in (_LEFT, right)]
    heads = [_head(_LEFT, "Client"), _head(right, "Server")]
    return element(
        "svg",
        element("title", text(title), id=f"{id_}-t"),
        element("desc", text(said), id=f"{id_}-d"),
        *lines,
        *heads,
        *parts,
        viewBox=f"0 0 {width} {height}",
        width=str(width),
        height=str(height),
        role="img",
        aria_labelledby=f"{id_}-t",
        aria_describedby=f"{id_}-d",
        class_="sequence",
    )


def _head(x: int, name: str) -> Html:
    rect = element("rect", x=str(x - 36), y="4", width="72", height="26", rx="6", class_="who")
    return join((rect, element("text", text(name), x=str(x), y="21.5", class_="who")))


def _arrow(arrow: Arrow, top: float, right: int) -> tuple[list[Html], float]:
    y = top + _STEP - 10
    begin, end = (_LEFT, right) if arrow.is_up else (right, _LEFT)
    tip = end - 9 if arrow.is_up else end + 9
    label = arrow.label if len(arrow.label) <= _LONGEST else f"{arrow.label[: _LONGEST - 1]}…"
    line = element("line", x1=str(begin), y1=f"{y:g}", x2=str(tip), y2=f"{y:g}")
    points = f"{end},{y:g} {tip},{y - 4.5:g} {tip},{y + 4.5:g}"
    shown = element("text", text(label), x=str((_LEFT + right) // 2), y=f"{y - 8:g}")
    way = "up" if arrow.is_up else "down"
    return [element("g", line, element("polygon", points=points), shown, class_=way)], top + _STEP


def _box(box: Box, top: float, right: int) -> tuple[list[Html], float]:
    parts = [*_inside(box, top + 22, right)]
    bottom = top + 22 + _STEP * len(box.arrows) + 4
    x, wide = _LEFT - 26, right - _LEFT + 52
    frame = element(
        "rect", x=str(x), y=f"{top + 8:g}", width=str(wide), height=f"{bottom - top - 8:g}", rx="6", class_="box"
    )
    word = element("text", text(box.word), x=str(x + 8), y=f"{top + 23:g}", class_="word")
    return [frame, *parts, word], bottom


def _inside(box: Box, top: float, right: int) -> Iterator[Html]:
    for at, arrow in enumerate(box.arrows):
        drawn, _ = _arrow(arrow, top + _STEP * at, right)
        yield from drawn
