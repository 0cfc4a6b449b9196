"""A trace survives JSON: the same steps with the same bytes, and what is no trace says where it isn't."""

import json
from dataclasses import replace

import pytest

from wsgen.fuzz.steps import (
    Binary,
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
    size,
)
from wsgen.fuzz.trace_json import TraceError, trace_from, trace_value
from wsgen.spec.node import Value

STEPS: tuple[Step, ...] = (
    Valid.of("Say", {"type": "say", "count": 1}),
    Valid.of("Say", {"type": "say", "count": 1.0}),
    Valid.of("Say", {"count": 10**40, "type": "say", "text": "é 😀 \x00"}),
    Valid.of("Say", {"type": "say", "text": "\ud800"}),
    Valid("Say", '{"type": "say", "type": "say"}'),
    Valid("Say", '{"count":1e0}'),
    Invalid.of("Say", {"type": "say", "count": -0.0}, "minimum", "/count"),
    Invalid.of("Say", None, "type", ""),
    Raw("truncated", '{"type":'),
    Raw("deep", "[" * 5000),
    NotText("a lone continuation byte", b"\x80"),
    Binary(b"\x00\xff"),
    Ping(b""),
    Pause(0.5),
    Reconnect("close"),
    Reconnect("abort"),
)
TRACE = Trace("/ws", {"token": "demo", "page": 2, "is_new": True}, STEPS, 7)


def test_a_trace_survives_json() -> None:
    assert trace_from(json.loads(json.dumps(trace_value(TRACE)))) == TRACE


@pytest.mark.parametrize("step", STEPS, ids=str)
def test_each_step_survives_json_alone_and_can_stand_in_a_set(step: Step) -> None:
    trace = replace(TRACE, steps=(step,))
    assert {trace_from(json.loads(json.dumps(trace_value(trace)))).steps} == {(step,)}


def test_numbers_that_python_takes_for_the_same_are_two_frames() -> None:
    frames: tuple[Value, ...] = (1, 1.0, True)
    assert len({Valid.of("Say", frame) for frame in frames}) == 3


@pytest.mark.parametrize("frame", [{"a": "\udfff"}, {"\ud800": 1}, "é", {"a": [1.5, 1e300, "😀"]}])
def test_a_frame_is_a_text_that_can_be_sent_and_means_the_frame(frame: Value) -> None:
    text = frame_text(frame)
    assert json.loads(text.encode()) == frame


def test_a_frame_of_readable_json_stands_as_json_in_the_file() -> None:
    value = trace_value(replace(TRACE, steps=STEPS[:1]))
    assert isinstance(value, dict)
    assert value["steps"] == [{"step": "valid", "message": "Say", "frame": {"type": "say", "count": 1}}]


def test_fewer_steps_are_smaller_and_then_fewer_bytes() -> None:
    one, two = Raw("a", "xx"), Raw("b", "x")
    assert size(replace(TRACE, steps=(two,))) < size(replace(TRACE, steps=(one,)))
    assert size(replace(TRACE, steps=(one,))) < size(replace(TRACE, steps=(two, Pause(0))))


VALID: dict[str, Value] = {"connection": "/ws", "arguments": {}, "seed": 1, "steps": []}


@pytest.mark.parametrize(
    ("value", "place"),
    [
        ([], "the trace: must be an object"),
        ({}, "/steps: is missing"),
        ({**VALID, "steps": {}}, "/steps: must be an array"),
        ({**VALID, "seed": "1"}, "/seed: must be an integer"),
        ({**VALID, "seed": True}, "/seed: must be an integer"),
        ({**VALID, "connection": 1}, "/connection: must be a string"),
        ({**VALID, "arguments": []}, "/arguments: must be an object"),
        ({**VALID, "arguments": {"a/b": []}}, "/arguments/a~1b: must be a string, a number or a boolean"),
        ({**VALID, "steps": [1]}, "/steps/0: must be an object"),
        ({**VALID, "steps": [{"step": "valid"}]}, "/steps/0/message: is missing"),
        ({**VALID, "steps": [{"step": "valid", "message": "a"}]}, "/steps/0/frame: is missing"),
        ({**VALID, "steps": [{"step": "valid", "message": "a", "text": 1}]}, "/steps/0/text: must be a string"),
        ({**VALID, "steps": [{"step": "jump"}]}, '/steps/0/step: "jump" is no step'),
        ({**VALID, "steps": [{"step": "binary", "payload": "f"}]}, "/steps/0/payload: must be hexadecimal"),
        ({**VALID, "steps": [{"step": "pause", "seconds": -1}]}, "/steps/0/seconds: must be a number from 0"),
        ({**VALID, "steps": [{"step": "reconnect", "how": "softly"}]}, '/steps/0/how: must be "close" or "abort"'),
    ],
    ids=str,
)
def test_what_is_no_trace_says_where(value: Value, place: str) -> None:
    with pytest.raises(TraceError) as raised:
        trace_from(value)
    assert str(raised.value).startswith(place)


def test_places_begin_where_the_trace_stands() -> None:
    with pytest.raises(TraceError, match=r"^/trace/seed: is missing"):
        trace_from({"connection": "/ws", "arguments": {}, "steps": []}, "/trace")
