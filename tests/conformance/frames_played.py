"""What clients make of frames: those that break the protocol, unknown ones, pings, envelopes, and what they send."""

from typing import Any

from tests.conformance.behaviour import NO_1002, NO_1003, NO_1009, Behaviour, browser
from tests.conformance.stage import PATIENCE, Stage, expect, failed

INVALID = "`InvalidMessage`: in Python the model says it already (`ValidationError`)"
HISTORY = {"type": "thread_history", "thread_id": 1, "messages": []}


def _refused(stage: Stage, frame: Any, **options: Any) -> None:
    client, server = stage.live(**options)
    running = client.call("subscribe_thread", thread_id=1)
    server.heard()
    server.say(frame)
    assert server.ended()[0] == stage.wanted["code"]
    failed(running, "RequestLost", code=stage.wanted["code"], by_client=True)
    client.reaches(state="closed")
    assert stage.server.is_left_alone()


def an_invalid_frame(stage: Stage) -> None:
    client, server = stage.live()
    running = client.call("subscribe_thread", thread_id=1)
    server.heard()
    server.say({**HISTORY, "thread_id": "one"})
    code, reason = server.ended()
    assert code == stage.wanted["code"]
    assert "thread_history" in reason
    failed(running, "ProtocolError", by_client=True, code=code)
    failed(client.call("subscribe_thread", thread_id=1), "ProtocolError")
    assert client.status["state"] == "closed"
    assert stage.server.is_left_alone()


def no_json(stage: Stage) -> None:
    _refused(stage, '{"type": "ping", "ping_id": "1"')


def too_deep(stage: Stage) -> None:
    _refused(stage, f'{{"type": "agent_event", "agent_id": 1, "data": {{"a": {"[" * 101}{"]" * 101}}}}}')


def a_binary_frame(stage: Stage) -> None:
    _refused(stage, b'{"type": "ping", "ping_id": "1"}')


def too_big(stage: Stage) -> None:
    _refused(stage, {**HISTORY, "messages": ["x" * 2000]}, max_frame_bytes=1000)


def an_unknown_message(stage: Stage) -> None:
    client, server = stage.live()
    server.say({"type": "new"}, {"type": "newer", "a": 1})
    status = client.reaches(unknown_frames=2)
    assert status["unknown"] == [{"type": "new"}, {"type": "newer", "a": 1}]
    running = client.call("subscribe_thread", thread_id=1)
    server.say({**HISTORY, "request_id": server.heard()["request_id"]})
    assert expect(running.result(PATIENCE))["messages"] == []


def an_unknown_message_where_it_closes(stage: Stage) -> None:
    _refused(stage, {"type": "new"}, unknown="close")


def a_ping(stage: Stage) -> None:
    _, server = stage.live()
    server.say({"type": "ping", "ping_id": "é1"})
    assert server.heard() == {"type": "pong", "ping_id": "é1"}


def what_leaves_is_checked(stage: Stage) -> None:
    client, server = stage.live()
    failed(client.call("subscribe_thread", thread_id=0), stage.wanted["kind"])
    failed(client.stream("send_message", thread_id=1, content=""), stage.wanted["kind"])
    client.call("subscribe_thread", thread_id=3)
    assert server.heard()["thread_id"] == 3


def what_leaves_in_an_envelope_is_checked(stage: Stage) -> None:
    client, server = stage.live("envelopes", "SwitchboardTradeClient", "/trade")
    failed(client.call("place", symbol="A", quantity="many"), stage.wanted["kind"])
    client.call("place", symbol="A", quantity=2)
    assert server.heard()["params"] == {"symbol": "A", "quantity": 2}


def an_envelope_around(stage: Stage) -> None:
    client, server = stage.live("envelopes", "SwitchboardEventsClient", "/events")
    topic = client.open("messages")
    expect(client.call("user_rename", name="Ann").result(PATIENCE))
    sent = server.heard()
    assert isinstance(sent.pop("at"), str)
    assert sent == {"event": "user.rename", "data": {"name": "Ann"}, "v": 2}
    server.say({"event": "user.renamed", "data": {"old": "Ann", "new": "Bob"}, "at": "2027-01-01T00:00:00Z", "v": 2})
    assert topic.next()["new"] == "Bob"


