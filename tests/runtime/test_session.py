"""One connection of a server, without a socket and on a clock of the test's."""

import json
from typing import Any

import pytest
from chat_protocol import CHAT, ENVELOPED

from wsgen.runtime.core.answers import Fault
from wsgen.runtime.core.dispatch import Codec, Received
from wsgen.runtime.core.heartbeat import Beat, Pulse
from wsgen.runtime.core.lanes import Lane, Run
from wsgen.runtime.core.limits import Limits
from wsgen.runtime.core.session import Close, Effect, Send, Session, Terms, find_channel, topics_of

NOW = 1_700_000_000.0


def session_of(limits: Limits | None = None, pulse: Pulse | None = None) -> Session:
    return Session(Terms(CHAT, Codec.for_server(CHAT), limits or Limits()), pulse)


def frame(tag: str, **values: object) -> str:
    return json.dumps({"type": tag, **values})


def send_message(request_id: str | None = "r1", **values: object) -> str:
    ids = {} if request_id is None else {"request_id": request_id}
    return frame("send_message", **({"thread_id": 1, "content": "x"} | ids | values))


def subscribe_thread(thread_id: int = 1) -> str:
    return frame("subscribe_thread", thread_id=thread_id)


def received(request_id: str | None) -> Received:
    return Codec.for_server(CHAT).decode(send_message(request_id))


def runs(effects: list[Effect]) -> list[Run]:
    assert all(isinstance(effect, Run) for effect in effects), effects
    return [effect for effect in effects if isinstance(effect, Run)]


def assert_fails_connection(effects: list[Effect], code: int) -> dict[str, Any] | None:
    """RFC 6455 §7.1.7: the last effect is a close with this code; gives the error that was sent before it."""
    assert isinstance(effects[-1], Close)
    assert effects[-1].code == code
    assert len(effects[-1].reason.encode()) <= 123
    before = [effect for effect in effects[:-1] if isinstance(effect, Send)]
    assert len(before) == len(effects) - 1 <= 1
    return json.loads(before[0].text) if before else None


def test_an_invalid_frame_is_answered_with_error_and_fails_the_connection() -> None:
    error = assert_fails_connection(session_of().receive_text(send_message(content=""), NOW), 1002)
    assert error is not None
    assert (error["type"], error["code"], error["request_id"]) == ("error", 1002, "r1")
    assert "content" in error["message"]


@pytest.mark.parametrize("text", ["", "[]", "{}", frame("nonsense"), frame("ping", ping_id="a"), "[" * 5000])
def test_an_unreadable_or_unknown_frame_fails_the_connection_1002(text: str) -> None:
    assert assert_fails_connection(session_of().receive_text(text, NOW), 1002) is not None


def test_without_an_error_message_an_invalid_frame_only_closes() -> None:
    session = Session(Terms(ENVELOPED, Codec.for_server(ENVELOPED), Limits()))
    assert assert_fails_connection(session.receive_text("{}", NOW), 1002) is None


def test_a_long_reason_is_cut_in_the_close_and_whole_in_the_error() -> None:
    error = assert_fails_connection(session_of().receive_text(send_message(metadata="é" * 500), NOW), 1002)
    assert error is not None
    assert len(error["message"].encode()) > 123


def test_a_binary_frame_fails_the_connection_1003() -> None:
    assert_fails_connection(session_of().receive_binary(), 1003)


@pytest.mark.parametrize(
    ("content", "accepted"), [("a" * 900, True), ("a" * 1100, False), ("é" * 400, True), ("é" * 500, False)]
)
def test_a_frame_over_the_limit_of_bytes_fails_the_connection_1009(content: str, accepted: bool) -> None:
    text = json.dumps({"type": "send_message", "thread_id": 1, "content": content}, ensure_ascii=False)
    effects = session_of(Limits(frame_bytes=1024)).receive_text(text, NOW)
    if accepted:
        assert len(runs(effects)) == 1
    else:
        assert_fails_connection(effects, 1009)


def test_after_a_close_nothing_is_done_any_more() -> None:
    session = session_of(pulse=Pulse(30, 60, now=0, jitter=0))
    session.close(1000, "done")
    assert session.closed
    assert session.receive_text(send_message(), NOW) == []
    assert session.receive_binary() == []
    assert session.close(1002, "again") == []
    assert session.fail(received("r1"), NOW) == []
    assert session.beat(Beat.PING, "a", now=NOW, monotonic=0) == []
    assert session.answer(Fault(1008, "no", "no"), NOW) == []


