"""Frames of a message or a version that one side doesn't know: closed, answered, or let pass and shown."""

import asyncio
import json
from dataclasses import replace
from typing import Any, Literal

import pytest
from async_test import async_test
from chat_protocol import CHAT, ENVELOPED, ERROR, SYSTEM, Error, ThreadHistory
from chat_server import AnyChatConnection, Chat
from client_harness import MemoryTransport, chat

from wsgen.runtime.client.options import ClientOptions
from wsgen.runtime.core.client_session import ClientSession
from wsgen.runtime.core.client_session import Close as ClientClose
from wsgen.runtime.core.client_session import Send as ClientSend
from wsgen.runtime.core.client_topics import ClientTopics
from wsgen.runtime.core.dispatch import Codec, UnknownFrame
from wsgen.runtime.core.lanes import Lane, Run
from wsgen.runtime.core.limits import Limits
from wsgen.runtime.core.session import Close, Ignored, Send, Session, Terms
from wsgen.runtime.errors import ProtocolError
from wsgen.runtime.protocol import Protocol, Route
from wsgen.runtime.server.server import ErrorReply, ServerOptions
from wsgen.runtime.testing import FakeClock, connect

NOW = 1_700_000_000.0
TYPING = {"type": "typing", "who": "ann"}
NEWER = {"v": 2, "type": "note", "topic": "thread:1", "ts": 1, "req_id": "q", "data": {"thread_id": 1, "words": []}}
NOT_KNOWN = [(CHAT, TYPING, "type = 'typing' is no message"), (ENVELOPED, NEWER, "v = 2, where this protocol has 1")]


def server_side(protocol: Protocol, unknown: Literal["close", "error", "ignore"]) -> Session:
    limits = Limits(unknown=unknown, waiting=2)
    return Session(Terms(protocol, Codec.for_server(protocol), limits, shows_unknown=True))


@pytest.mark.parametrize(("protocol", "frame", "says"), NOT_KNOWN)
def test_a_server_closes_1002_by_default(protocol: Protocol, frame: dict[str, Any], says: str) -> None:
    session = Session(Terms(protocol, Codec.for_server(protocol), Limits()))
    *_, last = session.receive_text(json.dumps(frame), NOW)
    assert isinstance(last, Close)
    assert (last.code, says in last.reason) == (1002, True)


@pytest.mark.parametrize(("protocol", "frame", "says"), NOT_KNOWN)
def test_a_server_may_hand_it_over_in_its_turn(protocol: Protocol, frame: dict[str, Any], says: str) -> None:
    session = server_side(protocol, "ignore")
    counted, run = session.receive_text(json.dumps(frame), NOW)
    assert counted == Ignored()
    assert isinstance(run, Run)
    assert isinstance(run.received, UnknownFrame)
    assert (run.received.frame, run.lane, says in run.received.reason) == (frame, Lane.ORDERED, True)
    assert session.receive_text(json.dumps(frame), NOW) == [Ignored()]  # waits for the first
    assert len(session.finished(run)) == 1
    assert not session.closed


def test_a_server_may_answer_and_go_on() -> None:
    session = server_side(CHAT, "error")
    [answer] = session.receive_text(json.dumps(TYPING), NOW)
    assert isinstance(answer, Send)
    assert json.loads(answer.text)["type"] == "error"
    # Without an error message there is nothing to say it with.
    assert server_side(ENVELOPED, "error").receive_text(json.dumps(NEWER), NOW) == []


@pytest.mark.parametrize("unknown", ["close", "error", "ignore"])
@pytest.mark.parametrize("frame", [{"type": "send_message", "thread_id": 0, "content": "x"}, [1]])
def test_what_is_known_and_wrong_closes_whatever_the_policy(unknown: Any, frame: Any) -> None:
    *_, last = server_side(CHAT, unknown).receive_text(json.dumps(frame), NOW)
    assert isinstance(last, Close)


def test_frames_that_are_shown_are_bounded_like_requests_and_not_looked_at_while_draining() -> None:
    session = server_side(CHAT, "ignore")
    session.receive_text(json.dumps(TYPING), NOW)
    session.receive_text(json.dumps(TYPING), NOW)
    *_, last = session.receive_text(json.dumps(TYPING), NOW)
    assert isinstance(last, Close)
    assert last.code == 1013
    draining = server_side(CHAT, "ignore")
    draining.drain()
    assert draining.receive_text(json.dumps(TYPING), NOW) == []


def test_frames_that_nobody_looks_at_wait_for_nothing() -> None:
    session = Session(Terms(CHAT, Codec.for_server(CHAT), Limits(unknown="ignore", waiting=2)))
    [slow] = session.receive_text('{"type": "subscribe_thread", "thread_id": 1}', NOW)
    assert isinstance(slow, Run)
    for _ in range(10):
        assert session.receive_text(json.dumps(TYPING), NOW) == [Ignored()]
    assert not session.is_behind


def client_side(protocol: Protocol = CHAT, **settings: Any) -> ClientSession:
    return ClientSession(protocol, ClientTopics(), epoch=NOW, seed=7, **settings)


