"""Writes what is seen on connections as lines for people: one for each, no longer than the terminal is wide."""

from datetime import datetime
from typing import Final

from ..diagnostics.excerpt import columns, visible
from ..plan.protocol import Direction
from .seen import Closed, Frame, Opened, Remark, Seen

_ARROWS: Final = {Direction.CLIENT_TO_SERVER: "→", Direction.SERVER_TO_CLIENT: "←"}
_SIDES: Final = {Direction.CLIENT_TO_SERVER: "client", Direction.SERVER_TO_CLIENT: "server"}
_NAME: Final = 16
_LEAST: Final = 40
_RED: Final = "31"
_GREEN: Final = "32"
_YELLOW: Final = "33"
_DIM: Final = "2"
# A frame of megabytes is cut before anything looks at its characters.
_LONGEST: Final = 2_000


def line(seen: Seen, width: int, *, has_color: bool) -> str:
    """One line without its end; `→` is client → server, `←` server → client. What doesn't fit is cut."""
    room = max(width, _LEAST)
    clock = datetime.fromtimestamp(seen.at).strftime("%H:%M:%S.%f")[:12]
    head = f"{clock} {seen.connection:>3} "
    match seen:
        case Opened():
            with_subprotocol = f" with {seen.subprotocol}" if seen.subprotocol else ""
            return head + _cut(f"opened {seen.path} ({seen.name}){with_subprotocol}", room - columns(head))
        case Closed():
            reason = f" {seen.reason}" if seen.reason else ""
            text = _cut(f"closed {seen.code} by the {_SIDES[seen.by]}{reason}", room - columns(head))
            return head + _painted(text, "" if seen.code in (1000, 1001, 1005) else _YELLOW, has_color=has_color)
        case Remark():
            return head + _painted(_cut(seen.text, room - columns(head)), _YELLOW, has_color=has_color)
        case Frame():
            return _frame(seen, head, room, has_color=has_color)


def _frame(seen: Frame, head: str, room: int, *, has_color: bool) -> str:
    size = min(_NAME, room // 5)
    name = _cut(seen.message or "?", size)
    verdict = "ok" if seen.verdict.is_valid else f"{seen.verdict.kind}: {seen.verdict.reason}"
    said = f"{seen.note}, {verdict}" if seen.note else verdict
    before = f"{head}{_ARROWS[seen.direction]} {name}{' ' * (size - columns(name))} "
    left = room - columns(before)
    # The verdict may take half of what is left, and the payload has the rest.
    end = _cut(said, max(left // 2, 2))
    payload = _cut(_text(seen.text), left - columns(end) - 1)
    gap = " " * (left - columns(payload) - columns(end))
    color = _YELLOW if seen.note else _GREEN if seen.verdict.is_valid else _RED
    shown = _painted(payload, _DIM, has_color=has_color)
    return f"{before}{shown}{gap}{_painted(end, color, has_color=has_color)}"


def _text(text: str | bytes) -> str:
    if isinstance(text, bytes):
        return f"{len(text)} bytes, {text[:40].hex(' ')}"
    return text


def _cut(text: str, room: int) -> str:
    """`text` in so many columns, which does nothing to a terminal."""
    shown = visible(text[:_LONGEST])
    if columns(shown) <= room and len(text) <= _LONGEST:
        return shown
    kept, used = "", 0
    for character in shown:
        used += columns(character)
        if used > room - 1:
            break
        kept += character
    return f"{kept}…" if room > 0 else ""


def _painted(text: str, number: str, *, has_color: bool) -> str:
    return f"\x1b[{number}m{text}\x1b[0m" if has_color and number and text else text
