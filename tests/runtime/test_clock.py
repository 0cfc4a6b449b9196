"""Time limits that go by a clock which tests can hold still."""

import asyncio

import pytest
from async_test import async_test

from wsgen.runtime.clock import Clock, OutOfTime, SystemClock, wait_within, within
from wsgen.runtime.testing import FakeClock, settle


async def forever() -> None:
    await asyncio.Event().wait()


async def late() -> None:
    raise TimeoutError("the database took too long")


@async_test
async def test_what_takes_too_long_is_cancelled_when_the_clock_says_so_and_not_before() -> None:
    clock = FakeClock()
    work = asyncio.create_task(within(clock, 10, forever()))
    await clock.advance(9.9)
    assert not work.done()
    await clock.advance(0.1)
    with pytest.raises(OutOfTime):
        await work


@async_test
async def test_the_machines_clock_does_the_same() -> None:
    with pytest.raises(OutOfTime):
        await within(SystemClock(), 0.001, forever())
    assert not await wait_within(SystemClock(), 0.001, {asyncio.get_running_loop().create_future()})


@pytest.mark.parametrize("clock", [SystemClock(), FakeClock()], ids=["machine", "fake"])
@async_test
async def test_a_result_and_a_timeout_of_the_works_own_come_out_as_they_are(clock: Clock) -> None:
    async def seven() -> int:
        return 7

    assert await within(clock, 10, seven()) == 7
    assert await within(clock, None, seven()) == 7
    with pytest.raises(TimeoutError, match="the database took too long"):
        await within(clock, 10, late())


@pytest.mark.parametrize("clock", [SystemClock(), FakeClock()], ids=["machine", "fake"])
@async_test
async def test_a_cancellation_from_outside_stays_one_and_reaches_the_work(clock: Clock) -> None:
    work = asyncio.create_task(forever())
    waiting = asyncio.create_task(within(clock, 10, work))
    await settle()
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert work.cancelled()


@async_test
async def test_waiting_for_others_ends_with_the_last_of_them_or_in_time_and_cancels_none() -> None:
    clock = FakeClock()
    first, second = asyncio.create_task(clock.sleep(1)), asyncio.create_task(clock.sleep(3))
    both = asyncio.create_task(wait_within(clock, 2, {first, second}))
    await clock.advance(2)
    assert await both is False
    assert first.done()
    assert not second.done()
    rest = asyncio.create_task(wait_within(clock, None, {first, second}))
    await clock.advance(1)
    assert await rest is True
    assert await wait_within(clock, 1, {first, second}) is True
    assert await wait_within(clock, 0, ()) is True
