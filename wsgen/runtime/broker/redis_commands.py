"""Sends commands to Redis in the order in which they come: those that come while others are under way go together."""

import asyncio
from collections import deque
from collections.abc import Iterable, Sequence
from typing import Any, Final

from .redis_client import RedisClient

_MOST_TOGETHER: Final = 256
_GIVEN_UP: Final = "the broker was stopped"
"""What a command gets that was waiting: nobody cancelled who waits for it."""
_PATIENCE: Final = 0.1
"""Seconds after which a task that hasn't ended is cancelled again."""


class RedisCommands:
    """One command at a time, or one batch.

    So many publishers need no more than one connection, and who comes second is never overtaken.
    """

    def __init__(self, client: RedisClient) -> None:
        self._client = client
        self._waiting: deque[tuple[Sequence[Any], asyncio.Future[Any]]] = deque()
        self._task: asyncio.Task[None] | None = None
        self._busy = False

    async def run(self, *command: Any) -> Any:
        """Give a command's result; raises what the client raises."""
        if self._busy:
            result: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
            self._waiting.append((command, result))
            return await result
        self._busy = True
        try:
            return await self._client.execute_command(*command)
        finally:
            if self._waiting:
                self._task = asyncio.create_task(self._run_waiting())
            else:
                self._busy = False

    async def stop(self) -> None:
        """Give up what waits."""
        await ended({self._task} if self._task is not None else ())

    async def _run_waiting(self) -> None:
        try:
            while self._waiting:
                together = [self._waiting.popleft() for _ in range(min(len(self._waiting), _MOST_TOGETHER))]
                # Who was cancelled before it was sent isn't sent.
                await self._run_together([each for each in together if not each[1].done()])
        finally:
            self._busy = False
            while self._waiting:
                _settle(self._waiting.popleft()[1], ConnectionError(_GIVEN_UP))

    async def _run_together(self, together: list[tuple[Sequence[Any], asyncio.Future[Any]]]) -> None:
        results: Sequence[Any] = ()
        try:
            pipeline = self._client.pipeline(transaction=False)
            for command, _ in together:
                pipeline.execute_command(*command)
            results = await pipeline.execute(raise_on_error=False)
        except Exception as error:
            results = [error] * len(together)
        finally:
            results = results or [ConnectionError(_GIVEN_UP) for _ in together]
            for (_, future), result in zip(together, results, strict=True):
                _settle(future, result)


def _settle(future: asyncio.Future[Any], result: Any) -> None:
    if future.done():
        return
    if isinstance(result, Exception):
        future.set_exception(result)
    else:
        future.set_result(result)


async def ended(tasks: Iterable[asyncio.Task[None]]) -> None:
    """Cancel tasks until they have ended, whatever they end with.

    Once may not be enough: `asyncio.wait_for`, which redis-py calls, loses a cancellation that comes together with its
    result (before Python 3.12).
    """
    every = tuple(tasks)
    is_cancelled = False
    while running := [task for task in every if not task.done()]:
        for task in running:
            task.cancel()
        try:
            await asyncio.wait(running, timeout=_PATIENCE)
        except asyncio.CancelledError:
            # None may be left behind, so this is for later.
            is_cancelled = True
    for task in every:
        if not task.cancelled():
            task.exception()
    if is_cancelled:
        raise asyncio.CancelledError
