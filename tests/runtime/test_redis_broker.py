"""The Redis broker on a Redis in memory: order, loss and return, and nothing left behind."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import pytest
from async_test import async_test
from fake_redis import FakeRedis

from wsgen.runtime.broker.broker import BrokerUnavailable, Frame
from wsgen.runtime.broker.redis import RedisBroker
from wsgen.runtime.testing import FakeClock, settle

NUMBERED = Frame('{"n":}', 5)


class Server:
    """What gets a broker's topics."""

    def __init__(self) -> None:
        self.got: list[str] = []
        self.missing: list[str] = []

    def deliver(self, address: str, text: str, sequence: int | None = None) -> int:
        self.got.append(f"{address} {text}")
        return 1

    def missed(self, addresses: Sequence[str]) -> None:
        self.missing += addresses


@asynccontextmanager
async def attached(
    redis: FakeRedis, clock: FakeClock, *, replay: int = 0, topics: Sequence[str] = ("a",)
) -> AsyncGenerator[tuple[RedisBroker, Server], None]:
    broker, server, others = RedisBroker(redis.client(), replay=replay, clock=clock), Server(), tuple(redis.listeners)
    broker.attach(server, "Chat")
    for topic in topics:
        broker.watch(topic)
    await settle()
    try:
        yield broker, server
    finally:
        for topic in topics:
            broker.unwatch(topic)
        await broker.stop()
        assert tuple(redis.listeners) == others


@async_test
async def test_what_one_process_publishes_reaches_all_in_one_order() -> None:
    redis, clock = FakeRedis(), FakeClock()
    async with attached(redis, clock) as (one, first), attached(redis, clock) as (two, second):
        assert await one.publish("a", Frame("x")) == 2
        assert await two.publish("a", NUMBERED) == 2
        await asyncio.gather(*(broker.publish("a", Frame(str(n))) for n in range(20) for broker in (one, two)))
        await settle()
        assert first.got[:2] == ["a x", 'a {"n":1000}']
        assert len(first.got) == 42
        assert second.got == first.got
        assert [text for text in first.got[2:] if text in first.got[2::2]] == [
            f"a {n}" for n in range(20) for _ in "12"
        ]


@async_test
async def test_a_topic_is_subscribed_once_for_a_process_and_unsubscribed_with_its_last_client() -> None:
    redis = FakeRedis()
    async with attached(redis, FakeClock(), topics=("a", "b")) as (broker, server):
        [listener] = redis.listeners
        assert listener.channels == {"wsgen:Chat:a", "wsgen:Chat:b"}
        broker.unwatch("b")
        await settle()
        assert listener.channels == {"wsgen:Chat:a"}
        assert await broker.publish("b", Frame("x")) == 0
        broker.watch("b")
        broker.unwatch("b")
        broker.watch("b")
        assert await broker.publish("b", Frame("y")) == 1
        await settle()
        assert server.got == ["b y"]
        assert redis.listeners == [listener]


@async_test
async def test_who_subscribes_and_publishes_at_once_gets_its_own_message() -> None:
    redis = FakeRedis()
    async with attached(redis, FakeClock()) as (broker, server):
        broker.watch("new")
        await broker.publish("new", Frame("x"))
        await settle()
        assert server.got == ["new x"]
        broker.unwatch("new")


@async_test
async def test_while_redis_is_away_publishing_says_so_and_afterwards_a_gap_is_told() -> None:
    redis, clock = FakeRedis(), FakeClock()
    async with attached(redis, clock, topics=("a", "b")) as (broker, server):
        redis.go_down()
        await settle()
        with pytest.raises(BrokerUnavailable, match="a can't be published to: Connection refused"):
            await broker.publish("a", Frame("x"))
        redis.come_back()
        await clock.advance(5)
        assert server.missing == ["a", "b"]
        assert await broker.publish("a", Frame("y")) == 1
        await settle()
        assert server.got == ["a y"]


