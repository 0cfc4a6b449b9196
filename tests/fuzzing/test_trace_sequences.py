"""What a fuzzed client sends: frames that generated code reads as what they are, every fault in bounded time."""

from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest

from generated._runtime.core.reading import Reader
from generated._runtime.core.refusing import Refused
from generated.dispatch import CHAT
from wsgen.fuzz.coverage import Counted
from wsgen.fuzz.malformed import MALFORMATIONS, malformed
from wsgen.fuzz.meaning import LARGEST, meaning
from wsgen.fuzz.search import HypothesisChoices, drawn
from wsgen.fuzz.sequences import MOST_STEPS, Sequences
from wsgen.fuzz.steps import Binary, Invalid, NotText, Raw, Reconnect, Step, Trace, Valid
from wsgen.instances.choices import Seeded
from wsgen.instances.frames import Frames
from wsgen.instances.no_instance import NoInstanceError
from wsgen.pipeline import Job, plan_document
from wsgen.plan.protocol import Direction
from wsgen.settings import Settings

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def sequences() -> Sequences:
    protocol = plan_document(Job(ROOT, "asyncapi/chat.yml", Settings()), lambda _: None).protocol
    return Sequences.of(Frames.of(protocol, protocol.connections[0]), {"token": "demo"}, 1)


@pytest.fixture(scope="module")
def traces(sequences: Sequences) -> list[Trace]:
    return [*sequences.planned(), *islice(drawn(sequences.drawn, 1), 100)]


def read(text: str) -> str | None:
    """The name of the message that generated code reads; None where it refuses the frame."""
    try:
        return Reader(CHAT.client_to_server, CHAT.schemas).read(text).route.message.name
    except Refused:
        return None


def steps_of(traces: list[Trace]) -> Iterator[Step]:
    return (step for trace in traces for step in trace.steps)


def test_generated_code_reads_every_valid_frame_and_no_invalid_one(sequences: Sequences, traces: list[Trace]) -> None:
    names = {each.id: each.wire for each in sequences.messages}
    reader = Reader(CHAT.client_to_server, CHAT.schemas)
    for step in steps_of(traces):
        if isinstance(step, Valid):
            assert reader.read(step.text).route.message.name == names[step.message]
        if isinstance(step, Invalid):
            with pytest.raises(Refused):
                reader.read(step.text)


def test_no_trace_is_longer_than_it_may_be_and_many_are_as_long(traces: list[Trace]) -> None:
    lengths = [len(each.steps) for each in traces]
    assert max(lengths) == MOST_STEPS
    assert sum(each >= MOST_STEPS - 5 for each in lengths) > len(lengths) / 4


def test_after_what_a_server_refuses_comes_a_new_connection(traces: list[Trace]) -> None:
    for trace in traces:
        for step, following in zip(trace.steps, trace.steps[1:], strict=False):
            if isinstance(step, Invalid | NotText | Binary):
                assert isinstance(following, Reconnect)


def test_the_plan_reaches_every_message_keyword_and_odd_text_in_a_few_traces(sequences: Sequences) -> None:
    planned = [*sequences.planned()]
    counted = Counted(sequences)
    for step in steps_of(planned):
        counted.sent(step)
    coverage = counted.coverage()
    assert [each.wire for each in coverage.messages if not each.valid or not all(each.broken.values())] == []
    assert [kind for kind, count in coverage.odd.items() if not count] == []
    assert len(planned) < 40


def test_a_search_begins_with_the_plan_goes_on_with_what_is_drawn_and_comes_back_to_the_plan(
    sequences: Sequences,
) -> None:
    plan = [*sequences.planned()]
    run = [*islice(sequences.traces(), 4 * len(plan))]
    assert run[: len(plan)] == plan
    later = run[len(plan) :]
    drawn_ones = [*islice(drawn(sequences.drawn, 1), len(later))]
    again = [trace for trace in later if trace in [*sequences.planned(1)]]
    assert len(later) / 8 < len(again) < len(later) / 3
    assert [trace for trace in later if trace not in again] == drawn_ones[: len(later) - len(again)]


def test_coverage_says_what_is_missing(sequences: Sequences) -> None:
    counted = Counted(sequences)
    message = next(each for each in sequences.messages if each.wire == "send_message")
    error = next(each for each in sequences.frames.messages(Direction.SERVER_TO_CLIENT) if each.wire == "error")
    counted.sent(Valid.of(message.id, {}))
    counted.sent(Invalid.of(message.id, {}, "required", ""))
    counted.sent(Raw("truncated", "{"))
    counted.arrived(error.id)
    coverage = counted.coverage()
    [sent] = [each for each in coverage.messages if each.wire == "send_message"]
    assert (sent.valid, sent.broken["required"], sent.broken["minLength"]) == (1, 1, 0)
    assert coverage.keywords["required"] == (1, 5)
    assert (coverage.odd["truncated"], coverage.odd["deep"]) == (1, 0)
    assert (coverage.arrived["error"], coverage.arrived["ping"]) == (1, 0)


