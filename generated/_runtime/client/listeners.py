"""The callbacks that a client's user has registered."""

import logging
import threading
from collections import deque
from collections.abc import Callable
from functools import partial
from typing import Any, Final, Generic, TypeVar

from ..core.client_session import ErrorArrived
from ..core.dispatch import UnknownFrame
from ..log_events import CALLBACK_FAILED, ERROR_UNANSWERED, FRAME_UNKNOWN

_LOG: Final = logging.getLogger(__name__)
T = TypeVar("T")

STATES_KEPT: Final = 100
"""How many states wait for whoever iterates them; of more, the oldest are dropped."""


class Listeners(Generic[T]):
    """Callbacks in the order of their registration; one that fails is logged with its stack, and stops nothing."""

    def __init__(self) -> None:
        self._callbacks: tuple[Callable[[T], object], ...] = ()

    def __bool__(self) -> bool:
        return bool(self._callbacks)

    def add(self, callback: Callable[[T], object]) -> Callable[[], None]:
        """Register a callback; returns what ends that, and does nothing the second time."""
        self._callbacks = (*self._callbacks, callback)
        is_there = True

        def stop() -> None:
            nonlocal is_there
            if is_there:
                is_there = False
                rest = list(self._callbacks)
                rest.remove(callback)
                self._callbacks = tuple(rest)

        return stop

    def call(self, value: T) -> None:
        """Call them all."""
        for callback in self._callbacks:
            try:
                callback(value)
            except Exception:
                CALLBACK_FAILED.log(_LOG, trace=True)


class Notices:
    """What a client tells its user of itself, and how often it met what it doesn't know."""

    def __init__(self) -> None:
        self.unknown_frames = 0
        self.on_unknown: Listeners[Any] = Listeners()
        self.on_error: Listeners[Any] = Listeners()
        self._has_logged_error = False

    def take(self, notice: UnknownFrame | ErrorArrived) -> None:
        """Tell who listens of what is no message for an inbox."""
        if isinstance(notice, UnknownFrame):
            self.unknown_frames += 1
            FRAME_UNKNOWN.log(_LOG, reason=notice.reason)
            self.on_unknown.call(notice.frame)
            return
        if not self.on_error:
            level = logging.DEBUG if self._has_logged_error else None
            self._has_logged_error = True
            ERROR_UNANSWERED.log(_LOG, level=level, text=notice.text)
        self.on_error.call(notice.error)


class States(Generic[T]):
    """States in the order in which they came, told by one thread at a time, which holds no lock that others need."""

    def __init__(self, observe: Callable[[T], None] | None) -> None:
        self.listeners: Listeners[T] = Listeners()
        self._observe = observe
        self._untold: deque[Callable[[], None]] = deque()
        self._telling = threading.Lock()

    def add(self, state: T) -> None:
        """Take note of a new state; `tell` is to follow."""
        self._untold.append(partial(self._tell, state))

    def after(self, call: Callable[[], None]) -> None:
        """Call this after the states that came before; `tell` is to follow."""
        self._untold.append(call)

    def tell(self) -> None:
        """Call back with what was added; nothing where another thread is at it, which does it then."""
        while self._untold and self._telling.acquire(blocking=False):
            try:
                while self._untold:
                    self._untold.popleft()()
            finally:
                self._telling.release()

    def _tell(self, state: T) -> None:
        if self._observe is not None:
            self._observe(state)
        self.listeners.call(state)
