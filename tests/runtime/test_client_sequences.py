"""What a client makes of sequences: nothing twice, a jump is a gap, and a new connection asks for what was missed."""

import json
from typing import Any

import pytest
from chat_protocol import CHAT

from wsgen.runtime.core.client_session import ClientSession
from wsgen.runtime.core.client_topics import ClientTopics
from wsgen.runtime.core.dispatch import Received
from wsgen.runtime.core.inbox import EMPTY, Inbox


def event(sequence: int | None, agent: int = 7) -> str:
    number = {} if sequence is None else {"seq": sequence}
    return json.dumps({"type": "agent_event", "agent_id": agent, "data": {}, **number})


def session_of(topics: ClientTopics) -> ClientSession:
    return ClientSession(CHAT, topics, epoch=0, seed=1)


def opened(topics: ClientTopics, address: str = "agent:7") -> Inbox[Received]:
    inbox: Inbox[Received] = Inbox(100, "fail")
    topics.open("agent", address, inbox)
    return inbox


def taken(inbox: Inbox[Received], most: int = 100) -> list[Any]:
    found: list[Any] = []
    while len(found) < most and (item := inbox.take()) is not EMPTY:
        found.append(item.frame.get("seq"))
    return found


def test_a_message_that_came_before_is_dropped_and_a_jump_is_a_gap() -> None:
    topics = ClientTopics()
    session, inbox, other = session_of(topics), opened(topics), opened(topics, "agent:8")
    for sequence in (5, 6, 6, 5, 9, 10):
        session.receive(event(sequence), 0)
    session.receive(event(1, agent=8), 0)
    assert (taken(inbox, 2), inbox.gaps) == ([5, 6], 0)
    assert (taken(inbox), inbox.gaps) == ([9, 10], 1)
    assert (taken(other), other.gaps) == ([1], 0)


def test_messages_without_a_sequence_are_let_pass() -> None:
    topics = ClientTopics()
    session, inbox = session_of(topics), opened(topics)
    for sequence in (None, 5, None, 6):
        session.receive(event(sequence), 0)
    assert (taken(inbox), inbox.gaps) == ([None, 5, None, 6], 0)


def test_a_new_connection_asks_for_what_came_after_the_last_message() -> None:
    topics = ClientTopics()
    session, inbox = session_of(topics), opened(topics)
    assert json.loads(session.subscribe("agent:7", 0) or "") == {"type": "subscribe", "topics": ["agent:7"]}
    session.receive(event(5), 0)
    topics.mark_gap()
    again = session_of(topics)
    assert json.loads(again.subscribe("agent:7", 0) or "")["after"] == {"agent:7": 5}
    assert "after" not in json.loads(again.unsubscribe("agent:7", 0) or "")
    topics.resume()
    again.receive(event(6), 0)
    assert (taken(inbox), inbox.gaps) == ([5, 6], 0)


@pytest.mark.parametrize("first", [7, 1000])
def test_what_the_server_no_longer_has_is_a_gap(first: int) -> None:
    topics = ClientTopics()
    session, inbox = session_of(topics), opened(topics)
    session.receive(event(5), 0)
    topics.mark_gap()
    session_of(topics).receive(event(first), 0)
    assert (taken(inbox), inbox.gaps) == ([5, first], 1)


def test_a_topic_of_which_nothing_came_yet_may_have_a_gap() -> None:
    topics = ClientTopics()
    session_of(topics)
    inbox = opened(topics)
    topics.mark_gap()
    assert (taken(inbox), inbox.gaps) == ([], 1)


def test_who_opens_a_topic_anew_asks_for_nothing_old() -> None:
    topics = ClientTopics()
    session, inbox = session_of(topics), opened(topics)
    session.receive(event(5), 0)
    topics.close("agent:7", inbox)
    opened(topics)
    assert "after" not in json.loads(session.subscribe("agent:7", 0) or "")
