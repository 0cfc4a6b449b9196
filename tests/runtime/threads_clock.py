"""Time for tests of threads: it stands still while any of them runs, and jumps to the next deadline when all wait."""

import math
import queue
import threading
from collections.abc import Callable

PAUSE = 0.001

LIMIT = 20.0
"""Real seconds after which a test that should have gone on is given up."""


class ThreadsClock:
    """A SyncClock whose threads are those that it started, and the one that made it.

    When all wait and none has a deadline, nothing could ever happen again: an error here, and a test that hangs
    elsewhere.
    """

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._now = 1000.0
        self._running = 1
        self._waits: list[_Wait] = []
        self._threads: list[threading.Thread] = []
        self._idle: list[queue.SimpleQueue[Callable[[], None] | None]] = []

    def monotonic(self) -> float:
        return self._now

    def epoch(self) -> float:
        return 1_700_000_000.0 + self._now

    def signal(self) -> "TestSignal":
        return TestSignal(self)

    def start(self, run: Callable[[], None], name: str) -> threading.Thread:
        def whole() -> None:
            try:
                run()
            finally:
                with self._changed:
                    self._rest()

        with self._changed:
            self._running += 1
        thread = threading.Thread(target=whole, name=name, daemon=True)
        self._threads.append(thread)
        thread.start()
        return thread

    def call(self, run: Callable[[], None]) -> None:
        """Run something in a thread that has nothing else to do; starting one each time takes too long."""
        with self._changed:
            self._running += 1
            jobs = self._idle.pop() if self._idle else None
        if jobs is None:
            jobs = queue.SimpleQueue()
            thread = threading.Thread(target=self._work, args=(jobs,), name="test calls", daemon=True)
            self._threads.append(thread)
            thread.start()
        jobs.put(run)

    def _work(self, jobs: "queue.SimpleQueue[Callable[[], None] | None]") -> None:
        while (run := jobs.get()) is not None:
            run()
            with self._changed:
                self._idle.append(jobs)
                self._rest()

    def settle(self) -> None:
        """Let all other threads run until they wait; the short pauses of a reader are no waits."""
        with self._changed:
            while True:
                assert self._changed.wait_for(lambda: self._running <= 1, LIMIT), "a thread runs and never waits"
                first = min(self._waits, key=lambda wait: wait.deadline, default=None)
                if first is None or first.deadline > self._now + PAUSE:
                    return
                self._now = max(self._now, first.deadline)
                self._go_on(first)

    def left(self) -> list[str]:
        """Give the names of the threads that have not ended, after a moment in which they may."""
        self.settle()
        for jobs in self._idle:
            jobs.put(None)
        for each in self._threads:
            each.join(LIMIT)
        return [each.name for each in self._threads if each.is_alive()]

    def _rest(self) -> None:
        self._running -= 1
        self._changed.notify_all()
        if self._running == 0 and self._waits:
            first = min(self._waits, key=lambda wait: wait.deadline)
            if first.deadline == math.inf:
                for wait in self._waits:
                    wait.is_stuck = True
                self._running += len(self._waits)
                self._waits.clear()
                return
            self._now = max(self._now, first.deadline)
            self._go_on(first)

    def _go_on(self, wait: "_Wait") -> None:
        wait.is_over = True
        self._waits.remove(wait)
        self._running += 1
        self._changed.notify_all()


class _Wait:
    def __init__(self, signal: "TestSignal", deadline: float) -> None:
        self.signal = signal
        self.deadline = deadline
        self.is_over = False
        self.is_stuck = False
        self.was_set = False


class TestSignal:
    """A Signal of a ThreadsClock."""

    __test__ = False

    def __init__(self, clock: ThreadsClock) -> None:
        self._clock = clock
        self._is_set = False

    def set(self) -> None:
        clock = self._clock
        with clock._changed:
            wait = next((each for each in clock._waits if each.signal is self), None)
            if wait is None:
                self._is_set = True
                return
            wait.was_set = True
            clock._go_on(wait)

    def clear(self) -> None:
        self._is_set = False

    def wait(self, seconds: float) -> bool:
        clock = self._clock
        with clock._changed:
            if self._is_set:
                self._is_set = False
                return True
            if seconds <= 0:
                return False
            wait = _Wait(self, clock._now + seconds)
            clock._waits.append(wait)
            clock._rest()
            assert clock._changed.wait_for(lambda: wait.is_over or wait.is_stuck, LIMIT), "a thread never waits"
            assert not wait.is_stuck, "every thread waits, and nothing is left that could end it"
            return wait.was_set
