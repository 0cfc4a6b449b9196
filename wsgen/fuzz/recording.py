"""The file of a failure: what was sent, what went wrong, and the words for people; canonical JSON both ways."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from ..spec.node import Value
from .steps import Trace
from .trace_json import TraceError, trace_from, trace_value

FORMAT: Final = "wsgen fuzz 1"
"""What a file says of itself; the number changes when a file of today couldn't be read any more."""


class RecordingError(ValueError):
    """A text is no recording; the message begins with the line and column, or the JSON Pointer, of what is wrong."""


@dataclass(frozen=True, slots=True)
class Recording:
    """A failure that can be run again.

    `protocol` is the protocol's name, `code` the failure's, `place` tells it from others of that code. `what` says in a
    sentence what went wrong; `transcript` shows it, line by line. `failed` of `runs` runs failed when it was made.
    """

    protocol: str
    code: str
    place: str
    what: str
    failed: int
    runs: int
    trace: Trace
    transcript: tuple[str, ...]


def as_text(recording: Recording) -> str:
    """The file: the same recording is the same text, whatever machine and version of wsgen writes it."""
    failure: dict[str, Value] = {
        "code": recording.code,
        "place": recording.place,
        "what": recording.what,
        "failed": recording.failed,
        "runs": recording.runs,
    }
    value: dict[str, Value] = {
        "format": FORMAT,
        "protocol": recording.protocol,
        "failure": failure,
        "trace": trace_value(recording.trace),
        "transcript": [*recording.transcript],
    }
    # What people look for stands first. A frame keeps the order in which its properties are sent.
    return f"{json.dumps(value, indent=2)}\n"


def recording_of(text: str) -> Recording:
    """The recording that a text is; raises RecordingError."""
    whole = _fields(_parsed(text), "")
    if (named := whole.get("format")) != FORMAT:
        found = json.dumps(named) if isinstance(named, str) else "missing"
        raise RecordingError(f"/format: is {found}, and this version of wsgen reads {json.dumps(FORMAT)}")
    failure = _fields(whole.get("failure"), "/failure")
    try:
        trace = trace_from(whole.get("trace"), "/trace")
    except TraceError as error:
        raise RecordingError(str(error)) from None
    return Recording(
        protocol=_text(whole, "", "protocol"),
        code=_text(failure, "/failure", "code"),
        place=_text(failure, "/failure", "place"),
        what=_text(failure, "/failure", "what"),
        failed=_count(failure, "/failure", "failed"),
        runs=_count(failure, "/failure", "runs"),
        trace=trace,
        transcript=_lines(whole.get("transcript")),
    )


def _parsed(text: str) -> Value:
    try:
        value: Value = json.loads(text)
    except json.JSONDecodeError as error:
        raise RecordingError(f"{error.lineno}:{error.colno}: is no JSON: {error.msg}") from None
    except RecursionError:
        raise RecordingError("1:1: is nested too deeply") from None
    return value


def _fields(value: Value, pointer: str) -> Mapping[str, Value]:
    if not isinstance(value, dict):
        raise RecordingError(f"{pointer or '1:1'}: must be an object")
    return value


def _text(fields: Mapping[str, Value], pointer: str, name: str) -> str:
    value = fields.get(name)
    if not isinstance(value, str):
        raise RecordingError(f"{pointer}/{name}: must be a string")
    return value


def _count(fields: Mapping[str, Value], pointer: str, name: str) -> int:
    value = fields.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise RecordingError(f"{pointer}/{name}: must be a number of runs")
    return value


def _lines(value: Value) -> tuple[str, ...]:
    lines = tuple(each for each in value if isinstance(each, str)) if isinstance(value, list) else ()
    if not isinstance(value, list) or len(lines) != len(value):
        raise RecordingError("/transcript: must be an array of strings")
    return lines
