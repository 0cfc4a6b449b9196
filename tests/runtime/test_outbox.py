"""The order and the bounds of what waits to be sent."""

import asyncio
import itertools
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from contextvars import ContextVar

import pytest
from async_test import async_test

from wsgen.runtime.server.outbox import Outbox
from wsgen.runtime.testing import settle


class Wire:
    """Remembers what was written, and can be slow."""

    def __init__(self) -> None:
        self.written: list[str] = []
        self.gate = asyncio.Event()
        self.gate.set()

    async def send(self, text: str) -> None:
        await self.gate.wait()
        self.written.append(text)

    async def close(self, code: int, reason: str) -> None:
        self.written.append(f"close {code} {reason}".strip())


def outbox_of(wire: Wire, frames: int = 2, size: int = 100) -> Outbox:
    return Outbox(wire.send, wire.close, max_frames=frames, max_bytes=size)


@async_test
async def test_frames_leave_in_order_and_a_close_after_them() -> None:
    wire = Wire()
    outbox = outbox_of(wire, frames=9)
    for text in "abc":
        assert outbox.offer(text)
    outbox.close(1000, "done")
    assert outbox.closing
    outbox.close(1011, "too late")
    await outbox.run()
    assert wire.written == ["a", "b", "c", "close 1000 done"]


@async_test
async def test_pings_pass_what_waits_and_tell_when_they_have_left() -> None:
    wire = Wire()
    outbox = outbox_of(wire)
    outbox.offer("a")
    left: list[str] = []
    outbox.put_urgent("ping", lambda: left.append("ping"))
    assert left == []
    outbox.close()
    await outbox.run()
    assert (wire.written, left) == (["ping", "a", "close 1000"], ["ping"])


@async_test
async def test_an_offer_without_room_is_refused_by_count_and_by_bytes() -> None:
    outbox = outbox_of(Wire(), frames=2)
    assert [outbox.offer("x") for _ in range(3)] == [True, True, False]
    by_size = outbox_of(Wire(), frames=9, size=4)
    assert [by_size.offer("éé"), by_size.offer("x")] == [True, False]


@async_test
async def test_one_frame_always_fits() -> None:
    assert outbox_of(Wire(), size=4).offer("longer than four bytes")


@async_test
async def test_a_put_waits_for_room() -> None:
    wire = Wire()
    wire.gate.clear()
    outbox = outbox_of(wire, frames=1)
    writer = asyncio.create_task(outbox.run())
    for text in "ab":
        await outbox.put(text)
        await settle()
    waiting = asyncio.create_task(outbox.put("c"))
    await settle()
    assert not waiting.done()
    wire.gate.set()
    await waiting
    outbox.close()
    await writer
    assert wire.written == ["a", "b", "c", "close 1000"]


@async_test
async def test_a_close_frees_who_waits_for_room_and_what_comes_later_goes_nowhere() -> None:
    wire = Wire()
    outbox = outbox_of(wire, frames=1)
    await outbox.put("a")
    waiting = asyncio.create_task(outbox.put("b"))
    await settle()
    outbox.close(1013, "slow", now=True)
    await waiting
    await outbox.put("c")
    assert not outbox.offer("d")
    outbox.put_urgent("ping")
    await outbox.run()
    assert wire.written == ["close 1013 slow"]


@async_test
async def test_a_writer_that_fails_frees_who_waits() -> None:
    wire = Wire()

    async def gone(text: str) -> None:
        raise ConnectionResetError(text)

    outbox = Outbox(gone, wire.close, max_frames=1, max_bytes=100)
    await outbox.put("a")
    waiting = asyncio.create_task(outbox.put("b"))
    [result] = await asyncio.gather(outbox.run(), return_exceptions=True)
    assert isinstance(result, ConnectionResetError)
    await waiting
    assert outbox.closing


@asynccontextmanager
async def writing(outbox: Outbox) -> AsyncGenerator[asyncio.Task[None], None]:
    """Run the writer, as a link does; at the end it writes a close, unless it has ended."""
    writer = asyncio.create_task(outbox.run(), context=outbox.context)
    await settle()
    try:
        yield writer
    finally:
        outbox.close()
        await asyncio.wait({writer})


@async_test
async def test_a_frame_is_sent_at_once_while_the_peer_takes_it() -> None:
    wire = Wire()
    outbox = outbox_of(wire)
    left: list[str] = []
    async with writing(outbox):
        assert outbox.offer("a")
        outbox.put_urgent("ping", lambda: left.append("ping"))
        await outbox.put("b")
        assert (wire.written, left, len(outbox)) == (["a", "ping", "b"], ["ping"], 0)


class Toll:
    """A transport that waits at chosen sends, some turns of the event loop each, in ways that servers have."""

    def __init__(self, waits: tuple[int, ...]) -> None:
        self.written: list[str] = []
        self._waits = itertools.cycle(waits)
        self._lock = asyncio.Lock()
        self.tasks: set[asyncio.Task[None] | None] = set()

    async def send(self, text: str) -> None:
        self.tasks.add(asyncio.current_task())
        async with asyncio.timeout(20), self._lock:
            for turn in range(next(self._waits)):
                if turn % 2:
                    future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
                    asyncio.get_running_loop().call_soon(future.set_result, None)
                    await future
                else:
                    await asyncio.sleep(0)
            self.written.append(text)
        self.tasks.add(asyncio.current_task())

    async def close(self, code: int, reason: str) -> None:
        self.written.append("close")