def an_envelope_of_another_version(stage: Stage) -> None:
    client, server = stage.live("envelopes", "SwitchboardEventsClient", "/events")
    server.say({"event": "user.renamed", "data": {"old": "Ann", "new": "Bob"}, "at": "2027-01-01T00:00:00Z", "v": 3})
    client.reaches(unknown_frames=1, state="live")


def frames_that_are_arrays(stage: Stage) -> None:
    client, server = stage.live("envelopes", "SwitchboardEmitClient", "/emit")
    expect(client.call("new_message", text="Hi").result(PATIENCE))
    assert server.heard() == ["new message", {"text": "Hi"}]
    topic = client.open("messages")
    server.say(["new message", {"text": "Ho"}])
    assert topic.next() == {"text": "Ho"}


def told_by_a_key(stage: Stage) -> None:
    client, server = stage.live("framings", "TicketMachineKeysClient", "/keys")
    expect(client.call("buy", buy=2, zone="A").result(PATIENCE))
    assert server.heard() == {"buy": 2, "zone": "A"}
    expect(client.call("idle").result(PATIENCE))
    assert server.heard() == {}


def told_by_structure(stage: Stage) -> None:
    client, server = stage.live("envelopes", "SwitchboardMixedClient", "/mixed")
    topic = client.open("messages")
    server.say({"bytes": 3})
    assert topic.next() == {"bytes": 3}


def tags_that_are_no_texts(stage: Stage) -> None:
    client, server = stage.live("framings", "TicketMachineCodesClient", "/codes")
    expect(client.call("one").result(PATIENCE))
    expect(client.call("yes").result(PATIENCE))
    assert [server.heard(), server.heard()] == [{"op": 1}, {"op": True}]


FRAMES = (
    Behaviour(
        "a known message that is invalid: close 1002 with message, place and rule; `ProtocolError` for who waits",
        an_invalid_frame,
        {"code": 1002},
        browser(NO_1002, code=4002),
    ),
    Behaviour("a frame that is no JSON: close 1002", no_json, {"code": 1002}, browser(NO_1002, code=4002)),
    Behaviour("a frame deeper than 100 levels: close 1002", too_deep, {"code": 1002}, browser(NO_1002, code=4002)),
    Behaviour("a binary frame: close 1003", a_binary_frame, {"code": 1003}, browser(NO_1003, code=4003)),
    Behaviour("a frame over `max_frame_bytes`: close 1009", too_big, {"code": 1009}, browser(NO_1009, code=4009)),
    Behaviour("a message that it doesn't know: counted, given to `on_unknown`, and all goes on", an_unknown_message),
    Behaviour(
        "the same with `unknown` set to `close`: close 1002",
        an_unknown_message_where_it_closes,
        {"code": 1002},
        browser(NO_1002, code=4002),
    ),
    Behaviour("a ping: answered with its id", a_ping),
    Behaviour(
        "what its schema forbids raises at the caller, and nothing is sent",
        what_leaves_is_checked,
        {"kind": "ValueError"},
        browser(INVALID, kind="InvalidMessage"),
    ),
    Behaviour(
        "the same for a payload in an envelope",
        what_leaves_in_an_envelope_is_checked,
        {"kind": "ValueError"},
        browser(INVALID, kind="InvalidMessage"),
    ),
    Behaviour("an envelope around payloads: tag, constants and timestamp, both ways", an_envelope_around),
    Behaviour("an envelope of another version: as a message that it doesn't know", an_envelope_of_another_version),
    Behaviour("frames that are arrays", frames_that_are_arrays),
    Behaviour("messages told by a key of their own", told_by_a_key),
    Behaviour("messages told by their structure", told_by_structure),
    Behaviour("tags that are numbers and truth values", tags_that_are_no_texts),
)
