"""How threads wait for each other, and by which clock; tests bring their own."""

import math
import threading
import time
from collections.abc import Callable
from typing import Protocol


class Signal(Protocol):
    """Wakes one waiting thread: set before or while it waits, gone when it has woken."""

    def set(self) -> None:
        """Wake who waits, or who waits next; from any thread."""
        ...

    def clear(self) -> None:
        """Take back a `set` that nobody waited for."""
        ...

    def wait(self, seconds: float) -> bool:
        """Wait until it is set, or for so many seconds (`inf`: without limit); say whether it was set."""
        ...


class SyncClock(Protocol):
    """A source of time, of threads, and of what they wait for."""

    def monotonic(self) -> float:
        """Seconds that never go back, for deadlines."""
        ...

    def epoch(self) -> float:
        """Seconds since the epoch, for time stamps."""
        ...

    def signal(self) -> Signal:
        """Make a signal that isn't set."""
        ...

    def start(self, run: Callable[[], None], name: str) -> threading.Thread:
        """Start a thread that doesn't keep the interpreter from exiting."""
        ...


class ThreadClock:
    """The machine's clock, and Python's threads."""

    def monotonic(self) -> float:
        """Give `time.monotonic()`."""
        return time.monotonic()

    def epoch(self) -> float:
        """Give `time.time()`."""
        return time.time()

    def signal(self) -> Signal:
        """Make a signal of a lock."""
        return _LockSignal()

    def start(self, run: Callable[[], None], name: str) -> threading.Thread:
        """Start a daemon thread."""
        thread = threading.Thread(target=run, name=name, daemon=True)
        thread.start()
        return thread


class _LockSignal:
    """A lock that is held while the signal isn't set: half the price of a `threading.Condition`.

    Whoever is interrupted in `wait` (KeyboardInterrupt) holds nothing that another thread could need.
    """

    __slots__ = ("_lock",)

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._lock.acquire()

    def set(self) -> None:
        if self._lock.locked():
            try:
                self._lock.release()
            except RuntimeError:
                # Another thread has set it in between.
                return

    def clear(self) -> None:
        self._lock.acquire(blocking=False)

    def wait(self, seconds: float) -> bool:
        if seconds <= 0:
            return self._lock.acquire(blocking=False)
        return self._lock.acquire(timeout=-1 if seconds == math.inf else min(seconds, threading.TIMEOUT_MAX))


class Gathering:
    """Any number of threads that wait for one change, under a lock that is theirs and the changer's."""

    def __init__(self, lock: threading.Lock, clock: SyncClock) -> None:
        self._lock = lock
        self._clock = clock
        self._waiting: list[Signal] = []

    def join(self) -> Signal:
        """Give what is set with the next change; with the lock held, so that none is missed."""
        signal = self._clock.signal()
        self._waiting.append(signal)
        return signal

    def leave(self, signal: Signal) -> None:
        """Wait no more, without the lock."""
        with self._lock:
            if signal in self._waiting:
                self._waiting.remove(signal)

    def wake(self) -> None:
        """Say that something has changed, with the lock held."""
        if self._waiting:
            waiting, self._waiting = self._waiting, []
            for each in waiting:
                each.set()
