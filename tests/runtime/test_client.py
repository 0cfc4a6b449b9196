"""The asyncio client on a transport without a socket, in test time."""

import asyncio
import gc
import logging
import math
from dataclasses import replace
from typing import Any

import pytest
from chat_protocol import (
    CHAT,
    AgentEvent,
    SendMessage,
    StreamChunk,
    StreamEnd,
    StreamStart,
    SubscribeThread,
    ThreadHistory,
)
from client_harness import (
    ChatClient,
    Frame,
    MemoryTransport,
    QuietClient,
    chat,
    error,
    event,
    history,
    obliging_server,
    options_for,
    piece,
    run,
    settle,
)

from wsgen.runtime.client.options import ClientOptions
from wsgen.runtime.client.transport import Transport, TransportSettings
from wsgen.runtime.core.client_life import MAX_POSTED
from wsgen.runtime.core.dispatch import InvalidMessage
from wsgen.runtime.core.opening import Opening
from wsgen.runtime.errors import (
    Closed,
    HeartbeatLost,
    ProtocolError,
    QueueOverflow,
    RequestFailed,
    RequestLost,
    Unauthorized,
)
from wsgen.runtime.protocol import Heartbeat


def test_a_request_is_awaited_and_typed() -> None:
    async def scenario() -> ThreadHistory:
        async with chat(MemoryTransport(obliging_server)) as client:
            return await client.subscribe_thread(thread_id=42)

    assert run(scenario()) == ThreadHistory(thread_id=42, messages=["hello"], request_id="r1")


def test_requests_under_way_together_get_their_own_replies() -> None:
    transport = MemoryTransport()

    async def scenario() -> list[int]:
        async with chat(transport) as client:
            asked = [asyncio.create_task(client.subscribe_thread(thread_id=n)) for n in (1, 2, 3)]
            await settle()
            for frame in reversed(transport.frames):
                transport.deliver(history(frame["thread_id"], frame["request_id"]))
            return [reply.thread_id for reply in await asyncio.gather(*asked)]

    assert run(scenario()) == [1, 2, 3]


@pytest.mark.parametrize("is_opened", [True, False])
def test_a_stream_is_iterated_from_start_to_end(is_opened: bool) -> None:
    async def scenario() -> list[type]:
        async with chat(MemoryTransport(obliging_server)) as client:
            stream = client.send_message(thread_id=42, content="Hi")
            if not is_opened:
                return [type(frame) async for frame in stream]
            async with stream as replies:
                return [type(frame) async for frame in replies]

    assert run(scenario()) == [StreamStart, StreamChunk, StreamEnd]


def test_a_stream_sends_at_its_first_use_and_only_once() -> None:
    transport = MemoryTransport(obliging_server)

    async def scenario() -> None:
        async with chat(transport) as client:
            stream = client.send_message(thread_id=42, content="Hi")
            await settle()
            assert transport.frames == []
            async with stream as replies:
                assert len(transport.frames) == 1
                assert [frame async for frame in replies]
                assert [frame async for frame in replies] == []
            assert len(transport.frames) == 1

    run(scenario())


def test_leaving_a_stream_gives_it_up_and_its_frames_reach_nobody() -> None:
    transport = MemoryTransport()

    async def scenario() -> None:
        async with chat(transport) as client, client.thread(thread_id=42) as events:
            async with client.send_message(thread_id=42, content="Hi") as replies:
                request_id = transport.frames[-1]["request_id"]
                transport.deliver(piece("start", 42, request_id))
                assert isinstance(await anext(replies), StreamStart)
            async for _ in client.send_message(thread_id=42, content="again"):
                break
            transport.deliver(piece("chunk", 42, request_id), piece("end", 42, request_id), history(42))
            # What the stream left behind was swallowed: the history is the first that the topic sees.
            assert isinstance(await anext(events), ThreadHistory)

    transport_answer = transport._answer
    transport._answer = lambda frame: (
        [piece("start", 42, frame["request_id"])] if frame.get("content") == "again" else transport_answer(frame)
    )
    run(scenario())


def test_a_stream_that_is_never_used_says_so() -> None:
    async def scenario() -> None:
        async with chat(MemoryTransport()) as client:
            client.send_message(thread_id=42, content="forgotten")
            gc.collect()

    with pytest.warns(RuntimeWarning, match="ReplyStream of send_message was never used, so nothing was sent"):
        run(scenario())


