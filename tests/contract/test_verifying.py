"""A provider on a real socket is held to a contract: what it does wrong is told in one line."""

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import pytest
from scripted_provider import (
    CHUNK,
    ENTRY,
    EVENT,
    HISTORY,
    NEWS,
    OPEN,
    ROOT,
    SAY,
    START,
    SUBSCRIBE,
    Close,
    Frame,
    Step,
    Wait,
    application,
    contract,
    correct,
    instead,
    verified,
)

from wsgen.contract.mismatch import Mismatch
from wsgen.contract.pact_file import Earlier, Notes
from wsgen.contract.reading import read
from wsgen.contract.verdict import Weight

Answer = Callable[[list[Any]], Sequence[Step]]


def test_a_provider_that_does_what_the_contract_says_passes() -> None:
    verification = verified(contract(OPEN, SAY, NEWS), application(correct))

    assert [(each.description, each.diagnostic) for each in verification.verdicts] == [
        ("opens a thread", None),
        ("says something", None),
        ("tells what an agent does", None),
    ]


def told(kind: str, answer: Answer) -> tuple[str, tuple[Mismatch, ...]]:
    """The one line about the one interaction that fails where a provider answers one kind of frame like that."""
    verdicts = verified(contract(OPEN, SAY), application(instead(kind, answer))).verdicts
    (failed,) = [each.diagnostic for each in verdicts if each.diagnostic]
    (mismatches,) = [each.mismatches for each in verdicts if each.diagnostic]
    return f"{failed.code} {failed.message}", mismatches


@pytest.mark.parametrize(
    ("kind", "answer", "line", "mismatches"),
    [
        pytest.param(
            "subscribe_thread",
            lambda right: [{key: value for key, value in right[0].items() if key != "thread_id"}],
            "WSG871 the response isn't what the contract says",
            (Mismatch("$.thread_id", "an integer, such as 42", "nothing"),),
            id="drops a field",
        ),
        pytest.param(
            "subscribe_thread",
            lambda right: [{**right[0], "thread_id": "42"}],
            "WSG871 the response isn't what the contract says",
            (Mismatch("$.thread_id", "an integer, such as 42", '"42"'),),
            id="changes a type",
        ),
        pytest.param(
            "send_message",
            lambda right: [right[0], {**right[1], "content": 1}, *right[2:]],
            "WSG871 response 2 of 3 isn't what the contract says",
            (Mismatch("$.content", 'a text, such as "Hel"', "1"),),
            id="sends a wrong chunk",
        ),
        pytest.param(
            "send_message",
            lambda right: right[:-1],
            "WSG872 response 3 of 3 didn't come within 0.6 s",
            (),
            id="forgets the end of the stream",
        ),
        pytest.param(
            "subscribe_thread",
            lambda right: [*right, *right],
            "WSG874 another frame came after all that the contract says: one response",
            (),
            id="answers twice",
        ),
        pytest.param(
            "subscribe_thread",
            lambda right: [Wait(0.9), *right],
            "WSG873 the response came too late, after more than 0.6 s",
            (),
            id="answers late",
        ),
        pytest.param(
            "subscribe_thread",
            lambda _: [Close(1011, "out of memory")],
            "WSG875 the provider closed the connection with 1011 (out of memory) before the response",
            (),
            id="closes",
        ),
        pytest.param(
            "send_message",
            lambda right: [right[0], Close(1000)],
            "WSG875 the provider closed the connection with 1000 before response 2 of 3",
            (),
            id="closes in the middle",
        ),
        pytest.param(
            "subscribe_thread",
            lambda right: [*right, Close(1001)],
            "WSG875 the provider closed the connection with 1001 after its last response",
            (),
            id="closes behind its answer",
        ),
        pytest.param(
            "subscribe_thread",
            lambda right: [{**right[0], "request_id": "another"}],
            'WSG877 the response has the request id "another", and the request had "wsgen-1"',
            (),
            id="answers another request",
        ),
        pytest.param(
            "send_message",
            lambda right: [right[0], {**right[1], "chunk_type": "guess"}, *right[2:]],
            "WSG871 response 2 of 3 isn't what the contract says",
            (Mismatch("$.chunk_type", 'one of "assistant_token", "assistant_message", "tool_output"', '"guess"'),),
            id="has a value that isn't in the enum",
        ),
        pytest.param(
            "send_message",
            lambda right: [right[0], right[-1]],
            "WSG871 response 2 of 3 should be `stream_chunk`, but `stream_end` came",
            (),
            id="sends nothing between start and end",
        ),
        pytest.param(
            "send_message",
            lambda _: [{"type": "error", "code": 500, "message": "no agent"}],
            "WSG871 response 1 of 3 should be `stream_start`, but `error` came",
            (),
            id="says that something is wrong",
        ),
        pytest.param(
            "subscribe_thread",
            lambda _: ["hello"],
            "WSG871 the response isn't what the contract says",
            (Mismatch("$", "JSON", "hello"),),
            id="doesn't send JSON",
        ),
        pytest.param(
            "subscribe_thread",
            lambda _: [b"hello"],
            "WSG871 the response isn't what the contract says",
            (Mismatch("$", "JSON", "<a binary frame, 5 bytes>"),),
            id="sends a binary frame",
        ),
    ],
)
def test_what_a_provider_does_wrong_is_one_line(
    kind: str, answer: Answer, line: str, mismatches: tuple[Mismatch, ...]
) -> None:
    assert told(kind, answer) == (line, mismatches)


