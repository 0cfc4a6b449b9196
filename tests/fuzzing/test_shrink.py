"""The smallest trace that fails in the same way is found, whatever stood around it."""

from collections.abc import Callable, Iterator
from itertools import count
from random import Random

import pytest

from wsgen.fuzz.recording import Recording, RecordingError, as_text, recording_of
from wsgen.fuzz.shrink import Limits, Shrunk, shrink, weight
from wsgen.fuzz.steps import Binary, Invalid, Pause, Ping, Raw, Reconnect, Step, Trace, Valid
from wsgen.spec.node import Value


def say(content: str, thread: int = 42) -> Valid:
    return Valid.of("say", {"type": "say", "thread_id": thread, "content": content})


def opened(thread: int) -> Valid:
    return Valid.of("open", {"type": "open", "thread_id": thread})


def trace(*steps: Step) -> Trace:
    return Trace("/ws", {}, steps, 7)


def noise(seed: int, size: int) -> Iterator[Step]:
    """Steps that have nothing to do with it."""
    random = Random(seed)
    kinds: list[Callable[[], Step]] = [
        lambda: say("x" * random.randrange(50), random.randrange(1, 9)),
        lambda: opened(random.randrange(1, 9)),
        lambda: Reconnect("abort"),
        lambda: Ping(random.randbytes(5)),
        lambda: Pause(0.5),
        lambda: Binary(random.randbytes(20)),
    ]
    return (random.choice(kinds)() for _ in range(size))


def same_message(old: Step, new: Step) -> bool:
    """Taken for the same: a frame that still says what it is, with all that it had to have."""
    if isinstance(old, Valid) and isinstance(new, Valid):
        frame = new.frame
        needed = {"say": {"type", "thread_id", "content"}, "open": {"type", "thread_id"}}[old.message]
        return isinstance(frame, dict) and frame.keys() >= needed and frame["type"] == old.message
    return type(old) is type(new)


def shrunk(failing: Trace, fails: Callable[[Trace], bool]) -> Shrunk:
    assert fails(failing)
    return shrink(failing, fails, same_message, Limits(2_000), lambda: 0.0)


def frames(of: Trace) -> list[dict[str, Value]]:
    return [each.frame for each in of.steps if isinstance(each, Valid) and isinstance(each.frame, dict)]


@pytest.mark.parametrize("seed", range(5))
def test_one_rare_character_among_much_is_all_that_stays(seed: int) -> None:
    failing = trace(*noise(seed, 12), say("Zürich 😀!", 9_000), *noise(seed + 100, 12))
    found = shrunk(failing, lambda run: any(ord(char) > 0xFFFF for each in frames(run) for char in str(each)))
    assert found.trace.steps == (say("😀", 0),)
    assert found.is_least


def test_three_of_a_kind_stay_three() -> None:
    failing = trace(*noise(1, 20), say("one"), *noise(3, 5), say("two"), say("three"), *noise(4, 9))
    found = shrunk(failing, lambda run: sum(each["type"] == "say" for each in frames(run)) >= 3)
    assert found.trace.steps == (say("", 0),) * 3


def test_connections_go_as_a_whole_and_what_they_left_behind_can_be_what_matters() -> None:
    """Opened on one connection, said on a later one."""

    def fails(run: Trace) -> bool:
        at = [index for index, each in enumerate(run.steps) if isinstance(each, Valid) and each.message == "open"]
        return any(
            isinstance(later, Valid)
            and later.message == "say"
            and any(isinstance(s, Reconnect) for s in run.steps[first:])
            for first in at
            for later in run.steps[first + 1 :]
        ) and bool(at)

    failing = trace(*noise(5, 8), opened(5), Reconnect("abort"), *noise(6, 8), Reconnect("close"), say("hi", 5))
    found = shrunk(failing, fails)
    assert sorted(type(each).__name__ for each in found.trace.steps) == ["Reconnect", "Valid", "Valid"]
    assert Reconnect("close") in found.trace.steps


def test_a_number_that_two_frames_share_is_made_smaller_in_both() -> None:
    def fails(run: Trace) -> bool:
        at = {each["thread_id"] for each in frames(run) if each["type"] == "open"}
        return any(each["type"] == "say" and each["thread_id"] in at for each in frames(run))

    found = shrunk(trace(opened(7_777), say("hello", 7_777)), fails)
    assert found.trace.steps == (opened(0), say("", 0))