def test_a_subscription_gets_its_topics_messages_and_tells_the_server_once() -> None:
    transport = MemoryTransport(obliging_server)

    async def scenario() -> None:
        async with chat(transport) as client:
            async with client.agent(agent_id=7) as first, client.agent(agent_id=7) as second:
                transport.deliver(event(8), event(7, n=2))
                for events in (first, second):
                    found = await anext(events)
                    assert isinstance(found, AgentEvent)
                assert (await anext(first)).data == {"n": 2}
            async with client.agent(agent_id=8):
                pass
            await settle()

    run(scenario())
    assert [(frame["type"], frame["topics"]) for frame in transport.frames] == [
        ("subscribe", ["agent:7"]),
        ("unsubscribe", ["agent:7"]),
        ("subscribe", ["agent:8"]),
        ("unsubscribe", ["agent:8"]),
    ]


def test_subscribing_again_at_once_ends_subscribed() -> None:
    transport = MemoryTransport()

    async def scenario() -> None:
        async with chat(transport) as client:
            for _ in range(2):
                async with client.agent(agent_id=7):
                    pass
            async with client.agent(agent_id=7):
                await settle()
                assert [frame["type"] for frame in transport.frames] == ["subscribe", "unsubscribe"] * 2 + ["subscribe"]

    run(scenario())


def test_a_slow_subscriber_loses_the_oldest_and_can_tell() -> None:
    transport = MemoryTransport()

    async def scenario() -> None:
        async with chat(transport, topic_queue=2) as client, client.agent(agent_id=7) as events:
            transport.deliver(*(event(7, n=n) for n in range(5)))
            await settle()
            assert events.dropped == 3
            assert [(await anext(events)).data["n"] for _ in range(2)] == [3, 4]
            assert events.dropped == 3

    run(scenario())


def test_a_subscriber_that_keeps_up_loses_nothing_of_a_burst() -> None:
    transport = MemoryTransport()

    async def scenario() -> None:
        async with chat(transport, topic_queue=50) as client, client.agent(agent_id=7) as events:
            transport.deliver(*(event(7, n=n) for n in range(1000)))
            got = [(await anext(events)).data["n"] for _ in range(1000)]
            assert got == list(range(1000))
            assert events.dropped == 0

    run(scenario())


def test_everything_that_answers_no_request_can_be_listened_to() -> None:
    transport = MemoryTransport(obliging_server)

    async def scenario() -> None:
        async with chat(transport) as client, client.everything() as messages:
            await client.subscribe_thread(thread_id=1)
            transport.deliver(event(7), history(3))
            assert [type(await anext(messages)) for _ in range(2)] == [AgentEvent, ThreadHistory]

    run(scenario())


def test_a_request_without_a_reply_times_out_and_says_what_to_do() -> None:
    transport = MemoryTransport()

    async def scenario() -> None:
        async with QuietClient(token="t", options=options_for(transport, request_timeout=7)) as client:
            began = asyncio.get_running_loop().time()
            with pytest.raises(TimeoutError, match="no reply to subscribe_thread within 7 s: give a longer timeout"):
                await client.subscribe_thread(thread_id=42)
            assert asyncio.get_running_loop().time() - began == 7
            with pytest.raises(TimeoutError, match="within 2 s"):
                await client.subscribe_thread(thread_id=42, timeout=2)
            waiting = asyncio.create_task(client.subscribe_thread(thread_id=1, timeout=math.inf))
            await asyncio.sleep(10_000)
            transport.deliver(history(1, transport.frames[-1]["request_id"]))
            await waiting

    run(scenario())


def test_a_streams_timeout_is_for_silence_not_for_its_length() -> None:
    transport = MemoryTransport()

    async def scenario() -> None:
        async with chat(transport) as client, client.send_message(thread_id=42, content="Hi", timeout=10) as replies:
            request_id = transport.frames[-1]["request_id"]
            for kind in ("start", *["chunk"] * 9):
                await asyncio.sleep(9)
                transport.deliver(piece(kind, 42, request_id))
                await anext(replies)
            with pytest.raises(TimeoutError, match="no further reply to send_message within 10 s"):
                await anext(replies)
            assert [frame async for frame in replies] == []

    run(scenario())


