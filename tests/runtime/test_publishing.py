"""Topics as an application uses them: from any task, from other threads, and when nobody is there."""

import asyncio
from collections.abc import Callable
from concurrent.futures import Future

import pytest
from async_test import async_test
from chat_protocol import AgentEvent
from chat_server import Chat

from wsgen.runtime.broker.memory import MemoryBroker
from wsgen.runtime.server.server import ServerOptions
from wsgen.runtime.testing import Peer, connect

SUBSCRIBE = {"type": "subscribe", "topics": ["agent:7"]}
EVENT = AgentEvent(agent_id=7, data={})


def connected(chat: Chat) -> "asyncio._AsyncGeneratorContextManager[Peer]":
    return connect(chat, query={"token": "t"})


async def in_thread(call: Callable[[], Future[int]]) -> int:
    return await asyncio.to_thread(lambda: call().result(20))


@async_test
async def test_topics_are_published_from_any_task_and_reach_nobody_before_and_after_the_clients() -> None:
    chat = Chat()
    async with chat.lifespan(None):
        assert await chat.agent(agent_id=7).send(EVENT) == 0
        async with connected(chat) as peer:
            await peer.send(SUBSCRIBE)
            assert await asyncio.create_task(chat.agent(agent_id=7).send(EVENT)) == 1
            assert (await peer.receive())["type"] == "agent_event"
    assert await chat.agent(agent_id=7).send(EVENT) == 0


@async_test
async def test_another_thread_publishes_through_the_event_loop() -> None:
    chat = Chat()
    async with connected(chat) as peer:
        await peer.send(SUBSCRIBE)
        assert await in_thread(lambda: chat.agent(agent_id=7).send_threadsafe(EVENT)) == 1
        assert (await peer.receive())["type"] == "agent_event"
        with pytest.raises(ValueError, match="belongs to agent:8"):
            await in_thread(lambda: chat.agent(agent_id=7).send_threadsafe(AgentEvent(agent_id=8, data={})))


@async_test
async def test_send_in_the_event_loop_of_another_thread_says_what_to_call() -> None:
    chat = Chat()
    async with connected(chat) as peer:
        await peer.send(SUBSCRIBE)
        with pytest.raises(RuntimeError, match="publish with send_threadsafe"):
            await asyncio.to_thread(lambda: asyncio.run(chat.agent(agent_id=7).send(EVENT)))


def test_a_thread_can_publish_only_while_the_server_has_an_event_loop() -> None:
    chat = Chat()
    topic = chat.agent(agent_id=7)
    with pytest.raises(RuntimeError, match="the server hasn't begun"):
        topic.send_threadsafe(EVENT)

    async def live() -> None:
        async with chat.lifespan(None):
            assert await in_thread(lambda: topic.send_threadsafe(EVENT)) == 0

    asyncio.run(live())
    with pytest.raises(RuntimeError, match="its event loop has ended"):
        topic.send_threadsafe(EVENT)


@async_test
async def test_servers_that_share_a_broker_share_their_topics_and_no_others_do() -> None:
    shared = MemoryBroker()
    first, second, other = Chat(ServerOptions(broker=shared)), Chat(ServerOptions(broker=shared)), Chat()
    async with connected(first) as ann, connected(second) as bob, connected(other) as eve:
        for peer in (ann, bob, eve):
            await peer.send(SUBSCRIBE)
        assert await first.agent(agent_id=7).send(EVENT) == 2
        assert [len(await peer.waiting()) for peer in (ann, bob, eve)] == [1, 1, 0]


@async_test
async def test_a_slow_consumer_goes_without_where_the_options_say_so_and_stays_connected() -> None:
    chat = Chat(ServerOptions(max_queue=3, slow_consumer="drop"))
    async with connected(chat) as slow, connected(chat) as other:
        for peer in (slow, other):
            await peer.send(SUBSCRIBE)
        slow.stop_reading()
        got = [await chat.agent(agent_id=7).send(AgentEvent(agent_id=7, data={"n": n})) for n in range(6)]
        # One frame is on its way, three wait.
        assert got == [2, 2, 2, 2, 1, 1]
        assert [connection.dropped for connection in chat.seen.connected] == [2, 0]
        slow.read_again()
        assert [frame["data"]["n"] for frame in await slow.waiting()] == [0, 1, 2, 3]
        assert [frame["data"]["n"] for frame in await other.waiting()] == [0, 1, 2, 3, 4, 5]
        assert await chat.agent(agent_id=7).send(EVENT) == 2
        assert slow.closed is None


@async_test
async def test_a_publisher_that_never_waits_lets_others_run() -> None:
    chat = Chat()
    turns = 0

    async def count() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    counting = asyncio.create_task(count())
    for _ in range(1000):
        await chat.agent(agent_id=7).send(EVENT)
    counting.cancel()
    await asyncio.wait({counting})
    assert turns > 20


def test_what_happens_to_a_slow_consumer_is_one_of_two() -> None:
    with pytest.raises(ValueError, match="slow_consumer is close or drop"):
        ServerOptions(slow_consumer="wait")  # type: ignore[arg-type] # pyright: ignore[reportArgumentType]