@pytest.mark.parametrize(
    "script",
    [
        pytest.param(instead("subscribe_thread", lambda right: [{**right[0], "x": [1]}]), id="one more property"),  # type: ignore[dict-item]
        pytest.param(instead("send_message", lambda right: [right[0], right[1], right[-1]]), id="one chunk only"),
        pytest.param(instead("subscribe_thread", lambda right: [Wait(0.1), EVENT, *right]), id="news of a topic"),
        pytest.param(
            instead("subscribe_thread", lambda right: [{"type": "ping", "ping_id": "p"}, *right]), id="a heartbeat"
        ),
    ],
)
def test_what_the_contract_leaves_open_is_no_fault(script: Callable[[Frame], Sequence[Step]]) -> None:
    verdicts = verified(contract(OPEN, SAY), application(script)).verdicts

    assert [each.diagnostic for each in verdicts] == [None, None]


def test_a_ping_is_answered_meanwhile() -> None:
    def pinging(frame: Frame) -> Sequence[Step]:
        if frame["type"] == "subscribe_thread":
            return [{"type": "ping", "ping_id": "p1"}]
        return correct({"type": "subscribe_thread", "thread_id": 1}) if frame.get("ping_id") == "p1" else ()

    no_id = replace(OPEN, contents=replace(OPEN.contents, value={"type": "subscribe_thread", "thread_id": 42}))
    (verdict,) = verified(contract(replace(no_id, responses=OPEN.responses)), application(pinging)).verdicts

    assert verdict.mismatches == (Mismatch("$.request_id", 'a text, such as "r-1"', "null"),)


def test_all_frames_are_kept_with_what_they_are() -> None:
    wrong = instead("send_message", lambda right: [EVENT, right[0], {**CHUNK, "content": 1}])

    (verdict,) = verified(contract(SAY), application(wrong)).verdicts

    assert [(json.loads(each.text)["type"], each.weight) for each in verdict.crossed] == [
        ("send_message", Weight.EXPECTED),
        ("agent_event", Weight.ASIDE),
        ("stream_start", Weight.EXPECTED),
        ("stream_chunk", Weight.WRONG),
    ]


def test_each_request_has_an_id_that_no_other_has() -> None:
    seen: list[str] = []

    def keeping(frame: Frame) -> Sequence[Step]:
        seen.append(frame["request_id"])
        return correct(frame)

    verified(contract(OPEN, SAY), application(keeping))

    assert len(set(seen)) == 2
    assert "r-1" not in seen


def test_a_provider_that_refuses_the_handshake_is_told_by_its_answer() -> None:
    (verdict,) = verified(contract(OPEN), application(correct, refuses=True)).verdicts

    assert verdict.diagnostic
    assert (verdict.diagnostic.code, verdict.diagnostic.message) == (
        "WSG876",
        "the provider refuses the connection: the answer is HTTP 403",
    )
    assert "--argument" in verdict.diagnostic.hint


def test_a_provider_that_closes_at_once_is_told_to_have() -> None:
    (verdict,) = verified(contract(OPEN), application(correct, greets=[Close(4401, "who are you")])).verdicts

    assert verdict.diagnostic
    assert verdict.diagnostic.code == "WSG875"
    assert "4401 (who are you)" in verdict.diagnostic.message
    assert "--argument" in verdict.diagnostic.hint


def test_a_run_of_repeated_responses_takes_any_of_them_in_any_number() -> None:
    tool = {**CHUNK, "chunk_type": "tool_output", "tool_name": "weather"}
    both = replace(
        SAY,
        responses=(*SAY.responses[:2], replace(SAY.responses[1], value=tool), SAY.responses[2]),
        notes=Notes(repeated=(1, 2)),
    )

    assert verified(contract(both), application(correct)).verdicts[0].diagnostic is None


