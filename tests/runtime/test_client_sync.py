"""The client without asyncio on a transport without a socket, in test time: what only threads can show."""

import gc
import threading
from collections.abc import Callable
from typing import Any

import pytest
from chat_protocol import AgentEvent, SendMessage, SubscribeThread
from sync_harness import MemoryTransport, SyncChatClient, error, event, history, obliging_server, piece
from telling import Telling
from threads_clock import ThreadsClock

from wsgen.runtime.client.options import ClientOptions
from wsgen.runtime.client.sync_transport import SyncTransport
from wsgen.runtime.client.transport import TransportSettings
from wsgen.runtime.core.opening import Opening
from wsgen.runtime.errors import Closed, RequestFailed, RequestLost, Unauthorized, Unreachable


def chat(clock: ThreadsClock, *transports: MemoryTransport, **settings: Any) -> SyncChatClient:
    """Make a client that gets these transports, one after the other; not open yet."""
    rest = list(transports)

    def connect(opening: Opening, settings: TransportSettings, seconds: float) -> SyncTransport:
        transport = rest.pop(0)
        transport.attach(clock)
        return transport

    return SyncChatClient(token="t", options=ClientOptions(connect_sync=connect, clock_sync=clock, **settings))


class Call:
    """Something that runs in a thread of its own."""

    def __init__(self, clock: ThreadsClock, call: Callable[[], object]) -> None:
        self._done = clock.signal()
        self.result: object = None
        self._call = call
        clock.call(self._run)

    def _run(self) -> None:
        try:
            self.result = self._call()
        except Exception as failure:
            self.result = failure
        self._done.set()

    def wait(self) -> object:
        assert self._done.wait(1000)
        # A signal is gone when it was waited for, and this may be asked again.
        self._done.set()
        return self.result


def test_a_whole_conversation() -> None:
    clock = ThreadsClock()
    with chat(clock, MemoryTransport(obliging_server)) as client:
        assert client.subscribe_thread(thread_id=42).messages == ["hello"]
        with client.send_message(thread_id=42, content="Hi") as replies:
            assert [frame.type for frame in replies] == ["stream_start", "stream_chunk", "stream_end"]
        assert len(list(client.send_message(thread_id=42, content="Hi"))) == 3
        with client.agent(agent_id=7) as events:
            assert isinstance(next(events), AgentEvent)
            assert events.received.route.message.name == "agent_event"
    assert clock.left() == []


def test_a_wait_for_the_next_message_has_a_limit_where_one_is_given() -> None:
    clock = ThreadsClock()
    transport = MemoryTransport()
    with chat(clock, transport) as client, client.agent(agent_id=7) as events:
        began = clock.monotonic()
        with pytest.raises(TimeoutError, match="no message on agent:7 within 3 s"):
            events.receive(timeout=3)
        assert clock.monotonic() - began == 3
        transport.deliver(event(7, n=1))
        found = events.receive(timeout=3)
        assert found is not None
        assert found.data == {"n": 1}
        assert events.dropped == 0
        client.close()
        assert events.receive(timeout=3) is None
    assert clock.left() == []


def test_each_message_of_one_subscription_goes_to_one_of_its_threads() -> None:
    clock = ThreadsClock()
    transport = MemoryTransport()
    with chat(clock, transport) as client:
        with client.agent(agent_id=7) as events:
            calls = [Call(clock, lambda: [found.data["n"] for found in events]) for _ in range(3)]
            clock.settle()
            transport.deliver(*(event(7, n=n) for n in range(100)))
            clock.settle()
        client.close()
        found = [each.wait() for each in calls]
    assert sorted(n for each in found if isinstance(each, list) for n in each) == list(range(100))
    assert clock.left() == []


def test_a_callback_may_use_the_client_and_close_it() -> None:
    clock = ThreadsClock()
    transport = MemoryTransport(obliging_server)
    seen: list[object] = []
    client = chat(clock, transport)

    def answer(found: Any) -> None:
        seen.append((found.code, threading.current_thread().name))
        client.send(SendMessage(thread_id=1, content="sorry"))
        client.close()

    client.on_error(answer)
    with client, client.agent(agent_id=7) as events:
        transport.deliver(error(None, 500, "on fire"))
        assert [found.data for found in events] == [{}]
    assert seen == [(500, "wsgen client")]
    assert transport.frames[-1]["content"] == "sorry"
    assert client.state == "closed"
    assert clock.left() == []