@pytest.mark.parametrize("code", [1005, 1006, 1015, 42, 5000])
def test_a_code_that_can_not_be_sent_becomes_1011(code: int) -> None:
    assert session_of().close(code, "") == [Close(1011, "")]


def test_requests_with_one_reply_run_in_order() -> None:
    session = session_of()
    [first] = runs(session.receive_text(subscribe_thread(1), NOW))
    assert first.lane is Lane.ORDERED
    assert session.receive_text(subscribe_thread(2), NOW) == []
    [second] = runs(session.finished(first))
    assert second.received.message.to_wire()["thread_id"] == 2
    assert session.finished(second) == []


def test_streams_run_beside_the_others_up_to_the_limit() -> None:
    session = session_of(Limits(streams=2))
    session.receive_text(subscribe_thread(), NOW)
    [one] = runs(session.receive_text(send_message("a"), NOW))
    [two] = runs(session.receive_text(send_message("b"), NOW))
    assert session.receive_text(send_message("c"), NOW) == []
    [three] = runs(session.finished(one))
    assert three.received.request_id == "c"
    assert session.finished(two) == []


def test_streams_without_a_request_id_run_one_after_the_other() -> None:
    session = session_of()
    [one] = runs(session.receive_text(send_message(None), NOW))
    assert session.receive_text(send_message(None), NOW) == []
    assert len(runs(session.receive_text(send_message("with"), NOW))) == 1
    assert len(runs(session.receive_text(subscribe_thread(), NOW))) == 1
    assert len(runs(session.finished(one))) == 1


def test_too_many_waiting_requests_close_1013() -> None:
    session = session_of(Limits(waiting=3))
    for _ in range(3):
        session.receive_text(subscribe_thread(), NOW)
    assert_fails_connection(session.receive_text(subscribe_thread(), NOW), 1013)


def test_waiting_requests_are_bounded_by_size_and_a_finished_one_makes_room() -> None:
    session = session_of(Limits(waiting_size=2 * len(subscribe_thread())))
    [first] = runs(session.receive_text(subscribe_thread(), NOW))
    session.receive_text(subscribe_thread(), NOW)
    session.finished(first)
    session.receive_text(subscribe_thread(), NOW)
    assert_fails_connection(session.receive_text(subscribe_thread(), NOW), 1013)


def test_a_session_that_drains_takes_no_request_but_still_hears_pongs() -> None:
    pulse = Pulse(30, 60, now=0, jitter=0)
    session = session_of(pulse=pulse)
    [running] = runs(session.receive_text(subscribe_thread(), NOW))
    session.receive_text(subscribe_thread(), NOW)
    session.drain()
    assert session.receive_text(send_message(), NOW) == []
    assert session.finished(running) == []
    pulse.queued(0)
    pulse.written("a", 0)
    session.receive_text(frame("pong", ping_id="a"), NOW)
    assert pulse.check(60) is Beat.PING


def test_a_ping_is_sent_with_a_fresh_id_and_its_pong_resets_the_deadline() -> None:
    pulse = Pulse(30, 60, now=0, jitter=0)
    session = session_of(pulse=pulse)
    [sent] = session.beat(Beat.PING, "fresh", now=NOW, monotonic=0)
    assert isinstance(sent, Send)
    assert json.loads(sent.text) == {"type": "ping", "ping_id": "fresh"}
    assert sent.ping is not None
    pulse.written(sent.ping.id, 0)
    session.receive_text(frame("pong", ping_id="other"), NOW)
    session.receive_text(frame("pong", ping_id="fresh"), NOW)
    assert pulse.check(60) is Beat.PING


def test_a_lost_heartbeat_closes_4408() -> None:
    session = session_of(pulse=Pulse(30, 60, now=0, jitter=0))
    assert_fails_connection(session.beat(Beat.LOST, "", now=NOW, monotonic=0), 4408)


def test_a_handler_that_raised_fails_the_connection_1011_and_tells_nothing_of_why() -> None:
    error = assert_fails_connection(session_of().fail(received("r1"), NOW), 1011)
    assert error == {"type": "error", "code": 1011, "message": "the server failed", "request_id": "r1"}


def test_a_subscription_names_its_topics() -> None:
    codec = Codec.for_server(CHAT)
    assert topics_of(codec.decode(frame("subscribe", topics=["agent:7", "x"]))) == ("agent:7", "x")
    # A message that names none is about the channel that carries it.
    assert topics_of(codec.decode(subscribe_thread(42))) == ("thread:42",)


def test_a_topic_belongs_to_one_channel_or_none() -> None:
    channel = find_channel(CHAT, "agent:7")
    assert channel is not None
    assert channel.name == "agent"
    assert find_channel(CHAT, "agent:seven") is None
