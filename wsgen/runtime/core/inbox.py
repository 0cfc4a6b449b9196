"""A bounded queue between the one who reads a connection and the one who uses what came (no waiting of its own)."""

from collections import deque
from collections.abc import Callable
from enum import Enum
from typing import Final, Generic, Literal, TypeAlias, TypeVar

from ..errors import QueueOverflow

T = TypeVar("T")
OverflowPolicy: TypeAlias = Literal["drop_oldest", "drop_newest", "fail"]


class _Empty(Enum):
    """The type of `EMPTY`, so that type checkers know it from any item."""

    EMPTY = "empty"


EMPTY: Final = _Empty.EMPTY
Empty: TypeAlias = Literal[_Empty.EMPTY]

QUEUE_BYTES: Final = 1024 * 1024
"""What may wait in one inbox, where nobody says other."""


def _sleep_on() -> None:
    """Nobody waits."""


class Inbox(Generic[T]):
    """Items in order of arrival, at most `limit` and together at most `max_bytes`, then an end: normal, or an error.

    When it is full, `drop_oldest` keeps what is newest, `drop_newest` what was there, and both count in `dropped`;
    `fail` drops nothing, and ends the inbox with `QueueOverflow` after what it holds. One item always finds room, or
    else what is larger than the queue could never be had. `wake` is called after each change: how to wait is the
    adapter's matter.

    `gaps` counts the places passed by `take` at which items may be missing, since a connection was lost there;
    `resumed` is called when another one goes on, and `lost` for each item that is dropped.
    """

    def __init__(self, limit: int, policy: OverflowPolicy, max_bytes: int = QUEUE_BYTES) -> None:
        self.wake: Callable[[], None] = _sleep_on
        self.lost: Callable[[], None] = _sleep_on
        self.resumed: Callable[[], None] = _sleep_on
        self.dropped = 0
        self.gaps = 0
        self._limit = limit
        self._policy = policy
        self._max_bytes = max_bytes
        self._items: deque[T] = deque()
        self._sizes: deque[int] = deque()
        self._bytes = 0
        # How many items are to be taken before each gap, counted from the gap before.
        self._before_gaps: deque[int] = deque()
        self._ended = False
        self._error: Callable[[], Exception] | None = None

    def __len__(self) -> int:
        return len(self._items)

    @property
    def ended(self) -> bool:
        """Whether nothing more will be put in; there may still be items to take."""
        return self._ended

    def put(self, item: T, size: int = 0) -> bool:
        """Add an item of so many bytes; False when the inbox had ended, or ends by this overflow."""
        if self._ended:
            return False
        total = self._bytes + size
        if self._items and (len(self._items) >= self._limit or total > self._max_bytes):
            if not self._make_room(size):
                return self._policy == "drop_newest"
            total = self._bytes + size
        self._items.append(item)
        self._sizes.append(size)
        self._bytes = total
        self.wake()
        return True

    def end(self, error: Callable[[], Exception] | None = None) -> None:
        """Let nothing more in; after the last item `take` raises what `error` makes, without it EOFError."""
        if not self._ended:
            self._ended = True
            self._error = error
            self.wake()

    def take(self) -> T | Empty:
        """Give the oldest item, EMPTY when there is none yet; raises the error, EOFError at a normal end."""
        if self._items:
            return self._pop()
        if self._before_gaps:
            self._pass_gaps()
        if not self._ended:
            return EMPTY
        if self._error is None:
            raise EOFError
        raise self._error()

    def mark_gap(self) -> None:
        """Remember that items may be missing after those that are here."""
        if not self._ended:
            self._before_gaps.append(len(self._items) - sum(self._before_gaps))
            self.wake()

    def _make_room(self, size: int) -> bool:
        """Drop what the policy drops for an item of this size; False where that is the item itself."""
        if self._policy == "fail":
            is_many = len(self._items) >= self._limit
            self.end(lambda: QueueOverflow(self._limit) if is_many else QueueOverflow(self._max_bytes, "bytes"))
            return False
        if self._policy == "drop_newest":
            self._drop()
            return False
        while self._items and (len(self._items) >= self._limit or self._bytes + size > self._max_bytes):
            self._pop()
            self._drop()
        return True

    def _drop(self) -> None:
        self.dropped += 1
        self.lost()

    def _pop(self) -> T:
        if self._before_gaps:
            self._pass_gaps()
            if self._before_gaps:
                self._before_gaps[0] -= 1
        self._bytes -= self._sizes.popleft()
        return self._items.popleft()

    def _pass_gaps(self) -> None:
        while self._before_gaps and self._before_gaps[0] == 0:
            self._before_gaps.popleft()
            self.gaps += 1
