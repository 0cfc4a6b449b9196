"""What a client's user iterates without asyncio: the replies of one request, and the messages of one topic."""

import math
import threading
import warnings
from collections.abc import Callable, Iterator
from types import TracebackType
from typing import Protocol, Self, TypeVar, cast

from ..core.dispatch import Received
from ..core.inbox import EMPTY, Inbox
from ..core.replies import Pending
from .listeners import Listeners
from .streams import latest
from .sync_waiting import SyncClock

T = TypeVar("T")


class Reading(Protocol):
    """What those who read inboxes need of the one who fills them."""

    lock: threading.Lock
    clock: SyncClock
    is_crowded: bool

    def check_wait(self) -> None:
        """Raise RuntimeError where who is about to wait must not."""
        ...


class InboxReaderSync:
    """Waits for an inbox's items in any number of threads; each item goes to one of them.

    Items are put in under the lock of `reading`. Nothing is lost when a wait is interrupted. A thread that keeps up but
    had no chance to run since half of `limit` came has `reading.is_crowded` set, once until it has taken something.
    """

    def __init__(self, inbox: Inbox[Received], reading: Reading, limit: int = 0) -> None:
        self._inbox = inbox
        self._reading = reading
        self._lock = reading.lock
        self._changed = reading.clock.signal()
        self._half = limit // 2
        self._is_keeping_up = True
        inbox.wake = self._wake if limit else self._changed.set

    def take(self, seconds: float, complaint: Callable[[], str]) -> Received:
        """Give the next item; raises the inbox's error, EOFError at its normal end, TimeoutError with the complaint."""
        deadline: float | None = None
        while True:
            with self._lock:
                try:
                    item = self._inbox.take()
                except Exception:
                    # The end is for all who wait.
                    self._changed.set()
                    raise
                self._is_keeping_up = True
                if item is EMPTY:
                    self._reading.check_wait()
                    self._changed.clear()
                elif deadline is not None and len(self._inbox):
                    # Another thread may wait for the next one.
                    self._changed.set()
            if item is not EMPTY:
                return item
            now = 0.0 if seconds == math.inf else self._reading.clock.monotonic()
            if deadline is None:
                deadline = now + seconds
            if not self._changed.wait(deadline - now):
                raise TimeoutError(complaint())

    def _wake(self) -> None:
        self._changed.set()
        if self._is_keeping_up and len(self._inbox) > self._half:
            self._is_keeping_up = False
            self._reading.is_crowded = True


class ReplyStreamSync(Iterator[T]):
    """The replies of one request, as they come: iterate it, or open it with `with`, which also ends it early.

    The request is sent at the first use. The iteration ends by itself after the last reply. It raises RequestFailed
    when the server answers with an error, TimeoutError after a silence of `timeout` seconds, Closed when the connection
    ends, and QueueOverflow when replies came faster than they were read.
    """

    def __init__(
        self,
        request: str,
        reader: InboxReaderSync,
        begin: Callable[[float], Pending],
        abandon: Callable[[Pending], None],
        give_up: Callable[[Pending], None],
        *,
        timeout: float,
    ) -> None:
        self._request = request
        self._reader = reader
        self._begin = begin
        self._abandon = abandon
        self._give_up = give_up
        self._timeout = timeout
        self._used = False
        self._pending: Pending | None = None
        self._received: Received | None = None

    @property
    def received(self) -> Received:
        """What came with the reply that was taken last: its tag, topic, time stamp (in `frame`), the whole frame."""
        return latest(self._received)

    def __enter__(self) -> Self:
        self._send()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> T:
        if not self._used:
            self._send()
        if self._pending is None:
            raise StopIteration
        try:
            self._received = self._reader.take(self._timeout, self._complaint)
        except EOFError:
            self._pending = None
            raise StopIteration from None
        except Exception:
            self.close()
            raise
        return cast("T", self._received.message)

    def close(self) -> None:
        """End it: replies that still come are thrown away. Nothing where it has ended."""
        self._used = True
        pending, self._pending = self._pending, None
        if pending is not None:
            self._abandon(pending)

    def __del__(self) -> None:
        if not self._used:
            # As for a coroutine that nobody awaited, and shown by default, unlike a ResourceWarning: nothing was sent.
            message = (
                f"ReplyStreamSync of {self._request} was never used, so nothing was sent: iterate it, or use `with`"
            )
            warnings.warn(message, RuntimeWarning, stacklevel=2, source=self)
        elif self._pending is not None:
            # Left with `break`, outside of `with`; the garbage collector may run in a thread that holds the lock.
            self._give_up(self._pending)

    def _send(self) -> None:
        if not self._used:
            self._used = True
            self._pending = self._begin(self._timeout)

    def _complaint(self) -> str:
        return f"no further reply to {self._request} within {self._timeout:g} s: give a longer timeout, or retry"


class SubscriptionSync(Iterator[T]):
    """The messages of one topic while `with` holds it open; iterate it inside.

    It lives on when a connection is lost and made again. What came meanwhile may be missing then: `gaps` counts that,
    and `on_gap` tells it. `dropped` counts the messages that were thrown away because the queue was full. The iteration
    ends when this client is closed, and raises what is right (Closed, Unauthorized, …) when it ends otherwise. Where
    several threads iterate one subscription, each message goes to one of them.
    """

    def __init__(
        self,
        address: str,
        make_inbox: Callable[[], tuple[Inbox[Received], InboxReaderSync]],
        open_topic: Callable[[Inbox[Received]], None],
        close_topic: Callable[[Inbox[Received]], None],
        after: Callable[[Callable[[], None]], None],
    ) -> None:
        self.address = address
        self._make_inbox = make_inbox
        self._open_topic = open_topic
        self._close_topic = close_topic
        self._after = after
        self._inbox: Inbox[Received] | None = None
        self._reader: InboxReaderSync | None = None
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
        return self._inbox.gaps if self._inbox is not None else 0

    @property
    def dropped(self) -> int:
        """How many messages the full queue has thrown away since it was opened."""
        return self._inbox.dropped if self._inbox is not None else 0

    def __enter__(self) -> Self:
        if self._reader is not None:
            raise RuntimeError(f"this subscription of {self.address} is open already: ask the client for another one")
        inbox, self._reader = self._make_inbox()
        self._inbox = inbox
        inbox.resumed = lambda: self._after(lambda: self._on_gap.call(self))
        try:
            self._open_topic(inbox)
        except BaseException:
            self._reader = None
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self._inbox is not None and self._reader is not None:
            self._reader = None
            self._close_topic(self._inbox)

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> T:
        try:
            return self._take(math.inf)
        except EOFError:
            raise StopIteration from None

    def receive(self, timeout: float) -> T | None:
        """Give the next message; None when this client is closed. Raises TimeoutError after so many seconds."""
        try:
            return self._take(timeout)
        except EOFError:
            return None

    def _take(self, seconds: float) -> T:
        if self._reader is None:
            raise RuntimeError(f"open it first: with … as events: for event in events ({self.address})")
        self._received = self._reader.take(seconds, lambda: f"no message on {self.address} within {seconds:g} s")
        return cast("T", self._received.message)