def test_somebody_elses_timeout_stays_theirs() -> None:
    async def scenario() -> None:
        async with chat(MemoryTransport()) as client:
            with pytest.raises(TimeoutError) as caught:
                async with asyncio.timeout(1):
                    await client.subscribe_thread(thread_id=42)
            assert "no reply" not in str(caught.value)

    run(scenario())


def test_the_servers_error_fails_its_request_and_the_connection_lives() -> None:
    def answer(frame: Frame) -> list[Frame]:
        return [error(frame["request_id"])] if frame.get("thread_id") == 43 else obliging_server(frame)

    async def scenario() -> None:
        async with chat(MemoryTransport(answer)) as client:
            with pytest.raises(RequestFailed, match="no such thread"):
                await client.subscribe_thread(thread_id=43)
            with pytest.raises(RequestFailed, match="send_message"):
                async for _ in client.send_message(thread_id=43, content="x"):
                    pass
            await client.subscribe_thread(thread_id=42)

    run(scenario())


def test_what_is_invalid_raises_at_the_caller_and_never_leaves() -> None:
    transport = MemoryTransport()

    async def scenario() -> None:
        async with chat(transport) as client:
            with pytest.raises(InvalidMessage):
                await client.subscribe_thread(thread_id=0)
            with pytest.raises(InvalidMessage):
                await client.send(AgentEvent(agent_id=1, data={}))
            stream = client.send_message(thread_id=0, content="x")
            with pytest.raises(InvalidMessage):
                await anext(stream)
            assert [frame async for frame in stream] == []

    run(scenario())
    assert transport.frames == []


@pytest.mark.parametrize(
    ("code", "kind"),
    [(4401, Unauthorized), (4408, HeartbeatLost), (1002, ProtocolError), (1006, Closed), (1000, Closed)],
)
def test_a_lost_connection_fails_everything_that_waits(code: int, kind: type[Closed]) -> None:
    transport = MemoryTransport()

    async def scenario() -> list[Any]:
        async with chat(transport) as client, client.agent(agent_id=7) as events:
            stream = client.send_message(thread_id=1, content="x")
            waits = [
                asyncio.ensure_future(w) for w in (client.subscribe_thread(thread_id=1), anext(stream), anext(events))
            ]
            await settle()
            transport.end(code, "why")
            ended = await asyncio.gather(*waits, return_exceptions=True)
            assert client.state == "closed"
            for late in (client.send(SubscribeThread(thread_id=1)), client.subscribe_thread(thread_id=1)):
                with pytest.raises(kind):
                    await late
            with pytest.raises(kind):
                async with client.agent(agent_id=8):
                    pass
            return ended

    errors = run(scenario())
    assert [isinstance(error, kind) for error in errors] == [True] * 3
    # Who asked is told that nobody knows whether it was done; who listens missed nothing that was asked for.
    assert [isinstance(error, RequestLost) for error in errors] == [True, True, False]
    assert len({id(error) for error in errors}) == 3
    assert transport.closed_with is None


def test_a_frame_that_breaks_the_protocol_closes_1002_and_reaches_every_waiter() -> None:
    transport = MemoryTransport()

    async def scenario() -> None:
        async with chat(transport) as client, client.agent(agent_id=7) as events:
            waits = [asyncio.ensure_future(w) for w in (client.subscribe_thread(thread_id=1), anext(events))]
            await settle()
            transport.deliver({"type": "agent_event", "agent_id": "seven", "data": {}}, event(7))
            for outcome in await asyncio.gather(*waits, return_exceptions=True):
                assert isinstance(outcome, ProtocolError)
                assert "agent_event at agent_id" in str(outcome)

    run(scenario())
    assert transport.closed_with is not None
    code, reason = transport.closed_with
    assert code == 1002
    assert reason.startswith("agent_event at agent_id")
    assert len(reason.encode()) <= 123


def test_unknown_messages_are_counted_and_shown_and_break_nothing() -> None:
    transport = MemoryTransport(obliging_server)
    seen: list[Any] = []

    async def scenario() -> None:
        async with chat(transport) as client:
            stop = client.on_unknown(seen.append)
            transport.deliver({"type": "typing", "who": "ann"})
            await client.subscribe_thread(thread_id=1)
            stop()
            stop()
            transport.deliver({"type": "typing", "who": "bob"})
            await client.subscribe_thread(thread_id=1)
            assert client.unknown_frames == 2

    run(scenario())
    assert seen == [{"type": "typing", "who": "ann"}]


