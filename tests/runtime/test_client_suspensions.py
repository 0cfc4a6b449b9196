"""CancelledError thrown into each call of the client at its n-th suspension, for every n: nothing is left behind."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Generator
from typing import Any, Final

import pytest
from chat_protocol import Subscribe, SubscribeThread
from client_harness import ChatClient, MemoryTransport, event, obliging_server, run, settle

from wsgen.runtime.client.options import ClientOptions
from wsgen.runtime.client.transport import Transport, TransportSettings
from wsgen.runtime.core.opening import Opening
from wsgen.runtime.wire import WireValue

MOST: Final = 100
LAG: Final = 2


class CancelAt:
    """Awaits a coroutine, but at its n-th suspension throws CancelledError into it, once."""

    def __init__(self, work: Coroutine[Any, Any, object], suspension: int) -> None:
        self._work = work
        self._left = suspension

    @property
    def has_cancelled(self) -> bool:
        return self._left <= 0

    def __await__(self) -> Generator[Any, Any, None]:
        waits_for = self._step(lambda: self._work.send(None))
        while waits_for is not None:
            self._left -= 1
            if self._left == 0:
                waits_for = self._step(lambda: self._work.throw(asyncio.CancelledError()))
                continue
            try:
                yield waits_for[0]
            except BaseException as error:
                waits_for = self._step(lambda error=error: self._work.throw(error))  # type: ignore[misc]
            else:
                waits_for = self._step(lambda: self._work.send(None))

    def _step(self, go: Callable[[], Any]) -> tuple[Any] | None:
        try:
            return (go(),)
        except StopIteration:
            return None


class GreetingClient(ChatClient):
    """Introduces itself, so that there is something to send before it is live."""

    def _greeting(self) -> WireValue:
        return Subscribe(topics=["greeting"])


class Network:
    """Servers that oblige, each when the one before is gone; the second one only after a refusal."""

    def __init__(self) -> None:
        self.transports: list[MemoryTransport] = []
        self.attempts = 0

    async def connect(self, opening: Opening, settings: TransportSettings) -> Transport:
        self.attempts += 1
        await asyncio.sleep(0)
        if self.attempts == 2:
            raise ConnectionRefusedError(111, "nobody there")
        transport = MemoryTransport(obliging_server, lag=LAG)
        try:
            await asyncio.sleep(0)
        except BaseException:
            transport.abort()
            raise
        self.transports.append(transport)
        return transport

    @property
    def now(self) -> MemoryTransport:
        return self.transports[-1]

    def client(self) -> ChatClient:
        return GreetingClient(token="t", options=ClientOptions(connect=self.connect))

    def assert_nothing_left(self, client: ChatClient) -> None:
        assert client.state == "closed"
        assert asyncio.all_tasks() == {asyncio.current_task()}
        assert not any(transport.is_open for transport in self.transports)
        assert client._life.session is None
        assert client._life.topics.addresses == ()
        assert client._life.topics._all() == ()


async def cancelled(work: Coroutine[Any, Any, object], suspension: int) -> bool:
    """Whether the work had so many suspensions."""
    at = CancelAt(work, suspension)
    try:
        await at
    except asyncio.CancelledError:
        assert at.has_cancelled
    return at.has_cancelled


def every_suspension(scenario: Callable[[int], Coroutine[Any, Any, bool]], at_least: int) -> None:
    """Run the scenario with 1, 2, … until its work has no such suspension any more."""
    count = next(n for n in range(1, MOST) if not run(scenario(n)))
    assert count > at_least


def test_connecting() -> None:
    async def scenario(suspension: int) -> bool:
        network = Network()
        client = network.client()
        was_cancelled = await cancelled(client.__aenter__(), suspension)
        if was_cancelled:
            network.assert_nothing_left(client)
            # It can be opened as if nothing had been.
            network.attempts = 0
            await client.__aenter__()
        await client.subscribe_thread(thread_id=1)
        await client.close()
        network.assert_nothing_left(client)
        return was_cancelled

    every_suspension(scenario, 2)


async def request(client: ChatClient) -> None:
    await client.subscribe_thread(thread_id=1)


async def send(client: ChatClient) -> None:
    await client.send(SubscribeThread(thread_id=1))


async def opened_stream(client: ChatClient) -> None:
    async with client.send_message(thread_id=1, content="x") as replies:
        async for _ in replies:
            await asyncio.sleep(0)


async def bare_stream(client: ChatClient) -> None:
    async for _ in client.send_message(thread_id=1, content="x"):
        await asyncio.sleep(0)


async def subscription(client: ChatClient) -> None:
    async with client.agent(agent_id=7) as events:
        await anext(events)
        await asyncio.sleep(0)


async def everything(client: ChatClient) -> None:
    async with client.everything() as messages:
        await client.send(SubscribeThread(thread_id=9))
        await anext(messages)


USES = [request, send, opened_stream, bare_stream, subscription, everything]


@pytest.mark.parametrize("use", USES)
@pytest.mark.parametrize("is_live", [True, False])
def test_using(use: Callable[[ChatClient], Coroutine[Any, Any, None]], is_live: bool) -> None:
    async def scenario(suspension: int) -> bool:
        network = Network()
        client = network.client()
        await client.__aenter__()
        before = len(asyncio.all_tasks())
        if not is_live:
            network.now.end(1006)
            await settle()
            assert client.state == "stale"
        was_cancelled = await cancelled(use(client), suspension)
        # Once more without: it is live again by then.
        await client.agent(agent_id=8).__aenter__()
        await settle()
        assert len(asyncio.all_tasks()) == before
        assert client._life.topics.addresses == ("agent:8",)
        assert client._life.topics._rest == []
        assert client._life.session is not None
        # Given-up requests have been answered, and put away.
        assert client._life.session.under_way == 0
        seven = [frame["type"] for frame in network.now.frames if frame.get("topics") == ["agent:7"]]
        assert seven in ([], ["subscribe", "unsubscribe"])
        await client.close()
        network.assert_nothing_left(client)
        return was_cancelled

    every_suspension(scenario, 1)


def test_leaving_a_subscription() -> None:
    async def scenario(suspension: int) -> bool:
        network = Network()
        async with network.client() as client:
            events = client.agent(agent_id=7)
            await events.__aenter__()
            was_cancelled = await cancelled(events.__aexit__(None, None, None), suspension)
            await settle()
            assert client._life.topics.addresses == ()
            assert [frame["type"] for frame in network.now.frames] == ["subscribe"] * 2 + ["unsubscribe"]
        return was_cancelled

    # It awaits nothing, and so can't be cancelled half-way.
    assert not run(scenario(1))


@pytest.mark.parametrize("answers_close", [True, False])
def test_closing(answers_close: bool) -> None:
    async def scenario(suspension: int) -> bool:
        network = Network()
        client = network.client()
        await client.__aenter__()
        await client.agent(agent_id=7).__aenter__()
        network.now.answers_close = answers_close
        network.now.deliver(*(event(7) for _ in range(5)))
        was_cancelled = await cancelled(client.close(), suspension)
        await settle()
        network.assert_nothing_left(client)
        await client.close()
        return was_cancelled

    every_suspension(scenario, 1)


def test_closing_while_it_comes_back() -> None:
    async def scenario(turns: int) -> str:
        network = Network()
        client = network.client()
        await client.__aenter__()
        await client.agent(agent_id=7).__aenter__()
        network.now.end(1006)
        awake = asyncio.Event()
        client.on_state(lambda state: awake.set() if state == "stale" else None)
        await awake.wait()
        # Times are jumped over where nothing is ready, so that turns reach the attempts too.
        for _ in range(turns):
            await asyncio.sleep(0.1)
        for _ in range(turns % 7):
            await asyncio.sleep(0)
        state = client.state
        closing: Awaitable[bool] = cancelled(client.close(), 1) if turns % 3 == 0 else client_closed(client)
        await closing
        await settle()
        network.assert_nothing_left(client)
        return state

    async def client_closed(client: ChatClient) -> bool:
        await client.close()
        return False

    assert {run(scenario(turns)) for turns in range(40)} == {"stale", "live"}
