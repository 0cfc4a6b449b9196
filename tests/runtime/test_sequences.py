"""Sequences of topics: filled in by the server, asked for by clients that come back, each message once and in order."""

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest
from async_test import async_test
from chat_protocol import AGENT_EVENT, CHAT, AgentEvent
from chat_server import Chat

from wsgen.runtime.broker.broker import BrokerUnavailable, Kept
from wsgen.runtime.broker.memory import MemoryBroker
from wsgen.runtime.core.dispatch import Codec, InvalidMessage
from wsgen.runtime.server.server import ServerOptions
from wsgen.runtime.testing import FakeClock, Peer, connect, settle

FIRST = 1_700_000_000_000_001
TOKEN = {"token": "t"}


def subscribe(after: int | None = None) -> dict[str, Any]:
    return {"type": "subscribe", "topics": ["agent:7"], **({} if after is None else {"after": {"agent:7": after}})}


async def say(chat: Chat, *numbers: int) -> None:
    for number in numbers:
        await chat.agent(agent_id=7).send(AgentEvent(agent_id=7, data={"n": number}))


async def said(peer: Peer) -> list[tuple[int, int]]:
    """What came, and the place of each in the topic."""
    return [(frame["data"]["n"], frame["seq"] - FIRST) for frame in await peer.waiting()]


def options(broker: MemoryBroker, **others: Any) -> ServerOptions:
    return ServerOptions(broker=broker, clock=FakeClock(), heartbeat_interval=1000, **others)


@async_test
async def test_the_server_numbers_what_it_publishes_and_nothing_else() -> None:
    chat = Chat(options(MemoryBroker(clock=FakeClock())))
    async with connect(chat, query=TOKEN) as peer:
        await peer.send(subscribe())
        await say(chat, 1, 2)
        await chat.agent(agent_id=7).send(AgentEvent(agent_id=7, data={"n": 3}, seq=99))
        assert await said(peer) == [(1, 0), (2, 1), (3, 2)]
        await chat.seen.connected[0].send(AgentEvent(agent_id=7, data={}))
        assert "seq" not in await peer.receive()


@async_test
async def test_a_client_that_comes_back_gets_what_it_missed_and_then_what_is_new() -> None:
    chat = Chat(options(MemoryBroker(replay=5, clock=FakeClock())))
    await say(chat, 0, 1, 2, 3)
    async with connect(chat, query=TOKEN) as peer:
        await peer.send(subscribe(after=FIRST + 1))
        await say(chat, 4)
        assert await said(peer) == [(2, 2), (3, 3), (4, 4)]


@async_test
async def test_what_is_no_longer_kept_can_be_seen_by_the_numbers() -> None:
    chat = Chat(options(MemoryBroker(replay=2, clock=FakeClock())))
    await say(chat, 0, 1, 2, 3)
    async with connect(chat, query=TOKEN) as peer:
        await peer.send(subscribe(after=FIRST))
        assert await said(peer) == [(2, 2), (3, 3)]


@async_test
async def test_without_replay_and_for_a_new_client_there_is_only_what_is_new() -> None:
    chat = Chat(options(MemoryBroker(clock=FakeClock())))
    await say(chat, 0)
    async with connect(chat, query=TOKEN) as old, connect(chat, query=TOKEN) as new:
        await old.send(subscribe(after=FIRST - 1))
        await new.send(subscribe())
        await say(chat, 1)
        assert await said(old) == await said(new) == [(1, 1)]


@async_test
async def test_a_replay_that_is_larger_than_the_queue_waits_for_the_client() -> None:
    chat = Chat(options(MemoryBroker(replay=100, clock=FakeClock()), max_queue=3))
    await say(chat, *range(50))
    async with connect(chat, query=TOKEN) as peer:
        peer.stop_reading()
        await peer.send(subscribe(after=FIRST - 1))
        peer.read_again()
        assert await said(peer) == [(n, n) for n in range(50)]


class SlowBroker(MemoryBroker):
    """Takes its time to say what it kept."""

    def __init__(self) -> None:
        super().__init__(replay=100, clock=FakeClock())
        self.gate = asyncio.Event()
        self.fails = False

    async def since(self, address: str, after: int) -> Sequence[Kept]:
        await self.gate.wait()
        if self.fails:
            raise BrokerUnavailable("away")
        return await super().since(address, after)


@async_test
async def test_what_is_published_during_a_replay_comes_after_it_and_once() -> None:
    broker = SlowBroker()
    chat = Chat(options(broker))
    await say(chat, 0, 1)
    async with connect(chat, query=TOKEN) as peer, connect(chat, query=TOKEN) as other:
        await other.send(subscribe())
        await peer.send(subscribe(after=FIRST))
        await say(chat, 2, 3)
        assert await said(other) == [(2, 2), (3, 3)]
        assert await said(peer) == []
        broker.gate.set()
        await settle()
        await say(chat, 4)
        assert await said(peer) == [(1, 1), (2, 2), (3, 3), (4, 4)]


@async_test
async def test_who_catches_up_too_slowly_is_closed() -> None:
    broker = SlowBroker()
    chat = Chat(options(broker, max_queue=3))
    async with connect(chat, query=TOKEN) as peer:
        await peer.send(subscribe(after=FIRST))
        await say(chat, 1, 2, 3, 4)
        await settle()
        assert peer.closed is not None
        assert peer.closed.code == 1013


@async_test
async def test_a_broker_that_is_away_refuses_the_subscription() -> None:
    broker = SlowBroker()
    broker.fails = True
    broker.gate.set()
    chat = Chat(options(broker))
    async with connect(chat, query=TOKEN) as peer:
        await peer.send(subscribe(after=FIRST))
        error = await peer.receive()
        assert (error["code"], error["message"]) == (1013, "agent:7 can't be subscribed to now, try again later")
        assert chat.seen.connected[0].topics == ()
        await say(chat, 1)
        assert await said(peer) == []


@async_test
async def test_a_topic_that_was_forgotten_goes_on_above_where_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wsgen.runtime.broker.memory._TOPICS", 2)
    clock = FakeClock()
    chat = Chat(options(MemoryBroker(clock=clock)))
    async with connect(chat, query=TOKEN) as peer:
        await peer.send(subscribe())
        await say(chat, 0)
        await clock.advance(1)
        for agent in (1, 2):
            await chat.agent(agent_id=agent).send(AgentEvent(agent_id=agent, data={}))
        await say(chat, 1)
        assert await said(peer) == [(0, 0), (1, 1_000_000)]


def test_the_place_of_a_number_is_found_whatever_else_the_frame_holds() -> None:
    codec = Codec.for_server(CHAT)
    data = {"seq": 1, "text": '"seq":0', "n": [10**15 + n for n in range(50)]}
    event = AgentEvent(agent_id=7, data=data)
    text, place = codec.encode_numbered(event, topic="agent:7", now=0, sequence=5)
    assert place is not None
    whole = text[:place] + "123" + text[place:]
    assert Codec.for_client(CHAT).decode(whole).message == AgentEvent(agent_id=7, data=data, seq=123)
    assert AGENT_EVENT.sequence == ("seq",)
    with pytest.raises(InvalidMessage, match="agent_event isn't sent"):
        codec.encode_numbered(event, topic="agent:7", now=0, sequence=-1)
