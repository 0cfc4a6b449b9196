"""Cancelled at every await: nothing is left behind, and what goes on is right."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any, Final

import pytest
from chat_protocol import (
    CHAT,
    CLIENT_TO_SERVER,
    SERVER_TO_CLIENT,
    SUBSCRIBE_THREAD,
    THREAD,
    THREAD_HISTORY,
    SubscribeThread,
)
from client_harness import (
    ChatClient,
    Frame,
    MemoryTransport,
    QuietClient,
    chat,
    history,
    obliging_server,
    options_for,
    piece,
    run,
    settle,
)

from wsgen.runtime.client.options import ClientOptions
from wsgen.runtime.client.transport import Transport, TransportSettings
from wsgen.runtime.core.opening import Opening
from wsgen.runtime.core.replies import ABANDONED_FOR
from wsgen.runtime.protocol import One, Route

WITHOUT_ID: Final = replace(THREAD_HISTORY, request_id=None)
MOST_STEPS = 200
LAG = 3


async def whole_life(client: ChatClient) -> None:
    """Open, ask, stream, subscribe, close."""
    async with client:
        await client.subscribe_thread(thread_id=1)
        async with client.send_message(thread_id=1, content="x") as replies:
            async for _ in replies:
                await asyncio.sleep(0)
        async with client.agent(agent_id=7) as events:
            await anext(events)


async def request(client: ChatClient) -> None:
    await client.subscribe_thread(thread_id=1)


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


async def several(client: ChatClient) -> None:
    async with asyncio.TaskGroup() as group:
        for use in (request, opened_stream, bare_stream, subscription, subscription):
            group.create_task(use(client))


async def cancel_after(steps: int, work: Awaitable[None]) -> bool:
    """Let the work run for so many turns of the loop, then cancel it; False when it was done before."""
    task = asyncio.ensure_future(work)
    for _ in range(steps):
        await asyncio.sleep(0)
    was_cancelled = task.cancel()
    await asyncio.wait([task])
    if not task.cancelled():
        task.result()
    return was_cancelled


def test_a_client_cancelled_at_any_await_leaves_no_task_no_connection_and_no_topic() -> None:
    async def scenario(steps: int) -> bool:
        transport = MemoryTransport(obliging_server, lag=LAG)
        client = chat(transport)
        was_cancelled = await cancel_after(steps, whole_life(client))
        assert client.state == "closed"
        assert asyncio.all_tasks() == {asyncio.current_task()}
        assert client._life.topics.addresses == ()
        assert transport.frames == [] or not transport.is_open
        assert client._life.session is None
        return was_cancelled

    steps = next(n for n in range(MOST_STEPS) if not run(scenario(n)))
    # It went through the whole life, not only through its beginning.
    assert steps > 4 * LAG


@pytest.mark.parametrize("use", [request, opened_stream, bare_stream, subscription, several])
def test_a_use_cancelled_at_any_await_leaves_the_client_in_order(use: Callable[[ChatClient], Awaitable[None]]) -> None:
    async def scenario(steps: int) -> bool:
        transport = MemoryTransport(obliging_server, lag=LAG)
        async with chat(transport) as client:
            before = asyncio.all_tasks()
            was_cancelled = await cancel_after(steps, use(client))
            await settle()
            assert asyncio.all_tasks() == before
            assert client._life.topics.addresses == ()
            assert client._life.session is not None
            # Every reply has come: given-up requests too have been put away.
            assert client._life.session.under_way == 0
            topics = [frame["type"] for frame in transport.frames if frame["type"].endswith("subscribe")]
            assert topics == ["subscribe", "unsubscribe"] * (len(topics) // 2)
            assert (await client.subscribe_thread(thread_id=5)).thread_id == 5
            assert client.state == "live"
        return was_cancelled

    steps = next(n for n in range(MOST_STEPS) if not run(scenario(n)))
    assert steps > LAG


def test_a_wait_for_the_next_frame_can_be_cancelled_and_taken_up_again() -> None:
    transport = MemoryTransport()

    async def scenario() -> None:
        async with chat(transport) as client, client.send_message(thread_id=1, content="x") as replies:
            request_id = transport.frames[-1]["request_id"]
            for kind in ("start", "chunk", "end"):
                with pytest.raises(TimeoutError):
                    await asyncio.wait_for(anext(replies), 1)
                transport.deliver(piece(kind, 1, request_id))
                assert (await anext(replies)).type == f"stream_{kind}"

    run(scenario())


def test_cancelling_a_close_drops_the_connection_at_once() -> None:
    transport = MemoryTransport()
    transport.answers_close = False

    async def scenario() -> float:
        loop = asyncio.get_running_loop()
        client = chat(transport)
        await client.__aenter__()
        began = loop.time()
        assert await cancel_after(5, client.close())
        assert transport.is_aborted
        assert asyncio.all_tasks() == {asyncio.current_task()}
        return loop.time() - began

    assert run(scenario()) == 0


def test_a_cancelled_request_whose_frame_was_stuck_is_given_up() -> None:
    def answer(frame: Frame) -> list[Frame]:
        return obliging_server(frame)

    transport = MemoryTransport(answer)

    async def scenario() -> None:
        async with chat(transport) as client:
            transport.block()
            assert await cancel_after(3, request(client))
            transport.unblock()
            assert (await client.subscribe_thread(thread_id=2)).thread_id == 2
            assert len(transport.frames) == 2

    run(scenario())


async def hold_up_the_writer(transport: MemoryTransport) -> None:
    """Have one pong stuck in the transport, and one more waiting behind it."""
    transport.block()
    transport.deliver({"type": "ping", "ping_id": "1"}, {"type": "ping", "ping_id": "2"})
    await settle()


def test_a_request_cancelled_before_its_frame_left_swallows_nobodys_reply() -> None:
    ask = Route(replace(SUBSCRIBE_THREAD, request_id=None), None, One((WITHOUT_ID,)), (THREAD,))

    class PlainClient(ChatClient):
        protocol = replace(
            CHAT,
            client_to_server=replace(CHAT.client_to_server, routes=CLIENT_TO_SERVER | {"subscribe_thread": ask}),
            server_to_client=replace(
                CHAT.server_to_client,
                routes=SERVER_TO_CLIENT | {"thread_history": Route(WITHOUT_ID, None, channels=(THREAD,))},
            ),
        )

        async def history(self, timeout: float) -> Any:
            return await self._request(ask, SubscribeThread(thread_id=1), timeout=timeout)

    transport = MemoryTransport(lambda frame: [history(1)] if frame["type"] == "subscribe_thread" else [])

    async def scenario() -> None:
        async with PlainClient(token="t", options=options_for(transport)) as client:
            await hold_up_the_writer(transport)
            with pytest.raises(TimeoutError):
                await client.history(timeout=1)
            transport.unblock()
            await settle()
            assert (await client.history(timeout=1)).thread_id == 1

    run(scenario())


def test_a_subscription_cancelled_before_its_frame_left_takes_no_other_with_it() -> None:
    transport = MemoryTransport(obliging_server)

    async def scenario() -> None:
        async with chat(transport) as client:
            await hold_up_the_writer(transport)
            first = asyncio.create_task(client.agent(agent_id=7).__aenter__())
            await settle()
            second = client.agent(agent_id=7)
            opening = asyncio.create_task(second.__aenter__())
            await settle()
            first.cancel()
            await asyncio.wait([first])
            transport.unblock()
            await opening
            async with asyncio.timeout(1):
                await anext(second)
            await second.__aexit__(None, None, None)

    run(scenario())


def test_a_client_that_is_opened_twice_at_once_has_one_connection() -> None:
    transports: list[MemoryTransport] = []

    async def connect(opening: Opening, settings: TransportSettings) -> Transport:
        transports.append(MemoryTransport())
        await asyncio.sleep(0)
        return transports[-1]

    async def scenario() -> None:
        client = ChatClient(token="t", options=ClientOptions(connect=connect, reconnect=None))
        await client.__aenter__()
        transports[0].end(1012)
        await settle()
        assert client.state == "closed"
        results = await asyncio.gather(client.__aenter__(), client.__aenter__(), return_exceptions=True)
        assert sum(isinstance(result, RuntimeError) for result in results) == 1
        assert len(transports) == 2
        await client.close()
        assert asyncio.all_tasks() == {asyncio.current_task()}

    run(scenario())


async def timed_out_request(client: ChatClient) -> None:
    with pytest.raises(TimeoutError):
        await client.subscribe_thread(thread_id=1, timeout=1)


async def stream_left_by_break(client: ChatClient) -> None:
    async for _ in client.send_message(thread_id=1, content="x"):
        break


async def stream_left_by_its_block(client: ChatClient) -> None:
    async with client.send_message(thread_id=1, content="x"):
        pass


async def request_cancelled_while_it_is_sent(client: ChatClient) -> None:
    await cancel_after(1, request(client))


@pytest.mark.parametrize(
    "use", [timed_out_request, stream_left_by_break, stream_left_by_its_block, request_cancelled_while_it_is_sent]
)
def test_what_was_given_up_and_is_never_answered_is_forgotten(use: Callable[[ChatClient], Awaitable[None]]) -> None:
    def only_begin(frame: Frame) -> list[Frame]:
        return [piece("start", 1, frame["request_id"])] if frame["type"] == "send_message" else []

    async def scenario() -> None:
        async with QuietClient(token="t", options=options_for(MemoryTransport(only_begin))) as client:
            await use(client)
            await settle()
            assert client._life.session is not None
            assert client._life.session.under_way == 1
            await asyncio.sleep(ABANDONED_FOR + 1)
            with pytest.raises(TimeoutError):
                await client.subscribe_thread(thread_id=1)
            # The one that has just timed out.
            assert client._life.session.under_way == 1

    run(scenario())
