"""The connection that a client without asyncio has now, with the threads that wait for one, or for room on it."""

import os
import threading
from collections.abc import Callable
from typing import TypeVar

from ..core.client_life import ClientLife
from ..core.client_session import ClientSession
from .sync_connection import ConnectionSync
from .sync_waiting import Gathering, SyncClock

T = TypeVar("T")


class LiveSync:
    """What all threads of a client share.

    `lock` guards the life, its session and their inboxes; it is never held while waiting, or while a callback runs.
    `process` is the one that opened the client, `thread` the one that reads, and `is_crowded` asks it for a pause.
    """

    def __init__(self, life: ClientLife, clock: SyncClock, name: str) -> None:
        self.lock = threading.Lock()
        self.life = life
        self.clock = clock
        self.connection: ConnectionSync | None = None
        self.changed = Gathering(self.lock, clock)
        self.process = os.getpid()
        self.is_crowded = False
        self.thread: threading.Thread | None = None
        self._name = name

    @property
    def is_forked(self) -> bool:
        """Whether this is a copy, made by a fork: the connection and the thread that reads it are another process's."""
        return self.process != os.getpid()

    def check_wait(self) -> None:
        """Raise RuntimeError where who is about to wait is the client's own thread, which would wait for itself."""
        if threading.current_thread() is self.thread:
            raise RuntimeError("a callback of the client can't wait for it: hand over to a thread of your own")

    def write(self, compose: Callable[[ClientSession, float], tuple[T, str | None]], seconds: float, what: str) -> T:
        """Send what `compose` writes on the live connection as soon as it has room, and give what else it gives.

        Raises RuntimeError for a client that was never opened, what ended it for one that is closed, and TimeoutError
        after so many seconds without a connection, or without room.
        """
        if self.is_forked:
            raise RuntimeError("this client was opened by another process, before a fork: open one in each process")
        deadline: float | None = None
        while True:
            with self.lock:
                connection = self.connection
                if connection is not None and connection.is_open and self.life.state == "live" and connection.has_room:
                    result, text = compose(connection.session, self.clock.monotonic())
                    if text is not None:
                        connection.send(text)
                    return result
                if refusal := self.life.refusal():
                    raise refusal
                if self.life.state == "closed":
                    raise RuntimeError(f"the client isn't open: with {self._name}(…) as client")
                self.check_wait()
                change = self.changed.join()
            now = self.clock.monotonic()
            deadline = now + seconds if deadline is None else deadline
            if not change.wait(deadline - now):
                self.changed.leave(change)
                raise TimeoutError(self._complaint(what, seconds))

    def post_unsubscription(self, address: str) -> None:
        """Tell the server that an address was closed, where it knows of it; with the lock held."""
        connection = self.connection
        if connection is not None and connection.ending is None:
            text = self.life.unsubscription(address, self.clock.monotonic())
            if text is not None:
                connection.post(text)

    def wait_until(self, is_done: Callable[[], bool], deadline: float) -> bool:
        """Wait for what a change may have done, asked with the lock held; False when the time came first."""
        while True:
            with self.lock:
                if is_done():
                    return True
                change = self.changed.join()
            if not change.wait(deadline - self.clock.monotonic()):
                self.changed.leave(change)
                return False

    def _complaint(self, what: str, seconds: float) -> str:
        with self.lock:
            if self.life.state in {"stale", "connecting"}:
                return self.life.complaint(what, seconds)
        return f"{what} could not be sent within {seconds:g} s: the server does not read"
