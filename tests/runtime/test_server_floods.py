"""Clients that send more than anybody needs: what they cost is bounded, and others are served meanwhile."""

import asyncio
import json
from dataclasses import replace
from typing import Any

from async_test import async_test
from chat_protocol import CHAT, SubscribeThread, ThreadHistory
from chat_server import AnyChatConnection, Chat

from wsgen.runtime.protocol import Channel
from wsgen.runtime.server.server import ServerOptions
from wsgen.runtime.testing import Peer, connect, settle

TOKEN = {"token": "t"}
ASK = '{"type":"subscribe_thread","thread_id":1}'


async def closed_with(peer: Peer) -> int | None:
    await peer.waiting()
    return peer.closed.code if peer.closed else None


async def drained(peer: Peer) -> list[Any]:
    """All that comes until the server has nothing more to say."""
    frames: list[Any] = []
    while more := await peer.waiting():
        frames += more
    return frames


@async_test
async def test_a_hundred_thousand_frames_end_1013_where_the_handler_cant_keep_up_and_others_are_served() -> None:
    running = 0

    async def hang(connection: AnyChatConnection, message: SubscribeThread) -> ThreadHistory:
        nonlocal running
        if message.thread_id == 2:
            return ThreadHistory(thread_id=2, messages=[])
        running += 1
        await asyncio.Event().wait()
        raise AssertionError

    chat = Chat(reply=hang)
    async with connect(chat, query=TOKEN) as flood, connect(chat, query=TOKEN) as calm:
        for _ in range(100_000):
            flood.put_text(ASK)
        await calm.send({"type": "subscribe_thread", "thread_id": 2})
        assert [frame["type"] for frame in await calm.waiting()] == ["thread_history"]
        while flood.closed is None:
            await settle()
        assert flood.closed.code == 1013
        assert running == 1


@async_test
async def test_handlers_that_run_at_once_are_no_more_in_a_burst() -> None:
    running = most = 0

    async def count(connection: AnyChatConnection, message: SubscribeThread) -> ThreadHistory:
        nonlocal running, most
        running += 1
        most = max(most, running)
        await asyncio.sleep(0)
        running -= 1
        return ThreadHistory(thread_id=1, messages=[])

    chat = Chat(ServerOptions(max_concurrent=8), reply=count)
    async with connect(chat, query=TOKEN) as peer:
        for number in range(500):
            peer.put_text(json.dumps({"type": "subscribe_thread", "thread_id": 1, "request_id": str(number)}))
        answers = await drained(peer)
        assert sorted(int(answer["request_id"]) for answer in answers) == list(range(500))
        assert most == 8


@async_test
async def test_a_frame_of_ten_megabytes_is_not_read() -> None:
    async with connect(Chat(), query=TOKEN) as peer:
        await peer.send_text("[" * 10_000_000)
        assert await closed_with(peer) == 1009


@async_test
async def test_unknown_topics_get_as_many_answers_as_one_may_have_topics_and_the_connection_goes_on() -> None:
    async with connect(Chat(ServerOptions(max_topics=4)), query=TOKEN) as peer:
        for _ in range(20):
            peer.put_text(json.dumps({"type": "subscribe", "topics": [f"nonsense {number}" for number in range(900)]}))
        answers = await drained(peer)
        assert len(answers) == 20 * 6
        assert {answer["message"].split(" nonsense")[0] for answer in answers} == {
            "there is no topic",
            "a client may have 4 topics",
        }
        assert await closed_with(peer) is None


@async_test
async def test_subscriptions_that_come_and_go_leave_nothing_behind() -> None:
    chat = Chat(ServerOptions(max_topics=2))
    async with connect(chat, query=TOKEN) as peer:
        for number in range(1, 500):
            for word in ("subscribe", "unsubscribe"):
                peer.put_text(json.dumps({"type": word, "topics": [f"agent:{number}", f"thread:{number}"]}))
        while len(chat.seen.subscribed) < 499:
            await settle()
        assert await drained(peer) == []
        assert chat.seen.connected[0].topics == ()
        assert chat.gauges().topics == 0


@async_test
async def test_an_address_of_kilobytes_is_no_topic() -> None:
    class Rooms(Chat):
        protocol = replace(CHAT, channels=(*CHAT.channels, Channel("room", "room:{name}", parameters={"name": str})))

    chat = Rooms()
    async with connect(chat, query=TOKEN) as peer:
        await peer.send({"type": "subscribe", "topics": ["room:short", "room:" + "x" * 2000]})
        [answer] = await peer.waiting()
        assert answer["message"].startswith("there is no topic room:xxx")
        assert len(answer["message"]) < 200
        assert chat.seen.connected[0].topics == ("room:short",)


@async_test
async def test_a_client_that_floods_and_takes_no_answer_is_closed_1013() -> None:
    chat = Chat(ServerOptions(max_queue=16, unknown="error"))
    async with connect(chat, query=TOKEN) as peer:
        peer.stop_reading()
        for _ in range(5000):
            peer.put_text('{"type":"nonsense"}')
        await settle()
        peer.read_again()
        assert await closed_with(peer) == 1013
