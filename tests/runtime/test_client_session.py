"""The client's side of one connection without IO: where each frame goes, what is sent, and how it ends."""

import json
from dataclasses import replace
from typing import Any

import pytest
from chat_protocol import (
    CHAT,
    CLIENT_TO_SERVER,
    ENVELOPED,
    AgentEvent,
    Note,
    Pong,
    SendMessage,
    SubscribeThread,
    ThreadHistory,
)
from client_harness import error, event, history, piece

from wsgen.runtime.core.client_session import ClientSession, Close, ErrorArrived, Send, UnknownFrame
from wsgen.runtime.core.client_topics import ClientTopics
from wsgen.runtime.core.dispatch import InvalidMessage
from wsgen.runtime.core.inbox import EMPTY, Inbox
from wsgen.runtime.errors import Closed, Ending, ProtocolError, QueueOverflow, RequestFailed
from wsgen.runtime.protocol import Protocol, Route

EPOCH = 1_800_000_000.0
ONE = CLIENT_TO_SERVER["subscribe_thread"]
STREAM = CLIENT_TO_SERVER["send_message"]


class Side:
    """A session with its topics, and the frames it wrote."""

    def __init__(self, protocol: Protocol = CHAT) -> None:
        self.topics = ClientTopics()
        self.session = ClientSession(protocol, self.topics, epoch=EPOCH, seed=7)

    def ask(self, thread_id: int = 42, limit: int = 9) -> tuple[Inbox[Any], dict[str, Any]]:
        inbox: Inbox[Any] = Inbox(limit, "fail")
        _, text = self.session.request(ONE, SubscribeThread(thread_id=thread_id), inbox, 0)
        return inbox, json.loads(text)

    def say(self, thread_id: int = 42, limit: int = 9) -> tuple[Inbox[Any], dict[str, Any]]:
        inbox: Inbox[Any] = Inbox(limit, "fail")
        _, text = self.session.request(STREAM, SendMessage(thread_id=thread_id, content="x"), inbox, 0)
        return inbox, json.loads(text)

    def listen(self, channel: str, address: str) -> Inbox[Any]:
        inbox: Inbox[Any] = Inbox(9, "drop_oldest")
        self.topics.open(channel, address, inbox)
        return inbox

    def receive(self, *frames: dict[str, Any] | str | bytes, now: float = 0) -> list[Any]:
        texts = [json.dumps(frame) if isinstance(frame, dict) else frame for frame in frames]
        return [effect for text in texts for effect in self.session.receive(text, now)]


def names(inbox: Inbox[Any]) -> list[str]:
    found = []
    try:
        while (item := inbox.take()) is not EMPTY:
            found.append(item.message.type)
    except EOFError:
        found.append("end")
    return found


def test_a_reply_goes_to_its_request_alone() -> None:
    side = Side()
    topic = side.listen("thread", "thread:42")
    inbox, frame = side.ask()
    assert side.receive(history(42, frame["request_id"], "a")) == []
    reply = inbox.take().message
    assert isinstance(reply, ThreadHistory)
    assert reply.messages == ["a"]
    assert len(topic) == 0


def test_a_frame_that_answers_nothing_goes_to_its_topic() -> None:
    side = Side()
    mine, other, agent = (
        side.listen("thread", "thread:42"),
        side.listen("thread", "thread:1"),
        side.listen("agent", "agent:7"),
    )
    inbox, _ = side.ask()
    side.receive(history(42), piece("chunk", 42, "somebody-elses"), event(7, step=1))
    assert names(mine) == ["thread_history", "stream_chunk"]
    assert names(agent) == ["agent_event"]
    assert len(other) == len(inbox) == 0


def test_each_request_has_an_id_of_its_own() -> None:
    side = Side()
    ids = [side.ask()[1]["request_id"] for _ in range(20)]
    assert len(set(ids)) == 20
    assert max(map(len, ids)) <= 4


def test_a_stream_ends_with_its_end() -> None:
    side = Side()
    inbox, frame = side.say()
    request_id = frame["request_id"]
    side.receive(*(piece(kind, 42, request_id) for kind in ("start", "chunk", "chunk", "end")))
    assert names(inbox) == ["stream_start", "stream_chunk", "stream_chunk", "stream_end", "end"]


def test_a_stream_out_of_order_closes_1002_and_fails_everything_that_waits() -> None:
    side = Side()
    stream, frame = side.say()
    other, _ = side.ask()
    (effect,) = side.receive(piece("chunk", 42, frame["request_id"]))
    assert effect == Close(Ending(1002, "stream_chunk before stream_start", by_client=True))
    for inbox in (stream, other):
        with pytest.raises(ProtocolError, match="stream_chunk before stream_start"):
            inbox.take()
    assert side.receive(history(42), "not JSON") == []


