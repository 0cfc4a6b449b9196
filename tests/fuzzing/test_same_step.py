"""What a frame is to the protocol stays so when it is made simpler: valid, or wrong in one way."""

from pathlib import Path

import pytest

from wsgen.fuzz.same_step import same_fault
from wsgen.fuzz.shrink import Limits, shrink
from wsgen.fuzz.simpler_steps import SameFault
from wsgen.fuzz.steps import Binary, Invalid, NotText, Ping, Raw, Reconnect, Step, Trace, Valid
from wsgen.instances.frames import Frames
from wsgen.pipeline import Job, plan_document
from wsgen.settings import Settings
from wsgen.spec.node import Value

ROOT = Path(__file__).parents[2]
DEEP = "[" * 150 + "]" * 150


@pytest.fixture(scope="module")
def frames() -> Frames:
    protocol = plan_document(Job(ROOT, "asyncapi/chat.yml", Settings()), lambda _: None).protocol
    return Frames.of(protocol, protocol.connections[0])


@pytest.fixture(scope="module")
def is_same(frames: Frames) -> SameFault:
    return same_fault(frames)


def simplest(step: Step, is_same: SameFault) -> Step:
    """What is left of a step where one step fails, whatever it is."""

    def fails(run: Trace) -> bool:
        return len(run.steps) == 1

    return shrink(Trace("/ws", {}, (step,), 1), fails, is_same, Limits(5_000), lambda: 0.0).trace.steps[0]


def frame(**fields: Value) -> dict[str, Value]:
    return {"type": "send_message", "thread_id": 77, "content": "Hello 😀", **fields}


@pytest.mark.parametrize(
    ("keyword", "pointer", "wrong", "least"),
    [
        ("minimum", "/thread_id", frame(thread_id=-12, metadata={"a": [1]}), {"thread_id": 0}),
        ("minLength", "/content", frame(content="", request_id="r-1"), {"content": ""}),
        ("type", "/thread_id", frame(thread_id={"b": "c"}), {"thread_id": {}}),
        ("maxLength", "/request_id", frame(request_id="x" * 99), {"request_id": "a" * 65}),
    ],
)
def test_an_invalid_frame_keeps_its_one_fault(
    is_same: SameFault, keyword: str, pointer: str, wrong: Value, least: dict[str, Value]
) -> None:
    found = simplest(Invalid.of("send_message", wrong, keyword, pointer), is_same)
    assert isinstance(found, Invalid)
    assert found.frame == {"type": "send_message", "thread_id": 1, "content": "a", **least}


def test_what_is_missing_stays_missing_and_nothing_else_goes(is_same: SameFault) -> None:
    wrong: Value = {"type": "send_message", "thread_id": 77, "metadata": {}}
    found = simplest(Invalid.of("send_message", wrong, "required", ""), is_same)
    assert isinstance(found, Invalid)
    assert found.frame == {"type": "send_message", "thread_id": 1}


def test_a_valid_frame_stays_valid_and_the_message_that_it_is(is_same: SameFault, frames: Frames) -> None:
    full = frame(metadata={"tone": "friendly", "n": [1, 2]}, request_id="r-2")
    found = simplest(Valid.of("send_message", full), is_same)
    assert found == Valid.of("send_message", {"type": "send_message", "thread_id": 1, "content": "a"})


def test_an_unknown_tag_stays_unknown(is_same: SameFault) -> None:
    found = simplest(Invalid.of("send_message", frame(type="send_massage"), "tag", "/type"), is_same)
    assert isinstance(found, Invalid)
    assert found.frame == {"type": ""}


@pytest.mark.parametrize(
    ("step", "least"),
    [
        (Raw("cut", '{"type": "send_message", "thr'), Raw("cut", "")),
        (Raw("deep", DEEP), Raw("deep", "[" * 101 + "]" * 101)),
        (Raw("large", f'{{"type": "pong", "ping_id": "{"x" * 500}"}}'), None),
        (NotText("half a character", b"abc\xf0\x9f"), NotText("half a character", b"\xf0")),
        (Binary(b"\x00\x01\x02"), Binary(b"")),
        (Ping(b"abc"), Ping(b"")),
        (Reconnect("abort"), Reconnect("close")),
    ],
)
def test_other_steps_stay_what_they_are(is_same: SameFault, step: Step, least: Step | None) -> None:
    found = simplest(step, is_same)
    if isinstance(step, Raw) and step.kind == "deep":
        assert isinstance(found, Raw)
        assert len(found.text) <= len(step.text)
        assert is_same(step, found)
    else:
        assert found == (least or step)
