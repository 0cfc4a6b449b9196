"""The helpers for users' tests: a client and a server in one process, a network with faults, a server by script."""

import asyncio
import json
from dataclasses import replace
from typing import Any

import pytest
from async_test import async_test
from chat_protocol import CHAT, AgentEvent, SendMessage, StreamChunk, StreamStart, SubscribeThread, ThreadHistory
from chat_server import Chat
from client_harness import ChatClient

from wsgen.runtime.client.options import ClientOptions
from wsgen.runtime.errors import Closed, HandshakeFailed, ProtocolError, Unauthorized
from wsgen.runtime.server.server import ServerOptions
from wsgen.runtime.testing import (
    CORRUPT,
    CUT,
    DUPLICATE,
    HALF_OPEN,
    CloseWith,
    Crossing,
    Delay,
    FakeClock,
    Fault,
    ScriptedServer,
    Wire,
    at,
    connect,
    pair,
    random_faults,
    settle,
)


@async_test
async def test_the_generated_client_talks_to_the_server_without_a_socket() -> None:
    chat = Chat()
    async with pair(chat, ChatClient, token="t") as (client, wire):
        assert (await client.subscribe_thread(thread_id=7)).messages == ["hello"]
        async with client.send_message(thread_id=7, content="x") as replies:
            assert [reply.type async for reply in replies] == ["stream_start", "stream_chunk", "stream_end"]
        async with client.agent(agent_id=3) as events:
            await settle()
            await chat.agent(agent_id=3).send(AgentEvent(agent_id=3, data={"a": 1}))
            assert (await anext(events)).data == {"a": 1}
        assert json.loads(wire.connection.to_server[0])["type"] == "subscribe_thread"
        assert chat.gauges().connections == 1
    assert chat.seen.disconnected == [1000]


@async_test
async def test_the_arguments_reach_the_server_and_its_refusal_the_client() -> None:
    with pytest.raises(Unauthorized, match="token expired"):
        async with pair(Chat(), ChatClient, token="expired") as (client, _):
            await client.subscribe_thread(thread_id=1)


@async_test
async def test_a_path_that_nobody_serves_is_refused_as_by_a_web_server() -> None:
    with pytest.raises(HandshakeFailed):
        async with pair(Chat(), ChatClient, "ws://chat.test/elsewhere", token="t"):
            pass


@async_test
async def test_a_cut_is_1006_on_both_sides() -> None:
    chat = Chat()
    async with pair(chat, ChatClient, token="t", options=once()) as (client, wire):
        waiting = asyncio.create_task(client.subscribe_thread(thread_id=1))
        await settle()
        await waiting
        wire.connection.cut()
        with pytest.raises(Closed) as closed:
            await client.subscribe_thread(thread_id=1)
        assert closed.value.code == 1006
        await settle()
        assert chat.seen.disconnected == [1006]


@pytest.mark.parametrize(
    ("fault", "code"),
    [(CUT, 1006), (CloseWith(1012, "a proxy"), 1012), (CORRUPT, 1002)],
    ids=["cut", "close", "broken"],
)
@async_test
async def test_a_fault_at_a_frame_ends_the_request_with_its_code(fault: Fault, code: int) -> None:
    async with Wire(Chat(), faults=at(1, fault)) as wire, client_on(wire) as client:
        with pytest.raises(Closed) as closed:
            await client.subscribe_thread(thread_id=1)
        assert closed.value.code == code


@async_test
async def test_a_broken_frame_of_the_client_is_refused_by_the_server() -> None:
    async with Wire(Chat(), faults=at(1, CORRUPT, "to_server")) as wire, client_on(wire) as client:
        with pytest.raises(ProtocolError):
            await client.subscribe_thread(thread_id=1)


@async_test
async def test_a_half_open_connection_tells_nobody() -> None:
    chat = Chat()
    async with Wire(chat, faults=at(1, HALF_OPEN)) as wire:
        options = once(request_timeout=0.01, close_timeout=0.01)
        async with client_on(wire, options) as client:
            with pytest.raises(TimeoutError):
                await client.subscribe_thread(thread_id=1)
            assert wire.connection.is_open
            assert chat.gauges().connections == 1


@async_test
async def test_a_frame_can_arrive_twice() -> None:
    chat = Chat()
    async with (
        Wire(chat, faults=at(1, DUPLICATE)) as wire,
        client_on(wire) as client,
        client.thread(thread_id=1) as messages,
    ):
        await settle()
        await chat.thread(thread_id=1).send(StreamStart(thread_id=1))
        async with asyncio.timeout(20):
            assert await anext(messages) == await anext(messages)


@async_test
async def test_the_second_of_a_numbered_message_is_dropped_by_the_client() -> None:
    chat = Chat()
    async with (
        Wire(chat, faults=at(1, DUPLICATE)) as wire,
        client_on(wire) as client,
        client.agent(agent_id=1) as events,
    ):
        await settle()
        for number in (1, 2):
            await chat.agent(agent_id=1).send(AgentEvent(agent_id=1, data={"number": number}))
        async with asyncio.timeout(20):
            assert [(await anext(events)).data["number"] for _ in range(2)] == [1, 2]


@async_test
async def test_a_late_frame_keeps_its_place() -> None:
    clock = FakeClock()
    chat = Chat(ServerOptions(clock=clock, random=lambda: 1))
    async with Wire(chat, faults=at(1, Delay(3))) as wire, client_on(wire) as client:
        asking = asyncio.create_task(client.subscribe_thread(thread_id=1))
        await clock.advance(2.9)
        assert not asking.done()
        await chat.thread(thread_id=1).send(StreamStart(thread_id=1))
        await clock.advance(0.1)
        assert (await asking).messages == ["hello"]
        assert [json.loads(text)["type"] for text in wire.connection.to_client] == ["thread_history", "stream_start"]


