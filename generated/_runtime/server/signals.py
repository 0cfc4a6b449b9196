"""Hears SIGTERM before the ASGI server does, which would close the connections whose handlers still run."""

import asyncio
import signal
import threading
from collections.abc import Awaitable, Callable, Generator
from contextlib import contextmanager
from types import FrameType


@contextmanager
def hearing_sigterm(shutdown: Callable[[], Awaitable[None]]) -> Generator[None]:
    """Run `shutdown` at SIGTERM, then hand the signal on to whoever listened for it before.

    A second SIGTERM goes to them at once. Nothing is changed where nobody listens, since the process just ends then,
    and outside the main thread, where Python lets nobody listen.
    """
    before = signal.getsignal(signal.SIGTERM)
    if not callable(before) or threading.current_thread() is not threading.main_thread():
        yield
        return
    loop = asyncio.get_running_loop()
    tasks: set[asyncio.Task[None]] = set()

    async def leave(number: int) -> None:
        try:
            await shutdown()
        finally:
            before(number, None)

    def begin(number: int) -> None:
        tasks.add(loop.create_task(leave(number)))

    def hear(number: int, _: FrameType | None) -> None:
        signal.signal(number, before)
        loop.call_soon_threadsafe(begin, number)

    signal.signal(signal.SIGTERM, hear)
    try:
        yield
    finally:
        if signal.getsignal(signal.SIGTERM) is hear:
            signal.signal(signal.SIGTERM, before)
