"""Starts the handlers whose turn came when another one ended, many of them in one go."""

import asyncio
from collections import deque
from collections.abc import Callable
from contextvars import copy_context
from typing import Final

from ..core.lanes import Run

_IN_A_ROW: Final = 16
"""After so many handlers that began others get a turn."""


class Turns:
    """The handlers of one connection that may begin, of requests that had to wait.

    `start` starts one. It is called in the context in which this was made, for nobody is meant by the context variables
    of the handler that ended; and not within that one's end, for the one that starts may end at once too. Those that
    end at once make way for the next in the same go, so that a client that was ahead is caught up with.
    """

    __slots__ = ("_context", "_is_called", "_ready", "_start")

    def __init__(self, start: Callable[[Run], None]) -> None:
        self._start = start
        self._ready: deque[Run] = deque()
        self._is_called = False
        self._context = copy_context()

    def add(self, run: Run) -> None:
        """Let a handler start soon."""
        self._ready.append(run)
        self._call()

    def clear(self) -> None:
        """Forget those that haven't started."""
        self._ready.clear()

    def _call(self) -> None:
        if not self._is_called:
            self._is_called = True
            asyncio.get_running_loop().call_soon(self._go, context=self._context)

    def _go(self) -> None:
        try:
            for _ in range(_IN_A_ROW):
                if not self._ready:
                    return
                self._start(self._ready.popleft())
        finally:
            self._is_called = False
            if self._ready:
                self._call()
