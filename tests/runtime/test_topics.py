"""Who is subscribed to what."""

from wsgen.runtime.server.topics import Topics


def topics_of(limit: int, heard: list[str] | None = None) -> Topics[str]:
    told = [] if heard is None else heard
    return Topics(
        limit, first=lambda address: told.append(f"+{address}"), last=lambda address: told.append(f"-{address}")
    )


def test_subscriptions_are_found_by_topic_and_by_subscriber() -> None:
    topics = topics_of(9)
    assert topics.subscribe("ann", "thread:1")
    assert topics.subscribe("bob", "thread:1")
    assert topics.subscribe("ann", "agent:7")
    assert not topics.subscribe("ann", "thread:1")
    assert topics.subscribers("thread:1") == ("ann", "bob")
    assert topics.addresses("ann") == ("thread:1", "agent:7")


def test_leaving_ends_all_subscriptions_and_forgets_empty_topics() -> None:
    topics = topics_of(9)
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
    topics = topics_of(1)
    assert topics.has_room("alice", "a")
    topics.subscribe("alice", "a")
    assert topics.has_room("alice", "a")
    assert not topics.has_room("alice", "b")
    assert topics.has_room("bob", "b")


def test_the_first_and_the_last_subscriber_of_an_address_are_told() -> None:
    heard: list[str] = []
    topics = topics_of(9, heard)
    topics.subscribe("ann", "a")
    topics.subscribe("ann", "a")
    topics.subscribe("bob", "a")
    topics.subscribe("bob", "b")
    topics.leave("bob")
    topics.unsubscribe("bob", "a")
    topics.unsubscribe("ann", "a")
    topics.subscribe("ann", "a")
    assert heard == ["+a", "+b", "-b", "-a", "+a"]