@async_test
async def test_a_client_that_stops_reading_fills_the_servers_queue_and_is_closed_1013() -> None:
    chat = Chat(ServerOptions(max_queue=5))
    async with Wire(chat) as wire, client_on(wire) as client:
        await client.subscribe_thread(thread_id=1)
        wire.connection.pause("to_client")
        for _ in range(200):
            await chat.thread(thread_id=1).send(StreamChunk(thread_id=1, content="x"))
        await settle()
        assert len(wire.connection.to_client) < 80
        wire.connection.resume("to_client")
        await settle()
        with pytest.raises(Closed) as closed:
            await client.subscribe_thread(thread_id=2)
        assert closed.value.code == 1013


@async_test
async def test_nobody_connects_while_the_wire_is_down() -> None:
    async with Wire(Chat()) as wire:
        wire.down()
        with pytest.raises(OSError, match="down"):
            async with client_on(wire):
                pass
        wire.up()
        async with client_on(wire) as client:
            await client.subscribe_thread(thread_id=1)
        assert len(wire.connections) == 1


@async_test
async def test_both_sides_go_by_one_fake_clock_through_a_restart() -> None:
    clock = FakeClock()
    chat = Chat(ServerOptions(clock=clock, random=lambda: 0.5))
    async with pair(chat, ChatClient, token="t") as (client, wire), client.agent(agent_id=1) as events:
        await clock.advance(3600)
        assert client.state == "live"
        wire.down()
        await clock.advance(60)
        assert client.state == "stale"
        wire.up()
        await clock.advance(20)
        assert client.state == "live"
        assert len(wire.connections) == 2
        await chat.agent(agent_id=1).send(AgentEvent(agent_id=1, data={"after": True}))
        assert (await anext(events)).data == {"after": True}


def test_random_faults_are_the_same_by_seed() -> None:
    def drawn(seed: int) -> list[Fault | None]:
        decide = random_faults(seed, {CUT: 0.2, Delay(1): 0.3})
        return [decide(Crossing(1, "to_client", number, "")) for number in range(200)]

    assert drawn(1) == drawn(1) != drawn(2)
    assert set(drawn(1)) == {CUT, Delay(1), None}


@pytest.mark.parametrize("seed", range(20))
@async_test
async def test_a_client_survives_random_faults_or_says_why_not(seed: int) -> None:
    faults = random_faults(seed, {CUT: 0.05, CORRUPT: 0.05, DUPLICATE: 0.1})
    async with Wire(Chat(), faults=faults) as wire, client_on(wire) as client:
        for thread in range(1, 30):
            try:
                assert (await client.subscribe_thread(thread_id=thread)).thread_id == thread
            except Closed:
                break


@async_test
async def test_what_the_application_raises_is_raised_in_the_test() -> None:
    async def broken(scope: Any, receive: Any, send: Any) -> None:
        raise LookupError("a bug of the application")

    with pytest.raises((LookupError, HandshakeFailed)):
        async with pair(broken, ChatClient, token="t"):
            pass


@async_test
async def test_a_script_is_a_server_for_a_client() -> None:
    script = ScriptedServer(CHAT)
    async with client_on(script) as client:
        asking = asyncio.create_task(client.subscribe_thread(thread_id=4))
        assert (await script.expect(SubscribeThread)).thread_id == 4
        await script.send(ThreadHistory(thread_id=4, messages=["scripted"]))
        assert (await asking).messages == ["scripted"]

        wrong = asyncio.create_task(client.subscribe_thread(thread_id=5))
        with pytest.raises(AssertionError, match="SendMessage was expected"):
            await script.expect(SendMessage)
        await script.close(4403, "not yours")
        with pytest.raises(Closed, match="not yours"):
            await wrong
    await script.stop()


@async_test
async def test_a_script_tells_a_frame_that_no_server_accepts() -> None:
    script = ScriptedServer(CHAT)
    async with client_on(script):
        await script.connection.send('{"type": "jump"}')
        with pytest.raises(AssertionError, match="no server accepts"):
            await script.receive()
    with pytest.raises(EOFError, match="1000"):
        await script.receive()
    await script.stop()


@async_test
async def test_a_peer_sends_a_model_as_a_client_does_and_makes_up_no_id() -> None:
    async with connect(Chat(), query={"token": "t"}) as peer:
        await peer.send(SubscribeThread(thread_id=1), request_id="r7")
        assert (await peer.receive())["request_id"] == "r7"
        await peer.send(SubscribeThread(thread_id=1))
        assert "request_id" not in await peer.receive()


@async_test
async def test_a_peer_of_an_unknown_protocol_says_what_it_needs() -> None:
    chat = Chat()
    app = chat.asgi()

    async def host(scope: Any, receive: Any, send: Any) -> None:
        await app(scope, receive, send)

    async with connect(host, "/ws", query={"token": "t"}) as peer:
        with pytest.raises(TypeError, match=r"connect\(…, protocol=…\)"):
            await peer.send(SubscribeThread(thread_id=1))
    async with connect(host, "/ws", query={"token": "t"}, protocol=CHAT) as peer:
        await peer.send(SubscribeThread(thread_id=1))
        assert (await peer.receive())["type"] == "thread_history"


def once(**settings: Any) -> ClientOptions:
    return ClientOptions(**{"reconnect": None, **settings})


def client_on(connector: Any, options: ClientOptions | None = None) -> ChatClient:
    return ChatClient(token="t", options=replace(options or once(), connect=connector))