@async_test
async def test_attempts_to_return_are_spread_and_few() -> None:
    redis, clock = FakeRedis(), FakeClock()
    async with attached(redis, clock) as (_, server):
        redis.go_down()
        await clock.advance(60)
        # In the end a random part of 5 s apart.
        assert 5 < redis.attempts < 100
        assert server.missing == []
        redis.come_back()
        await clock.advance(5)
        assert server.missing == ["a"]


@async_test
async def test_what_was_published_meanwhile_is_replayed_in_order_and_once() -> None:
    redis, clock = FakeRedis(), FakeClock()
    async with attached(redis, clock, replay=3) as (broker, server):
        await broker.publish("a", NUMBERED)
        await settle()
        [listener] = redis.listeners
        listener.channels.clear()
        for _ in range(3):
            await broker.publish("a", NUMBERED)
        listener.messages.put_nowait(None)
        await clock.advance(5)
        await broker.publish("a", NUMBERED)
        await settle()
        assert server.got == [f'a {{"n":{n}}}' for n in range(1000, 1005)]
        assert server.missing == []
        assert [kept.sequence for kept in await broker.since("a", 1002)] == [1003, 1004]


class Busy(FakeRedis):
    """Another process publishes whenever this one has asked something."""

    async def run(self, *command: Any) -> Any:
        answer = await super().run(*command)
        if command[0] in ("GET", "XRANGE"):
            await RedisBroker(self.client(), replay=9, prefix="wsgen:Chat:").publish("a", NUMBERED)
        return answer


@async_test
async def test_what_others_publish_while_it_asks_what_is_missing_is_no_gap() -> None:
    redis, clock = Busy(), FakeClock()
    async with attached(redis, clock, replay=9) as (broker, server):
        await broker.publish("a", NUMBERED)
        await settle()
        redis.listeners[0].messages.put_nowait(None)
        await clock.advance(5)
        assert server.missing == []
        assert server.got == [f'a {{"n":{n}}}' for n in range(1000, 1003)]


@pytest.mark.parametrize("empty", [False, True])
def test_what_redis_no_longer_has_is_told_as_a_gap(empty: bool) -> None:
    @async_test
    async def test() -> None:
        redis, clock = FakeRedis(), FakeClock()
        async with attached(redis, clock, replay=2) as (broker, server):
            await broker.publish("a", NUMBERED)
            await settle()
            redis.listeners[0].channels.clear()
            for _ in range(3):
                await broker.publish("a", NUMBERED)
            redis.go_down()
            await settle()
            redis.come_back(empty=empty)
            await clock.advance(5)
            assert server.missing == ["a"]
            kept = [] if empty else ['a {"n":1002}', 'a {"n":1003}']
            assert server.got == ['a {"n":1000}', *kept]

    test()


@async_test
async def test_a_client_that_connects_again_by_itself_is_noticed() -> None:
    redis, clock = FakeRedis(), FakeClock()
    async with attached(redis, clock) as (_, server):
        redis.listeners[0].put("subscribe", "wsgen:Chat:a", 1)
        await clock.advance(5)
        assert server.missing == ["a"]


@async_test
async def test_a_redis_that_says_nothing_is_asked_and_given_up() -> None:
    redis, clock = FakeRedis(), FakeClock()
    async with attached(redis, clock) as (_, server):
        [listener] = redis.listeners
        await clock.advance(100)
        assert redis.listeners == [listener]
        listener.answers_pings = False
        await clock.advance(60)
        assert redis.listeners != [listener]
        assert server.missing == ["a"]