def test_an_error_that_answers_nothing_goes_to_who_listens_else_to_the_log(caplog: pytest.LogCaptureFixture) -> None:
    transport = MemoryTransport()
    seen: list[Any] = []

    async def scenario() -> None:
        async with chat(transport) as client:
            transport.deliver(error(None, 500, "on fire"))
            await settle()
            client.on_error(seen.append)
            transport.deliver(error(None, 501, "still on fire"))
            await settle()

    run(scenario())
    assert [record.getMessage() for record in caplog.records] == [
        "the server reports an error that answers no request: 500: on fire"
    ]
    assert [found.code for found in seen] == [501]


def test_the_state_is_what_a_badge_can_show(caplog: pytest.LogCaptureFixture) -> None:
    states: list[str] = []

    def broken(state: str) -> None:
        raise LookupError(state)

    async def scenario() -> None:
        client = chat(MemoryTransport())
        client.on_state(broken)
        client.on_state(states.append)
        shown = [client.state]
        async with client:
            shown.append(client.state)
        shown.append(client.state)
        assert shown == ["closed", "live", "closed"]

    run(scenario())
    assert states == ["connecting", "live", "closed"]
    # A callback that fails is logged with its stack, and stops nothing.
    assert [record.levelno for record in caplog.records] == [logging.ERROR] * 3


def test_pings_are_answered_while_user_code_is_busy_and_while_sends_are_blocked() -> None:
    transport = MemoryTransport()

    async def scenario() -> None:
        async with chat(transport) as client:
            transport.block()
            sending = asyncio.create_task(client.send(SubscribeThread(thread_id=1)))
            await settle()
            transport.deliver({"type": "ping", "ping_id": "p1"})
            await settle()
            assert transport.frames[-1] == {"type": "pong", "ping_id": "p1"}
            assert not sending.done()
            transport.unblock()
            await sending

    run(scenario())


def test_a_server_that_pings_and_never_reads_is_given_up_and_memory_stays_bounded() -> None:
    transport = MemoryTransport()

    async def scenario() -> None:
        async with chat(transport) as client:
            transport.block()
            transport.deliver(*({"type": "ping", "ping_id": "p"} for _ in range(MAX_POSTED + 10)))
            with pytest.raises(Closed, match="does not read what it asks for"):
                await client.subscribe_thread(thread_id=1)

    run(scenario())


def test_closing_ends_iterations_quietly_and_fails_requests() -> None:
    transport = MemoryTransport()

    async def scenario() -> None:
        async with chat(transport) as client:
            events = await client.agent(agent_id=7).__aenter__()
            waits = [
                asyncio.ensure_future(client.subscribe_thread(thread_id=1)),
                asyncio.ensure_future(anext(events, None)),
            ]
            await settle()
        failed, iterated = await asyncio.gather(*waits, return_exceptions=True)
        assert isinstance(failed, Closed)
        assert "this client was closed" in str(failed)
        assert iterated is None
        with pytest.raises(Closed, match="this client was closed; open a new one"):
            await client.send(SubscribeThread(thread_id=1))
        await client.close()

    run(scenario())
    assert transport.closed_with == (1000, "")


def test_a_server_that_never_answers_the_close_is_dropped_in_time() -> None:
    transport = MemoryTransport()
    transport.answers_close = False

    async def scenario() -> float:
        loop = asyncio.get_running_loop()
        async with chat(transport, close_timeout=3):
            began = loop.time()
        return loop.time() - began

    assert run(scenario()) == 3
    assert transport.is_aborted


def test_frames_that_arrive_while_closing_are_drained_and_reach_nobody() -> None:
    transport = MemoryTransport()

    async def scenario() -> None:
        async with chat(transport) as client:
            events = await client.agent(agent_id=7).__aenter__()
            transport.deliver(*(event(7) for _ in range(500)))
        assert [found async for found in events] == []

    run(scenario())
    assert transport.closed_with == (1000, "")


