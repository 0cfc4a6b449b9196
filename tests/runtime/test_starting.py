"""A coroutine that is started at once is a task like any other, to itself and to those that know its task."""

import asyncio
from collections.abc import Coroutine
from contextvars import ContextVar
from typing import Any

import pytest
from async_test import async_test

from wsgen.runtime.server.starting import Starter
from wsgen.runtime.testing import settle

COLOUR: ContextVar[str] = ContextVar("COLOUR", default="none")


class Started:
    """Starts coroutines, by tasks that wait already, and ends them."""

    def __init__(self) -> None:
        self.starter = Starter()

    async def __aenter__(self) -> Starter:
        await self.ready()
        return self.starter

    async def ready(self) -> None:
        """Let there be a task that waits for the next one."""
        task = self.starter.start(asyncio.sleep(0))
        if task is not None:
            await task
        await asyncio.sleep(0)

    async def __aexit__(self, *_: object) -> None:
        await self.starter.end()


async def append(to: list[str], text: str) -> None:
    to.append(text)


@async_test
async def test_one_that_waits_for_nothing_has_ended_when_it_was_started() -> None:
    said: list[str] = []
    async with Started() as starter:
        tasks = asyncio.all_tasks()
        assert starter.start(append(said, "a")) is None
        assert starter.start(append(said, "b")) is None
        assert said == ["a", "b"]
        assert asyncio.all_tasks() == tasks


@async_test
async def test_one_that_waits_goes_on_in_its_task_and_is_the_same_task_all_along() -> None:
    seen: list[Any] = []
    wait = asyncio.Event()

    async def handler() -> None:
        seen.append(asyncio.current_task())
        await wait.wait()
        seen.append(asyncio.current_task())
        await asyncio.sleep(0)
        seen.append(asyncio.current_task())

    async with Started() as starter:
        me = asyncio.current_task()
        task = starter.start(handler())
        assert asyncio.current_task() is me
        assert seen == [task]
        assert task is not None
        await asyncio.sleep(0)
        wait.set()
        await task
        assert seen == [task] * 3


@async_test
async def test_several_wait_at_once() -> None:
    said: list[str] = []
    gates = {name: asyncio.Event() for name in "abc"}

    async def handler(name: str) -> None:
        await gates[name].wait()
        said.append(name)

    async with Started() as starter:
        tasks: list[asyncio.Task[Any] | None] = []
        for name in "abc":
            tasks.append(starter.start(handler(name)))
            await asyncio.sleep(0)
        assert len(set(tasks)) == 3
        assert None not in tasks
        for name in "cab":
            gates[name].set()
            await settle()
        await asyncio.gather(*(task for task in tasks if task))
        assert said == ["c", "a", "b"]


@pytest.mark.parametrize("is_ready", [False, True])
@async_test
async def test_many_that_start_in_one_turn_leave_one_task_behind_at_most(is_ready: bool) -> None:
    before = asyncio.all_tasks()
    said: list[str] = []
    started = Started()
    if is_ready:
        await started.ready()
    tasks = [started.starter.start(each) for _ in range(50) for each in (append(said, "a"), asyncio.sleep(0))]
    await asyncio.gather(*(task for task in tasks if task is not None))
    await settle()
    assert said == ["a"] * 50
    assert len(asyncio.all_tasks() - before) <= 1
    await started.__aexit__()


@async_test
async def test_one_may_start_another() -> None:
    said: list[str] = []

    async def outer(starter: Starter) -> None:
        said.append("outer")
        inner = starter.start(append(said, "inner"))
        if inner is not None:
            await inner
        said.append("end")

    async with Started() as starter:
        task = starter.start(outer(starter))
        if task is not None:
            await task
        assert said == ["outer", "inner", "end"]


@async_test
async def test_each_has_a_context_of_its_own_for_all_its_steps() -> None:
    seen: list[str] = []

    async def handler(colour: str) -> None:
        seen.append(COLOUR.get())
        COLOUR.set(colour)
        await asyncio.sleep(0)
        seen.append(COLOUR.get())

    async def quick() -> None:
        seen.append(COLOUR.get())
        COLOUR.set("quick")

    async with Started() as starter:
        COLOUR.set("mine")
        task = starter.start(handler("red"))
        assert COLOUR.get() == "mine"
        assert task is not None
        await task
        COLOUR.set("later")
        for _ in range(3):
            await asyncio.sleep(0)
            assert starter.start(quick()) is None
        assert COLOUR.get() == "later"
    assert seen == ["mine", "red", "later", "later", "later"]