@pytest.mark.parametrize(
    ("frame", "code", "says"),
    [
        ("no JSON", 1002, "not JSON"),
        ("[1]", 1002, "a frame must be a JSON object"),
        ({"type": "thread_history", "thread_id": "42", "messages": []}, 1002, "thread_history at thread_id"),
        ({"type": "agent_event", "agent_id": 7}, 1002, "agent_event .*data.*required"),
        (b"{}", 1003, "binary"),
    ],
)
def test_a_frame_that_breaks_the_protocol_closes_and_says_which_rule(frame: Any, code: int, says: str) -> None:
    side = Side()
    inbox, _ = side.ask()
    (effect,) = side.receive(frame)
    assert isinstance(effect, Close)
    assert effect.ending.code == code
    with pytest.raises(Closed, match=says) as caught:
        inbox.take()
    assert caught.value.by_client


def test_an_unknown_message_is_reported_and_changes_nothing() -> None:
    side = Side()
    inbox, frame = side.ask()
    (effect,) = side.receive({"type": "typing", "who": "ann"})
    assert isinstance(effect, UnknownFrame)
    assert effect.frame == {"type": "typing", "who": "ann"}
    side.receive(history(42, frame["request_id"]))
    assert names(inbox) == ["thread_history", "end"]


def test_a_ping_is_answered_with_its_id_and_reaches_nobody() -> None:
    side = Side()
    topic = side.listen("system", "system")
    (effect,) = side.receive({"type": "ping", "ping_id": "p1"})
    assert isinstance(effect, Send)
    assert json.loads(effect.text) == {"type": "pong", "ping_id": "p1"}
    assert len(topic) == 0


def test_a_ping_in_an_envelope_is_answered_in_one() -> None:
    side = Side(ENVELOPED)
    ping = {"v": 1, "type": "ping", "topic": "system", "ts": 5, "req_id": "q", "data": {"timestamp": 99}}
    (effect,) = side.receive(ping, now=2.5)
    assert isinstance(effect, Send)
    assert json.loads(effect.text) == {
        "v": 1,
        "type": "pong",
        "topic": "system",
        "ts": int((EPOCH + 2.5) * 1000),
        "req_id": "q",
        "data": {"timestamp": 99},
    }


def test_an_enveloped_reply_is_found_by_the_envelopes_id_and_an_event_by_its_topic() -> None:
    side = Side(ENVELOPED)
    topic = side.listen("thread", "thread:5")
    inbox: Inbox[Any] = Inbox(9, "fail")
    route = ENVELOPED.client_to_server.routes["note"]
    _, text = side.session.request(route, Note(thread_id=5, text="hi"), inbox, 0)
    sent = json.loads(text)
    assert sent["topic"] == "thread:5"
    answer = {"v": 1, "type": "note", "topic": "thread:5", "ts": 1, "data": {"thread_id": 5, "text": "there"}}
    side.receive(answer)
    side.receive(answer | {"req_id": sent["req_id"]})
    assert inbox.take().message == Note(thread_id=5, text="there")
    assert len(topic) == 1


def test_an_error_with_the_requests_id_fails_it_with_the_typed_error() -> None:
    side = Side()
    inbox, frame = side.ask()
    other, _ = side.ask()
    assert side.receive(error(frame["request_id"], 404, "there is no thread 42")) == []
    with pytest.raises(RequestFailed, match="`subscribe_thread` with an error: 404: there is no thread 42") as caught:
        inbox.take()
    assert caught.value.error.to_wire()["code"] == 404
    assert other.take() is EMPTY


def test_an_error_that_answers_nothing_is_reported() -> None:
    side = Side()
    inbox, _ = side.ask()
    effects = side.receive(error(None, 500, "on fire"), error("r99"))
    assert [type(effect) for effect in effects] == [ErrorArrived, ErrorArrived]
    assert effects[0].text == "500: on fire"
    assert inbox.take() is EMPTY


def test_the_replies_of_a_request_that_was_given_up_reach_nobody() -> None:
    side = Side()
    topic = side.listen("thread", "thread:42")
    inbox: Inbox[Any] = Inbox(9, "fail")
    pending, text = side.session.request(STREAM, SendMessage(thread_id=42, content="x"), inbox, 0)
    side.session.abandon(pending, 1)
    request_id = json.loads(text)["request_id"]
    side.receive(piece("start", 42, request_id), piece("chunk", 42, request_id), error(request_id))
    assert len(inbox) == len(topic) == 0
    assert side.session.under_way == 0


def test_a_reply_stream_that_is_not_read_ends_with_an_overflow_and_never_grows() -> None:
    side = Side()
    inbox, frame = side.say(limit=2)
    request_id = frame["request_id"]
    side.receive(piece("start", 42, request_id), *(piece("chunk", 42, request_id) for _ in range(50)))
    assert len(inbox) == 2
    inbox.take()
    inbox.take()
    with pytest.raises(QueueOverflow):
        inbox.take()