def test_a_connection_that_cannot_be_opened_in_time_says_where_without_the_token() -> None:
    async def never(opening: Opening, settings: TransportSettings) -> Transport:
        await asyncio.Event().wait()
        raise AssertionError

    async def scenario() -> None:
        client = ChatClient(token="secret", options=ClientOptions(connect=never, connect_timeout=4))
        with pytest.raises(TimeoutError, match=r"no connection to ws://chat\.test/ws within 4 s") as caught:
            await client.__aenter__()
        assert "secret" not in str(caught.value)
        assert client.state == "closed"
        await client.close()

    run(scenario())


@pytest.mark.parametrize(("heartbeat", "keepalive"), [(CHAT.heartbeat, False), (None, True)])
def test_the_librarys_pings_are_on_only_where_the_protocol_has_none(
    heartbeat: Heartbeat | None, keepalive: bool
) -> None:
    asked: list[TransportSettings] = []

    async def connect(opening: Opening, settings: TransportSettings) -> Transport:
        asked.append(settings)
        return MemoryTransport()

    class OtherClient(ChatClient):
        protocol = replace(CHAT, heartbeat=heartbeat)

    async def scenario() -> None:
        async with OtherClient(token="t", options=ClientOptions(connect=connect, headers={"X-Extra": "1"})):
            pass

    run(scenario())
    assert [(settings.keepalive, settings.headers) for settings in asked] == [(keepalive, {"X-Extra": "1"})]


def test_a_client_that_is_not_open_says_how_to_open_it() -> None:
    async def scenario() -> None:
        client = chat(MemoryTransport())
        with pytest.raises(RuntimeError, match=r"async with ChatClient\(…\) as client"):
            await client.send(SendMessage(thread_id=1, content="x"))
        async with client:
            with pytest.raises(RuntimeError, match="open already"):
                await client.__aenter__()
            events = client.agent(agent_id=7)
            with pytest.raises(RuntimeError, match="open it first"):
                await anext(events)
            async with events:
                with pytest.raises(RuntimeError, match="ask the client for another one"):
                    await events.__aenter__()

    run(scenario())


def test_a_client_can_be_opened_again_and_old_connections_are_gone() -> None:
    first, second = MemoryTransport(), MemoryTransport(obliging_server)
    transports = iter((first, second))

    async def connect(opening: Opening, settings: TransportSettings) -> Transport:
        return next(transports)

    async def scenario() -> None:
        client = ChatClient(token="t", options=ClientOptions(connect=connect, reconnect=None))
        async with client:
            first.end(1012)
            await settle()
            assert client.state == "closed"
            async with client:
                assert not first.is_open
                await client.subscribe_thread(thread_id=1)

    run(scenario())
    assert second.closed_with == (1000, "")


def test_a_bug_in_reading_ends_the_connection_and_is_not_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    transport = MemoryTransport()

    async def broken() -> str:
        raise LookupError("a bug")

    async def scenario() -> None:
        client = chat(transport)
        await client.__aenter__()
        with pytest.raises(Closed, match="the client's reader stopped"):
            await client.subscribe_thread(thread_id=1)
        with pytest.raises(LookupError, match="a bug"):
            await client.close()

    monkeypatch.setattr(transport, "recv", broken)
    run(scenario())
    assert transport.is_aborted


@pytest.mark.parametrize(
    "settings",
    [{"connect_timeout": 0}, {"request_timeout": -1}, {"topic_queue": 0}, {"max_frame_bytes": 0}, {"overflow": "grow"}],
)
def test_options_that_make_no_sense_are_refused_by_name(settings: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=f"ClientOptions.{next(iter(settings))}"):
        ClientOptions(**settings)


def test_a_reply_stream_that_is_not_read_fails_instead_of_having_a_gap() -> None:
    transport = MemoryTransport()

    async def scenario() -> None:
        async with chat(transport, reply_queue=3) as client, client.send_message(thread_id=1, content="x") as replies:
            request_id = transport.frames[-1]["request_id"]
            transport.deliver(piece("start", 1, request_id), *(piece("chunk", 1, request_id) for _ in range(9)))
            await settle()
            for _ in range(3):
                await anext(replies)
            with pytest.raises(QueueOverflow, match="3 frames were waiting"):
                await anext(replies)

    run(scenario())


def test_the_token_is_in_no_repr_of_the_settings() -> None:
    options = options_for(MemoryTransport(), headers={"Authorization": "secret"})
    assert "secret" not in repr(options)
