"""Two server processes and a Redis: topics reach the clients of both, in one order, also over a restart of Redis."""

import asyncio
import json
import re
from collections.abc import AsyncGenerator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from pathlib import Path

import pytest
from redis_process import RedisProcess, redis_process
from served import receive_message, uvicorn_process
from websockets.asyncio.client import connect

from generated import ChatClient, RequestFailed, Subscription
from generated.models import AgentEvent

HERE = Path(__file__).parent
# How long anything may hang.
LONG = 60.0


@contextmanager
def two_servers(redis: RedisProcess, folder: Path, patch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    patch.setenv("REDIS", str(redis.path))
    with (
        uvicorn_process("redis_service:app", HERE, folder / "one.log") as one,
        uvicorn_process("redis_service:app", HERE, folder / "two.log") as two,
    ):
        yield [f"{one}/ws", f"{two}/ws"]


@asynccontextmanager
async def clients(urls: list[str]) -> AsyncGenerator[list[ChatClient], None]:
    async with AsyncExitStack() as stack:
        yield [await stack.enter_async_context(ChatClient(url, token="t")) for url in urls]


async def say(client: ChatClient, content: str) -> None:
    async for _ in client.send_message(thread_id=7, content=content, timeout=LONG):
        pass


async def subscribed(client: ChatClient) -> None:
    """Wait until what was subscribed before holds: the reply to a later request comes after it."""
    await client.subscribe_thread(thread_id=7, timeout=LONG)


async def heard(events: Subscription[AgentEvent], count: int) -> list[object]:
    async with asyncio.timeout(LONG):
        return [(await anext(events)).data["said"] for _ in range(count)]


def test_topics_reach_the_clients_of_all_processes_in_one_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def run(urls: list[str]) -> None:
        async with clients([*urls, *urls]) as each, AsyncExitStack() as stack:
            events = [await stack.enter_async_context(client.agent(agent_id=7)) for client in each]
            await asyncio.gather(*map(subscribed, each))
            await asyncio.gather(*(say(client, f"{who}.{n}") for n in range(10) for who, client in enumerate(each[:2])))
            first, *others = [await heard(each, 20) for each in events]
            assert sorted(map(str, first)) == sorted(f"{who}.{n}" for n in range(10) for who in range(2))
            assert others == [first] * 3

    with redis_process() as redis, two_servers(redis, tmp_path, monkeypatch) as urls:
        asyncio.run(run(urls))


def test_a_restart_of_redis_is_survived_and_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def run(redis: RedisProcess, urls: list[str]) -> None:
        async with (
            clients([*urls, urls[1]]) as (one, two, three),
            one.agent(agent_id=7) as here,
            two.agent(agent_id=7) as there,
        ):
            await asyncio.gather(subscribed(one), subscribed(two))
            await say(one, "before")
            assert await heard(here, 1) == await heard(there, 1) == ["before"]
            redis.stop()
            with pytest.raises(RequestFailed):
                # Nothing is lost silently: publishing raised, which this handler doesn't catch.
                await say(three, "meanwhile")
            redis.start()
            async with asyncio.timeout(LONG):
                while logs(tmp_path).count("frames may have been lost") < 2:  # noqa: ASYNC110 - another process's log
                    await asyncio.sleep(0.05)
            await say(one, "after")
            assert await heard(here, 1) == await heard(there, 1) == ["after"]

    with redis_process() as redis, two_servers(redis, tmp_path, monkeypatch) as urls:
        asyncio.run(run(redis, urls))
    assert "the broker is lost" in logs(tmp_path)
    assert "the broker is back" in logs(tmp_path)
    assert "BrokerUnavailable: agent:7 can't be published to" in logs(tmp_path)


def test_what_redis_kept_over_a_restart_arrives_once_and_in_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def run(redis: RedisProcess, urls: list[str]) -> None:
        async with clients(urls) as (one, two), one.agent(agent_id=7) as here, two.agent(agent_id=7) as there:
            await asyncio.gather(subscribed(one), subscribed(two))
            await say(one, "before")
            # What a server has of a topic is where it goes on.
            assert await heard(here, 1) == await heard(there, 1) == ["before"]
            redis.stop()
            redis.start()
            # The servers may still be on their way back, and then get these from what Redis kept.
            for number in range(20):
                await say(one, str(number))
            assert await heard(here, 20) == await heard(there, 20) == [*map(str, range(20))]
            assert (here.gaps, there.gaps) == (0, 0)

    with redis_process(saves=True) as redis, two_servers(redis, tmp_path, monkeypatch) as urls:
        asyncio.run(run(redis, urls))
    assert not re.search("lost of.*agent:7", logs(tmp_path))


def test_a_client_that_comes_back_by_another_process_has_lost_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def run(urls: list[str]) -> None:
        async with clients(urls[:1]) as (speaker,):
            async with connect(f"{urls[0]}?token=t") as first:
                await first.send('{"type": "subscribe", "topics": ["agent:7"]}')
                await first.send('{"type": "subscribe_thread", "thread_id": 7}')
                assert (await receive_message(first))["type"] == "thread_history"
                await say(speaker, "a")
                last = await receive_message(first)
            for word in "bcd":
                await say(speaker, word)
            async with connect(f"{urls[1]}?token=t") as second:
                ask = {"type": "subscribe", "topics": ["agent:7"], "after": {"agent:7": last["seq"]}}
                await second.send(json.dumps(ask))
                await say(speaker, "e")
                events = [await receive_message(second) for _ in "bcde"]
        assert [event["data"]["said"] for event in events] == [*"bcde"]
        assert [event["seq"] - last["seq"] for event in events] == [1, 2, 3, 4]

    with redis_process() as redis, two_servers(redis, tmp_path, monkeypatch) as urls:
        asyncio.run(run(urls))


def logs(folder: Path) -> str:
    return "".join(path.read_text() for path in folder.glob("*.log"))
