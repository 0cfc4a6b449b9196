"""What clients do with topics: subscriptions, sequences, gaps, and the first frames of a connection."""

from tests.conformance.behaviour import Behaviour
from tests.conformance.stage import PATIENCE, Stage, expect


def _event(agent: int = 7, **more: object) -> dict[str, object]:
    return {"type": "agent_event", "agent_id": agent, "data": {}, **more}


def subscriptions_are_counted(stage: Stage) -> None:
    client, server = stage.live()
    first = client.open("agent", agent_id=7)
    assert server.heard() == {"type": "subscribe", "topics": ["agent:7"]}
    second = client.open("agent", agent_id=7)
    first.close()
    server.say(_event(data={"n": 1}))
    assert second.next()["data"] == {"n": 1}
    assert server.is_silent(0.05)
    second.close()
    assert server.heard() == {"type": "unsubscribe", "topics": ["agent:7"]}


def a_topics_messages_alone(stage: Stage) -> None:
    client, server = stage.live()
    seven, eight = client.open("agent", agent_id=7), client.open("agent", agent_id=8)
    for _ in range(2):
        server.heard()
    server.say(_event(8, data={"n": 1}), _event(7, data={"n": 2}), _event(9, data={"n": 3}))
    assert seven.next()["data"] == {"n": 2}
    assert eight.next()["data"] == {"n": 1}


def resubscribes_first(stage: Stage) -> None:
    client, server = stage.live(reconnect={"first": 0.1, "most": 0.1})
    for agent in (7, 3):
        client.open("agent", agent_id=agent)
    over = client.open("agent", agent_id=5)
    assert [server.heard()["topics"] for _ in range(3)] == [["agent:7"], ["agent:3"], ["agent:5"]]
    over.close()
    server.heard()
    server.lose()
    client.reaches(state="stale")
    running = client.call("subscribe_thread", thread_id=1)
    again = stage.server.meet()
    heard = [again.heard() for _ in range(3)]
    assert [each.get("topics") for each in heard] == [["agent:7"], ["agent:3"], None]
    again.say({"type": "thread_history", "thread_id": 1, "messages": [], "request_id": heard[2]["request_id"]})
    expect(running.result(PATIENCE))


def sequences(stage: Stage) -> None:
    client, server = stage.live()
    topic = client.open("agent", agent_id=7)
    server.heard()
    server.say(*(_event(seq=each) for each in (4, 5, 5, 4, 6)))
    assert [topic.next()["seq"] for _ in range(3)] == [4, 5, 6]
    assert topic.counts["gaps"] == 0
    server.say(_event(seq=9))
    assert topic.next()["seq"] == 9
    assert topic.counts["gaps"] == 1


def what_was_missed_is_asked_for(stage: Stage) -> None:
    client, server = stage.live()
    topic = client.open("agent", agent_id=7)
    server.heard()
    server.say(_event(seq=4))
    assert topic.next()["seq"] == 4
    server.lose()
    again = stage.server.meet()
    assert again.heard() == {"type": "subscribe", "topics": ["agent:7"], "after": {"agent:7": 4}}
    again.say(_event(seq=4), _event(seq=5))
    assert topic.next()["seq"] == 5
    assert topic.counts["gaps"] == 0


def a_lost_connection_is_a_gap(stage: Stage) -> None:
    client, server = stage.live()
    topic = client.open("agent", agent_id=7)
    server.heard()
    server.lose()
    again = stage.server.meet()
    again.heard()
    again.say(_event(data={"n": 1}))
    assert topic.next()["data"] == {"n": 1}
    assert topic.counts["gaps"] == 1


def a_full_queue(stage: Stage) -> None:
    client, server = stage.live(topic_queue=2)
    topic = client.open("agent", agent_id=7)
    server.heard()
    server.say(*(_event(data={"n": each}) for each in range(4)), {"type": "ping", "ping_id": "1"})
    assert server.heard()["type"] == "pong"
    assert [topic.next()["data"]["n"] for _ in range(2)] == [2, 3]
    assert topic.counts["dropped"] == 2


def a_closed_client_ends_its_topics(stage: Stage) -> None:
    client, server = stage.live()
    topic = client.open("agent", agent_id=7)
    server.heard()
    waiting = client.start("next", name=topic.name)
    client.close()
    assert expect(waiting.result(PATIENCE)) is None


def the_greeting(stage: Stage) -> None:
    client, server = stage.live("authenticate", "DeskClient", "", given={"auth": {"type": "auth", "token": "s3"}})
    assert server.heard() == {"type": "auth", "token": "s3"}
    topic = client.open("desk")
    server.lose()
    again = stage.server.meet()
    assert again.heard() == {"type": "auth", "token": "s3"}
    again.say({"type": "price", "price": 3})
    assert topic.next()["price"] == 3


def topics_in_an_envelope(stage: Stage) -> None:
    client, server = stage.live("envelopes", "SwitchboardClient", "/")
    room = {"channel": "Room", "parameters": {"room_id": "a"}, "address": "room:a"}
    expect(client.call("shout", {"topic": room}, text="Hi").result(PATIENCE))
    sent = server.heard()
    assert sent[2:] == ["room:a", "shout", {"text": "Hi"}]


LISTENING = (
    Behaviour(
        "subscriptions are counted: one `subscribe` at the first use, one `unsubscribe` at the last",
        subscriptions_are_counted,
    ),
    Behaviour("a subscription has its own topic's messages, and no others", a_topics_messages_alone),
    Behaviour(
        "after a lost connection the open topics are subscribed to again, in order, before all else", resubscribes_first
    ),
    Behaviour("sequences: what came before is dropped, what is missing is a gap", sequences),
    Behaviour("sequences: what was missed is asked for by `after`, and is no gap", what_was_missed_is_asked_for),
    Behaviour("without a sequence a lost connection is a gap", a_lost_connection_is_a_gap),
    Behaviour("a full queue drops the oldest, and counts that", a_full_queue),
    Behaviour("closing the client ends its subscriptions", a_closed_client_ends_its_topics),
    Behaviour("the message by which a client says who it is comes first, on every connection", the_greeting),
    Behaviour("the topic that an envelope carries", topics_in_an_envelope),
)
