"""In which order the handlers of one connection run, and their replies leave."""

import asyncio
from contextvars import ContextVar
from typing import Any

from async_test import async_test
from chat_protocol import SubscribeThread, ThreadHistory
from chat_server import AnyChatConnection, Chat

from wsgen.runtime.server.server import ServerOptions
from wsgen.runtime.testing import Peer, connect

TOKEN = {"token": "t"}


class Gated(Chat):
    """Answers about a thread when the test opens its gate."""

    def __init__(self, concurrent: int) -> None:
        super().__init__(ServerOptions(max_concurrent=concurrent), reply=self._wait)
        self.gates = {number: asyncio.Event() for number in range(1, 6)}
        self.begun: list[int] = []

    async def _wait(self, connection: AnyChatConnection, message: SubscribeThread) -> ThreadHistory:
        assert connection.received.message is message
        self.begun.append(message.thread_id)
        await self.gates[message.thread_id].wait()
        assert connection.received.message is message
        return ThreadHistory(thread_id=message.thread_id, messages=[])

    async def open(self, number: int, peer: Peer) -> list[tuple[int, str | None]]:
        self.gates[number].set()
        return [(frame["thread_id"], frame.get("request_id")) for frame in await peer.waiting()]


def ask(number: int, request_id: str | None) -> dict[str, Any]:
    ids = {} if request_id is None else {"request_id": request_id}
    return {"type": "subscribe_thread", "thread_id": number, **ids}


@async_test
async def test_by_default_the_second_request_begins_when_the_first_is_answered() -> None:
    chat = Gated(1)
    async with connect(chat, query=TOKEN) as peer:
        for number, name in enumerate("ab", 1):
            await peer.send(ask(number, name))
        assert chat.begun == [1]
        assert await chat.open(2, peer) == []
        assert await chat.open(1, peer) == [(1, "a"), (2, "b")]


@async_test
async def test_requests_with_ids_may_overtake_where_several_run_at_once() -> None:
    chat = Gated(2)
    async with connect(chat, query=TOKEN) as peer:
        for number, name in enumerate("abc", 1):
            await peer.send(ask(number, name))
        assert chat.begun == [1, 2]
        assert await chat.open(2, peer) == [(2, "b")]
        assert chat.begun == [1, 2, 3]
        assert await chat.open(3, peer) == [(3, "c")]
        assert await chat.open(1, peer) == [(1, "a")]


@async_test
async def test_replies_without_an_id_keep_the_order_of_their_requests_however_many_run() -> None:
    chat = Gated(4)
    async with connect(chat, query=TOKEN) as peer:
        for number, name in ((1, None), (2, None), (3, "c"), (4, None)):
            await peer.send(ask(number, name))
        assert chat.begun == [1, 3]
        assert await chat.open(4, peer) == []
        assert await chat.open(2, peer) == []
        assert await chat.open(3, peer) == [(3, "c")]
        assert await chat.open(1, peer) == [(1, None), (2, None), (4, None)]


@async_test
async def test_a_subscription_and_its_end_are_never_swapped() -> None:
    class Slow(Chat):
        async def authorize(self, connection: AnyChatConnection, address: str) -> bool | None:
            await gate.wait()
            return None

    gate, chat = asyncio.Event(), Slow(ServerOptions(max_concurrent=8))
    async with connect(chat, query=TOKEN) as peer:
        await peer.send({"type": "subscribe", "topics": ["agent:1"]})
        await peer.send({"type": "unsubscribe", "topics": ["agent:1"]})
        gate.set()
        assert await peer.waiting() == []
        assert chat.seen.connected[0].topics == ()


@async_test
async def test_a_request_that_waited_sees_nothing_of_the_context_of_the_one_before() -> None:
    who: ContextVar[int] = ContextVar("who")
    seen: list[int | None] = []

    class Marked(Gated):
        async def _wait(self, connection: AnyChatConnection, message: SubscribeThread) -> ThreadHistory:
            seen.append(who.get(None))
            who.set(message.thread_id)
            return await super()._wait(connection, message)

    chat = Marked(1)
    async with connect(chat, query=TOKEN) as peer:
        for number, name in enumerate("ab", 1):
            await peer.send(ask(number, name))
        assert await chat.open(1, peer) == [(1, "a")]
        assert await chat.open(2, peer) == [(2, "b")]
    assert seen == [None, None]
