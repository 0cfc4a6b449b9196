"""The order and the bounds of what waits to be sent."""

import asyncio

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
    assert outbox.offer("d")
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
