"""Reads a recording: lines of `wsgen mock --record`, a browser's HAR file, a terminal's `> …` and `< …`, bare JSON."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final
from urllib.parse import parse_qsl, urlsplit

from ..plan.protocol import Direction
from ..spec.node import Value
from .addresses import template_of
from .frame_text import UnfitError, value_of
from .recorded import Recorded, Recording, Session
from .secrets import redacted

_SAID: Final[Mapping[str, Direction | None]] = MappingProxyType(
    {
        **{each.value: each for each in Direction},
        "client -> server": Direction.CLIENT_TO_SERVER,
        "server -> client": Direction.SERVER_TO_CLIENT,
        "unknown": None,
    }
)
_MARKS: Final = (
    ("> ", Direction.CLIENT_TO_SERVER),
    ("→ ", Direction.CLIENT_TO_SERVER),
    ("< ", Direction.SERVER_TO_CLIENT),
    ("← ", Direction.SERVER_TO_CLIENT),
)
_HAR_DIRECTIONS: Final = {"send": Direction.CLIENT_TO_SERVER, "receive": Direction.SERVER_TO_CLIENT}
_TEXT_FRAME: Final = 1


class NoRecordingError(Exception):
    """The text is no recording; the message says what is wrong, and `line` where: 0 is the whole text."""

    def __init__(self, message: str, line: int = 0) -> None:
        super().__init__(message)
        self.line = line


@dataclass(frozen=True, slots=True)
class Crossed:
    """One frame as it crossed, bytes where it was binary; `is_damaged` where a mock damaged it on purpose."""

    session: Session
    direction: Direction | None
    text: str | bytes
    is_damaged: bool = False


def recording_of(text: str) -> Recording:
    """The recording that a file's text is. Raises NoRecordingError."""
    text = text.removeprefix("\ufeff")
    har = _har(text)
    return kept(tuple(_in_har(har) if har is not None else _in_lines(text)))


def kept(crossed: Sequence[Crossed], sessions: Sequence[Session] = ()) -> Recording:
    """The frames that a document can describe, without secrets; `sessions` are connections that had no frames too."""
    frames: list[Recorded] = []
    left_out: Counter[str] = Counter()
    hidden: Counter[str] = Counter()
    for each in crossed:
        if each.is_damaged:
            left_out["frame that was damaged on purpose"] += 1
            continue
        try:
            value = value_of(each.text)
        except UnfitError as error:
            left_out[str(error)] += 1
            continue
        frames.append(Recorded(each.session, each.direction, redacted(value, hidden)))
    remarks = [f"{count} × {reason}: left out" for reason, count in left_out.items()]
    remarks += [f"{count} × a value of `{name}` replaced, since it may be a secret" for name, count in hidden.items()]
    every = dict.fromkeys((*sessions, *(each.session for each in crossed)))
    spoken = {template_of(each) for each in {each.session.path for each in frames}}
    silent = dict.fromkeys(each.path for each in every if template_of(each.path) not in spoken)
    remarks += [f"nothing that can be described crossed at {each}: left out" for each in silent if each and frames]
    return Recording(tuple(frames), tuple(each for each in every if each.path not in silent), tuple(remarks))


def _har(text: str) -> list[Value] | None:
    """The entries of a HAR file; None for any other text."""
    if not text.lstrip().startswith("{"):
        return None
    try:
        whole: Value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    log = whole.get("log") if isinstance(whole, dict) else None
    entries = log.get("entries") if isinstance(log, dict) else None
    return entries if isinstance(entries, list) else None


def _in_har(entries: Sequence[Value]) -> Iterator[Crossed]:
    found = False
    for number, entry in enumerate(entries, 1):
        messages = entry.get("_webSocketMessages") if isinstance(entry, dict) else None
        request = entry.get("request") if isinstance(entry, dict) else None
        if not isinstance(messages, list) or not isinstance(request, dict):
            continue
        found = True
        session = _session(number, request.get("url"))
        for message in messages:
            if not isinstance(message, dict) or not isinstance(message.get("data"), str):
                continue
            text = str(message["data"])
            is_text = message.get("opcode", _TEXT_FRAME) == _TEXT_FRAME
            yield Crossed(session, _HAR_DIRECTIONS.get(str(message.get("type"))), text if is_text else text.encode())
    if not found:
        raise NoRecordingError(
            "the HAR file has no `_webSocketMessages`: open the connection while the network tab records, then export"
        )


def _session(number: int, url: Value) -> Session:
    try:
        parts = urlsplit(url if isinstance(url, str) else "")
    except ValueError:  # A host that can't be one: nothing is known of where it went.
        parts = urlsplit("")
    names = dict.fromkeys(name for name, _ in parse_qsl(parts.query, keep_blank_values=True))
    secure = {"https": "wss", "http": "ws"}
    return Session(
        number, parts.path, parts.netloc.rpartition("@")[2], secure.get(parts.scheme, parts.scheme), (*names,)
    )


def _in_lines(text: str) -> Iterator[Crossed]:
    sessions: dict[Value, Session] = {}
    is_begun = False
    for number, line in enumerate(text.split("\n"), 1):
        stripped = line.strip()
        if not stripped:
            continue
        is_begun = True
        mark, direction = next((each for each in _MARKS if stripped.startswith(each[0])), ("", None))
        frame = stripped.removeprefix(mark)
        if mark:
            yield Crossed(sessions.setdefault(0, Session(0)), direction, frame)
            continue
        try:
            value: Value = json.loads(frame)
        except (ValueError, RecursionError) as error:
            raise NoRecordingError(f"this line is no JSON ({error}); each line is one frame", number) from None
        yield _told(value, frame, sessions)
    if not is_begun:
        raise NoRecordingError("the file is empty")


def _told(value: Value, line: str, sessions: dict[Value, Session]) -> Crossed:
    """A line of a recording with its direction, else the line as a frame."""
    said = value.get("direction") if isinstance(value, dict) else None
    if isinstance(value, dict) and isinstance(said, str) and said in _SAID:
        direction = _SAID[said]
        connection, path = value.get("connection"), value.get("path")
        key = connection if isinstance(connection, int | str) else 0
        known = Session(len(sessions) + 1, path if isinstance(path, str) else "")
        if isinstance(value.get("text"), str):
            is_damaged = bool(value.get("note")) and value.get("verdict") == "invalid"
            return Crossed(sessions.setdefault(key, known), direction, str(value["text"]), is_damaged)
        if isinstance(value.get("base64"), str):
            return Crossed(sessions.setdefault(key, known), direction, b"")
        if "frame" in value:
            return Crossed(sessions.setdefault(key, known), direction, json.dumps(value["frame"]))
    return Crossed(sessions.setdefault(0, Session(0)), None, line)


def line_of(frame: Recorded, path: str) -> str:
    """A frame as a line that is read again as the same one; `path` stands for its connection's."""
    line = {
        "connection": frame.session.number,
        "path": path,
        "direction": "unknown" if frame.direction is None else frame.direction.value,
        "text": json.dumps(frame.value, ensure_ascii=False),
    }
    return f"{json.dumps(line, ensure_ascii=False)}\n"
