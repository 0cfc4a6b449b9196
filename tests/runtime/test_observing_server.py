"""What a server's observer is told of connections, handlers, heartbeats and topics, and what its gauges show."""

import logging
from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import pytest
from async_test import async_test
from chat_protocol import Error, SendMessage, StreamStart, SubscribeThread
from chat_server import AnyChatConnection, Chat, echo

from wsgen.runtime.observing import HOOKS, Observer
from wsgen.runtime.server.server import ErrorReply, Reject, ServerOptions
from wsgen.runtime.testing import FakeClock, connect

TOKEN = {"token": "t"}


class Telling(Observer):
    """Remembers every call, frames left out."""

    def __init__(self) -> None:
        self.told: list[tuple[Any, ...]] = []
        for name in HOOKS:
            if not name.startswith("frame_") and name != "around_handler":
                setattr(self, name, self._teller(name))

    def _teller(self, name: str) -> Any:
        def tell(*arguments: object) -> None:
            self.told.append((name, *arguments))

        return tell

    def of(self, *names: str) -> list[tuple[Any, ...]]:
        return [each for each in self.told if each[0] in names]


def chat(observer: Observer, **more: Any) -> tuple[Chat, FakeClock]:
    clock = FakeClock()
    return Chat(ServerOptions(observer=observer, clock=clock, random=lambda: 0.5), **more), clock


@async_test
async def test_each_connection_is_counted_in_and_out_with_who_ended_it_and_how_long_it_was() -> None:
    observer = Telling()
    server, clock = chat(observer)
    async with connect(server, query=TOKEN) as peer:
        await clock.advance(2)
        await peer.disconnect(1001)
    async with connect(server, query=TOKEN) as peer:
        await peer.send({"type": "nonsense"})
    async with connect(server, query=TOKEN) as peer:
        await peer.disconnect(1006)
    async with connect(server, query={"token": "expired"}) as peer:
        pass
    assert observer.of("connection_opened", "connection_closed", "connection_refused") == [
        ("connection_opened", 1),
        ("connection_closed", 1, 1001, "peer", 2.0),
        ("connection_opened", 2),
        ("connection_closed", 2, 1002, "us", 0.0),
        ("connection_opened", 3),
        ("connection_closed", 3, 1006, "network", 0.0),
        ("connection_opened", 4),
        ("connection_closed", 4, 4401, "us", 0.0),
    ]


@async_test
async def test_a_client_that_never_got_in_is_counted_as_refused() -> None:
    observer = Telling()
    server, _ = chat(observer)
    async with connect(server):
        pass
    assert observer.told == [("connection_refused", 4401)]


@async_test
async def test_pings_and_the_time_to_their_pongs_are_told() -> None:
    observer = Telling()
    server, clock = chat(observer)
    async with connect(server, query=TOKEN) as peer:
        await clock.advance(16)
        ping = (await peer.waiting())[0]
        await clock.advance(3)
        await peer.send({"type": "pong", "ping_id": ping["ping_id"]})
        told = observer.of("ping_sent", "pong_received")
        assert [each[:2] for each in told] == [("ping_sent", 1), ("pong_received", 1)]
        assert told[1][2] == pytest.approx(4, abs=1.01)


@async_test
async def test_a_handler_is_told_with_its_outcome_and_time() -> None:
    observer = Telling()

    async def stream(connection: AnyChatConnection, message: SendMessage) -> AsyncIterator[Any]:
        await clock.sleep(2)
        match message.content:
            case "error":
                raise ErrorReply(Error(code=1, message="no"))
            case "reject":
                raise Reject(4403)
            case "fail":
                raise RuntimeError
        async for each in echo(connection, message):
            yield each

    server, clock = chat(observer, stream=stream)
    for content in ("fine", "error", "reject", "fail"):
        async with connect(server, query=TOKEN) as peer:
            await peer.send(SendMessage(thread_id=1, content=content))
            await clock.advance(2)
    assert observer.of("handler_finished") == [
        ("handler_finished", "send_message", "ok", 2.0),
        ("handler_finished", "send_message", "error", 2.0),
        ("handler_finished", "send_message", "rejected", 2.0),
        ("handler_finished", "send_message", "failed", 2.0),
    ]


