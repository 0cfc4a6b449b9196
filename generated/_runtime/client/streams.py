"""What a client's user iterates: the replies of one request, and the messages of one topic (asyncio)."""

import asyncio
import warnings
from collections.abc import AsyncIterator, Awaitable, Callable
from types import TracebackType
from typing import Any, Final, Generic, Self, TypeVar, cast

from ..core.dispatch import Received
from ..core.inbox import EMPTY, Inbox
from ..core.replies import Pending
from .listeners import Listeners

T = TypeVar("T")

_NO_FURTHER: Final = "no further reply to {what} within {seconds} s: give a longer timeout, or retry"
_NOT_SENT: Final = "{what} could not be sent within {seconds} s: the server does not read"


class InboxReader(Generic[T]):
    """Waits for an inbox's items; nothing is lost when a wait is cancelled."""

    def __init__(self, inbox: Inbox[T]) -> None:
        self._inbox = inbox
        self._changed = asyncio.Event()
        inbox.wake = self._changed.set

    async def take(self) -> T:
        """Give the next item; raises the inbox's error, or EOFError at its normal end."""
        while True:
            item = self._inbox.take()
            if item is not EMPTY:
                return item
            self._changed.clear()
            await self._changed.wait()


class ReplyStream(AsyncIterator[T]):
    """The replies of one request, as they come: iterate it, or open it with `async with`, which also ends it early.

    The request is sent at the first use. The iteration ends by itself after the last reply. It raises RequestFailed
    when the server answers with an error, TimeoutError after a silence of `timeout` seconds, Closed when the connection
    ends, and QueueOverflow when replies came faster than they were read.
    """

    def __init__(
        self,
        request: str,
        inbox: Inbox[Received],
        *,
        begin: Callable[[], Awaitable[Pending]],
        abandon: Callable[[Pending], None],
        timeout: float,
        within: Callable[[float, Awaitable[Any], str, str], Awaitable[Any]],
    ) -> None:
        self._request = request
        self._inbox = inbox
        self._reader = InboxReader(inbox)
        self._within = within
        self._begin = begin
        self._abandon = abandon
        self._timeout = timeout
        self._used = False
        self._pending: Pending | None = None
        self._received: Received | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    @property
    def received(self) -> Received:
        """What came with the reply that was taken last: its tag, request id, topic, and the whole frame."""
        return latest(self._received)

    async def __aenter__(self) -> Self:
        await self._send()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.aclose()

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> T:
        await self._send()
        if self._pending is None:
            raise StopAsyncIteration
        try:
            # What is there already needs no time limit, which costs more than taking it.
            taken = self._inbox.take()
            if taken is EMPTY:
                taken = await self._within(self._timeout, self._reader.take(), self._request, _NO_FURTHER)
        except EOFError:
            self._pending = None
            raise StopAsyncIteration from None
        except Exception:
            await self.aclose()
            raise
        self._received = taken
        return cast("T", taken.message)

    async def aclose(self) -> None:
        """End it: replies that still come are thrown away. Nothing where it has ended."""
        self._used = True
        pending, self._pending = self._pending, None
        if pending is not None:
            self._abandon(pending)

    def __del__(self) -> None:
        if not self._used:
            # As for a coroutine that nobody awaited, and shown by default, unlike a ResourceWarning: nothing was sent.
            message = (
                f"ReplyStream of {self._request} was never used, so nothing was sent: iterate it, or use `async with`"
            )
            warnings.warn(message, RuntimeWarning, stacklevel=2, source=self)
        elif self._pending is not None and self._loop is not None and not self._loop.is_closed():
            # Left with `break`, outside of `async with`; the garbage collector may run in any thread.
            self._loop.call_soon_threadsafe(self._abandon, self._pending)

    async def _send(self) -> None:
        if self._used:
            return
        self._used = True
        self._loop = asyncio.get_running_loop()
        self._pending = await self._within(self._timeout, self._begin(), self._request, _NOT_SENT)


class Subscription(AsyncIterator[T]):
    """The messages of one topic while `async with` holds it open; iterate it inside.

    It lives on when a connection is lost and made again. What came meanwhile may be missing then: `gaps` counts that,
    and `on_gap` tells it. `dropped` counts the messages that were thrown away because the queue was full. The iteration
    ends when this client is closed, and raises what is right (Closed, Unauthorized, …) when it ends otherwise.
    """

    def __init__(
        self,
        address: str,
        make_inbox: Callable[[], Inbox[Received]],
        open_topic: Callable[[Inbox[Received]], Awaitable[None]],
        close_topic: Callable[[Inbox[Received]], None],
    ) -> None:
        self.address = address
        self._make_inbox = make_inbox
        self._open_topic = open_topic
        self._close_topic = close_topic
        self._inbox: Inbox[Received] | None = None
        self._reader: InboxReader[Received] | None = None
        self._received: Received | None = None
        self._on_gap: Listeners[Self] = Listeners()

    def on_gap(self, callback: Callable[[Self], object]) -> Callable[[], None]:
        """Call back with this subscription when it is live again after a lost connection; returns what ends that."""
        return self._on_gap.add(callback)

    @property
    def received(self) -> Received:
        """What came with the message that was taken last: its tag, topic, time stamp (in `frame`), the whole frame."""
        return latest(self._received)

    @property
    def gaps(self) -> int:
        """How often messages may be missing before the one that was taken last: once for each lost connection."""
        return 0 if self._inbox is None else self._inbox.gaps

    @property
    def dropped(self) -> int:
        """How many messages the full queue has thrown away since it was opened."""
        return 0 if self._inbox is None else self._inbox.dropped

    async def __aenter__(self) -> Self:
        if self._reader is not None:
            raise RuntimeError(f"this subscription of {self.address} is open already: ask the client for another one")
        inbox = self._make_inbox()
        self._inbox, self._reader = inbox, InboxReader(inbox)
        inbox.resumed = lambda: self._on_gap.call(self)
        try:
            await self._open_topic(inbox)
        except BaseException:
            self._reader = None
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self._inbox is not None and self._reader is not None:
            self._reader = None
            self._close_topic(self._inbox)
            self._inbox.end()

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> T:
        if self._reader is None:
            raise RuntimeError(f"open it first: async with … as events: async for event in events ({self.address})")
        try:
            self._received = await self._reader.take()
        except EOFError:
            raise StopAsyncIteration from None
        return cast("T", self._received.message)


def latest(received: Received | None) -> Received:
    """Give what a stream or a subscription received last; raises RuntimeError where that is nothing."""
    if received is None:
        raise RuntimeError("nothing was received yet: `received` is about the message that the iteration gave last")
    return received
