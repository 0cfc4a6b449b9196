"""One open connection of the client without asyncio: one thread reads it, and any number write to it."""

import math
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Final

from ..core.client_life import DROP_TIMEOUT, MAX_POSTED
from ..core.client_session import ClientSession, Close, Effect, ErrorArrived, Send
from ..core.close import INTERNAL_ERROR, POLICY, cut_reason
from ..core.dispatch import UnknownFrame
from ..errors import Ending
from .sync_transport import SyncTransport
from .transport import TransportClosed

HIGH_WATER: Final = 64 * 1024
"""While more bytes than these wait to be sent, who wants to send waits too."""


class ConnectionSync:
    """Moves frames between a transport and a session until one side ends it.

    `lock` guards the session and all methods but `run`; it is never held while waiting, or while `on_notice` runs,
    which gets what is no message for an inbox. `on_end` is called once, with the lock held, when the connection ends
    for any reason.
    """

    def __init__(
        self,
        transport: SyncTransport,
        session: ClientSession,
        *,
        lock: threading.Lock,
        now: Callable[[], float],
        on_notice: Callable[[UnknownFrame | ErrorArrived], None],
        on_end: Callable[[Ending], None],
        close_timeout: float,
    ) -> None:
        self.session = session
        self.ending: Ending | None = None
        self._transport = transport
        self.subprotocol: str | None = getattr(transport, "subprotocol", None)
        self._lock = lock
        self._now = now
        self._on_notice = on_notice
        self._on_end = on_end
        self._close_timeout = close_timeout
        self._posted = 0

    @property
    def has_room(self) -> bool:
        """Whether a frame may be sent now."""
        return self._transport.buffered <= HIGH_WATER

    @property
    def is_open(self) -> bool:
        """Whether a frame can be sent at all; a reader that hasn't learned of the end yet is about to."""
        return self.ending is None and self._transport.is_open

    def run(
        self,
        watch: Callable[[float], float | Ending] | None,
        settle: Callable[[], None],
        pace: Callable[[], None],
    ) -> None:
        """Read until the connection is gone, in the thread that is the only one to call this.

        `watch`, where there is something to watch, is asked with the lock held, and gives the seconds until it is to be
        asked again, or the end of a dead connection. `settle` is called, without the lock, when there may be room again
        or a callback to be called, and `pace` after each frame.
        """
        transport, session, lock, now = self._transport, self.session, self._lock, self._now
        heard = now()
        look_at = math.inf if watch is None else heard
        try:
            while True:
                data = transport.recv(look_at - heard)
                heard = now()
                if data is None:
                    settle()
                    if watch is not None and heard >= look_at:
                        look_at = heard + self._look(watch, heard)
                    continue
                with lock:
                    effects = session.receive(data, heard)
                    notices = self._act(effects) if effects else ()
                if effects:
                    for notice in notices:
                        self._on_notice(notice)
                    settle()
                pace()
        except TransportClosed as closed:
            with lock:
                self.finish(closed.ending)
        finally:
            # Only a bug comes here with the connection still open.
            if self.ending is None:
                with lock:
                    self.finish(Ending(INTERNAL_ERROR, "the client's reader stopped", by_client=True))
                transport.disown()

    def send(self, text: str) -> None:
        """Send a frame, after `has_room` and `is_open` were asked; raises Closed where it has ended in between."""
        try:
            self._transport.send(text)
        except TransportClosed as closed:
            self.finish(closed.ending)
            raise closed.ending.error() from None

    def post(self, text: str) -> None:
        """Send a frame whether there is room or not; nothing when the connection has ended."""
        if self.ending is not None:
            return
        self._posted = 0 if self.has_room else self._posted + 1
        if self._posted > MAX_POSTED:
            # No close frame would get through either.
            self.finish(Ending(POLICY, "the server does not read what it asks for", by_client=True))
            self._transport.abort()
            return
        # Where it has just ended, the reader is about to learn it.
        with suppress(TransportClosed):
            self._transport.send(text)

    def finish(self, ending: Ending, closing: float | None = None) -> None:
        """End it once; `closing` are the seconds that a closing handshake has, where there is one: `run` does it."""
        if self.ending is not None:
            return
        self.ending = ending
        self.session.end(ending)
        if closing is not None:
            self._transport.close(ending.code, cut_reason(ending.reason), closing)
        self._on_end(ending)

    def close(self, ending: Ending) -> None:
        """End it by a closing handshake."""
        self.finish(ending, self._close_timeout)

    def abort(self) -> None:
        """Drop it: `run` ends next."""
        self._transport.abort()

    def disown(self) -> None:
        """Close this process's copy of a connection that another process uses."""
        self._transport.disown()

    def _look(self, watch: Callable[[float], float | Ending], now: float) -> float:
        with self._lock:
            if self.ending is not None:
                return math.inf
            step = watch(now)
            if isinstance(step, Ending):
                self.finish(step, DROP_TIMEOUT)
                return math.inf
            return step

    def _act(self, effects: tuple[Effect, ...]) -> tuple[UnknownFrame | ErrorArrived, ...]:
        notices: list[UnknownFrame | ErrorArrived] = []
        for effect in effects:
            match effect:
                case Send(text):
                    self.post(text)
                case Close(ending):
                    self.close(ending)
                case _:
                    notices.append(effect)
        return tuple(notices)
