"""What a program can be told of its connections, for metrics and traces: an observer with a method for each event."""

import inspect
import logging
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any, Final, Literal, TypeAlias

from .core.refusing import Kind, RequestId
from .log_events import OBSERVER_FAILED

_LOG: Final = logging.getLogger(__name__)

ClosedBy: TypeAlias = Literal["us", "peer", "network"]
"""Who ended a connection: this side, the other one, or nobody, as when it was cut (1006)."""
Outcome: TypeAlias = Literal["ok", "error", "rejected", "failed", "cancelled"]
"""How a handler or a request ended: with what was asked for; with an error message; with a connection that is closed
(a server's `Reject`, a client's lost connection); with an exception, or a reply that came too late; or given up."""


class Observer:
    """Subclass it, override what you want to count, and give it as `ServerOptions(observer=…)` or `ClientOptions(…)`.

    Methods are called where the event happens, by the event loop: they must be quick, and can't be `async`. One that
    raises is logged, once for each method, and breaks nothing. `connection` is the number that logs have
    (`connection.id`), `message` the name in the document, and `size` counts bytes of UTF-8. Names of messages and of
    channels are few and never a client's choice, unlike addresses, and so are fit for labels.
    """

    def connection_opened(self, connection: int) -> None:
        """Count a connection in; exactly one `connection_closed` follows."""

    def connection_closed(self, connection: int, code: int, by: ClosedBy, seconds: float) -> None:
        """Count it out, after so many seconds; `code` is RFC 6455 §7.4's, 1006 where there was no close frame.

        A heartbeat that was lost is 4408, a slow consumer 1013, a handler that raised 1011.
        """

    def connection_refused(self, code: int) -> None:
        """Count a client that never got in: the close code, or the HTTP status, with which it was refused."""

    def frame_received(self, message: str, size: int) -> None:
        """Count a frame that came in and was accepted."""

    def frame_refused(self, kind: Kind, message: str | None) -> None:
        """Count a frame that wasn't: `invalid` by its message's schema, `unknown`, or `unreadable` as no JSON.

        `message` is known where it is `invalid`. One that is `unknown` may be let pass, as the options say.
        """

    def frame_sent(self, message: str, size: int) -> None:
        """Count a frame for one connection, when it is handed to that connection's queue."""

    def published(self, channel: str, size: int, receivers: int) -> None:
        """Count a topic's frame on a server, which so many connections of this process get."""

    def message_dropped(self, channel: str) -> None:
        """Count a topic's message that a client threw away, because its queue was full; also in `dropped` there."""

    def ping_sent(self, connection: int) -> None:
        """Count a ping of the server that was written."""

    def pong_received(self, connection: int, seconds: float) -> None:
        """Take the time between a ping and its pong."""

    def around_handler(
        self,
        connection: int,  # noqa: ARG002 - overrides use them
        message: str,  # noqa: ARG002
        request_id: RequestId | None,  # noqa: ARG002
    ) -> AbstractContextManager[object] | None:
        """Give a context manager in which a server's handler runs, such as a span; its exit gets what was raised."""
        return None

    def handler_finished(self, message: str, outcome: Outcome, seconds: float) -> None:
        """Take the time of a server's handler, of a stream from its first to its last reply."""

    def request_finished(self, message: str, outcome: Outcome, seconds: float) -> None:
        """Take the time between a client's request and its reply."""

    def client_state(self, state: Literal["connecting", "live", "stale", "closed"]) -> None:
        """Take note of a client's new state."""

    def reconnecting(self, attempt: int, delay: float) -> None:
        """Count a client's attempt to connect again, the first is 1, which begins after so many seconds."""

    def broker_gap(self, channel: str) -> None:
        """Count a topic of which messages of other processes may have been lost."""


HOOKS: Final = tuple(name for name in vars(Observer) if not name.startswith("_"))


class Guarded(Observer):
    """An observer as the runtime calls it: none of its methods raises."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._failed: set[str] = set()

    def tell_failure(self, hook: str) -> None:
        """Log the exception that is being handled, once for each method of the user's."""
        if hook not in self._failed:
            self._failed.add(hook)
            OBSERVER_FAILED.log(_LOG, trace=True, hook=f"{self._name}.{hook}")

    def guarded(self, name: str, hook: Callable[..., Any]) -> Callable[..., Any]:
        """Give what calls a hook and never raises."""

        def call(*arguments: object) -> Any:
            try:
                return hook(*arguments)
            except Exception:
                self.tell_failure(name)
                return None

        return call


def guard(observer: object) -> Guarded | None:
    """Give an observer whose methods never raise, and do nothing where the user's observer has none of its own.

    Raises TypeError for what is no observer, and for a method that is `async`.
    """
    if observer is None:
        return None
    if not isinstance(observer, Observer):
        raise TypeError(f"an observer is a subclass's instance of Observer, not {observer!r}")
    guarded = Guarded(type(observer).__name__)
    for name in HOOKS:
        hook = getattr(observer, name)
        if inspect.iscoroutinefunction(hook):
            where = f"{type(observer).__name__}.{name}"
            raise TypeError(f"{where} can't be async: it is called where the event happens, and nobody awaits it")
        if getattr(hook, "__func__", None) is not vars(Observer)[name]:
            setattr(guarded, name, guarded.guarded(name, hook))
    return guarded
