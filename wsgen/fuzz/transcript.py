"""Writes a run as people read it: who sent what, a line each, and how it ended."""

import json
from collections.abc import Iterator, Mapping

from ..instances.frames import Frames
from ..instances.reading import read_text as verdict_on
from ..plan.protocol import Direction
from .run import Answered, Died, Ended, Event, Got, Opened, Run, Sent, Silence
from .steps import Binary, Invalid, NotText, Pause, Ping, Raw, Reconnect, Step, Valid

UP = "client → server"
DOWN = "server → client"


def transcript(frames: Frames, run: Run) -> tuple[str, ...]:
    """One line for each thing that happened; the first says that the client connects."""
    return tuple(_lines(frames, run))


def cut(line: str, width: int) -> str:
    """`line` in at most so many columns."""
    return line if len(line) <= width else f"{line[: width - 1]}…"


def _lines(frames: Frames, run: Run) -> Iterator[str]:
    wire = {id_: each.wire for id_, each in frames.protocol.messages.items()}
    for event in run.events:
        yield from _line(frames, wire, run, event)


def _line(frames: Frames, wire: Mapping[str, str], run: Run, event: Event) -> Iterator[str]:
    match event:
        case Opened(number=number):
            yield "client connects" if number == 1 else "client connects again"
        case Sent(step=number):
            yield f"{UP}  {_step(wire, run.trace.steps[number])}"
        case Got(content=str(text)):
            name = wire.get(verdict_on(frames, Direction.SERVER_TO_CLIENT, text).message or "", "?")
            yield f"{DOWN}  {name}  {_shown(text)}"
        case Got(content=content, is_text=is_text):
            kind = "text that isn't UTF-8" if is_text else "binary"
            yield f"{DOWN}  ({kind}, {len(content)} bytes)"
        case Answered(text=text):
            yield f"{UP}  (answers the ping)  {_shown(text)}"
        case Silence(seconds=seconds):
            yield f"server says nothing for {seconds:.1f} s"
        case Ended(code=code, reason=reason, by_client=by_client):
            if by_client:
                yield "client closes"
            elif code == _ABNORMAL:
                yield f"server drops the connection{f' ({reason})' if reason else ''}"
            else:
                yield f"server closes {code}{f' ({_shown(reason)})' if reason else ''}"
        case Died(exit_code=code):
            yield f"server's process ends with {code}"


_ABNORMAL = 1006


def _step(wire: Mapping[str, str], step: Step) -> str:
    match step:
        case Valid(message=message, text=text):
            return f"{wire.get(message, message)}  {_shown(text)}"
        case Invalid(message=message, text=text, keyword=keyword, pointer=pointer):
            return f"{wire.get(message, message)} (wrong: {keyword} {_at(pointer)})  {_shown(text)}"
        case Raw(kind=kind, text=text):
            size = f", {len(text)} characters" if len(text) > _LONG else ""
            return f"({kind}{size})  {_shown(text)}"
        case NotText(kind=kind, payload=payload):
            return f"({kind}, {len(payload)} bytes)"
        case Binary(payload=payload):
            return f"(binary, {len(payload)} bytes)"
        case Ping():
            return "(a ping of WebSocket's own)"
        case Pause(seconds=seconds):
            return f"(waits {seconds:g} s)"
        case Reconnect(how=how):
            return f"({how})"


_LONG = 200


def _at(pointer: str) -> str:
    return f"at {pointer}" if pointer else "of the frame"


def _shown(text: str) -> str:
    """Text that does nothing to a terminal, on one line, in order to be cut."""
    return "".join(each if each.isprintable() else json.dumps(each)[1:-1] for each in text[: 4 * _LONG])
