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


def _sleep_on() -> None:
    """Nobody waits."""


class Inbox(Generic[T]):
    """At most `limit` items in order of arrival, then an end: normal, or an error.

    When it is full, `drop_oldest` keeps what is newest, `drop_newest` what was there, and both count in `dropped`;
    `fail` drops nothing, and ends the inbox with `QueueOverflow` after what it holds. `wake` is called after each
    change: how to wait is the adapter's matter.
    """

    def __init__(self, limit: int, policy: OverflowPolicy) -> None:
        self.wake: Callable[[], None] = _sleep_on
        self.dropped = 0
        self._limit = limit
        self._policy = policy
        self._items: deque[T] = deque()
        self._ended = False
        self._error: Callable[[], Exception] | None = None

    def __len__(self) -> int:
        return len(self._items)

    @property
    def ended(self) -> bool:
        """Whether nothing more will be put in; there may still be items to take."""
        return self._ended

    def put(self, item: T) -> bool:
        """Add an item; False when the inbox had ended, or ends by this overflow."""
        if self._ended:
            return False
        if len(self._items) >= self._limit:
            if self._policy == "fail":
                self.end(lambda: QueueOverflow(self._limit))
                return False
            self.dropped += 1
            if self._policy == "drop_newest":
                return True
            self._items.popleft()
        self._items.append(item)
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
            return self._items.popleft()
        if not self._ended:
            return EMPTY
        if self._error is None:
            raise EOFError
        raise self._error()
