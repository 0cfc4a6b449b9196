"""Which subscriptions a message reaches, and when an address is opened and closed."""

from typing import Any

from chat_protocol import CLIENT_TO_SERVER, Note

from wsgen.runtime.core.client_topics import ClientTopics
from wsgen.runtime.core.dispatch import Received
from wsgen.runtime.core.inbox import Inbox

MESSAGE = Received(CLIENT_TO_SERVER["pong"], Note(thread_id=1, text="x"), None, None, "{}", None, None)


def inbox() -> Inbox[Any]:
    return Inbox(9, "drop_oldest")


def test_an_address_is_opened_by_its_first_use_and_closed_by_its_last() -> None:
    topics, first, second = ClientTopics(), inbox(), inbox()
    assert topics.open("thread", "thread:1", first)
    assert not topics.open("thread", "thread:1", second)
    assert not topics.close("thread:1", first)
    assert not topics.close("thread:1", first)
    assert topics.is_open("thread:1")
    assert topics.close("thread:1", second)
    assert not topics.is_open("thread:1")
    assert not topics.close("thread:1", second)


def test_every_use_of_an_address_gets_the_message_and_no_other_address_does() -> None:
    topics, first, second, other = ClientTopics(), inbox(), inbox(), inbox()
    topics.open("thread", "thread:1", first)
    topics.open("thread", "thread:1", second)
    topics.open("thread", "thread:2", other)
    topics.deliver(MESSAGE, {"thread": "thread:1"}, ["thread"])
    assert [len(first), len(second), len(other)] == [1, 1, 0]


def test_a_message_without_parameters_belongs_to_every_open_address_of_its_channel() -> None:
    topics, first, second, other = ClientTopics(), inbox(), inbox(), inbox()
    topics.open("thread", "thread:1", first)
    topics.open("thread", "thread:2", second)
    topics.open("agent", "agent:1", other)
    topics.deliver(MESSAGE, {}, ["thread"])
    assert [len(first), len(second), len(other)] == [1, 1, 0]


def test_the_envelopes_topic_decides_alone() -> None:
    topics, first, second = ClientTopics(), inbox(), inbox()
    topics.open("thread", "thread:1", first)
    topics.open("thread", "thread:2", second)
    topics.deliver(MESSAGE._replace(topic="thread:2"), {"thread": "thread:1"}, ["thread"])
    topics.deliver(MESSAGE._replace(topic="thread:3"), {}, ["thread"])
    assert [len(first), len(second)] == [0, 1]


def test_who_listens_to_everything_gets_each_message_once() -> None:
    topics, everything, one = ClientTopics(), inbox(), inbox()
    topics.open_rest(everything)
    topics.open("thread", "thread:1", one)
    topics.deliver(MESSAGE, {"thread": "thread:1"}, ["thread"])
    topics.deliver(MESSAGE, {}, [])
    topics.close_rest(everything)
    topics.close_rest(everything)
    topics.deliver(MESSAGE, {"thread": "thread:1"}, ["thread"])
    assert [len(everything), len(one)] == [2, 2]


def test_the_end_reaches_every_inbox_and_leaves_nothing_open() -> None:
    topics, everything, one = ClientTopics(), inbox(), inbox()
    topics.open_rest(everything)
    topics.open("thread", "thread:1", one)
    assert list(topics.addresses) == ["thread:1"]
    topics.end(None)
    assert everything.ended
    assert one.ended
    assert not topics.addresses
    assert not topics.close("thread:1", one)
