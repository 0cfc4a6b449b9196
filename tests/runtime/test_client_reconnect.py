"""The asyncio client over several connections, in test time: it comes back, and says what became of what."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from chat_protocol import CHAT, CLIENT_TO_SERVER, ChatArguments, SendMessage, SubscribeThread
from client_harness import ChatClient, Frame, MemoryTransport, event, history, obliging_server, piece, run, settle

from wsgen.runtime.client.client import Client
from wsgen.runtime.client.options import ClientOptions
from wsgen.runtime.client.streams import Subscription
from wsgen.runtime.client.transport import Transport, TransportSettings
from wsgen.runtime.core.client_life import DROP_TIMEOUT
from wsgen.runtime.core.opening import Opening
from wsgen.runtime.errors import (
    Closed,
    HandshakeFailed,
    HeartbeatLost,
    Overloaded,
    ProtocolError,
    RequestLost,
    Unauthorized,
    Unreachable,
)
from wsgen.runtime.testing import FakeClock
from wsgen.runtime.wire import WireValue

REFUSED = ConnectionRefusedError(111, "Connect call failed")
Plan = MemoryTransport | Exception | None


class Network:
    """What each attempt finds: a server, a failure, or nothing ever (None). After the last: servers that oblige."""

    def __init__(self, *plan: Plan) -> None:
        self.urls: list[str] = []
        self.times: list[float] = []
        self.transports: list[MemoryTransport] = []
        self.has_connected = asyncio.Event()
        self._plan = list(plan)

    async def connect(self, opening: Opening, settings: TransportSettings) -> Transport:
        assert not any(transport.is_open for transport in self.transports), "two connections at once"
        self.urls.append(opening.url)
        self.times.append(asyncio.get_running_loop().time())
        found = self._plan.pop(0) if self._plan else MemoryTransport(obliging_server)
        await asyncio.sleep(0)
        if found is None:
            await asyncio.Event().wait()
        if not isinstance(found, MemoryTransport):
            assert found is not None
            raise found
        self.transports.append(found)
        self.has_connected.set()
        return found

    @property
    def now(self) -> MemoryTransport:
        return self.transports[-1]

    def client(self, kind: Callable[..., ChatClient] = ChatClient, **settings: Any) -> ChatClient:
        return kind(token="t", options=ClientOptions(connect=self.connect, **settings))


def server() -> MemoryTransport:
    return MemoryTransport(obliging_server)


async def until(client: Client, state: str) -> None:
    async with asyncio.timeout(1000):
        async for found in client.states():
            if found == state:
                return


async def lose(client: Client, network: Network, code: int, reason: str = "") -> None:
    network.now.end(code, reason)
    await until(client, "stale")


def types(transport: MemoryTransport) -> list[str]:
    return [frame["type"] for frame in transport.frames]


def test_a_lost_client_comes_back_and_goes_on() -> None:
    network = Network()

    async def scenario() -> None:
        states: list[str] = []
        async with network.client() as client:
            client.on_state(states.append)
            assert (await client.subscribe_thread(thread_id=1)).thread_id == 1
            await lose(client, network, 1006)
            await until(client, "live")
            assert (await client.subscribe_thread(thread_id=2)).thread_id == 2
        assert states == ["stale", "live", "closed"]
        assert len(network.transports) == 2
        assert network.transports[1].closed_with == (1000, "")
        assert asyncio.all_tasks() == {asyncio.current_task()}

    run(scenario())


def test_topics_are_subscribed_to_again_before_any_frame_of_the_user() -> None:
    network = Network()

    async def scenario() -> None:
        async with network.client() as client, client.agent(agent_id=7) as events, client.thread(thread_id=1):
            async with client.agent(agent_id=9):
                pass
            await lose(client, network, 1012)
            asked = asyncio.create_task(client.subscribe_thread(thread_id=5))
            await asked
            assert [frame.get("topics", frame["type"]) for frame in network.now.frames] == [
                ["agent:7"],
                ["thread:1"],
                "subscribe_thread",
            ]
            await anext(events)
            assert (events.gaps, events.dropped) == (0, 0)
            await anext(events)
            assert events.gaps == 1

    run(scenario())


def test_a_gap_is_told_when_the_subscription_lives_again() -> None:
    network = Network(server(), REFUSED)
    seen: list[tuple[str, int]] = []

    async def scenario() -> None:
        async with network.client() as client, client.agent(agent_id=7) as events:

            def note(subscription: Subscription[Any]) -> None:
                assert subscription is events
                seen.append((client.state, events.gaps))

            stop = events.on_gap(note)
            await anext(events)
            await lose(client, network, 1006)
            await until(client, "live")
            await anext(events)
            stop()
            await lose(client, network, 1006)
            await until(client, "live")

    run(scenario())
    assert seen == [("live", 0)]


def test_what_came_before_the_loss_can_still_be_read_and_the_gap_stands_after_it() -> None:
    network = Network()

    async def scenario() -> None:
        async with network.client() as client, client.agent(agent_id=7) as events:
            network.now.deliver(event(7, n=1), event(7, n=2))
            await settle()
            await lose(client, network, 1006)
            await until(client, "live")
            network.now.deliver(event(7, n=3))
            await settle()
            got = [((await anext(events)).data.get("n"), events.gaps) for _ in range(5)]
            # Each connection of this server begins with an event of its own.
            assert got == [(None, 0), (1, 0), (2, 0), (None, 1), (3, 1)]

    run(scenario())


def test_requests_and_streams_under_way_fail_and_are_never_sent_again() -> None:
    network = Network(MemoryTransport())

    async def scenario() -> None:
        async with network.client() as client:
            stream = client.send_message(thread_id=1, content="x")
            waits = [asyncio.ensure_future(w) for w in (client.subscribe_thread(thread_id=1), anext(stream))]
            await settle()
            network.now.deliver(piece("start", 1, network.now.frames[1]["request_id"]))
            await settle()
            chunk = asyncio.ensure_future(anext(stream))
            await settle()
            network.now.end(1012, "deploy")
            failed, _, interrupted = await asyncio.gather(waits[0], waits[1], chunk, return_exceptions=True)
            for error, name in ((failed, "subscribe_thread"), (interrupted, "send_message")):
                assert isinstance(error, RequestLost)
                assert (error.code, error.request) == (1012, name)
                assert f"{name} may or may not have been carried out" in str(error)
            await until(client, "live")
            await settle()
            assert network.now.frames == []

    run(scenario())


@pytest.mark.parametrize(("code", "kind"), [(1013, Overloaded), (4408, HeartbeatLost)])
def test_a_lost_request_is_of_the_class_of_its_code_too(code: int, kind: type[Closed]) -> None:
    network = Network(MemoryTransport())

    async def scenario() -> None:
        async with network.client() as client:
            asked = asyncio.create_task(client.subscribe_thread(thread_id=1))
            await settle()
            network.now.end(code)
            with pytest.raises(kind) as caught:
                await asked
            assert isinstance(caught.value, RequestLost)
            await until(client, "live")

    run(scenario())


@pytest.mark.parametrize("use", ["request", "send", "stream", "subscription", "everything"])
def test_a_call_while_stale_waits_for_the_connection(use: str) -> None:
    network = Network(server(), REFUSED, REFUSED)

    async def scenario() -> None:
        async with network.client() as client:
            network.now.end(1006)
            await settle()
            assert client.state == "stale"
            match use:
                case "request":
                    assert (await client.subscribe_thread(thread_id=3)).thread_id == 3
                case "send":
                    await client.send(SubscribeThread(thread_id=3))
                case "stream":
                    assert len([part async for part in client.send_message(thread_id=3, content="x")]) == 3
                case "subscription":
                    async with client.agent(agent_id=7) as events:
                        await anext(events)
                        assert events.gaps == 0
                case _:
                    async with client.everything() as messages:
                        network.now.deliver(event(7))
                        await anext(messages)
            assert client.state == "live"
            assert len(network.urls) == 4

    run(scenario())


def test_a_call_that_waited_in_vain_says_so_within_its_own_time() -> None:
    network = Network(server(), *[REFUSED] * 50)

    async def scenario() -> None:
        loop = asyncio.get_running_loop()
        async with network.client(request_timeout=5, stream_timeout=7) as client:
            network.now.end(1006)
            await settle()
            began = loop.time()
            waits = [
                client.subscribe_thread(thread_id=1),
                client.subscribe_thread(thread_id=1, timeout=3),
                client.send(SubscribeThread(thread_id=1)),
                anext(client.send_message(thread_id=1, content="x")),
                client.agent(agent_id=7).__aenter__(),
            ]

            async def timed(wait: Any) -> tuple[float, str]:
                with pytest.raises(TimeoutError) as caught:
                    await wait
                return loop.time() - began, str(caught.value)

            results = await asyncio.gather(*(timed(wait) for wait in waits))
            assert [seconds for seconds, _ in results] == [5, 3, 5, 7, 5]
            for _, said in results:
                assert "s for a connection and was not sent" in said
                assert "Connect call failed" in said
            assert client._life.topics.addresses == ()

    run(scenario())


def test_the_first_connection_that_fails_raises_at_once_and_says_what_to_do() -> None:
    async def scenario(network: Network, kind: type[Exception], says: str, **settings: Any) -> None:
        client = network.client(**settings)
        with pytest.raises(kind, match=says):
            async with client:
                pass
        assert client.state == "closed"
        assert len(network.urls) == 1
        assert asyncio.all_tasks() == {asyncio.current_task()}
        # It may be tried again.
        async with client:
            assert client.state == "live"

    refused = "no connection to ws://chat.test/ws .*: nobody listens there; is the server running"
    run(scenario(Network(REFUSED), Unreachable, refused))
    run(scenario(Network(REFUSED), ConnectionError, refused))
    run(scenario(Network(HandshakeFailed("HTTP 503", 503)), HandshakeFailed, "503"))
    run(scenario(Network(Unauthorized(4401, "HTTP 401")), Unauthorized, "get a new token"))
    run(scenario(Network(None), TimeoutError, "within 3 s: is the server there", connect_timeout=3))


def test_attempts_are_spread_and_each_has_its_own_time() -> None:
    network = Network(server(), REFUSED, None, HandshakeFailed("HTTP 502", 502), REFUSED)

    async def scenario() -> None:
        async with network.client(connect_timeout=4) as client:
            network.now.end(1001)
            began = asyncio.get_running_loop().time()
            await until(client, "stale")
            await until(client, "live")
            attempts = [at - began for at in network.times[1:]]
            waits = [later - earlier for earlier, later in zip([0.0, *attempts], attempts, strict=False)]
            # The third attempt begins after the time that the second had.
            assert waits[2] >= 4
            waits[2] -= 4
            assert all(0 <= wait <= most for wait, most in zip(waits, [0.5, 1, 2, 4, 8], strict=True))
            assert len(set(waits)) == 5

    run(scenario())


@pytest.mark.parametrize(("code", "kind"), [(1000, Closed), (1002, ProtocolError), (4403, Closed), (4999, Closed)])
def test_a_terminal_code_closes_the_client_for_good(code: int, kind: type[Closed]) -> None:
    network = Network()

    async def scenario() -> None:
        async with network.client() as client, client.agent(agent_id=7) as events:
            await anext(events)
            network.now.end(code, "why")
            with pytest.raises(kind):
                await anext(events)
            assert client.state == "closed"
            with pytest.raises(kind):
                await client.subscribe_thread(thread_id=1)
            await asyncio.sleep(100)
            assert len(network.urls) == 1

    run(scenario())


def test_a_code_that_the_service_names_is_retried() -> None:
    network = Network()

    async def scenario() -> None:
        async with network.client(reconnect_on={4999}) as client:
            await lose(client, network, 4999)
            await until(client, "live")
            assert len(network.urls) == 2

    run(scenario())


@pytest.mark.parametrize(
    ("failure", "kind"),
    [
        (Unauthorized(4401, "HTTP 401"), Unauthorized),
        (Unauthorized(4403, "HTTP 403"), Unauthorized),
        (HandshakeFailed("HTTP 404", 404), HandshakeFailed),
        (LookupError("a bug of the connector"), LookupError),
    ],
)
def test_an_attempt_that_would_end_the_same_again_closes_the_client(
    failure: Exception, kind: type[Exception], caplog: pytest.LogCaptureFixture
) -> None:
    network = Network(server(), REFUSED, failure)

    async def scenario() -> None:
        async with network.client() as client, client.agent(agent_id=7) as events:
            await anext(events)
            network.now.end(1006)
            waiting = asyncio.create_task(client.subscribe_thread(thread_id=1))
            with pytest.raises(kind):
                await anext(events)
            with pytest.raises(kind):
                await waiting
            assert client.state == "closed"
            assert len(network.urls) == 3

    with caplog.at_level(logging.INFO, logger="wsgen"):
        run(scenario())
    events = [getattr(record, "event", None) for record in caplog.records]
    assert events == ["client.lost", "client.lost", "client.ended"]


async def fresh(arguments: ChatArguments) -> ChatArguments:
    return ChatArguments(token=f"{arguments.token}+")


def test_a_refused_token_is_refreshed_once() -> None:
    network = Network()

    async def scenario() -> None:
        async with network.client(refresh=fresh) as client:
            await lose(client, network, 4401, "expired")
            await until(client, "live")
            network.now.end(4401, "expired")
            await until(client, "closed")
            with pytest.raises(Unauthorized, match="expired"):
                await client.subscribe_thread(thread_id=1)

    run(scenario())
    assert [url.rpartition("=")[2] for url in network.urls] == ["t", "t%2B"]


def test_a_token_that_served_for_a_while_may_be_refreshed_again() -> None:
    network = Network()

    async def scenario() -> None:
        async with network.client(refresh=fresh) as client:
            for _ in range(3):
                await asyncio.sleep(11)
                await lose(client, network, 4401, "expired")
                await until(client, "live")

    run(scenario())
    assert [url.rpartition("=")[2] for url in network.urls] == ["t", "t%2B", "t%2B%2B", "t%2B%2B%2B"]


def test_an_http_401_on_the_way_back_asks_for_a_new_token() -> None:
    network = Network(server(), Unauthorized(4401, "HTTP 401"))

    async def scenario() -> None:
        async with network.client(refresh=fresh) as client:
            await lose(client, network, 1012)
            await until(client, "live")

    run(scenario())
    assert [url.rpartition("=")[2] for url in network.urls] == ["t", "t", "t%2B"]


def test_a_refresh_that_fails_for_a_moment_is_asked_again_and_one_that_raises_ends_the_client() -> None:
    failures: list[Exception] = [OSError("the token service is away"), OSError("still")]

    async def flaky(arguments: ChatArguments) -> ChatArguments:
        if failures:
            raise failures.pop()
        return await fresh(arguments)

    async def broken(arguments: ChatArguments) -> ChatArguments:
        raise LookupError(arguments.token)

    async def hanging(arguments: ChatArguments) -> ChatArguments:
        if len(network.urls) == 1 and asyncio.get_running_loop().time() < 1010:
            await asyncio.Event().wait()
        return await fresh(arguments)

    async def scenario(network: Network, refresh: Any, ends: str) -> None:
        async with network.client(refresh=refresh) as client:
            network.now.end(4401)
            await until(client, "stale")
            await until(client, ends)
            if ends == "closed":
                with pytest.raises(LookupError):
                    await client.subscribe_thread(thread_id=1)

    for refresh, ends in ((flaky, "live"), (broken, "closed"), (hanging, "live")):
        network = Network()
        run(scenario(network, refresh, ends))
        assert [url.rpartition("=")[2] for url in network.urls] == ["t", "t%2B"][: 2 if ends == "live" else 1]


def test_a_silent_server_is_left_with_4408_and_found_again() -> None:
    network = Network()

    async def scenario() -> None:
        loop = asyncio.get_running_loop()
        async with network.client() as client:
            first, began = network.now, loop.time()
            asked = asyncio.create_task(client.subscribe_thread(thread_id=1))
            await asked
            for _ in range(3):
                await asyncio.sleep(50)
                first.deliver({"type": "ping", "ping_id": "p"})
            await until(client, "stale")
            assert loop.time() - began == 150 + 60
            await until(client, "live")
            assert first.closed_with == (4408, "nothing came for 60 s")

    run(scenario())


def test_a_half_open_connection_holds_up_nothing() -> None:
    half_open = server()
    half_open.answers_close = False
    network = Network(half_open)

    async def scenario() -> None:
        loop = asyncio.get_running_loop()
        async with network.client() as client:
            began = loop.time()
            half_open.block()
            await until(client, "stale")
            await until(client, "live")
            assert half_open.is_aborted
            # Silence, the moment for a closing handshake, and the first wait of the back-off.
            assert loop.time() - began <= 60 + DROP_TIMEOUT + 0.5

    run(scenario())


def test_a_client_that_is_closed_while_it_is_lost_leaves_nothing() -> None:
    async def scenario(network: Network, turns: int) -> None:
        client = network.client()
        await client.__aenter__()
        network.now.end(1006)
        for _ in range(turns):
            await asyncio.sleep(0)
        waiting = asyncio.create_task(client.subscribe_thread(thread_id=1))
        await asyncio.sleep(0)
        await client.close()
        with pytest.raises(Closed, match="this client was closed"):
            await waiting
        assert asyncio.all_tasks() == {asyncio.current_task()}
        assert not any(transport.is_open for transport in network.transports)

    for turns in range(2, 12):
        run(scenario(Network(), turns))
        run(scenario(Network(server(), REFUSED), turns))
        run(scenario(Network(server(), None), turns))


def test_a_topic_that_is_closed_while_the_client_comes_back_is_not_left_open_at_the_server() -> None:
    async def scenario(turns: int) -> None:
        network = Network()
        async with network.client() as client, client.agent(agent_id=1):
            events = await client.agent(agent_id=7).__aenter__()
            await lose(client, network, 1006)
            network.has_connected.clear()
            await network.has_connected.wait()
            for _ in range(turns):
                await asyncio.sleep(0)
            await events.__aexit__(None, None, None)
            await until(client, "live")
            await settle()
            told = [frame["type"] for frame in network.now.frames if frame["topics"] == ["agent:7"]]
            assert told in ([], ["subscribe", "unsubscribe"])

    for turns in range(12):
        run(scenario(turns))


def test_a_subscription_whose_frame_was_cut_off_is_made_by_the_next_connection() -> None:
    stuck = server()
    network = Network(stuck)

    async def scenario() -> None:
        async with network.client() as client:
            stuck.block()
            opening = asyncio.create_task(client.agent(agent_id=7).__aenter__())
            await settle()
            stuck.end(1006)
            events = await opening
            await anext(events)
            assert types(network.now) == ["subscribe"]

    run(scenario())


def test_what_introduces_a_client_goes_first_on_each_connection() -> None:
    class Greeting(ChatClient):
        def _greeting(self) -> WireValue:
            return SendMessage(thread_id=1, content="it's me")

    network = Network()

    async def scenario() -> None:
        async with network.client(Greeting) as client, client.agent(agent_id=7):
            await lose(client, network, 1006)
            await until(client, "live")

    run(scenario())
    assert [types(transport)[:2] for transport in network.transports] == [["send_message", "subscribe"]] * 2


def test_a_server_that_breaks_the_protocol_at_once_is_no_connection() -> None:
    bad = server()
    bad.deliver({"type": "agent_event", "agent_id": "seven", "data": {}})
    network = Network(bad)

    class Greeting(ChatClient):
        def _greeting(self) -> WireValue:
            return SendMessage(thread_id=1, content="it's me")

    async def scenario() -> None:
        bad.block()
        with pytest.raises(ProtocolError, match="agent_event at agent_id"):
            async with network.client(Greeting):
                pass
        assert asyncio.all_tasks() == {asyncio.current_task()}

    run(scenario())


def test_states_can_be_iterated_until_the_end() -> None:
    network = Network()

    seen: list[str] = []

    async def scenario() -> None:
        client = network.client()

        async def watch() -> None:
            async for state in client.states():
                seen.append(state)

        watching = asyncio.create_task(watch())
        while not seen:  # noqa: ASYNC110 - also run in threads, which know no event
            await asyncio.sleep(0)
        async with client:
            await lose(client, network, 1006)
            await until(client, "live")
        await watching

    run(scenario())
    assert seen == ["closed", "connecting", "live", "stale", "live", "closed"]


def test_a_clock_of_the_users_decides_all_times() -> None:
    network = Network(MemoryTransport(), REFUSED)

    async def scenario() -> None:
        clock = FakeClock()
        async with network.client(clock=clock) as client:
            asked = asyncio.create_task(client.subscribe_thread(thread_id=1))
            await clock.advance(9.9)
            assert not asked.done()
            await clock.advance(0.1)
            with pytest.raises(TimeoutError, match="no reply to subscribe_thread within 10 s"):
                await asked
            await clock.advance(49.9)
            assert client.state == "live"
            await clock.advance(0.1)
            assert client.state == "stale"
            await clock.advance(1.5)
            assert client.state == "live"
            assert network.transports[0].closed_with == (4408, "nothing came for 60 s")

    run(scenario())


def test_an_observer_is_told_of_states_and_attempts() -> None:
    from wsgen.runtime.observing import Observer

    told: list[Any] = []

    class Told(Observer):
        def client_state(self, state: str) -> None:
            told.append(state)

        def reconnecting(self, attempt: int, delay: float) -> None:
            told.append((attempt, delay <= 0.5 * attempt))

    network = Network(server(), REFUSED)

    async def scenario() -> None:
        async with network.client(observer=Told()) as client:
            await lose(client, network, 1006)
            await until(client, "live")

    run(scenario())
    assert told == ["connecting", "live", "stale", (1, True), (2, True), "live", "closed"]


def test_with_topics_in_envelopes_and_replies_without_ids_nothing_of_one_connection_reaches_the_next() -> None:
    """A reply that was due on the old connection isn't awaited on the new one."""
    ask = replace(CLIENT_TO_SERVER["subscribe_thread"].message, request_id=None)
    route = replace(CLIENT_TO_SERVER["subscribe_thread"], message=ask)

    class Plain(ChatClient):
        protocol = replace(CHAT, heartbeat=None)

        async def ask(self) -> Any:
            return await self._request(route, SubscribeThread(thread_id=1), timeout=1)

    def answer(frame: Frame) -> list[Frame]:
        return [history(1)]

    network = Network(MemoryTransport(), MemoryTransport(answer))

    async def scenario() -> None:
        async with network.client(Plain) as client:
            assert isinstance(client, Plain)
            with pytest.raises(TimeoutError):
                await client.ask()
            await lose(client, network, 1006)
            assert (await client.ask()).thread_id == 1

    run(scenario())
