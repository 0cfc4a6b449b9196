"""Runs an async test in an event loop of its own, in which nothing may be left over."""

import asyncio
from collections.abc import Awaitable, Callable
from functools import wraps
from typing import ParamSpec

P = ParamSpec("P")


def async_test(test: Callable[P, Awaitable[None]]) -> Callable[P, None]:
    """Make a test function of an async one; a task that it leaves behind fails it."""

    @wraps(test)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        async def whole() -> None:
            await test(*args, **kwargs)
            left = asyncio.all_tasks() - {asyncio.current_task()}
            assert not left, left

        asyncio.run(whole())

    return run