def test_a_stream_that_is_never_used_says_so() -> None:
    said = "ReplyStreamSync of send_message was never used, so nothing was sent"
    client = chat(ThreadsClock())
    with pytest.warns(RuntimeWarning, match=said):
        forget(client)


def forget(client: SyncChatClient) -> None:
    client.send_message(thread_id=42, content="forgotten")
    gc.collect()


def test_a_stream_left_by_break_is_given_up_and_its_frames_reach_nobody() -> None:
    clock = ThreadsClock()
    transport = MemoryTransport(lambda frame: [piece("start", 42, frame["request_id"])] if "content" in frame else [])
    with chat(clock, transport) as client, client.thread(thread_id=42) as events:
        for _ in client.send_message(thread_id=42, content="Hi"):
            break
        gc.collect()
        request_id = transport.frames[-1]["request_id"]
        transport.deliver(piece("chunk", 42, request_id), piece("end", 42, request_id), history(42))
        assert events.receive(timeout=5).type == "thread_history"  # type: ignore[union-attr]  # the client is open
    assert clock.left() == []


def test_a_client_that_is_not_open_says_how_to_open_it() -> None:
    clock = ThreadsClock()
    client = chat(clock, MemoryTransport(), MemoryTransport())
    with pytest.raises(RuntimeError, match=r"isn't open: with SyncChatClient\(…\) as client"):
        client.send(SubscribeThread(thread_id=1))
    with client:
        with pytest.raises(RuntimeError, match="open already"):
            client.__enter__()
        events = client.agent(agent_id=7)
        with pytest.raises(RuntimeError, match="open it first: with"):
            next(events)
        with events, pytest.raises(RuntimeError, match="ask the client for another one"):
            events.__enter__()
    with pytest.raises(Closed, match="this client was closed"):
        client.send(SubscribeThread(thread_id=1))
    with client:
        assert client.state == "live"
    assert clock.left() == []


def test_a_bug_in_reading_ends_the_connection_and_is_not_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = ThreadsClock()
    transport = MemoryTransport()

    def broken(seconds: float) -> str:
        raise LookupError("a bug")

    monkeypatch.setattr(transport, "recv", broken)
    client = chat(clock, transport)
    client.__enter__()
    clock.settle()
    with pytest.raises(Closed, match="the client's reader stopped"):
        client.subscribe_thread(thread_id=1)
    with pytest.raises(LookupError, match="a bug"):
        client.close()
    assert clock.left() == []


def test_a_lost_request_fails_at_once_and_a_new_one_waits_for_the_next_connection() -> None:
    clock = ThreadsClock()
    first, second = MemoryTransport(), MemoryTransport(obliging_server)
    with chat(clock, first, second) as client:
        lost = Call(clock, lambda: client.subscribe_thread(thread_id=1))
        clock.settle()
        first.end(1012)
        assert isinstance(lost.wait(), RequestLost)
        assert client.state == "stale"
        assert client.subscribe_thread(thread_id=2).thread_id == 2
        assert [frame["thread_id"] for frame in second.frames] == [2]
    assert clock.left() == []


def test_new_arguments_are_asked_for_once_after_4401() -> None:
    clock = ThreadsClock()
    asked: list[object] = []
    first, second, third = MemoryTransport(), MemoryTransport(obliging_server), MemoryTransport()

    def refresh(arguments: Any) -> Any:
        asked.append(arguments.token)
        return type(arguments)(token="new")

    with chat(clock, first, second, third, refresh=refresh) as client:
        first.end(4401)
        assert client.subscribe_thread(thread_id=2).thread_id == 2
        second.end(4401)
        with pytest.raises(Unauthorized):
            client.subscribe_thread(thread_id=2)
    assert asked == ["t"]
    assert clock.left() == []


