"""Tells an observer of a client's request: how long it took, and how it ended."""

import asyncio
from collections.abc import Callable
from types import TracebackType

from ..errors import Closed, RequestFailed
from ..observing import Observer, Outcome


class WatchedRequest:
    """A `with` block in which a reply is awaited; `now` gives the seconds of a steady clock."""

    def __init__(self, observer: Observer, now: Callable[[], float], message: str) -> None:
        self._observer = observer
        self._now = now
        self._message = message
        self._since = now()

    def __enter__(self) -> None:
        """Begin."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._observer.request_finished(self._message, _outcome(error), self._now() - self._since)


def _outcome(error: BaseException | None) -> Outcome:
    match error:
        case None:
            return "ok"
        case RequestFailed():
            return "error"
        case Closed():
            return "rejected"
        case asyncio.CancelledError():
            return "cancelled"
        case _:
            return "failed"