@async_test
async def test_a_redis_that_does_not_answer_in_time_is_unavailable() -> None:
    redis, clock = FakeRedis(), FakeClock()
    async with attached(redis, clock) as (broker, server):
        redis.gate.clear()
        publishing = [asyncio.create_task(broker.publish("a", Frame(text))) for text in "xy"]
        await clock.advance(5)
        for task in publishing:
            with pytest.raises(BrokerUnavailable, match="didn't answer within 5 s"):
                await task
        redis.gate.set()
        await settle()
        assert await broker.publish("a", Frame("z")) == 1
        await settle()
        # Whether the others were published nobody knows.
        assert server.got[-1] == "a z"


@async_test
async def test_publishers_that_are_cancelled_hold_up_nobody() -> None:
    redis = FakeRedis()
    async with attached(redis, FakeClock()) as (broker, server):
        redis.gate.clear()
        tasks = [asyncio.create_task(broker.publish("a", Frame(str(n)))) for n in range(6)]
        await settle()
        for number in (0, 3):
            tasks[number].cancel()
        await settle()
        redis.gate.set()
        await asyncio.wait(tasks)
        await settle()
        assert [task.cancelled() for task in tasks] == [True, False, False, True, False, False]
        # The fourth may have been on its way already.
        assert [text for text in server.got if text != "a 3"] == ["a 1", "a 2", "a 4", "a 5"]


@async_test
async def test_publishers_learn_that_the_broker_was_stopped() -> None:
    redis = FakeRedis()
    async with attached(redis, FakeClock()) as (broker, _):
        redis.gate.clear()
        first = asyncio.create_task(broker.publish("a", Frame("0")))
        await settle()
        tasks = [asyncio.create_task(broker.publish("a", Frame(str(n)))) for n in range(1, 3)]
        await settle()
        first.cancel()
        await settle()
        tasks.append(asyncio.create_task(broker.publish("a", Frame("3"))))
        await settle()
        await broker.stop()
        await asyncio.wait(tasks, timeout=20)
        redis.gate.set()
        assert [task.cancelled() or repr(task.exception()) for task in tasks] == [
            repr(BrokerUnavailable("a can't be published to: the broker was stopped"))
        ] * 3


@async_test
async def test_many_that_publish_at_once_share_a_connection() -> None:
    redis = FakeRedis()
    async with attached(redis, FakeClock()) as (broker, server):
        assert await asyncio.gather(*(broker.publish("a", Frame(str(n))) for n in range(1000))) == [1] * 1000
        await settle()
        assert server.got == [f"a {n}" for n in range(1000)]


@async_test
async def test_a_broker_can_begin_again_after_its_server_stopped() -> None:
    redis = FakeRedis()
    async with attached(redis, FakeClock()) as (broker, server):
        await broker.stop()
        await settle()
        assert await broker.publish("a", Frame("x")) == 1
        await settle()
        broker.unwatch("a")
        await broker.stop()
        assert redis.listeners == []
        broker.watch("a")
        assert await broker.publish("a", Frame("y")) == 1
        await settle()
        assert server.got == ["a x", "a y"]


def test_a_broker_can_begin_again_in_another_event_loop() -> None:
    broker, server = RedisBroker(FakeRedis().client(), clock=FakeClock()), Server()
    broker.attach(server, "Chat")

    async def test() -> None:
        broker.watch("a")
        await settle()
        broker.watch("b")
        assert await broker.publish("b", Frame("x")) == 1
        broker.unwatch("a")
        broker.unwatch("b")
        await broker.stop()

    for _ in range(2):
        asyncio.run(asyncio.wait_for(test(), 20))


def test_a_broker_is_for_one_server_and_says_what_is_wrong_with_its_settings() -> None:
    broker = RedisBroker(FakeRedis().client())
    broker.attach(Server(), "Chat")
    with pytest.raises(RuntimeError, match="serves one server"):
        broker.attach(Server(), "Chat")
    for name in ("keep", "timeout", "silence"):
        with pytest.raises(ValueError, match=f"{name} must be more than 0"):
            RedisBroker(FakeRedis().client(), **{name: 0})  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="replay can't be negative"):
        RedisBroker(FakeRedis().client(), replay=-1)