def test_a_refresh_that_is_async_says_what_to_give_instead() -> None:
    clock = ThreadsClock()
    transport = MemoryTransport()

    async def refresh(arguments: object) -> object:
        return arguments

    with chat(clock, transport, refresh=refresh) as client:
        transport.end(4401)
        with pytest.raises(TypeError, match="give a function"):
            client.subscribe_thread(thread_id=2)
    assert clock.left() == []


def test_closing_during_the_back_off_ends_it_at_once() -> None:
    clock = ThreadsClock()
    transport = MemoryTransport()
    client = chat(clock, transport)
    with client:
        began = clock.monotonic()
        transport.end(1006)
        while client.state != "stale":
            clock.settle()
        waiting = Call(clock, lambda: client.subscribe_thread(thread_id=1))
        clock.settle()
        client.close()
        assert isinstance(waiting.wait(), Closed)
        assert clock.monotonic() == began
    assert clock.left() == []


def test_the_servers_error_fails_its_request_and_the_connection_lives() -> None:
    clock = ThreadsClock()
    transport = MemoryTransport(lambda frame: [error(frame["request_id"])])
    with chat(clock, transport) as client:
        with pytest.raises(RequestFailed, match="no such thread"):
            client.subscribe_thread(thread_id=43)
        with pytest.raises(RequestFailed, match="send_message"):
            list(client.send_message(thread_id=43, content="x"))
        assert client.state == "live"
    assert clock.left() == []


def test_states_can_be_iterated_in_another_thread_until_the_client_is_closed() -> None:
    clock = ThreadsClock()
    first, second = MemoryTransport(), MemoryTransport()
    client = chat(clock, first, second)
    seen = Call(clock, lambda: list(client.states()))
    clock.settle()
    with client:
        first.end(1012)
        client.send(SubscribeThread(thread_id=1))
        clock.settle()
    assert seen.wait() == ["closed", "connecting", "live", "stale", "live", "closed"]
    assert clock.left() == []


def test_a_callback_that_would_wait_for_its_own_thread_is_told_so(caplog: pytest.LogCaptureFixture) -> None:
    clock = ThreadsClock()
    transport = MemoryTransport(obliging_server)
    client = chat(clock, transport)
    client.on_error(lambda _: client.subscribe_thread(thread_id=1))
    with client:
        transport.deliver(error(None, 500, "on fire"))
        clock.settle()
        assert client.subscribe_thread(thread_id=2).thread_id == 2
    assert "a callback of the client can't wait for it" in caplog.text
    assert clock.left() == []


@pytest.mark.parametrize("is_closed", [False, True])
def test_who_waits_for_a_first_connection_is_told_at_once_that_there_is_none(is_closed: bool) -> None:
    clock = ThreadsClock()
    going_on = clock.signal()

    def connect(opening: Opening, settings: TransportSettings, seconds: float) -> SyncTransport:
        going_on.wait(seconds)
        raise ConnectionRefusedError

    client = SyncChatClient(token="t", options=ClientOptions(connect_sync=connect, clock_sync=clock))
    opening = Call(clock, client.__enter__)
    clock.settle()
    waiting = Call(clock, lambda: client.subscribe_thread(thread_id=1, timeout=1000))
    clock.settle()
    began = clock.monotonic()
    if is_closed:
        client.close()
        assert isinstance(waiting.wait(), Closed)
    going_on.set()
    assert isinstance(opening.wait(), Unreachable)
    assert isinstance(waiting.wait(), Closed if is_closed else Unreachable)
    assert clock.monotonic() == began
    assert client.state == "closed"
    assert clock.left() == []


def test_an_observer_is_told_of_connections_requests_and_drops() -> None:
    observer = Telling()
    clock = ThreadsClock()
    transport = MemoryTransport(obliging_server)
    with chat(clock, transport, observer=observer, topic_queue=1) as client:
        client.subscribe_thread(thread_id=1)
        with client.agent(agent_id=7) as events:
            clock.settle()
            for _ in range(3):
                transport.deliver(event(7))
            clock.settle()
            assert events.dropped > 0
            assert len(observer.of("message_dropped")) == events.dropped
    assert observer.of("request_finished") == [("request_finished", "subscribe_thread", "ok")]
    assert observer.of("connection_opened", "connection_closed") == [
        ("connection_opened", 1),
        ("connection_closed", 1, 1000, "us"),
    ]