@async_test
async def test_a_time_limit_that_began_in_the_first_step_ends_it_and_nobody_else() -> None:
    said: list[str] = []

    async def handler() -> None:
        try:
            async with asyncio.timeout(0.001):
                await asyncio.Event().wait()
        except TimeoutError:
            said.append("too late")

    async with Started() as starter:
        task = starter.start(handler())
        assert task is not None
        await task
    assert said == ["too late"]


@async_test
async def test_a_group_of_tasks_in_the_first_step_is_waited_for() -> None:
    said: list[str] = []

    async def handler() -> None:
        async with asyncio.TaskGroup() as group:
            group.create_task(append(said, "child"))
        said.append("parent")

    async with Started() as starter:
        task = starter.start(handler())
        assert task is not None
        await task
    assert said == ["child", "parent"]


@pytest.mark.parametrize("turns", [0, 1, 2])
@async_test
async def test_a_cancellation_reaches_it_before_and_after_its_task_had_a_turn(turns: int) -> None:
    said: list[str] = []

    async def handler() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            said.append("undone")
            await asyncio.sleep(0)
            said.append("and waited")

    async with Started() as starter:
        task = starter.start(handler())
        assert task is not None
        for _ in range(turns):
            await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert task.cancelled()
    assert said == ["undone", "and waited"]


@pytest.mark.parametrize("turns", [0, 1, 2])
@async_test
async def test_a_cancellation_reaches_the_tasks_that_it_waits_for(turns: int) -> None:
    async def handler() -> None:
        await asyncio.gather(asyncio.Event().wait(), asyncio.Event().wait())

    async with Started() as starter:
        tasks = asyncio.all_tasks()
        task = starter.start(handler())
        assert task is not None
        for _ in range(turns):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.wait({task})
        await settle()
        assert task.cancelled()
        assert len(asyncio.all_tasks()) == len(tasks)


@async_test
async def test_what_the_first_step_raises_is_the_starters_and_what_a_later_one_raises_its_tasks() -> None:
    async def now() -> None:
        raise ValueError("now")

    async def later() -> None:
        await asyncio.sleep(0)
        raise ValueError("later")

    async with Started() as starter:
        with pytest.raises(ValueError, match="now"):
            starter.start(now())
        await asyncio.sleep(0)
        task = starter.start(later())
        assert task is not None
        with pytest.raises(ValueError, match="later"):
            await task


async def kept(tasks: list[asyncio.Task[Any]]) -> None:
    task = asyncio.current_task()
    assert task is not None
    tasks.append(task)


@async_test
async def test_who_cancels_the_task_of_one_that_has_ended_disturbs_nothing() -> None:
    said: list[str] = []
    tasks: list[asyncio.Task[Any]] = []
    async with Started() as starter:
        assert starter.start(kept(tasks)) is None
        tasks[0].cancel()
        first = starter.start(append(said, "a"))
        if first is not None:
            await first
        await asyncio.sleep(0)
        assert starter.start(append(said, "b")) is None
        assert said == ["a", "b"]


@async_test
async def test_who_waits_for_the_task_of_one_that_has_ended_learns_that_it_has() -> None:
    tasks: list[asyncio.Task[Any]] = []
    async with Started() as starter:
        assert starter.start(kept(tasks)) is None
        assert await asyncio.wait_for(tasks[0], 20) is None


@async_test
async def test_the_task_of_one_that_nobody_keeps_is_the_next_ones() -> None:
    async with Started() as starter:
        tasks = asyncio.all_tasks()
        for _ in range(100):
            assert starter.start(append([], "a")) is None
        assert asyncio.all_tasks() == tasks


def cancels_itself(then: Coroutine[Any, Any, None]) -> Coroutine[Any, Any, None]:
    async def run() -> None:
        task = asyncio.current_task()
        assert task is not None
        task.cancel()
        await then

    return run()


@async_test
async def test_one_that_cancels_itself_is_cancelled_where_it_waits_next() -> None:
    said: list[str] = []
    async with Started() as starter:
        task = starter.start(cancels_itself(asyncio.sleep(0)))
        assert task is not None
        with pytest.raises(asyncio.CancelledError):
            await task
        await Started.ready(_holding(starter))
        task = starter.start(cancels_itself(append(said, "a")))
        assert (task, said) == (None, ["a"])
        await asyncio.sleep(0)
        task = starter.start(append(said, "b"))
        if task is not None:
            await task
        assert said == ["a", "b"]


def _holding(starter: Starter) -> Started:
    started = Started.__new__(Started)
    started.starter = starter
    return started


@async_test
async def test_the_first_of_all_may_wait_for_its_turn() -> None:
    said: list[str] = []
    started = Started()
    task = started.starter.start(append(said, "a"))
    if task is not None:
        await task
    assert said == ["a"]
    await started.__aexit__()
