"""Subscribe messages with a declared reply: the client knows that it is subscribed, or that it is refused."""

import asyncio
from typing import Final

import pytest
from acknowledged_chat import BY_ID, IN_ORDER, server_of
from async_test import async_test
from chat_protocol import AgentEvent
from client_harness import ChatClient

from wsgen.runtime.client.options import ClientOptions
from wsgen.runtime.core.reconnect import ReconnectPolicy
from wsgen.runtime.errors import Closed, SubscriptionRefused
from wsgen.runtime.protocol import Protocol
from wsgen.runtime.testing import connect, pair, settle

PROTOCOLS: Final = pytest.mark.parametrize("protocol", [BY_ID, IN_ORDER], ids=["by id", "in order"])


def client_of(protocol: Protocol) -> type[ChatClient]:
    return type("AcknowledgedClient", (ChatClient,), {"protocol": protocol})


@PROTOCOLS
def test_a_subscription_is_open_when_the_server_has_said_so(protocol: Protocol) -> None:
    @async_test
    async def test() -> None:
        gate = asyncio.Event()
        chat = server_of(protocol, gate)
        async with pair(chat, client_of(protocol), token="t") as (client, _):
            events = client.agent(agent_id=7)
            opening = asyncio.create_task(events.__aenter__())
            await settle()
            assert not opening.done()
            gate.set()
            await opening
            await chat.agent(agent_id=7).send(AgentEvent(agent_id=7, data={"n": 1}))
            assert (await anext(events)).data == {"n": 1}
            await events.__aexit__(None, None, None)

    test()


@PROTOCOLS
def test_a_subscription_that_is_refused_raises_where_it_is_opened(protocol: Protocol) -> None:
    @async_test
    async def test() -> None:
        chat = server_of(protocol)
        async with pair(chat, client_of(protocol), token="t") as (client, wire):
            with pytest.raises(SubscriptionRefused, match="agent:9 is not for this client") as refused:
                async with client.agent(agent_id=9):
                    raise AssertionError
            assert refused.value.address == "agent:9"
            async with client.agent(agent_id=7):
                assert chat.seen.connected[0].topics == ("agent:7",)
            await settle()
            # What was refused needn't be given back.
            assert sum('"unsubscribe"' in text for text in wire.connection.to_server) == 1

    test()


@async_test
async def test_a_refusal_is_the_only_answer_of_the_server() -> None:
    chat = server_of(BY_ID)
    async with connect(chat, query={"token": "t"}) as peer:
        await peer.send({"type": "subscribe", "topics": ["agent:7", "agent:9"], "request_id": "a"})
        assert [(frame["type"], frame["request_id"]) for frame in await peer.waiting()] == [("error", "a")]
        assert chat.seen.connected[0].topics == ("agent:7",)
        await peer.send({"type": "subscribe", "topics": ["agent:8"], "request_id": "b"})
        assert [(frame["type"], frame["request_id"]) for frame in await peer.waiting()] == [("subscribed", "b")]


@async_test
async def test_a_topic_that_is_refused_after_a_reconnection_ends_its_subscription() -> None:
    chat = server_of(BY_ID)
    options = ClientOptions(reconnect=ReconnectPolicy(first=0.001, most=0.001))
    connected = pair(chat, client_of(BY_ID), token="t", options=options)
    async with connected as (client, wire), client.agent(agent_id=7) as events:
        vars(chat)["_forbidden"] = "agent:7"
        wire.connection.cut()
        with pytest.raises(SubscriptionRefused):
            await anext(events)


def ended_by(code: int, loses: bool) -> None:
    """A subscription that isn't answered yet when its connection ends for good raises what ended it, at once."""

    @async_test
    async def test() -> None:
        chat = server_of(BY_ID, asyncio.Event())
        async with pair(chat, client_of(BY_ID), token="t") as (client, _):
            opening = asyncio.create_task(client.agent(agent_id=7).__aenter__())
            await settle()
            await (chat.seen.connected[0].close(code, "so be it") if loses else client.close())
            await settle()
            assert opening.done()
            with pytest.raises(Closed) as closed:
                await opening
            assert closed.value.code == code

    test()


@pytest.mark.parametrize("code", [1008, 4401])
def test_a_subscription_that_nobody_answers_any_more_ends_with_its_connection(code: int) -> None:
    ended_by(code, loses=True)


def test_a_subscription_that_waits_for_its_answer_ends_with_its_client() -> None:
    ended_by(1000, loses=False)


@async_test
async def test_what_everyone_is_subscribed_to_is_open_at_once() -> None:
    async with pair(server_of(BY_ID), client_of(BY_ID), token="t") as (client, wire):
        subscription = client._subscription(next(c for c in BY_ID.channels if not c.parameters), {})
        async with subscription:
            assert not any('"subscribe"' in text for text in wire.connection.to_server)