def test_a_request_that_nothing_answers_fails_where_something_does() -> None:
    silent = replace(OPEN, responses=())

    (verdict,) = verified(contract(silent), application(correct)).verdicts

    assert verdict.diagnostic
    assert verdict.diagnostic.message == "another frame came after all that the contract says: no response"


def test_an_event_may_come_among_others_of_its_kind() -> None:
    idle = {**EVENT, "data": {"status": "idle"}}
    exact = replace(NEWS, contents=replace(NEWS.contents, rules={}))

    assert verified(contract(exact), application(lambda _: [idle, EVENT])).verdicts[0].diagnostic is None
    (verdict,) = verified(contract(exact), application(lambda _: [idle])).verdicts
    assert verdict.diagnostic
    assert verdict.diagnostic.code == "WSG871"
    assert verdict.mismatches == (Mismatch("$.data.status", '"running"', '"idle"'),)


def test_an_event_that_never_comes_is_missing() -> None:
    (verdict,) = verified(contract(NEWS), application(lambda _: [])).verdicts

    assert verdict.diagnostic
    assert f"{verdict.diagnostic.code} {verdict.diagnostic.message}" == "WSG872 the response didn't come within 0.6 s"


def test_what_the_client_said_before_is_said_first_and_a_stream_may_have_any_length() -> None:
    earlier = (Earlier(SAY.contents.value, 3), Earlier(OPEN.contents.value, 1), Earlier(SUBSCRIBE, 0))
    after = replace(OPEN, notes=Notes(earlier=earlier))

    (verdict,) = verified(contract(after), application(correct)).verdicts

    assert verdict.diagnostic is None
    assert [json.loads(each.text)["type"] for each in verdict.crossed][:7] == [
        *("send_message", "stream_start", "stream_chunk", "stream_chunk", "stream_chunk", "stream_end"),
        "subscribe_thread",
    ]


@pytest.mark.parametrize(
    ("answer", "line"),
    [
        ([], "before the interaction, `subscribe_thread` wasn't answered"),
        (
            [{"type": "error", "code": 404, "message": "no such thread"}],
            "before the interaction, `subscribe_thread` was answered by another frame than the document says",
        ),
    ],
)
def test_what_fails_before_the_interaction_is_told_as_that(answer: list[Step], line: str) -> None:
    after = replace(SAY, notes=replace(SAY.notes, earlier=(Earlier(OPEN.contents.value, 1),)))

    (verdict,) = verified(contract(after), application(instead("subscribe_thread", lambda _: answer))).verdicts

    assert verdict.diagnostic
    assert verdict.diagnostic.message == line


def test_a_connection_that_the_document_lacks_and_rules_that_contradict_the_contents_are_the_contracts_fault() -> None:
    elsewhere = replace(OPEN, notes=Notes("/old"))
    broken = replace(SAY, responses=(replace(SAY.responses[0], value={**START, "thread_id": "x"}), *SAY.responses[1:]))

    verdicts = verified(contract(elsewhere, broken), application(correct)).verdicts

    assert [(each.diagnostic.code, each.diagnostic.message) for each in verdicts if each.diagnostic] == [
        ("WSG879", "the document has no connection `/old`"),
        (
            "WSG880",
            "response 1 of 3 of the contract doesn't follow its own matching rules: "
            "$.thread_id: Expected 'x' (String) to be an integer",
        ),
    ]


def test_a_pending_interaction_never_fails() -> None:
    (verdict,) = verified(contract(replace(OPEN, pending=True)), application(lambda _: [])).verdicts

    assert verdict.diagnostic
    assert not verdict.has_failed


def test_a_failure_has_its_place_in_the_contract() -> None:
    wrong = {**HISTORY, "messages": [{**ENTRY, "id": "x"}]}

    (verdict,) = verified(contract(OPEN), application(lambda _: [wrong])).verdicts

    assert verdict.diagnostic
    assert verdict.diagnostic.location.path == "contracts/a.json"
    assert verdict.diagnostic.location.pointer == "/interactions/0"


def test_an_answer_about_another_thread_breaks_what_the_frontend_has_recorded() -> None:
    name = "contracts/frontend-v1.json"
    recorded = read((ROOT / name).read_bytes(), name)
    opens = replace(recorded, interactions=tuple(each for each in recorded.interactions if "opens" in each.description))

    def about(thread: int) -> tuple[Mismatch, ...]:
        app = application(instead("subscribe_thread", lambda right: [{**right[0], "thread_id": thread}]))
        (verdict,) = verified(opens, app).verdicts
        return verdict.mismatches

    assert about(42) == ()
    assert about(43) == (Mismatch("$.thread_id", "42", "43"),)
