"""What clients do with requests: replies, streams, errors and time."""

from tests.conformance.behaviour import NO_1002, Behaviour, browser
from tests.conformance.stage import PATIENCE, Stage, expect, failed


def _history(thread: int, **more: object) -> dict[str, object]:
    return {"type": "thread_history", "thread_id": thread, "messages": [], **more}


def _chunk(text: str, **more: object) -> dict[str, object]:
    return {"type": "stream_chunk", "thread_id": 1, "content": text, "chunk_type": "tool_output", **more}


def replies_by_id(stage: Stage) -> None:
    client, server = stage.live()
    first = client.call("subscribe_thread", thread_id=1)
    one = server.heard()["request_id"]
    second = client.call("subscribe_thread", thread_id=1)
    two = server.heard()["request_id"]
    assert one != two
    entry = {"id": 1, "role": "user", "content": "second", "created_at": "2027-01-01T00:00:00Z"}
    server.say(_history(1, request_id=two) | {"messages": [entry]}, _history(1, request_id=one))
    assert expect(second.result(PATIENCE))["messages"] == [entry]
    assert expect(first.result(PATIENCE))["messages"] == []


def what_answers_nothing(stage: Stage) -> None:
    client, server = stage.live()
    topic = client.open("thread", thread_id=1)
    server.heard()
    running = client.call("subscribe_thread", thread_id=1)
    id_ = server.heard()["request_id"]
    entry = {"id": 1, "role": "user", "content": "news", "created_at": "2027-01-01T00:00:00Z"}
    server.say(_history(1) | {"messages": [entry]}, _history(1, request_id=id_))
    assert expect(running.result(PATIENCE))["messages"] == []
    assert topic.next()["messages"] == [entry]


def replies_by_order(stage: Stage) -> None:
    client, server = stage.live("authenticate", "DeskClient", "", given={"auth": {"token": "s"}})
    server.heard()
    first = client.call("order", amount=1)
    server.heard()
    second = client.call("order", amount=2)
    server.heard()
    server.say({"type": "filled", "by": "one"}, {"type": "filled", "by": "two"})
    assert expect(first.result(PATIENCE))["by"] == "one"
    assert expect(second.result(PATIENCE))["by"] == "two"


def an_error_fails_its_request(stage: Stage) -> None:
    client, server = stage.live()
    running = client.call("subscribe_thread", thread_id=1)
    error = {"type": "error", "code": 404, "message": "no such thread", "request_id": server.heard()["request_id"]}
    server.say(error)
    assert "no such thread" in failed(running, "RequestFailed")["text"]
    again = client.call("subscribe_thread", thread_id=2)
    server.say(_history(2, request_id=server.heard()["request_id"]))
    assert expect(again.result(PATIENCE))["thread_id"] == 2


def an_error_of_no_request(stage: Stage) -> None:
    client, server = stage.live()
    error = {"type": "error", "code": 500, "message": "so what"}
    server.say(error)
    assert client.reaches(errors=[error])["state"] == "live"


def a_stream(stage: Stage) -> None:
    client, server = stage.live()
    running = client.stream("send_message", thread_id=1, content="Hi")
    asked = server.heard()
    assert (asked["type"], asked["content"]) == ("send_message", "Hi")
    id_ = {"request_id": asked["request_id"]}
    start, end = {"type": "stream_start", "thread_id": 1, **id_}, {"type": "stream_end", "thread_id": 1, **id_}
    server.say(start, _chunk("a", **id_), _chunk("é😀", **id_), end)
    assert [each.get("content") for each in expect(running.result(PATIENCE))] == [None, "a", "é😀", None]


def streams_at_once(stage: Stage) -> None:
    client, server = stage.live()
    running = [client.stream("send_message", thread_id=1, content=text) for text in "ab"]
    asked = [server.heard() for _ in running]
    ids = {each["content"]: {"request_id": each["request_id"]} for each in asked}
    for kind in ("stream_start", "stream_chunk", "stream_end"):
        for text in "ba":
            server.say(
                _chunk(text, **ids[text]) if kind == "stream_chunk" else {"type": kind, "thread_id": 1, **ids[text]}
            )
    for text, each in zip("ab", running, strict=True):
        assert [item.get("content") for item in expect(each.result(PATIENCE))] == [None, text, None]


