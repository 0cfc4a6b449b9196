"""The life of a client without any IO: its states, what it sends first, what it does at a loss, and its watchdog."""

import json
from dataclasses import replace
from typing import Any

import pytest
from chat_protocol import CHAT, CLIENT_TO_SERVER, SendMessage, SubscribeThread

from wsgen.runtime.core.client_life import LATE, READING, Again, ClientLife, ClientState, LifeSettings, Next, Over
from wsgen.runtime.core.dispatch import Received
from wsgen.runtime.core.inbox import Inbox
from wsgen.runtime.core.reconnect import ReconnectPolicy
from wsgen.runtime.errors import Closed, Ending, HandshakeFailed, HeartbeatLost, RequestLost, Unauthorized
from wsgen.runtime.protocol import Protocol
from wsgen.runtime.wire import WireValue

SETTINGS = LifeSettings(reconnect=ReconnectPolicy(), reconnect_on=(), can_refresh=False, unknown="ignore")
NORMAL = Ending(1000, by_client=True)


class Life:
    """A life with its states in a row."""

    def __init__(self, protocol: Protocol = CHAT, **settings: Any) -> None:
        self.states: list[ClientState] = []
        self.life = ClientLife(protocol, replace(SETTINGS, **settings), 7, self.states.append)

    def connect(self, now: float = 0, greeting: WireValue | None = None) -> list[dict[str, Any]]:
        """Open a connection, and let its first frames leave."""
        self.life.attempt(now, 0)
        frames = [json.loads(text) for text in self.life.first_frames(now, greeting)]
        self.life.ready(now)
        return frames

    def listen(self, address: str) -> Inbox[Received]:
        inbox: Inbox[Received] = Inbox(9, "drop_oldest")
        self.life.topics.open(address.partition(":")[0], address, inbox)
        return inbox

    def ask(self) -> Inbox[Received]:
        inbox: Inbox[Received] = Inbox(1, "fail")
        assert self.life.session is not None
        self.life.session.request(CLIENT_TO_SERVER["subscribe_thread"], SubscribeThread(thread_id=1), inbox, 0)
        return inbox


def opened(protocol: Protocol = CHAT, **settings: Any) -> Life:
    side = Life(protocol, **settings)
    side.life.begin()
    side.connect()
    return side


def error_of(step: Next) -> Exception:
    assert isinstance(step, Over)
    return step.error()


def test_a_life_goes_from_connecting_to_closed() -> None:
    side = opened()
    assert isinstance(side.life.lost(Ending(1006), 1), Again)
    side.connect(2)
    side.life.close()
    assert side.states == ["connecting", "live", "stale", "live", "closed"]
    assert isinstance(side.life.refusal(), Closed)


def test_a_client_is_open_once_and_may_be_opened_again() -> None:
    side = opened()
    with pytest.raises(RuntimeError, match="open already"):
        side.life.begin()
    side.life.close()
    side.life.close()
    side.life.begin()
    assert side.life.refusal() is None
    assert side.states == ["connecting", "live", "closed", "connecting"]


def test_the_first_attempt_is_not_repeated() -> None:
    side = Life()
    side.life.begin()
    assert isinstance(error_of(side.life.failed(ConnectionRefusedError())), ConnectionRefusedError)
    assert side.states == ["connecting", "closed"]


def test_a_new_connection_begins_with_the_greeting_and_then_all_topics_in_order() -> None:
    side = opened()
    for address in ("agent:7", "thread:1", "agent:8"):
        side.listen(address)
    side.life.lost(Ending(1012), 1)
    frames = side.connect(2, SendMessage(thread_id=1, content="it's me"))
    assert [frame.get("topics", frame["type"]) for frame in frames] == [
        "send_message",
        ["agent:7"],
        ["thread:1"],
        ["agent:8"],
    ]


def test_a_loss_fails_what_is_under_way_and_marks_the_gap_of_what_lives_on() -> None:
    side = opened()
    topic, request = side.listen("agent:7"), side.ask()
    resumed: list[str] = []
    topic.resumed = lambda: resumed.append(side.life.state)
    side.life.lost(Ending(1006), 1)
    with pytest.raises(RequestLost, match="subscribe_thread may or may not have been carried out"):
        request.take()
    assert not topic.ended
    topic.take()
    assert topic.gaps == 1
    assert resumed == []
    side.life.failed(ConnectionRefusedError())
    side.connect(3)
    topic.take()
    assert (topic.gaps, resumed) == (1, ["live"])


def test_the_waits_grow_with_each_failure_and_begin_anew_after_a_stable_connection() -> None:
    side = opened()

    def waits(first: Next, now: float) -> list[float]:
        steps = [first, *(side.life.failed(OSError("refused")) for _ in range(7))]
        return [step.delay for step in steps if isinstance(step, Again)]

    found = waits(side.life.lost(Ending(1006), 20), 21)
    assert len(set(found)) == 8
    assert all(0 <= wait <= ceiling for wait, ceiling in zip(found, [0.5, 1, 2, 4, 8, 16, 20, 20], strict=True))
    side.connect(100)
    unstable = [side.life.lost(Ending(1006), 109)]
    side.connect(110)
    unstable.append(side.life.lost(Ending(1006), 119))
    # Full jitter may be short at any time; that one of these is longer than half a second is what the seed gives.
    assert max(step.delay for step in unstable if isinstance(step, Again)) > 0.5
    side.connect(200)
    step = side.life.lost(Ending(1006), 210)
    assert isinstance(step, Again)
    assert step.delay <= 0.5


