"""How clients' connections begin and end: the handshake, states, close codes, coming back, and the watchdog."""

import socket

from tests.conformance.behaviour import Behaviour, browser, not_browser
from tests.conformance.stage import PATIENCE, QUICK, Stage, expect, failed

RETRIABLE = (1001, 1011, 1012, 1013, 1014, 4408)
FINAL = (1000, 1002, 1003, 1007, 1008, 1009, 1010, 4000, 4400, 4401, 4403)


def arguments_in_the_handshake(stage: Stage) -> None:
    _, server = stage.live(given={"token": "a b&c=é/😀"})
    assert server.query == {"token": ["a b&c=é/😀"]}


def headers(stage: Stage) -> None:
    _, server = stage.live(headers={"X-Who": "me"})
    assert server.headers["X-Who"] == "me"


def states(stage: Stage) -> None:
    client, server = stage.live()
    client.reaches(states=["connecting", "live"])
    server.lose()
    stage.server.meet()
    client.reaches(states=["connecting", "live", "stale", "live"])
    client.close()
    assert client.status["states"][-1] == "closed"


def a_clean_close(stage: Stage) -> None:
    client, server = stage.live()
    running = client.call("subscribe_thread", thread_id=1)
    server.heard()
    closing = client.start("close")
    assert server.ended() == (1000, "")
    expect(closing.result(PATIENCE))
    failed(running, "Closed", code=1000, by_client=True)
    failed(client.call("subscribe_thread", thread_id=1), "Closed", code=1000)
    assert stage.server.is_left_alone()


def comes_back(stage: Stage) -> None:
    client, server = stage.live()
    for code in RETRIABLE:
        server.close(code)
        server = stage.server.meet()
    server.lose()
    stage.server.meet()
    client.reaches(state="live")
    assert stage.server.most_at_once == 1


def does_not_come_back(stage: Stage) -> None:
    for code in FINAL:
        client, server = stage.live()
        server.close(code, "so")
        client.reaches(state="closed")
        failed(client.call("subscribe_thread", thread_id=1), "Closed", code=code, reason="so", by_client=False)
    assert stage.server.is_left_alone()


def comes_back_where_named(stage: Stage) -> None:
    client, server = stage.live(reconnect_on=[4000])
    server.close(4000)
    stage.server.meet()
    client.reaches(state="live")


def without_reconnecting(stage: Stage) -> None:
    client, server = stage.live(reconnect=None)
    server.close(1012)
    client.reaches(state="closed")
    assert stage.server.is_left_alone()


def close_codes_are_exceptions(stage: Stage) -> None:
    kinds = {1002: "ProtocolError", 1013: "Overloaded", 4401: "Unauthorized", 4408: "HeartbeatLost", 4999: "Closed"}
    for code, kind in kinds.items():
        client, server = stage.live(reconnect=None)
        running = client.call("subscribe_thread", thread_id=1)
        server.heard()
        server.close(code)
        failed(running, kind, code=code)
        failed(running, "RequestLost")
        client.reaches(state="closed")
        failed(client.call("subscribe_thread", thread_id=1), kind, code=code)


def a_new_token_once(stage: Stage) -> None:
    client, server = stage.live(given={"token": "old"}, refresh={"token": "new"})
    server.close(4401)
    again = stage.server.meet()
    assert again.query == {"token": ["new"]}
    client.reaches(state="live")
    again.close(4401)
    client.reaches(state="closed")
    failed(client.call("subscribe_thread", thread_id=1), "Unauthorized")
    assert stage.server.is_left_alone()


def silence(stage: Stage) -> None:
    client, server = stage.live("quick")
    server.say({"type": "ping", "ping_id": "1"})
    server.heard()
    assert server.ended()[0] == 4408
    stage.server.meet()
    client.reaches(state="live")
    assert client.status["states"] == ["connecting", "live", "stale", "live"]


def never_two_connections(stage: Stage) -> None:
    client, server = stage.live("quick")
    # It reads nothing any more, so that the closing handshake gets no answer, and is half open.
    again = stage.server.meet()
    client.reaches(state="live")
    server.over.set()
    again.say({"type": "ping", "ping_id": "1"})
    assert again.heard()["type"] == "pong"
    assert stage.server.is_left_alone(0.05)