def test_a_model_that_has_an_id_keeps_it() -> None:
    side = Side()
    message = SubscribeThread(thread_id=42, request_id="mine")
    assert json.loads(side.session.send(message, 0))["request_id"] == "mine"
    assert json.loads(side.session.send(SubscribeThread(thread_id=42), 0))["request_id"]
    inbox: Inbox[Any] = Inbox(9, "fail")
    side.session.request(ONE, message, inbox, 0)
    side.receive(history(42, "mine"))
    assert len(inbox) == 1


def test_what_the_schema_refuses_is_not_sent_and_leaves_no_request_behind() -> None:
    side = Side()
    with pytest.raises(InvalidMessage, match="subscribe_thread"):
        side.ask(thread_id=0)
    assert side.session.under_way == 0
    with pytest.raises(InvalidMessage, match="no message of this direction"):
        side.session.send(AgentEvent(agent_id=1, data={}), 0)
    assert json.loads(side.session.send(Pong(ping_id="p"), 0)) == {"type": "pong", "ping_id": "p"}


def test_subscribe_and_unsubscribe_name_the_topic() -> None:
    session = Side().session
    texts = [session.subscribe("agent:7", 0), session.unsubscribe("agent:7", 0)]
    assert [json.loads(text or "") for text in texts] == [
        {"type": "subscribe", "topics": ["agent:7"]},
        {"type": "unsubscribe", "topics": ["agent:7"]},
    ]


def test_nobody_subscribes_to_the_channel_of_control_messages() -> None:
    session = Side().session
    assert session.subscribe("system", 0) is None
    assert session.unsubscribe("system", 0) is None


def test_without_a_subscribe_message_a_subscription_is_only_local() -> None:
    session = Side(ENVELOPED).session
    assert session.subscribe("thread:5", 0) is None
    assert session.unsubscribe("thread:5", 0) is None


def test_the_end_fails_every_request_with_its_own_error() -> None:
    side = Side()
    first, second = side.ask()[0], side.say()[0]
    side.session.end(Ending(1011, "boom"))
    for inbox in (first, second):
        with pytest.raises(Closed, match="1011 \\(boom\\)"):
            inbox.take()
    assert side.session.under_way == 0


def untagged() -> Protocol:
    """The chat protocol, where the server's messages have no tag that all share."""
    framing = CHAT.server_to_client
    return replace(CHAT, server_to_client=replace(framing, tag=None, routes={}, untagged=(*framing.routes.values(),)))


@pytest.mark.parametrize(
    "reply", [{"thread_id": 42, "messages": "none"}, {}, {"type": "thread_history", "messages": []}]
)
def test_a_reply_that_no_schema_accepts_fails_its_request_at_once(reply: dict[str, Any]) -> None:
    side = Side(untagged())
    inbox, frame = side.ask()
    (close,) = side.receive(reply | {"request_id": frame["request_id"]})
    assert isinstance(close, Close)
    assert close.ending.code == 1002
    with pytest.raises(ProtocolError, match=f"the reply to {frame['request_id']}: no message has this form"):
        inbox.take()


def test_what_no_schema_accepts_and_nobody_waits_for_is_let_pass() -> None:
    side = Side(untagged())
    side.ask()
    assert [type(each) for each in side.receive({"request_id": "r99"}, {"thread_id": 42})] == [UnknownFrame] * 2


def test_a_message_of_a_newer_server_about_a_request_under_way_is_let_pass() -> None:
    side = Side()
    inbox, frame = side.ask()
    (notice,) = side.receive({"type": "progress", "percent": 50, "request_id": frame["request_id"]})
    assert isinstance(notice, UnknownFrame)
    side.receive(history(42, frame["request_id"]))
    assert isinstance(inbox.take().message, ThreadHistory)


def test_errors_without_ids_fail_requests_without_ids_in_their_order() -> None:
    def plain(route: Route) -> Route:
        return replace(route, message=replace(route.message, request_id=None))

    incoming = {tag: plain(route) for tag, route in CHAT.server_to_client.routes.items()}
    ask = plain(ONE)
    protocol = replace(CHAT, server_to_client=replace(CHAT.server_to_client, routes=incoming))
    side = Side(protocol)
    inboxes: list[Inbox[Any]] = [Inbox(9, "fail") for _ in range(3)]
    for inbox in inboxes:
        side.session.request(ask, SubscribeThread(thread_id=42), inbox, 0)
    assert side.receive(error(None), history(42), error(None)) == []
    for inbox in inboxes[::2]:
        with pytest.raises(RequestFailed, match="no such thread"):
            inbox.take()
    assert isinstance(inboxes[1].take().message, ThreadHistory)
