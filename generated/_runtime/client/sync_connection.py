"""One open connection of the client without asyncio: a thread that always reads, and any number that write."""

import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Final, TypeVar

from ..core.client_session import ClientSession, Close, Effect, ErrorArrived, Send
from ..core.close import INTERNAL_ERROR, POLICY, cut_reason
from ..core.dispatch import UnknownFrame
from ..errors import Ending
from .sync_transport import SyncTransport
from .sync_waiting import SyncClock
from .transport import TransportClosed

HIGH_WATER: Final = 64 * 1024
"""While more bytes than these wait to be sent, who wants to send waits too."""

MAX_POSTED: Final = 1024
"""Pongs and unsubscriptions that may wait while the server doesn't read."""

T = TypeVar("T")


class ConnectionSync:
    """Moves frames between a transport and a session until one side ends it.

    `lock` guards the session, and is never held while waiting or while `on_notice` runs, which gets what is no message
    for an inbox. `on_end` is called once, with the lock held, when the connection ends for any reason.
    """

    def __init__(
        self,
        transport: SyncTransport,
        session: ClientSession,
        *,
        lock: threading.Lock,
        clock: SyncClock,
        on_notice: Callable[[UnknownFrame | ErrorArrived], None],
        on_end: Callable[[Ending], None],
    ) -> None:
        self.session = session
        self.ending: Ending | None = None
        self._transport = transport
        self._lock = lock
        self._clock = clock
        self._on_notice = on_notice
        self._on_end = on_end
        self._room = clock.signal()
        self._posted = 0

    @property
    def now(self) -> float:
        """The steady clock's seconds that the session is given."""
        return self._clock.monotonic()

    def run(self, seconds: float) -> None:
        """Read until the connection has ended; `seconds` is how long a quiet one waits for nothing."""
        transport, session, lock, clock = self._transport, self.session, self._lock, self._clock
        try:
            while True:
                data = transport.recv(seconds)
                if data is None:
                    self._offer_room()
                    continue
                with lock:
                    effects = session.receive(data, clock.monotonic())
                    notices = self._act(effects) if effects else ()
                for notice in notices:
                    self._on_notice(notice)
        except TransportClosed as closed:
            self.finish(closed.ending)
        finally:
            # Only a bug comes here with the connection still open.
            if self.ending is None:
                self.finish(Ending(INTERNAL_ERROR, "the client's reader stopped", by_client=True))
                transport.disown()

    def write(
        self, compose: Callable[[ClientSession, float], tuple[T, str | None]], seconds: float, complaint: str
    ) -> T:
        """Send what `compose` writes as soon as there is room, and give what else it gives.

        Raises Closed, and TimeoutError with the complaint when there was no room for so many seconds.
        """
        deadline: float | None = None
        while True:
            with self._lock:
                if self.ending is not None:
                    # Another thread may wait for room too, here and below.
                    self._room.set()
                    raise self.ending.error()
                if self._transport.buffered <= HIGH_WATER:
                    result, text = compose(self.session, self._clock.monotonic())
                    try:
                        if text is not None:
                            self._transport.send(text)
                    except TransportClosed as closed:
                        raise closed.ending.error() from None
                    if deadline is not None:
                        self._room.set()
                    return result
                self._room.clear()
            now = self._clock.monotonic()
            if deadline is None:
                deadline = now + seconds
            if not self._room.wait(deadline - now):
                raise TimeoutError(complaint)

    def post(self, text: str) -> None:
        """Send a frame without waiting for room, with the lock held; nothing when the connection has ended."""
        if self.ending is not None:
            return
        self._posted = self._posted + 1 if self._transport.buffered > HIGH_WATER else 0
        if self._posted > MAX_POSTED:
            # No close frame would get through either.
            self._finish(Ending(POLICY, "the server does not read what it asks for", by_client=True))
            self._transport.abort()
            return
        # Where it has just ended, the reader is about to learn it.
        with suppress(TransportClosed):
            self._transport.send(text)

    def finish(self, ending: Ending, *, closes: bool = False) -> None:
        """End the connection, by a closing handshake where it isn't gone: `run` goes on until that is done."""
        with self._lock:
            self._finish(ending, closes=closes)

    def abort(self) -> None:
        """Drop the connection: `run` ends next."""
        self._transport.abort()

    def disown(self) -> None:
        """Close this process's copy of a connection that another process uses."""
        self._transport.disown()

    def _act(self, effects: tuple[Effect, ...]) -> tuple[UnknownFrame | ErrorArrived, ...]:
        notices: list[UnknownFrame | ErrorArrived] = []
        for effect in effects:
            match effect:
                case Send(text):
                    self.post(text)
                case Close(ending):
                    self._finish(ending, closes=True)
                case _:
                    notices.append(effect)
        return tuple(notices)

    def _offer_room(self) -> None:
        if self._transport.buffered <= HIGH_WATER:
            self._room.set()

    def _finish(self, ending: Ending, *, closes: bool = False) -> None:
        if self.ending is not None:
            return
        self.ending = ending
        self._room.set()
        self.session.end(ending)
        if closes:
            self._transport.close(ending.code, cut_reason(ending.reason))
        self._on_end(ending)