def a_refused_handshake(stage: Stage) -> None:
    stage.server.status = 403
    client = stage.client()
    failed(client.start("connect"), stage.wanted["kind"])
    assert client.status["state"] == "closed"


def nobody_there(stage: Stage) -> None:
    stage.url = "ws://127.0.0.1:1"
    client = stage.client()
    failed(client.start("connect"), "Unreachable")
    assert client.status["states"] == ["connecting", "closed"]


def refused_when_it_comes_back(stage: Stage) -> None:
    client, server = stage.live()
    stage.server.status = 503
    server.lose()
    client.reaches(state="stale")
    stage.server.status = None
    stage.server.meet()
    client.reaches(state="live")


def time_to_connect(stage: Stage) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        stage.url = f"ws://127.0.0.1:{silent.getsockname()[1]}"
        client = stage.client(connect_timeout=0.1)
        failed(client.start("connect"), stage.wanted["kind"])
        assert client.status["state"] == "closed"


def silence_without_reconnecting(stage: Stage) -> None:
    client, server = stage.live("quick", reconnect=None)
    running = client.call("subscribe_thread", thread_id=1)
    assert server.ended()[0] == 4408
    failed(running, "HeartbeatLost", code=4408, by_client=True)
    client.reaches(state="closed")


def closing_while_much_comes_in(stage: Stage) -> None:
    client, server = stage.live()
    event = {"type": "agent_event", "agent_id": 7, "data": {"text": "x" * 1000}}
    server.say(*[event] * 300)
    closing = client.start("close")
    server.say(*[event] * 100)
    assert server.ended() == (1000, "")
    expect(closing.result(PATIENCE))


def a_url_that_is_none(stage: Stage) -> None:
    stage.url = "ftp://localhost"
    answer = stage.driver.do(
        {"do": "make", "client": "x", "protocol": "chat", "kind": "ChatClient", "url": "ftp://localhost/ws"}
        | {"given": {"token": "a"}, "options": {"reconnect": QUICK}}
    )
    if "error" not in answer:
        answer = stage.driver.do({"do": "connect", "client": "x"})
    assert "error" in answer


LIVING = (
    Behaviour("the document's arguments go into the handshake, escaped", arguments_in_the_handshake),
    Behaviour("headers go with the handshake", headers, differs=not_browser("a page can't set headers of a WebSocket")),
    Behaviour("states: connecting, live, stale, live, closed", states),
    Behaviour("`close()`: 1000, what waits ends, and nothing comes after it", a_clean_close),
    Behaviour("connects again after 1001, 1006, 1011 to 1014 and 4408, one connection at a time", comes_back),
    Behaviour("never after 1000, 1002, 1003, 1007 to 1010, 4400, 4401, 4403, nor any other code", does_not_come_back),
    Behaviour("but where `reconnect_on` names it", comes_back_where_named),
    Behaviour("never with `reconnect` off", without_reconnecting),
    Behaviour("close codes are exceptions: 1002, 1013, 4401, 4408 have their own", close_codes_are_exceptions),
    Behaviour("4401: once more, with what `refresh` gives", a_new_token_once),
    Behaviour("no frame for two intervals: close 4408 and another connection", silence),
    Behaviour("the same without reconnecting: `HeartbeatLost`", silence_without_reconnecting),
    Behaviour(
        "a server that doesn't answer the close either is left, and there is one live connection", never_two_connections
    ),
    Behaviour(
        "a handshake that is refused by an HTTP status",
        a_refused_handshake,
        {"kind": "HandshakeFailed"},
        browser("`Unreachable`: a page isn't told the status", kind="Unreachable"),
    ),
    Behaviour("nobody there: `Unreachable`, and no second attempt", nobody_there),
    Behaviour("refused by HTTP 503 when it comes back: it goes on trying", refused_when_it_comes_back),
    Behaviour(
        "a server that doesn't answer the handshake: left after `connect_timeout`",
        time_to_connect,
        {"kind": "TimeoutError"},
        browser("`TimedOut`: JavaScript has no exception of its own for it", kind="TimedOut"),
    ),
    Behaviour("closing while much comes in: 1000 all the same", closing_while_much_comes_in),
    Behaviour("a URL that is none: told before anything is opened", a_url_that_is_none),
)