@pytest.mark.parametrize(("protocol", "frame", "says"), NOT_KNOWN)
def test_a_client_lets_it_pass_by_default(protocol: Protocol, frame: dict[str, Any], says: str) -> None:
    (effect,) = client_side(protocol).receive(json.dumps(frame), 0)
    assert isinstance(effect, UnknownFrame)
    assert (effect.frame, says in effect.reason) == (frame, True)


def test_a_client_may_close() -> None:
    (effect,) = client_side(unknown="close").receive(json.dumps(TYPING), 0)
    assert isinstance(effect, ClientClose)
    assert (effect.ending.code, effect.ending.by_client) == (1002, True)


def test_a_client_may_answer_where_clients_have_an_error_message() -> None:
    assert client_side(unknown="error").receive(json.dumps(TYPING), 0) == ()
    errors = {"error": Route(ERROR, handler="on_error", channels=(SYSTEM,))}
    outgoing = replace(CHAT.client_to_server, routes={**CHAT.client_to_server.routes, **errors})
    session = client_side(replace(CHAT, client_to_server=outgoing), unknown="error")
    (effect,) = session.receive(json.dumps({**TYPING, "request_id": "r7"}), 0)
    assert isinstance(effect, ClientSend)
    answer = json.loads(effect.text)
    assert (answer["type"], answer["code"], answer["request_id"]) == ("error", 1002, "r7")


def test_a_client_that_closes_tells_who_waits_why() -> None:
    transport = MemoryTransport()

    async def scenario() -> None:
        async with chat(transport, unknown="close") as client:
            waiting = asyncio.ensure_future(client.subscribe_thread(thread_id=1))
            await asyncio.sleep(0)
            transport.deliver(TYPING)
            with pytest.raises(ProtocolError, match="typing"):
                await waiting

    asyncio.run(scenario())
    assert transport.closed_with is not None
    assert transport.closed_with[0] == 1002


def test_a_policy_that_there_is_not_is_refused() -> None:
    with pytest.raises(ValueError, match=r"ClientOptions\.unknown is close, error or ignore"):
        ClientOptions(unknown="drop")  # type: ignore[arg-type]


class Curious(Chat):
    """Remembers what it doesn't know."""

    def __init__(self) -> None:
        super().__init__(ServerOptions(unknown="ignore", clock=FakeClock()))
        self.shown: list[tuple[AnyChatConnection, Any, str]] = []

    async def on_unknown(self, connection: AnyChatConnection, frame: Any, reason: str) -> None:
        self.shown.append((connection, frame, reason))
        if frame.get("who") == "nobody":
            raise ErrorReply(Error(code=404, message="nobody"))
        if frame.get("who") == "everybody":
            raise RuntimeError("a bug")
        with pytest.raises(RuntimeError, match="no message of this connection"):
            _ = connection.received


@async_test
async def test_a_server_counts_what_it_ignores_and_shows_it() -> None:
    server = Curious()
    async with connect(server.asgi(), "/ws", query={"token": "t"}) as peer:
        await peer.send(TYPING)
        await peer.send({"type": "subscribe_thread", "thread_id": 1, "request_id": "r"})
        assert (await peer.receive())["request_id"] == "r"
        await peer.send({"type": "typing", "who": "nobody", "request_id": "q"})
        answer = await peer.receive()
        assert (answer["type"], answer["message"], answer["request_id"]) == ("error", "nobody", "q")
    assert server.unknown_frames == 2
    assert [(frame["who"], connection) for connection, frame, _ in server.shown] == [
        ("ann", server.seen.connected[0]),
        ("nobody", server.seen.connected[0]),
    ]
    assert server.shown[0][2] == "type = 'typing' is no message of this direction"


@async_test
async def test_an_on_unknown_that_raises_closes_1011_and_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    async with connect(Curious().asgi(), "/ws", query={"token": "t"}) as peer:
        await peer.send({"type": "typing", "who": "everybody"})
        await peer.waiting()
        assert peer.closed is not None
        assert peer.closed.code == 1011
    assert "on_unknown raised" in caplog.text


@async_test
async def test_a_flood_of_what_a_server_ignores_closes_nothing_while_a_handler_is_slow() -> None:
    release = asyncio.Event()

    async def reply(connection: AnyChatConnection, message: Any) -> ThreadHistory:
        await release.wait()
        return ThreadHistory(thread_id=message.thread_id, messages=[])

    server = Chat(ServerOptions(unknown="ignore", max_waiting=8, clock=FakeClock()), reply=reply)
    async with connect(server.asgi(), "/ws", query={"token": "t"}) as peer:
        await peer.send({"type": "subscribe_thread", "thread_id": 1, "request_id": "r"})
        for _ in range(20):
            await peer.send(TYPING)
        await peer.waiting()
        assert server.unknown_frames == 20
        release.set()
        assert (await peer.receive())["request_id"] == "r"


@async_test
async def test_others_get_their_turn_in_a_flood_of_what_a_server_ignores() -> None:
    server = Chat(ServerOptions(unknown="ignore", clock=FakeClock()))
    async with connect(server.asgi(), "/ws", query={"token": "t"}) as peer:
        for _ in range(100):
            peer.put_text(json.dumps(TYPING))
        for _ in range(10):
            await asyncio.sleep(0)
        assert 0 < server.unknown_frames < 20
        await peer.waiting()
        assert server.unknown_frames == 100
