"""Turns a trace into JSON and back: the same steps, byte for byte, and every fault in it at its place."""

import json
from collections.abc import Mapping
from typing import Final, assert_never, get_args

from ..plan.argument import Given
from ..spec.node import Value, escape
from .steps import (
    Binary,
    Ending,
    Invalid,
    NotText,
    Pause,
    Ping,
    Raw,
    Reconnect,
    Step,
    Trace,
    Valid,
    frame_text,
    frame_value,
)

_NAMES: Final = "valid, invalid, raw, not text, binary, ping, pause, reconnect"
_LONGEST: Final = 600


class TraceError(ValueError):
    """A JSON value is no trace; the message begins with the JSON Pointer of what is wrong in it."""


def trace_value(trace: Trace) -> Value:
    """A trace as a JSON value, from which `trace_from` makes the same trace."""
    return {
        "connection": trace.connection,
        "arguments": {**trace.arguments},
        "seed": trace.seed,
        "steps": [step_value(step) for step in trace.steps],
    }


def step_value(step: Step) -> Value:
    """A step as a JSON value."""
    match step:
        case Valid(message, text):
            return {"step": "valid", "message": message, **_written(text)}
        case Invalid(message, text, keyword, pointer):
            fault: dict[str, Value] = {"keyword": keyword, "pointer": pointer}
            return {"step": "invalid", "message": message, **fault, **_written(text)}
        case Raw(kind, text):
            return {"step": "raw", "kind": kind, "text": text}
        case NotText(kind, payload):
            return {"step": "not text", "kind": kind, "payload": payload.hex()}
        case Binary(payload):
            return {"step": "binary", "payload": payload.hex()}
        case Ping(payload):
            return {"step": "ping", "payload": payload.hex()}
        case Pause(seconds):
            return {"step": "pause", "seconds": seconds}
        case Reconnect(how):
            return {"step": "reconnect", "how": how}
        case _:
            assert_never(step)


def _written(text: str) -> dict[str, Value]:
    """A frame's text, as the value that it stands for where the same text is made of it again."""
    try:
        frame = frame_value(text)
        return {"frame": frame} if frame_text(frame) == text else {"text": text}
    except (ValueError, RecursionError):
        return {"text": text}


def trace_from(value: Value, pointer: str = "") -> Trace:
    """The trace that a JSON value stands for; raises TraceError, with places that begin with `pointer`."""
    whole = _Fields(value, pointer)
    steps = whole.part("steps")
    if not isinstance(steps, list):
        raise TraceError(f"{pointer}/steps: must be an array")
    return Trace(
        connection=whole.text("connection"),
        arguments=_arguments(whole.part("arguments"), f"{pointer}/arguments"),
        steps=tuple(step_from(each, f"{pointer}/steps/{index}") for index, each in enumerate(steps)),
        seed=whole.integer("seed"),
    )


def step_from(value: Value, pointer: str = "") -> Step:
    """The step that a JSON value stands for; raises TraceError."""
    fields = _Fields(value, pointer)
    match name := fields.text("step"):
        case "valid":
            return Valid(fields.text("message"), fields.frame())
        case "invalid":
            return Invalid(fields.text("message"), fields.frame(), fields.text("keyword"), fields.text("pointer"))
        case "raw":
            return Raw(fields.text("kind"), fields.text("text"))
        case "not text":
            return NotText(fields.text("kind"), fields.payload())
        case "binary":
            return Binary(fields.payload())
        case "ping":
            return Ping(fields.payload())
        case "pause":
            return Pause(fields.seconds())
        case "reconnect":
            return Reconnect(fields.ending())
        case _:
            raise TraceError(f"{pointer}/step: {json.dumps(name)} is no step: use one of {_NAMES}")


def _arguments(value: Value, pointer: str) -> Mapping[str, Given]:
    if not isinstance(value, dict):
        raise TraceError(f"{pointer}: must be an object")
    found: dict[str, Given] = {}
    for name, given in value.items():
        if not isinstance(given, str | int | float):
            raise TraceError(f"{pointer}/{escape(name)}: must be a string, a number or a boolean")
        found[name] = given
    return found


class _Fields:
    """Reads the fields of one object, and says where one isn't what it should be."""

    def __init__(self, value: Value, pointer: str) -> None:
        if not isinstance(value, dict):
            raise TraceError(f"{pointer or 'the trace'}: must be an object")
        self._value = value
        self._pointer = pointer

    def part(self, name: str) -> Value:
        if name not in self._value:
            raise TraceError(f"{self._pointer}/{name}: is missing")
        return self._value[name]

    def text(self, name: str) -> str:
        value = self.part(name)
        if not isinstance(value, str):
            raise TraceError(f"{self._pointer}/{name}: must be a string")
        return value

    def integer(self, name: str) -> int:
        value = self.part(name)
        if not isinstance(value, int) or isinstance(value, bool):
            raise TraceError(f"{self._pointer}/{name}: must be an integer")
        return value

    def frame(self) -> str:
        return self.text("text") if "text" in self._value else frame_text(self.part("frame"))

    def payload(self) -> bytes:
        try:
            return bytes.fromhex(self.text("payload"))
        except ValueError:
            raise TraceError(f"{self._pointer}/payload: must be hexadecimal digits, two a byte") from None

    def seconds(self) -> float:
        value = self.part("seconds")
        if not isinstance(value, int | float) or isinstance(value, bool) or not 0 <= value <= _LONGEST:
            raise TraceError(f"{self._pointer}/seconds: must be a number from 0 to {_LONGEST}")
        return value

    def ending(self) -> Ending:
        value = self.text("how")
        for each in get_args(Ending):
            if value == each:
                ending: Ending = each
                return ending
        raise TraceError(f'{self._pointer}/how: must be "close" or "abort"')