@pytest.mark.parametrize("ending", [Ending(1002), Ending(4403, "no"), Ending(1000), Ending(4777)])
def test_a_terminal_code_ends_everything_with_its_exception(ending: Ending) -> None:
    side = opened()
    topic, request = side.listen("agent:7"), side.ask()
    error = error_of(side.life.lost(ending, 1))
    for taken in (topic, request):
        with pytest.raises(type(error)):
            taken.take()
    assert type(side.life.refusal()) is type(error)
    assert side.states[-1] == "closed"
    assert side.life.topics.addresses == ()


def test_without_a_policy_every_loss_is_the_end() -> None:
    side = opened(reconnect=None, can_refresh=True)
    assert isinstance(error_of(side.life.lost(Ending(4401), 1)), Unauthorized)
    assert side.states == ["connecting", "live", "closed"]


@pytest.mark.parametrize("status", [401, 403, 404])
def test_an_attempt_that_was_refused_ends_a_client_that_was_live(status: int) -> None:
    side = opened()
    side.life.lost(Ending(1006), 1)
    error = {401: Unauthorized(4401, "HTTP 401"), 403: Unauthorized(4403, "HTTP 403")}.get(
        status, HandshakeFailed("HTTP 404", 404)
    )
    assert type(error_of(side.life.failed(error))) is type(error)
    assert side.states[-1] == "closed"


def test_new_arguments_are_asked_for_once_and_again_after_a_stable_connection() -> None:
    side = opened(can_refresh=True)
    first = side.life.lost(Ending(4401, "expired"), 1)
    assert isinstance(first, Again)
    assert first.refresh
    side.connect(2)
    assert isinstance(error_of(side.life.lost(Ending(4401, "expired"), 3)), Unauthorized)
    side.life.begin()
    side.connect(100)
    for now in (200, 300, 400):
        step = side.life.lost(Ending(4401, "expired"), now)
        assert isinstance(step, Again)
        assert step.refresh
        side.connect(now + 1)


def test_an_http_401_while_connecting_again_asks_for_new_arguments_once() -> None:
    side = opened(can_refresh=True)
    side.life.lost(Ending(1012), 1)
    step = side.life.failed(Unauthorized(4401, "HTTP 401"))
    assert isinstance(step, Again)
    assert step.refresh
    assert isinstance(error_of(side.life.failed(Unauthorized(4401, "HTTP 401"))), Unauthorized)


def test_closing_ends_subscriptions_quietly_and_fails_requests() -> None:
    side = opened()
    topic, request = side.listen("agent:7"), side.ask()
    side.life.close()
    with pytest.raises(EOFError):
        topic.take()
    with pytest.raises(RequestLost, match="this client was closed"):
        request.take()
    # The connection ends after that, and changes nothing.
    assert isinstance(error_of(side.life.lost(NORMAL, 1)), Closed)
    assert side.states == ["connecting", "live", "closed"]


def test_a_connection_that_comes_after_the_end_is_refused() -> None:
    side = opened()
    side.life.lost(Ending(1006), 1)
    side.life.close()
    with pytest.raises(Closed, match="this client was closed"):
        side.life.attempt(2, 0)


def test_what_waited_in_vain_is_told_why() -> None:
    side = opened()
    side.life.lost(Ending(1012, "deploy"), 1)
    assert "closed the connection with 1012 (deploy)" in side.life.complaint("send_message", 5)
    side.life.failed(OSError("nobody there"))
    said = side.life.complaint("send_message", 5)
    assert said.startswith("send_message waited 5 s for a connection and was not sent")
    assert "nobody there" in said


def test_a_connection_is_dead_when_nothing_came_for_two_intervals() -> None:
    side = opened()
    session = side.life.session
    assert session is not None
    assert side.life.watch(session, 0) == 60
    session.receive('{"type": "ping", "ping_id": "1"}', 40)
    assert side.life.watch(session, 60) == 40
    end = side.life.watch(session, 100)
    assert isinstance(end, Ending)
    assert isinstance(end.error(), HeartbeatLost)
    assert "nothing came for 60 s" in str(end.error())


def test_a_process_that_stood_still_reads_what_came_before_it_judges() -> None:
    side = opened()
    session = side.life.session
    assert session is not None
    side.life.watch(session, 0)
    assert side.life.watch(session, 60 + LATE + 0.1) == READING
    session.receive('{"type": "ping", "ping_id": "1"}', 61.2)
    assert side.life.watch(session, 63.1) == pytest.approx(58.1)
    # Nothing came now either.
    assert isinstance(side.life.watch(session, 121.2), Ending)


def test_a_server_without_pings_may_be_quiet_for_ever() -> None:
    assert opened(replace(CHAT, heartbeat=None)).life.silence is None
    assert opened().life.silence == 60
