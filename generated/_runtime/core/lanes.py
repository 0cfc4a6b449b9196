"""Which handlers of one connection may run at once, and which wait for others (no IO)."""

from collections import deque
from enum import IntEnum
from typing import NamedTuple

from ..protocol import Route, Stream
from .dispatch import Received, UnknownFrame
from .limits import Limits


class Lane(IntEnum):
    """Requests of one lane: one after the other, or several at once."""

    ORDERED = 0
    """One after the other, as they came."""
    FREE = 1
    """At once, up to `Limits.concurrent` together with the one that is ordered."""
    STREAM = 2
    """Streams whose frames only their order tells apart: one after the other."""
    STREAMS = 3
    """Streams whose frames carry the request's id: at once, up to `Limits.streams`."""


class Run(NamedTuple):
    """Let the handler of a message, or of unknown frames, run, and tell `finished` when it is done."""

    received: Received | UnknownFrame
    lane: Lane
    size: int


class Lanes(NamedTuple):
    """The lanes of one message: where it came without a request id, and with one."""

    unnamed: Lane
    named: Lane


def lanes_of(route: Route, concurrent: int) -> Lanes:
    """Say in which lanes a message's handlers run.

    A client matches replies without an id in the order of its requests, so those are never at once. A subscription and
    its end, and what else the runtime itself keeps books of, stay in order whatever ids they have.
    """
    if isinstance(route.reply, Stream):
        return Lanes(Lane.STREAM, Lane.STREAMS if has_ids(route) else Lane.STREAM)
    if concurrent == 1 or route.message.role is not None:
        return Lanes(Lane.ORDERED, Lane.ORDERED)
    if route.reply is None:
        return Lanes(Lane.FREE, Lane.FREE)
    return Lanes(Lane.ORDERED, Lane.FREE if has_ids(route) else Lane.ORDERED)


def has_ids(route: Route) -> bool:
    """Say whether all replies have a place for the request's id."""
    return route.reply is not None and all(message.request_id is not None for message in route.reply.messages)


class Schedule:
    """The requests of one connection: those whose handlers run, and those that wait for them."""

    __slots__ = ("_count", "_limits", "_running", "_size", "_waiting")

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._running = [0] * len(Lane)
        # Only of lanes in which something waits: empty queues would be a tenth of an idle connection's memory.
        self._waiting: dict[Lane, deque[Run]] = {}
        self._count = 0
        self._size = 0

    @property
    def is_behind(self) -> bool:
        """Whether a request waits for others to finish."""
        return bool(self._waiting)

    def begin(self, run: Run) -> bool:
        """Let a handler start where none runs and none waits; False where there are some."""
        if self._count:
            return False
        self._count = 1
        self._size = run.size
        self._running[run.lane] = 1
        return True

    def has_room(self, size: int) -> bool:
        """Say whether one more request of so many characters may wait, or run."""
        return self._count < self._limits.waiting and self._size + size <= self._limits.waiting_size

    def add(self, run: Run) -> bool:
        """Take a request; True when its handler may start now, else it waits."""
        self._count += 1
        self._size += run.size
        if self._has_slot(run.lane):
            self._running[run.lane] += 1
            return True
        self._waiting.setdefault(run.lane, deque()).append(run)
        return False

    def finish(self, run: Run) -> list[Run]:
        """Take note that a handler is done; gives those that may start now."""
        self._running[run.lane] -= 1
        self._count -= 1
        self._size -= run.size
        if not self._waiting:
            return []
        if run.lane in (Lane.STREAM, Lane.STREAMS):
            return self._start(run.lane)
        # These two share their slots; the one that is ordered needs one at a time, so it goes first.
        return self._start(Lane.ORDERED) + self._start(Lane.FREE)

    def clear(self) -> None:
        """Forget those that wait."""
        self._waiting.clear()

    def _has_slot(self, lane: Lane) -> bool:
        running = self._running
        match lane:
            case Lane.ORDERED:
                return not running[Lane.ORDERED] and running[Lane.FREE] < self._limits.concurrent
            case Lane.FREE:
                return running[Lane.ORDERED] + running[Lane.FREE] < self._limits.concurrent
            case Lane.STREAM:
                return not running[Lane.STREAM]
            case Lane.STREAMS:
                return running[Lane.STREAMS] < self._limits.streams

    def _start(self, lane: Lane) -> list[Run]:
        waiting = self._waiting.get(lane)
        started: list[Run] = []
        while waiting and self._has_slot(lane):
            self._running[lane] += 1
            started.append(waiting.popleft())
        if waiting is not None and not waiting:
            del self._waiting[lane]
        return started
