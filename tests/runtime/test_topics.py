"""Who is subscribed to what."""

from wsgen.runtime.server.topics import Topics


def test_subscriptions_are_found_by_topic_and_by_subscriber() -> None:
    topics: Topics[str] = Topics(9)
    assert topics.subscribe("ann", "thread:1")
    assert topics.subscribe("bob", "thread:1")
    assert topics.subscribe("ann", "agent:7")
    assert not topics.subscribe("ann", "thread:1")
    assert topics.subscribers("thread:1") == ("ann", "bob")
    assert topics.addresses("ann") == ("thread:1", "agent:7")


def test_leaving_ends_all_subscriptions_and_forgets_empty_topics() -> None:
    topics: Topics[str] = Topics(9)
    topics.subscribe("ann", "thread:1")
    topics.subscribe("ann", "agent:7")
    topics.subscribe("bob", "agent:7")
    topics.leave("ann")
    topics.leave("ann")
    assert topics.subscribers("thread:1") == ()
    assert topics.subscribers("agent:7") == ("bob",)
    assert topics.addresses("ann") == ()
    assert topics.unsubscribe("bob", "agent:7")
    assert not topics.unsubscribe("bob", "agent:7")
    assert topics.addresses("bob") == ()


def test_there_is_room_for_what_is_subscribed_already_and_for_no_more_than_the_limit() -> None:
    topics: Topics[str] = Topics(1)
    assert topics.has_room("alice", "a")
    topics.subscribe("alice", "a")
    assert topics.has_room("alice", "a")
    assert not topics.has_room("alice", "b")
    assert topics.has_room("bob", "b")