def test_the_same_seed_makes_the_same_traces_in_the_same_order(sequences: Sequences) -> None:
    def first(seed: int) -> list[Trace]:
        return [*islice(drawn(sequences.drawn, seed), 60)]

    assert first(7) == first(7)
    assert first(7) != first(8)
    assert [*sequences.planned()] == [*sequences.planned()]


def test_clients_come_back_to_what_they_had(traces: list[Trace]) -> None:
    threads = Counter(
        frame["thread_id"]
        for trace in traces[-100:]
        for step in trace.steps
        if isinstance(step, Valid) and isinstance(frame := step.frame, dict) and "thread_id" in frame
    )
    assert max(threads.values()) > 100
    sent = Counter(step.message.rpartition("/")[2] for step in steps_of(traces) if isinstance(step, Valid))
    assert sent.keys() == {"Pong", "Subscribe", "Unsubscribe", "SubscribeThread", "SendMessage"}


def test_faults_are_drawn_evenly_and_not_by_how_many_places_they_have(traces: list[Trace]) -> None:
    broken = Counter(step.keyword for step in steps_of(traces[-100:]) if isinstance(step, Invalid))
    assert max(broken.values()) < sum(broken.values()) / 4


@pytest.mark.parametrize("kind", MALFORMATIONS)
def test_generated_code_refuses_what_is_malformed_and_takes_what_only_looks_so(kind: str) -> None:
    text = '{"type":"send_message","thread_id":1,"content":"a"}'
    promised = MALFORMATIONS[kind].codes
    for seed in range(8):
        step = malformed(kind, text, Seeded(seed))
        if isinstance(step, Binary):
            assert promised == {1003}
        elif isinstance(step, NotText):
            assert promised == {1007}
            with pytest.raises(UnicodeDecodeError):
                step.payload.decode()
        elif isinstance(step, Raw) and promised == {1009}:
            assert len(step.text.encode()) > LARGEST
            assert read(step.text) == "send_message"
        elif isinstance(step, Raw) and promised:
            assert promised == {1002}
            assert read(step.text) is None
        elif isinstance(step, Raw):
            assert len(step.text.encode()) <= LARGEST


@pytest.mark.parametrize("kind", MALFORMATIONS)
def test_what_is_promised_for_the_malformed_is_what_a_run_is_judged_by(sequences: Sequences, kind: str) -> None:
    promised = MALFORMATIONS[kind].codes
    for seed in range(4):
        step = malformed(kind, '{"type":"send_message","thread_id":1,"content":"a"}', Seeded(seed))
        owed = meaning(sequences.frames, step)
        assert promised <= owed.codes
        assert not promised or owed.kind in {"refuse", "either"}


@pytest.mark.parametrize("kind", ["name twice", "blanks around", "large number", "every character"])
def test_what_json_allows_is_no_fault(kind: str) -> None:
    for seed in range(8):
        step = malformed(kind, '{"type":"pong","ping_id":"a"}', Seeded(seed))
        assert isinstance(step, Raw)
        assert read(step.text) == "pong"


@pytest.mark.parametrize("text", ["{}", "null", '"a"', "[1]", "1", '{"a":"é"}'])
@pytest.mark.parametrize("kind", MALFORMATIONS)
def test_every_frame_can_be_malformed(kind: str, text: str) -> None:
    step = malformed(kind, text, Seeded(3))
    if isinstance(step, Raw) and MALFORMATIONS[kind].codes == {1009}:
        assert len(step.text.encode()) > LARGEST
    elif isinstance(step, Raw) and MALFORMATIONS[kind].codes:
        assert read(step.text) is None


def test_cases_that_cannot_be_made_are_left_out_and_end_a_search_where_there_are_no_others() -> None:
    def odd(choices: object) -> int:
        assert isinstance(choices, HypothesisChoices)
        number = choices.whole(0, 9)
        if number % 2 == 0:
            raise NoInstanceError("even")
        return number

    def nothing(_: object) -> int:
        raise NoInstanceError("nothing")

    assert {*islice(drawn(odd, 1), 100)} == {1, 3, 5, 7, 9}
    assert [*drawn(nothing, 1)] == []


def test_choices_of_zeros_are_the_simplest_and_all_are_within_bounds() -> None:
    simplest = HypothesisChoices(bytes)
    assert (simplest.whole(3, 9), simplest.pick("ab"), simplest.is_so(0.99)) == (3, "a", False)
    assert simplest.number(1.5, 2.0) == 1.5
    largest = HypothesisChoices(lambda size: b"\xff" * size)
    assert (largest.whole(3, 9), largest.whole(0, 10**30), largest.is_so(0.01)) == (9, 10**30, True)
    assert 1.99 < largest.number(1.5, 2.0) <= 2.0
