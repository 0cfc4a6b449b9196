"""`wsgen fuzz --replay`, and a failure as a test of one line: whether a recorded fault is still there."""

from dataclasses import replace
from pathlib import Path

import pytest

from wsgen.commands.fuzz_replay import Request, fuzz_replay
from wsgen.commands.outcome import Answer, NoAnswerError, Outcome
from wsgen.commands.project import Arguments
from wsgen.commands.provider import Asked
from wsgen.fuzz.recording import Recording, as_text
from wsgen.fuzz.steps import Trace, Valid
from wsgen.testing import regression

ROOT = Path(__file__).parents[2]
OPEN = Valid.of(
    "chat.yml#/components/messages/SubscribeThread", {"type": "subscribe_thread", "thread_id": 2**32, "request_id": "r"}
)
RECORDING = Recording("Chat", "WSG802", "1011", "the server closed with 1011", 3, 3, Trace("/ws", {}, (OPEN,), 1), ())
BROKEN, CORRECT = "bench.fuzzing.handlers:large_number", "bench.fuzzing.correct:app"


@pytest.fixture(name="file")
def recorded(tmp_path: Path) -> Path:
    file = tmp_path / "failure.json"
    file.write_text(as_text(RECORDING))
    return file


def replayed(file: Path, app: str = CORRECT) -> Outcome:
    request = Request(str(file), Asked(app, None, ("token=demo",)))
    return fuzz_replay(Arguments(ROOT, "asyncapi/chat.yml"), request, lambda _: None)


def test_a_fault_that_is_still_there_is_shown(file: Path) -> None:
    outcome = replayed(file, BROKEN)
    assert outcome.answer is Answer.NO
    assert "the fault is still there, in 3 of 3 runs" in outcome.out
    assert 'client → server  subscribe_thread  {"type":"subscribe_thread","thread_id":4294967296' in outcome.out
    assert "server closes 1011 (the server failed)" in outcome.out


def test_a_fault_that_is_gone_is_told_as_gone(file: Path) -> None:
    outcome = replayed(file)
    assert outcome.answer is Answer.YES
    assert "the fault is gone, in 3 runs (WSG802: the server closed with 1011)" in outcome.out


def test_another_fault_than_the_recorded_one_is_no_success(file: Path) -> None:
    file.write_text(as_text(replace(RECORDING, code="WSG807", place="subscribe_thread")))
    outcome = replayed(file, BROKEN)
    assert outcome.answer is Answer.NO
    assert "the recorded fault is gone (WSG807), and there is another one" in outcome.out


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{", "1:2: is no JSON"),
        ('{"format": "wsgen fuzz 1", "failure": {}}', ": /trace: must be"),
        (
            as_text(replace(RECORDING, trace=Trace("/ws", {}, (Valid.of("#/gone", {}),), 1))),
            "clients don't send any more",
        ),
    ],
)
def test_what_cannot_be_run_again_says_why(file: Path, text: str, told: str) -> None:
    file.write_text(text)
    with pytest.raises(NoAnswerError) as refused:
        replayed(file)
    assert told in str(refused.value)
    assert "failure.json" in str(refused.value)


def test_a_file_that_is_not_there_is_no_answer(tmp_path: Path) -> None:
    with pytest.raises(NoAnswerError, match=r"gone\.json can't be read: No such file"):
        replayed(tmp_path / "gone.json")


def test_a_recording_is_a_test_of_one_line(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With what pyproject.toml says, and from any folder of the project."""
    monkeypatch.chdir(ROOT / "tests" / "fuzzing")
    regression(str(file), app=CORRECT, token="demo")()
    with pytest.raises(AssertionError, match="the fault is still there, in 3 of 3 runs"):
        regression(str(file), app=BROKEN, token="demo")()
    file.write_text("{")
    with pytest.raises(AssertionError, match="is no JSON"):
        regression(str(file), app=BROKEN)()
