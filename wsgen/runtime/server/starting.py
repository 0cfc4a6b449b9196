"""Starts coroutines at once, each as a task, and makes a task only for one that has to wait."""

import asyncio
import sys
from asyncio.tasks import _enter_task, _leave_task  # pyright: ignore[reportPrivateUsage] - "Extending asyncio" has them
from collections.abc import Callable, Coroutine, Generator
from contextvars import Context, copy_context
from sys import getrefcount
from types import coroutine
from typing import Any, Final, NamedTuple

if sys.version_info >= (3, 12):
    from asyncio.tasks import current_task as task_of
else:
    # Where `current_task`, which is written in Python there, looks.
    task_of: Callable[[asyncio.AbstractEventLoop], asyncio.Task[Any] | None] = vars(asyncio.tasks)["_current_tasks"].get

_ENDED: Final = object()


class Rest(NamedTuple):
    """A coroutine of which somebody took the first step, what it waits for, and the context of its steps if any."""

    steps: Coroutine[Any, Any, Any]
    waits_for: Any
    context: Context | None = None


@coroutine
def finish(rest: Rest, error: BaseException | None = None) -> Generator[Any, Any, None]:
    """Await the rest of a coroutine; `error` is raised in it, and as in a task what it waits for is cancelled first."""
    steps, waits_for, context = rest
    if isinstance(error, asyncio.CancelledError) and asyncio.isfuture(waits_for) and waits_for.cancel():
        # Its end is waited for: a task may have something to clean up.
        error = None
    while True:
        value: Any = None
        if error is None:
            try:
                value = yield waits_for
            except GeneratorExit:
                steps.close()
                raise
            except BaseException as raised:
                # It is for the coroutine, as where one task awaits all of it.
                error = raised
        step: Callable[[Any], Any] = steps.send
        if error is not None:
            step, value, error = steps.throw, error, None
        try:
            waits_for = step(value) if context is None else context.run(step, value)
        except StopIteration:
            return


class Starter:
    """Starts coroutines that mostly end without waiting for anything.

    From its first step on each has a task, which `asyncio.current_task()` gives, which a time limit cancels, and which
    goes on with what is left of it; and each has a context of its own. So it can't tell that it was started at once.
    Where one ends without having waited, the next one gets the same task, unless somebody keeps that.
    """

    def __init__(self) -> None:
        self._spare: _Worker | None = None

    def start(self, steps: Coroutine[Any, Any, Any]) -> asyncio.Task[Any] | None:
        """Take the first step; gives the task that has the rest, None where that was all. Raises what the step does."""
        loop = asyncio.get_running_loop()
        if sys.version_info >= (3, 12):
            task = asyncio.Task(steps, loop=loop, eager_start=True)
            if not task.done():
                return task
            if not task.cancelled():
                task.result()
            return None
        worker, self._spare = self._spare, None
        if worker is None or not worker.waits_in(loop):
            # The next one will find a task that waits.
            self._spare = worker if worker is not None and worker.will_wait_in(loop) else _Worker(loop)
            return loop.create_task(steps)
        context, task = copy_context(), worker.task
        known = getrefcount(task)
        waits_for: Any = _ENDED
        try:
            waits_for = step_as(loop, task, context, steps)
        except (StopIteration, asyncio.CancelledError):
            # It has ended.
            pass
        except BaseException:
            worker.go_on(None)
            raise
        if waits_for is _ENDED:
            # Whoever keeps the task may cancel it, or wait for its end, and means this coroutine by it.
            self._keep(worker, is_known=getrefcount(task) != known)
            return None
        self._keep(_Worker(loop))
        worker.go_on(Rest(steps, waits_for, context))
        return task

    async def end(self) -> None:
        """End the task that waits for the next coroutine."""
        worker, self._spare = self._spare, None
        if worker is not None:
            worker.go_on(None)
            await asyncio.wait({worker.task})

    def _keep(self, worker: "_Worker", *, is_known: bool = False) -> None:
        if is_known or self._spare is not None:
            worker.go_on(None)
        else:
            self._spare = worker


class _Worker:
    """A task that waits for the rest of a coroutine."""

    __slots__ = ("_has_begun", "_loop", "_rest", "_wake", "task")

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._wake: asyncio.Future[None] = loop.create_future()
        self._rest: Rest | None = None
        self._has_begun = False
        self.task = loop.create_task(self._work())

    def will_wait_in(self, loop: asyncio.AbstractEventLoop) -> bool:
        """Say whether it waits, or will, in this loop; a coroutine that cancelled itself may have ended that."""
        return not self._wake.done() and self._loop is loop

    def waits_in(self, loop: asyncio.AbstractEventLoop) -> bool:
        """Say whether it has begun to wait, in this loop."""
        return self._has_begun and not self._wake.done() and self._loop is loop

    def go_on(self, rest: Rest | None) -> None:
        """Let it go on with a coroutine, which may have cancelled it already, or end."""
        self._rest = rest
        if not self._wake.done():
            self._wake.set_result(None)

    async def _work(self) -> None:
        self._has_begun = True
        error: asyncio.CancelledError | None = None
        try:
            await self._wake
        except asyncio.CancelledError as cancelled:
            # Where it has a coroutine, that is whom it is for.
            error = cancelled
        if self._rest is not None:
            await finish(self._rest, error)
        elif error is not None:
            raise error


def step_as(
    loop: asyncio.AbstractEventLoop, task: asyncio.Task[Any], context: Context, steps: Coroutine[Any, Any, Any]
) -> Any:
    """Take a step of a coroutine as another task; gives what it waits for.

    Raises StopIteration where that was all of it, and what the step raises.
    """
    current = task_of(loop)
    if current is not None:
        _leave_task(loop, current)
    _enter_task(loop, task)
    try:
        return context.run(steps.send, None)
    finally:
        _leave_task(loop, task)
        if current is not None:
            _enter_task(loop, current)


async def end_tasks(*tasks: asyncio.Task[Any]) -> None:
    """Cancel tasks and wait for all of them; their own failures were told elsewhere."""
    current = asyncio.current_task()
    others = [task for task in tasks if task is not current]
    for task in others:
        task.cancel()
    if others:
        await asyncio.wait(others)
