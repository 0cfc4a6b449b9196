"""Files of scenarios that are wrong: each fault is told at its place, with what to do, before anything is served."""

from pathlib import Path

import pytest
from shell import Run

from wsgen.commands.project import Arguments, subject
from wsgen.diagnostics.diagnostic import SpecError
from wsgen.mock.scenario_reading import read_scenario
from wsgen.pipeline import plan_document
from wsgen.plan.protocol import Protocol

ROOT = Path(__file__).parents[2]

BAD = [
    ("on: send_message", "WSG891 a scenario must be a list of rules", ":1:1"),
    ("- hello", "WSG891 a rule must have one of `on`, `every` and `at`", ":1:3"),
    ("- {on: connect, every: 2, send: []}", "WSG891 a rule must have one of", ":1:3"),
    ("- {on: connect, sends: [{raw: x}]}", "WSG891 a rule has no `sends`; did you mean `send`?", ":1:"),
    ("- {on: connect}", "WSG891 a rule says what follows", ":1:3"),
    ("- {on: 5, ignore: true}", "WSG891 `on` must be a text", ":1:8"),
    ("- {on: connect, where: {a: 1}, send: [{raw: x}]}", "WSG891 `connect` has no fields", ":1:17"),
    ("- {on: send_message, where: [1], ignore: true}", "WSG891 `where` must be an object", ":1:29"),
    ("- {on: send_message, ignore: maybe}", "WSG891 `ignore` must be true", ":1:30"),
    ("- {on: send_message, ignore: true, close: 4408}", "WSG891 a rule that ignores a message", ":1:22"),
    ("- {on: send_message, close: 1006}", "WSG891 a server can't send this close code", ":1:29"),
    ("- {on: send_message, close: {reason: x}}", "WSG891 a close has its code", ":1:22"),
    ("- {on: send_message, close: {code: 4000, why: x}}", "WSG891 a close has no `why`", ":1:42"),
    ("- {on: send_message, send: stream_end}", "WSG891 `send` must be a list of frames", ":1:28"),
    ("- {on: send_message, send: [stream_end]}", "WSG891 a frame must be an object", ":1:29"),
    ("- {on: send_message, send: [{after: 1}]}", "WSG891 a frame is a message, or raw", ":1:29"),
    ("- {on: send_message, send: [{raw: x, message: y}]}", "WSG891 a frame is a message, or raw", ":1:29"),
    ("- {on: send_message, send: [{raw: x, after: soon}]}", "WSG891 `after` must be a number of seconds", ":1:45"),
    ("- {on: send_message, send: [{message: error, fields: 1}]}", "WSG891 `fields` must be an object", ":1:54"),
    ("- {every: 0, send: [{raw: x}]}", "WSG891 `every` must be a number of seconds", ":1:11"),
    ("- {at: 5}", "WSG891 a rule says what follows", ":1:3"),
    ("- {on: send_mesage, ignore: true}", "WSG892 clients send no message `send_mesage`; did you mean", ":1:8"),
    ("- {on: agent_event, ignore: true}", "WSG892 clients send no message `agent_event`", ":1:8"),
    ("- {on: connect, send: [{message: stream_ent}]}", "WSG892 the server sends no message `stream_ent`; did", ":1:34"),
    ("- {on: connect, connection: Chet, send: [{raw: x}]}", "WSG892 there is no connection `Chet`; did", ":1:29"),
    (
        "- {on: send_message, where: {contnt: x}, ignore: true}",
        "WSG893 send_message has no field `contnt`; did",
        ":1:30",
    ),
    ("- {on: connect, send: [{message: error, fields: {cod: 1}}]}", "WSG893 error has no field `cod`; did", ":1:50"),
    ("- {every: 1, topic: agnt:7, send: [{raw: x}]}", "WSG893 there is no topic `agnt:7`", ":1:21"),
    ("- {every: 1, topic: 'agent:x', send: [{raw: x}]}", "WSG893 there is no topic `agent:x`", ":1:21"),
    ("- {on: connect, send: [{message: error, fields: {code: x}}]}", "WSG894 error can't have this code", ":1:56"),
    (
        "- {on: send_message, send: [{message: stream_chunk, fields: {chunk_type: assistant_tokens}}]}",
        "WSG894 stream_chunk can't have this chunk_type; did you mean `assistant_token`?",
        ":1:74",
    ),
    (
        "- {on: connect, send: [{message: error, payload: 1}]}",
        "WSG894 the schema of error forbids this",
        ":1:24",
    ),
    (
        "- {on: send_message, send: [{message: error, fields: {message: '{{ requst.content }}'}}]}",
        "WSG895 there is no `requst.content` for a template; did you mean `request`?",
        ":1:54",
    ),
    (
        "- {on: send_message, send: [{message: error, fields: {message: '{{ request.contnt }}'}}]}",
        "WSG895 send_message has no field `contnt`; did you mean `content`?",
        ":1:54",
    ),
    ("- {on: connect, send: [{raw: '{{ request.content }}'}]}", "WSG895 there is no request here", ":1:30"),
    ("- {on: connect, send: [{raw: '{{ now.hour }}'}]}", "WSG895 there is no `now.hour` for a template", ":1:30"),
    ("- {on: connect", "WSG1", ":"),
    ("- {on: connect, on: connect, send: [{raw: x}]}", "WSG1", ":1:17"),
]


@pytest.fixture(scope="module")
def protocol() -> Protocol:
    return plan_document(subject(Arguments(ROOT)).job, lambda _: None).protocol


@pytest.mark.parametrize(("text", "said", "place"), BAD, ids=[text for text, _, _ in BAD])
def test_a_fault_is_told_at_its_place_with_what_to_do(protocol: Protocol, text: str, said: str, place: str) -> None:
    with pytest.raises(SpecError) as refused:
        read_scenario(text.encode(), "s.yml", protocol)
    told = [f"{each.code} {each.message}; {each.hint}" for each in refused.value.diagnostics]
    assert any(each.startswith(said) for each in told), told
    assert place in f"{refused.value.diagnostics[0].location}"
    assert all(each.hint for each in refused.value.diagnostics)


def test_a_wrong_scenario_is_the_answer_no_and_shows_where(run: Run, project: Path) -> None:
    (project / "s.yml").write_text("- on: tick\n  where: {m: 1}\n  ignore: true\n- on: tack\n  ignore: true\n", "utf-8")
    ran = run(project, "mock", "--port", "0", "--scenario", "s.yml")
    assert ran.code == 1
    assert "s.yml:2:11: WSG893 Tick has no field `m`" in ran.out
    assert "4 | - on: tack\n  |       ^^^^ did you mean `Tick`?" in ran.out
    missing = run(project, "mock", "--port", "0", "--scenario", "no.yml")
    assert (missing.code, missing.out) == (2, "")
    assert missing.err.startswith("wsgen: the scenario no.yml can't be read: ")


def test_a_rule_is_of_each_connection_that_has_its_messages(protocol: Protocol) -> None:
    scenario = read_scenario(b"- {on: SendMessage, send: [{message: StreamEnd}]}", "s.yml", protocol)["/ws"]
    assert [protocol.messages[each.on].wire for each in scenario.rules] == ["send_message"]