@pytest.mark.parametrize("waits", [*itertools.product((0, 1, 3), repeat=3), (0, 0, 0, 0, 9)])
def test_order_is_kept_whichever_sends_wait_and_whoever_brings_frames(waits: tuple[int, ...]) -> None:
    @async_test
    async def test() -> None:
        wire = Toll(waits)
        outbox = Outbox(wire.send, wire.close, max_frames=1000, max_bytes=1000_000)
        async with writing(outbox) as writer:
            for number in range(12):
                if number % 3 == 2:
                    await asyncio.create_task(outbox.put(str(number)))
                else:
                    assert outbox.offer(str(number))
                if number % 4 == 3:
                    await asyncio.sleep(0)
        assert wire.written == [*map(str, range(12)), "close"]
        # What a server's time limit would cancel is always the writer, never who publishes.
        assert wire.tasks == {writer}

    test()


@async_test
async def test_a_time_limit_in_send_ends_the_writer_and_not_who_brought_the_frame() -> None:
    async def send(text: str) -> None:
        async with asyncio.timeout(0.001):
            await asyncio.Event().wait()

    outbox = Outbox(send, Wire().close, max_frames=2, max_bytes=100)
    async with writing(outbox) as writer:
        assert outbox.offer("a")
        await asyncio.wait({writer})
        assert isinstance(writer.exception(), TimeoutError)


HANDS: ContextVar[str] = ContextVar("HANDS", default="nobody")


@async_test
async def test_context_variables_of_send_are_the_connections_also_where_others_begin_it() -> None:
    wire = Wire()
    seen: list[str] = []

    async def send(text: str) -> None:
        token = HANDS.set(HANDS.get() + "+")
        await wire.send(text)
        seen.append(HANDS.get())
        HANDS.reset(token)

    HANDS.set("connection")
    outbox = Outbox(send, wire.close, max_frames=2, max_bytes=100)
    async with writing(outbox):
        HANDS.set("publisher")
        outbox.offer("a")
        wire.gate.clear()
        outbox.offer("b")
        wire.gate.set()
        await settle()
        assert (seen, HANDS.get()) == (["connection+"] * 2, "publisher")


@async_test
async def test_a_send_that_fails_at_once_fails_the_writer_and_not_who_brought_the_frame() -> None:
    async def gone(text: str) -> None:
        raise ConnectionResetError(text)

    outbox = Outbox(gone, Wire().close, max_frames=1, max_bytes=100)
    async with writing(outbox) as writer:
        await outbox.put("a")
        await outbox.put("b")
        await asyncio.wait({writer})
        assert isinstance(writer.exception(), ConnectionResetError)
        assert outbox.closing
        assert not outbox.offer("c")


@async_test
async def test_what_send_itself_brings_is_queued_behind_it() -> None:
    written: list[str] = []

    async def send(text: str) -> None:
        if text == "a":
            assert outbox.offer("b")
        written.append(text)

    outbox = Outbox(send, Wire().close, max_frames=9, max_bytes=100)
    async with writing(outbox):
        outbox.offer("a")
        outbox.offer("c")
        await settle()
        assert written == ["a", "b", "c"]


@async_test
async def test_a_stalled_reader_costs_no_more_than_the_queue_and_is_told_by_a_refused_offer() -> None:
    wire = Wire()
    wire.gate.clear()
    outbox = outbox_of(wire, frames=3)
    async with writing(outbox):
        assert [outbox.offer(text) for text in "abcde"] == [True, True, True, True, False]
        assert len(outbox) == 4
        wire.gate.set()
        await settle()
        assert (wire.written, len(outbox)) == (["a", "b", "c", "d"], 0)


@async_test
async def test_a_stream_that_never_waits_lets_others_run() -> None:
    wire = Wire()
    outbox = outbox_of(wire)
    turns = 0

    async def count() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    counting = asyncio.create_task(count())
    async with writing(outbox):
        before = turns
        for _ in range(1000):
            await outbox.put("x")
        assert turns - before > 20
    counting.cancel()
    await asyncio.wait({counting})


@async_test
async def test_a_writer_that_is_cancelled_ends_a_send_that_others_began() -> None:
    ended: list[str] = []

    async def send(text: str) -> None:
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0)
            ended.append(text)

    for turns in (0, 5):
        outbox = Outbox(send, Wire().close, max_frames=9, max_bytes=100)
        writer = asyncio.create_task(outbox.run(), context=outbox.context)
        await settle()
        outbox.offer("a")
        for _ in range(turns):
            await asyncio.sleep(0)
        writer.cancel()
        await asyncio.wait({writer})
        assert writer.cancelled()
    assert ended == ["a", "a"]
