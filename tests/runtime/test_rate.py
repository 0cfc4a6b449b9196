"""How many frames a connection may send."""

import pytest
from async_test import async_test
from chat_server import Chat

from wsgen.runtime.core.rate import Bucket, Rate
from wsgen.runtime.server.server import ServerOptions
from wsgen.runtime.testing import FakeClock, connect

TOKEN = {"token": "t"}
ASK = '{"type":"subscribe_thread","thread_id":1}'


def taken(bucket: Bucket, now: float, tries: int) -> int:
    return sum(bucket.take(now) for _ in range(tries))


def test_a_burst_is_let_through_and_then_as_many_as_the_rate_says() -> None:
    bucket = Bucket(Rate(10, 1.0, burst=20), now=100.0)
    assert taken(bucket, 100.0, 50) == 20
    assert taken(bucket, 100.05, 50) == 0
    assert taken(bucket, 100.1, 50) == 1
    assert taken(bucket, 101.1, 50) == 10


def test_a_pause_fills_it_to_the_burst_and_no_more() -> None:
    bucket = Bucket(Rate(120, 60.0), now=0.0)
    assert taken(bucket, 0.0, 500) == 120
    assert taken(bucket, 10_000.0, 500) == 120


def test_who_keeps_to_the_rate_is_never_refused() -> None:
    bucket = Bucket(Rate(3, 1.0, burst=1), now=0.0)
    assert all(bucket.take(number / 3) for number in range(100_000))


@pytest.mark.parametrize(("frames", "seconds", "burst"), [(0, 1.0, None), (1, 0.0, None), (1, -1.0, None), (1, 1.0, 0)])
def test_a_rate_that_lets_nothing_through_is_refused(frames: int, seconds: float, burst: int | None) -> None:
    with pytest.raises(ValueError, match="Rate: "):
        Rate(frames, seconds, burst)


@async_test
async def test_a_connection_over_its_rate_is_closed_1008_and_told_the_rate() -> None:
    clock = FakeClock()
    chat = Chat(ServerOptions(clock=clock, random=lambda: 1.0, rate=Rate(4, 2.0)))
    async with connect(chat, query=TOKEN) as flood, connect(chat, query=TOKEN) as calm:
        for _ in range(10):
            flood.put_text(ASK)
        assert len(await flood.waiting()) <= 4
        assert flood.closed is not None
        assert (flood.closed.code, flood.closed.reason) == (1008, "more than 4 frames in 2 s")
        for _ in range(10):
            await clock.advance(0.5)
            await calm.send_text(ASK)
        assert len(await calm.waiting()) == 10
        assert calm.closed is None


@async_test
async def test_what_is_over_the_rate_is_not_even_read() -> None:
    async with connect(Chat(ServerOptions(clock=FakeClock(), rate=Rate(1))), query=TOKEN) as peer:
        peer.put_text(ASK)
        await peer.send_text("no JSON")
        await peer.waiting()
        assert peer.closed is not None
        assert peer.closed.code == 1008


@async_test
async def test_pongs_count_like_every_frame() -> None:
    async with connect(Chat(ServerOptions(clock=FakeClock(), rate=Rate(5))), query=TOKEN) as peer:
        for _ in range(6):
            await peer.send({"type": "pong", "ping_id": "never sent"})
        assert peer.closed is not None
        assert peer.closed.code == 1008