@async_test
async def test_a_handler_that_is_given_up_is_cancelled() -> None:
    observer = Telling()

    async def stream(connection: AnyChatConnection, message: SendMessage) -> AsyncIterator[Any]:
        yield StreamStart(thread_id=1)
        await clock.sleep(5)

    server, clock = chat(observer, stream=stream)
    async with connect(server, query=TOKEN) as peer:
        await peer.send(SendMessage(thread_id=1, content="x"))
        assert server.gauges().handlers == 1
    assert observer.of("handler_finished") == [("handler_finished", "send_message", "cancelled", 0.0)]


class Around(Observer):
    """Gives handlers a context, which fails where it's told to."""

    def __init__(self, fails: str = "") -> None:
        self.seen: list[object] = []
        self._fails = fails

    def around_handler(
        self, connection: int, message: str, request_id: str | int | None
    ) -> AbstractContextManager[object]:
        return self._around(message)

    @contextmanager
    def _around(self, message: str) -> Iterator[None]:
        if self._fails == "before":
            raise RuntimeError("no exporter")
        self.seen.append(message)
        try:
            yield
        except Exception as error:
            self.seen.append(error)
            if self._fails != "swallow":
                raise
        if self._fails == "after":
            raise RuntimeError("no exporter")


@async_test
async def test_a_handler_runs_in_the_observers_context_which_sees_what_it_raises() -> None:
    observer = Around()
    server, _ = chat(observer, reply=_fail)
    async with connect(server, query=TOKEN) as peer:
        await peer.send(SubscribeThread(thread_id=1))
    assert observer.seen[0] == "subscribe_thread"
    assert isinstance(observer.seen[1], RuntimeError)


@pytest.mark.parametrize("fails", ["before", "after"])
@async_test
async def test_a_context_that_fails_breaks_nothing(fails: str, caplog: pytest.LogCaptureFixture) -> None:
    server, _ = chat(Around(fails))
    async with connect(server, query=TOKEN) as peer:
        for _ in range(2):
            await peer.send(SubscribeThread(thread_id=1))
            assert (await peer.receive())["type"] == "thread_history"
    assert [record.getMessage() for record in caplog.records if record.levelno == logging.ERROR] == [
        "the observer's Around.around_handler raised; further failures of it aren't logged"
    ]


@async_test
async def test_a_context_can_not_swallow_what_a_handler_raises() -> None:
    server, _ = chat(Around("swallow"), reply=_fail)
    async with connect(server, query=TOKEN) as peer:
        await peer.send(SubscribeThread(thread_id=1))
        assert (await peer.receive())["type"] == "error"
        assert peer.closed is not None
        assert peer.closed.code == 1011


async def _fail(connection: AnyChatConnection, message: SubscribeThread) -> Any:
    raise RuntimeError("no database")


@async_test
async def test_a_topics_frame_is_told_once_with_its_receivers() -> None:
    observer = Telling()
    server, _ = chat(observer)
    async with connect(server, query=TOKEN) as one, connect(server, query=TOKEN) as other:
        for peer in (one, other):
            await peer.send({"type": "subscribe", "topics": ["thread:1"]})
        await server.thread(thread_id=1).send(StreamStart(thread_id=1))
        frame = await one.receive_text()
    assert observer.of("published") == [("published", "thread", len(frame), 2)]


@async_test
async def test_gauges_show_what_a_server_holds() -> None:
    server, clock = chat(Observer())
    async with connect(server, query=TOKEN) as peer:
        await peer.send({"type": "subscribe", "topics": ["thread:1", "thread:2"]})
        peer.stop_reading()
        for _ in range(4):
            await server.thread(thread_id=1).send(StreamStart(thread_id=1))
        await clock.advance(0)
        gauges = server.gauges()
        assert (gauges.connections, gauges.topics, gauges.subscriptions) == (1, 2, 2)
        assert 2 <= gauges.longest_queue == gauges.queued_frames <= 4
        assert gauges.queued_bytes > 40
    assert server.gauges().connections == server.gauges().subscriptions == 0


@async_test
async def test_a_client_can_not_fill_the_log_by_a_request_that_fails(caplog: pytest.LogCaptureFixture) -> None:
    server = Chat(ServerOptions(clock=FakeClock(), on_failure="keep"), reply=_fail)
    async with connect(server, query=TOKEN) as peer:
        for _ in range(50):
            await peer.send(SubscribeThread(thread_id=1))
        assert len(await peer.waiting()) == 50
    assert len([record for record in caplog.records if record.levelno == logging.ERROR]) == 10