def test_a_bound_is_found_exactly() -> None:
    found = shrunk(trace(opened(9_876_543_210)), lambda run: any(each["thread_id"] > 65_535 for each in frames(run)))  # type: ignore[operator] # they are numbers
    assert found.trace.steps == (opened(65_536),)


def test_a_step_stays_what_it_is() -> None:
    """Less than what the protocol wants would fail too, but for another reason."""
    invalid = Invalid.of("open", {"type": "open", "thread_id": 0, "more": "text"}, "minimum", "/thread_id")

    def is_same(old: Step, new: Step) -> bool:
        return (
            isinstance(new, Invalid)
            and isinstance(new.frame, dict)
            and new.frame.get("thread_id") == 0
            and "type" in new.frame
        )

    found = shrink(trace(invalid), lambda _: True, is_same, Limits(), lambda: 0.0)
    (only,) = found.trace.steps or (None,)
    assert only is None or only == Invalid.of("open", {"type": "", "thread_id": 0}, "minimum", "/thread_id")


def test_the_smallest_that_ever_failed_is_kept_where_a_failure_comes_and_goes() -> None:
    seen: list[Trace] = []
    random = Random(3)

    def fails(run: Trace) -> bool:
        does = any("😀" in str(each) for each in frames(run)) and (not seen or random.random() < 0.6)
        if does:
            seen.append(run)
        return does

    found = shrunk(trace(*noise(8, 10), say("so 😀"), *noise(9, 10)), fails)
    assert weight(found.trace) == min(weight(each) for each in seen)


def test_it_ends_after_so_many_runs_or_seconds_and_says_that_there_may_be_less() -> None:
    failing = trace(*noise(2, 40))
    few = shrink(failing, lambda run: len(run.steps) > 3, same_message, Limits(runs=5), lambda: 0.0)
    assert (few.runs, few.is_least) == (5, False)
    clock = count(0.0)
    late = shrink(failing, lambda run: len(run.steps) > 3, same_message, Limits(10_000, seconds=6.0), clock.__next__)
    assert not late.is_least
    assert late.runs < 7


def test_nothing_is_run_twice() -> None:
    ran: list[tuple[Step, ...]] = []

    def fails(run: Trace) -> bool:
        ran.append(run.steps)
        return any(each["type"] == "say" for each in frames(run))

    shrink(trace(*noise(4, 6), say("abc")), fails, same_message, Limits(), lambda: 0.0)
    assert len(ran) == len({*ran})


RECORDING = Recording(
    "Chat",
    "WSG803",
    "say",
    "closed 1011",
    3,
    3,
    trace(say("😀\ud800"), Raw("no JSON", "{\x00"), Reconnect("abort")),
    ("→ …", "← …"),
)


def test_a_recording_is_read_as_it_was_written_and_is_ascii() -> None:
    text = as_text(RECORDING)
    assert recording_of(text) == RECORDING
    assert text.isascii()
    assert as_text(recording_of(text)) == text


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('"wsgen fuzz 1"', '"wsgen fuzz 9"', '/format: is "wsgen fuzz 9", and this version of wsgen reads "'),
        ('"format": "wsgen fuzz 1",', "", '/format: is missing, and this version of wsgen reads "wsgen fuzz 1"'),
        ('"code": "WSG803"', '"code": 803', "/failure/code: must be a string"),
        ('"failed": 3', '"failed": -3', "/failure/failed: must be a number of runs"),
        ('"seed": 7', '"seed": "7"', "/trace/seed: must be an integer"),
        ('"step": "valid"', '"step": "valud"', '/trace/steps/0/step: "valud" is no step: '),
        ('"protocol": "Chat",', '"protocol": "Chat"', "4:3: is no JSON: Expecting ',' delimiter"),
        ('"\\u2190 \\u2026"', "1", "/transcript: must be an array of strings"),
    ],
)  # fmt: skip
def test_a_broken_recording_is_refused_at_its_place(old: str, new: str, told: str) -> None:
    text = as_text(RECORDING)
    assert old in text
    with pytest.raises(RecordingError) as refused:
        recording_of(text.replace(old, new, 1))
    assert str(refused.value).startswith(told)


@pytest.mark.parametrize("text", ["", "[]", "null", "[" * 100_000])
def test_what_is_no_recording_at_all_is_refused(text: str) -> None:
    with pytest.raises(RecordingError):
        recording_of(text)
