"""Tells an observer of the run of a handler: in a context of the observer's own, how long it took, and how it ended."""

import asyncio
from contextlib import AbstractContextManager
from types import TracebackType

from ..clock import Clock
from ..core.dispatch import RequestId
from ..observing import Guarded, Outcome
from .refusals import ErrorReply, Reject


class WatchedHandler:
    """A `with` block in which the handler of one message runs."""

    def __init__(
        self, observer: Guarded, clock: Clock, connection: int, message: str, request_id: RequestId | None
    ) -> None:
        self._observer = observer
        self._clock = clock
        self._connection = connection
        self._message = message
        self._request_id = request_id
        self._since = 0.0
        self._around: AbstractContextManager[object] | None = None

    def __enter__(self) -> None:
        around = self._observer.around_handler(self._connection, self._message, self._request_id)
        if around is not None:
            try:
                around.__enter__()
            except Exception:
                self._observer.tell_failure("around_handler")
            else:
                self._around = around
        self._since = self._clock.monotonic()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._observer.handler_finished(self._message, _outcome(error), self._clock.monotonic() - self._since)
        if self._around is not None:
            try:
                # What it says about swallowing the exception is ignored: it only looks.
                self._around.__exit__(kind, error, traceback)
            except Exception as raised:
                # A generator's context manager raises again what was raised inside it.
                if raised is not error:
                    self._observer.tell_failure("around_handler")


def _outcome(error: BaseException | None) -> Outcome:
    match error:
        case None:
            return "ok"
        case ErrorReply():
            return "error"
        case Reject():
            return "rejected"
        case asyncio.CancelledError() | GeneratorExit():
            return "cancelled"
        case _:
            return "failed"
