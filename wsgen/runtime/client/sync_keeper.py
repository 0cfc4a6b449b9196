"""Keeps a client without asyncio connected: a thread opens connections one after the other, and reads them."""

import inspect
import logging
import os
import secrets
import threading
from collections.abc import Callable, Mapping
from functools import partial
from typing import Final

from ..core.client_life import Again, ClientLife, ClientState, Next, Over
from ..core.client_session import ClientSession, ErrorArrived
from ..core.close import NORMAL
from ..core.dispatch import UnknownFrame
from ..core.opening import plan_opening
from ..errors import Ending
from ..log_events import CLIENT_ENDED, CLIENT_LOST
from ..observing import guard
from ..protocol import Protocol
from ..wire import WireValue
from .listeners import States
from .options import ClientOptions
from .sync_connection import ConnectionSync
from .sync_live import LiveSync
from .sync_opening import open_transport
from .sync_waiting import ThreadClock
from .transport import TransportClosed

_LOG: Final = logging.getLogger(__name__)

PAUSE: Final = 0.0005
"""Seconds that the reading stops for a thread which has to take what came."""

GRACE: Final = 1.0
"""Seconds that callbacks have to end, when the client is closed."""


class KeeperSync:
    """Moves what a ClientLife decides.

    There is never more than one connection: the one before is gone before the next is opened. `name` is the client's
    class; `greeting` makes the message that introduces the client on each connection, where the protocol has one.
    """

    def __init__(
        self,
        protocol: Protocol,
        url: str,
        arguments: object,
        options: ClientOptions,
        *,
        host: Mapping[str, str | None],
        name: str,
        greeting: Callable[[], WireValue | None],
        on_notice: Callable[[UnknownFrame | ErrorArrived], None],
    ) -> None:
        self.observer = guard(options.observer)
        self.states: States[ClientState] = States(self.observer.client_state if self.observer else None)
        life = ClientLife(protocol, options.life_settings(), secrets.randbits(64), self.states.add, self.observer)
        self.live = LiveSync(life, options.clock_sync or ThreadClock(), name)
        self._protocol = protocol
        self._url = url
        self._arguments = arguments
        self._options = options
        self._host = host
        self._greeting = greeting
        self._on_notice = on_notice
        self._failure: Exception | None = None
        self._step: Next | None = None
        self._is_running = False
        self._is_opening = False
        self._turn = object()

    def open(self) -> None:
        """Open the first connection, in the caller's thread; raises what keeps it from being opened."""
        turn = object()
        with self.live.lock:
            self.live.life.begin()
            # What a thread of before is still opening isn't ours.
            self._turn = turn
        self.states.tell()
        self.live.process = os.getpid()
        connection: ConnectionSync | None = None
        try:
            self._leave()
            connection = self._establish(turn)
            self._is_running = True
            self.live.thread = self.live.clock.start(partial(self._run, connection, turn), "wsgen client")
        except BaseException as error:
            with self.live.lock:
                if isinstance(error, Exception):
                    self.live.life.failed(error)
                    self._is_running = False
                else:
                    self.live.life.close()
                self.live.changed.wake()
            if connection is not None:
                connection.abort()
            self.states.tell()
            raise

    def close(self) -> None:
        """End all: the closing handshake where there is a connection, at once where this is interrupted.

        In the client's own thread, where callbacks run, it only begins the end.
        """
        if self.live.is_forked:
            if self.live.connection is not None:
                self.live.connection.disown()
            return
        with self.live.lock:
            self.live.life.close()
            connection = self.live.connection
            if connection is not None:
                connection.close(Ending(NORMAL, by_client=True))
            self.live.changed.wake()
        self.states.tell()
        thread = self.live.thread
        if thread is None or thread is threading.current_thread():
            return
        try:
            self._leave()
        finally:
            if connection is not None and self._is_running:
                connection.abort()
        if not self._is_running:
            thread.join(GRACE)
        failure, self._failure = self._failure, None
        if failure is not None:
            raise failure

    def _establish(self, turn: object) -> ConnectionSync:
        """Open one connection, and put its first frames out."""
        opening = plan_opening(
            self._protocol, self._url, self._arguments, self._host, subprotocols=self._options.subprotocols
        )
        transport = open_transport(opening, self._options, self._options.transport_settings(self._protocol))
        now, epoch = self.live.clock.monotonic(), self.live.clock.epoch()
        try:
            with self.live.lock:
                connection = ConnectionSync(
                    transport,
                    self._attempt(turn, now, epoch),
                    lock=self.live.lock,
                    now=self.live.clock.monotonic,
                    on_notice=self._on_notice,
                    on_end=self._lose,
                    close_timeout=self._options.close_timeout,
                )
                for text in self.live.life.first_frames(now, self._greeting()):
                    transport.send(text)
                self.live.connection = connection
                self.live.life.ready(now)
                self.live.changed.wake()
        except TransportClosed as closed:
            transport.disown()
            raise closed.ending.error() from None
        except BaseException:
            transport.disown()
            raise
        self.states.tell()
        return connection

    def _attempt(self, turn: object, now: float, epoch: float) -> ClientSession:
        if turn is not self._turn:
            raise Ending(NORMAL, by_client=True).error()
        return self.live.life.attempt(now, epoch - now)

    def _run(self, connection: ConnectionSync, turn: object) -> None:
        """Read, and connect again, until nothing more is to be tried: what the client's own thread does."""

        def watch(now: float) -> float | Ending:
            return self.live.life.watch(current.session, now)

        current = connection
        try:
            while True:
                current.run(None if self.live.life.silence is None else watch, self._settle, self._pace)
                self.states.tell()
                following = self._return(turn)
                if following is None:
                    return
                current = following
        except Exception as failure:
            self._failure = failure
        finally:
            with self.live.lock:
                if turn is self._turn:
                    self._is_running = False
                    self.live.changed.wake()
            self.states.tell()

    def _settle(self) -> None:
        self.states.tell()
        with self.live.lock:
            self.live.changed.wake()

    def _pace(self) -> None:
        """Let a thread run that reads as fast as it can, where a burst is about to overflow its queue."""
        if self.live.is_crowded:
            self.live.is_crowded = False
            self.live.clock.signal().wait(PAUSE)

    def _return(self, turn: object) -> ConnectionSync | None:
        """Connect again; None when that is not to be tried, or no more."""
        while isinstance(step := self._step, Again):
            CLIENT_LOST.log(_LOG, reason=step.reason, attempt=step.attempt, delay=step.delay)
            if self.observer is not None:
                self.observer.reconnecting(step.attempt, step.delay)
            if self.live.wait_until(self._is_closed, self.live.clock.monotonic() + step.delay):
                return None
            following = self._try_again(turn, refresh=step.refresh)
            if following is None or isinstance(following, ConnectionSync):
                return following
            if isinstance(following, Over):
                CLIENT_ENDED.log(_LOG, reason=str(following.error()))
            self._step = following
        return None

    def _try_again(self, turn: object, *, refresh: bool) -> ConnectionSync | Next | None:
        decide = self.live.life.failed
        self._is_opening = True
        try:
            if refresh and self._options.refresh is not None:
                decide = self.live.life.refresh_failed
                self._arguments = _given(self._options.refresh(self._arguments))
                decide = self.live.life.failed
            return self._establish(turn)
        except Exception as error:
            with self.live.lock:
                if turn is not self._turn or self.live.life.state == "closed":
                    # The user closed it meanwhile.
                    return None
                following = decide(error)
                self.live.changed.wake()
        finally:
            self._is_opening = False
        self.states.tell()
        return following

    def _is_closed(self) -> bool:
        return self.live.life.state == "closed"

    def _lose(self, ending: Ending) -> None:
        self._step = self.live.life.lost(ending, self.live.clock.monotonic())
        self.live.changed.wake()

    def _leave(self) -> None:
        """Wait until the thread of before is done, as long as a closing handshake may take.

        What is being opened isn't waited for: it is given up when it is there.
        """
        deadline = self.live.clock.monotonic() + self._options.close_timeout + GRACE
        self.live.wait_until(lambda: self._is_opening or not self._is_running, deadline)


def _given(arguments: object) -> object:
    if inspect.iscoroutine(arguments):
        arguments.close()
    if inspect.isawaitable(arguments):
        raise TypeError("ClientOptions.refresh is async, which a client without asyncio can't await: give a function")
    return arguments