def a_stream_out_of_order(stage: Stage) -> None:
    client, server = stage.live()
    running = client.stream("send_message", thread_id=1, content="Hi")
    server.say(_chunk("a", request_id=server.heard()["request_id"]))
    assert server.ended()[0] == stage.wanted["code"]
    failed(running, "ProtocolError")


def a_stream_that_is_left(stage: Stage) -> None:
    client, server = stage.live()
    running = client.stream("send_message", {"take": 1}, thread_id=1, content="Hi")
    id_ = {"request_id": server.heard()["request_id"]}
    server.say({"type": "stream_start", "thread_id": 1, **id_})
    assert len(expect(running.result(PATIENCE))) == 1
    server.say(_chunk("late", **id_), {"type": "stream_end", "thread_id": 1, **id_})
    again = client.call("subscribe_thread", thread_id=2)
    server.say(_history(2, request_id=server.heard()["request_id"]))
    assert expect(again.result(PATIENCE))["thread_id"] == 2
    assert client.status["unknown_frames"] == 0


def a_reply_that_does_not_come(stage: Stage) -> None:
    client, server = stage.live()
    running = client.call("subscribe_thread", {"timeout": 0.05}, thread_id=1)
    id_ = server.heard()["request_id"]
    failed(running, stage.wanted["kind"])
    server.say(_history(1, request_id=id_))
    again = client.call("subscribe_thread", thread_id=2)
    server.say(_history(2, request_id=server.heard()["request_id"]))
    assert expect(again.result(PATIENCE))["thread_id"] == 2


def a_silent_stream(stage: Stage) -> None:
    client, server = stage.live(stream_timeout=0.05)
    running = client.stream("send_message", thread_id=1, content="Hi")
    server.say({"type": "stream_start", "thread_id": 1, "request_id": server.heard()["request_id"]})
    failed(running, stage.wanted["kind"])


def requests_in_flight(stage: Stage) -> None:
    client, server = stage.live()
    running = client.call("subscribe_thread", thread_id=1)
    stream = client.stream("send_message", thread_id=1, content="Hi")
    for _ in range(2):
        server.heard()
    server.lose()
    failed(running, "RequestLost", code=1006, by_client=False)
    failed(stream, "RequestLost")
    again = stage.server.meet()
    client.reaches(state="live")
    assert again.is_silent()


def a_call_while_it_is_lost(stage: Stage) -> None:
    client, server = stage.live(reconnect={"first": 0.15, "most": 0.15})
    server.lose()
    client.reaches(state="stale")
    running = client.call("subscribe_thread", thread_id=1)
    again = stage.server.meet()
    again.say(_history(1, request_id=again.heard()["request_id"]))
    assert expect(running.result(PATIENCE))["thread_id"] == 1


ASKING = (
    Behaviour("replies are matched by the request's id, in any order", replies_by_id),
    Behaviour("replies without an id are matched first in, first out", replies_by_order),
    Behaviour("a message that answers no request goes to its topic", what_answers_nothing),
    Behaviour(
        "an error message fails its request (`RequestFailed`), and the connection goes on", an_error_fails_its_request
    ),
    Behaviour("an error message of no request goes to `on_error`", an_error_of_no_request),
    Behaviour("a stream: from its start to its end", a_stream),
    Behaviour("streams at once, each with its own replies", streams_at_once),
    Behaviour(
        "a stream whose replies come out of order: close 1002",
        a_stream_out_of_order,
        {"code": 1002},
        browser(NO_1002, code=4002),
    ),
    Behaviour("a stream that is left early: the rest is thrown away", a_stream_that_is_left),
    Behaviour(
        "a reply that doesn't come in time: `TimeoutError`, and a late one is thrown away",
        a_reply_that_does_not_come,
        {"kind": "TimeoutError"},
        browser("`TimedOut`: JavaScript has no exception of its own for it", kind="TimedOut"),
    ),
    Behaviour(
        "a stream that is silent for `stream_timeout`: the same",
        a_silent_stream,
        {"kind": "TimeoutError"},
        browser("`TimedOut`", kind="TimedOut"),
    ),
    Behaviour(
        "requests in flight when the connection is lost: `RequestLost`, and never sent again", requests_in_flight
    ),
    Behaviour("a call while the connection is lost waits for the next one", a_call_while_it_is_lost),
)
