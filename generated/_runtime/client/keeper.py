"""Keeps a client connected (asyncio): opens one connection after the other, watches it, and lets calls wait for one."""

import asyncio
import contextlib
import inspect
import logging
import math
import secrets
from collections.abc import Awaitable, Callable, Mapping
from typing import Final, TypeVar

from ..clock import Clock, LoopClock, OutOfTime, within
from ..core.client_life import Again, ClientLife, ClientState, Over
from ..core.client_session import ErrorArrived
from ..core.close import NORMAL
from ..core.dispatch import UnknownFrame
from ..core.opening import Opening, plan_opening
from ..errors import ClientError, Closed, Ending, Unreachable
from ..log_events import CLIENT_ENDED, CLIENT_LOST
from ..observing import guard
from ..protocol import Protocol
from ..wire import WireValue
from .connection import ClientConnection
from .listeners import Listeners
from .options import ClientOptions
from .transport import TransportSettings, connect, too_late

_LOG: Final = logging.getLogger(__name__)
T = TypeVar("T")


class Keeper:
    """Moves what a ClientLife decides.

    There is never more than one connection: the one before is gone, with its tasks, before the next is opened. `name`
    is what the user calls the client. `greeting` makes the message that introduces the client on each connection, where
    the protocol has one.
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
        self.on_state: Listeners[ClientState] = Listeners()
        self.observer = guard(options.observer)
        self._protocol = protocol
        self._url = url
        self._arguments = arguments
        self._options = options
        self._host = host
        self._name = name
        self._greeting = greeting
        self._on_notice = on_notice
        self._connection: ClientConnection | None = None
        self._is_ready = False
        self._settled = asyncio.Event()
        self._returning: asyncio.Task[None] | None = None
        self._watcher: asyncio.Task[None] | None = None
        self._clock: Clock | None = options.clock
        seed = secrets.randbits(64)
        self.life = ClientLife(protocol, options.life_settings(), seed, self._take_state, self.observer)

    @property
    def clock(self) -> Clock:
        """The clock of the options, else the event loop's."""
        if self._clock is None:
            self._clock = LoopClock(asyncio.get_running_loop())
        return self._clock

    @property
    def subprotocol(self) -> str | None:
        """What the server chose of the subprotocols that were offered; None where it chose none, or isn't there."""
        return None if self._connection is None else self._connection.subprotocol

    @property
    def connection(self) -> ClientConnection | None:
        """The connection to send on at once; None where there is none, or where something has to be sent before."""
        connection = self._connection
        if self._is_ready and connection is not None and not connection.is_behind:
            return connection
        return None

    async def open(self) -> None:
        """Open the first connection; raises what keeps it from being opened."""
        self.life.begin()
        # Another event loop than last time may run now.
        self._clock, self._settled = self._options.clock, asyncio.Event()
        try:
            await self._leave()
            await self._establish()
        except Exception as error:
            self.life.failed(error)
            raise
        except BaseException:
            self.life.close()
            await self._leave()
            raise

    async def close(self) -> None:
        """End all: the closing handshake where there is a connection, at once where this is cancelled."""
        self.life.close()
        returning = self._returning
        if returning is not None and returning is not asyncio.current_task():
            returning.cancel()
        try:
            if self._connection is not None:
                await self._connection.close(Ending(NORMAL, by_client=True))
        finally:
            # Who is cancelled ends soon: nothing in them waits for the other side.
            others = {self._returning, self._watcher} - {None, asyncio.current_task()}
            if waiting := [task for task in others if task is not None]:
                await asyncio.wait(waiting)

    async def connected(self) -> ClientConnection:
        """Give the live connection with nothing left to be sent before, waiting for one where it was lost.

        Raises RuntimeError for a client that was never opened, and what ended it for one that is closed.
        """
        while True:
            if connection := self.connection:
                return connection
            if self._is_ready and self._connection is not None:
                # Where it is lost meanwhile, nothing of the caller's has left: the next one is as good.
                with contextlib.suppress(Closed):
                    await self._connection.catch_up()
            elif refusal := self.life.refusal():
                raise refusal
            elif self.life.state == "closed":
                raise RuntimeError(f"the client isn't open: async with {self._name}(…) as client")
            else:
                await self._settled.wait()

    def post_unsubscription(self, address: str) -> None:
        """Tell the server that an address was closed, where it knows of it."""
        connection = self._connection
        if connection is not None and connection.ending is None:
            text = self.life.unsubscription(address, connection.now())
            if text is not None:
                connection.post(text)

    async def within(self, seconds: float, wait: Awaitable[T], what: str, complaint: str) -> T:
        """Await something for so many seconds; raises TimeoutError with what was waited for, as things stand then.

        `complaint` has places for `what` and `seconds`.
        """
        try:
            return await within(self.clock, _limit(seconds), wait)
        except OutOfTime:
            if self.life.state in {"stale", "connecting"}:
                raise TimeoutError(self.life.complaint(what, seconds)) from None
            raise TimeoutError(complaint.format(what=what, seconds=f"{seconds:g}")) from None

    async def _establish(self) -> None:
        """Open one connection and let its first frames leave, all within the time that an attempt has."""
        options = self._options
        opening = plan_opening(
            self._protocol, self._url, self._arguments, self._host, subprotocols=options.subprotocols
        )
        settings = options.transport_settings(self._protocol)
        try:
            await within(self.clock, _limit(options.connect_timeout), self._attempt(opening, settings))
        except OutOfTime:
            raise too_late(opening, options.connect_timeout) from None

    async def _attempt(self, opening: Opening, settings: TransportSettings) -> None:
        try:
            transport = await (self._options.connect or connect)(opening, settings)
        except OSError as error:
            if isinstance(error, ClientError):
                raise
            raise Unreachable.at(opening.shown, error) from error
        now, epoch = self.clock.monotonic(), self.clock.epoch()
        try:
            session = self.life.attempt(now, epoch - now)
        except BaseException:
            # Closed while it was opened.
            transport.abort()
            raise
        connection = ClientConnection(
            transport,
            session,
            clock=self.clock,
            on_notice=self._on_notice,
            on_end=self._lose,
            close_timeout=self._options.close_timeout,
        )
        self._connection, self._is_ready = connection, False
        try:
            for text in self.life.first_frames(now, self._greeting()):
                await connection.write(text)
            # One that is lost already, with nothing to say on it, is noticed here.
            await connection.catch_up()
        except BaseException as error:
            # Where this side ends it by a close frame, that still leaves.
            if connection.ending is None or not isinstance(error, Exception):
                connection.abort()
            await connection.gone()
            raise
        self._be_ready(connection)

    def _be_ready(self, connection: ClientConnection) -> None:
        self._is_ready = True
        if self.life.silence is not None:
            self._watcher = asyncio.get_running_loop().create_task(
                self._watch(connection), name="wsgen client watchdog"
            )
        self.life.ready(self.clock.monotonic())

    async def _watch(self, connection: ClientConnection) -> None:
        while not isinstance(step := self.life.watch(connection.session, self.clock.monotonic()), Ending):
            await self.clock.sleep(step)
        connection.drop(step)

    def _lose(self, ending: Ending) -> None:
        """Go on after the end of the connection; who opens one that isn't ready is told by its writing."""
        if not self._is_ready:
            return
        self._is_ready = False
        if self._watcher is not None:
            self._watcher.cancel()
        was_open = self.life.state != "closed"
        step = self.life.lost(ending, self.clock.monotonic())
        if isinstance(step, Again):
            self._returning = asyncio.get_running_loop().create_task(self._return(step), name="wsgen client returning")
        elif was_open and self._options.reconnect is not None:
            CLIENT_ENDED.log(_LOG, reason=str(step.error()))

    async def _return(self, step: Again) -> None:
        """Connect again, until it succeeds or nothing more is to be tried."""
        while True:
            CLIENT_LOST.log(_LOG, reason=step.reason, attempt=step.attempt, delay=step.delay)
            if self.observer is not None:
                self.observer.reconnecting(step.attempt, step.delay)
            await self._leave()
            await self.clock.sleep(step.delay)
            following = await self._try_again(refresh=step.refresh)
            if following is None:
                return
            if isinstance(following, Over):
                CLIENT_ENDED.log(_LOG, reason=str(following.error()))
                return
            step = following

    async def _try_again(self, *, refresh: bool) -> Again | Over | None:
        if refresh and self._options.refresh is not None:
            try:
                asked = self._options.refresh(self._arguments)
                if inspect.isawaitable(asked):
                    asked = await within(self.clock, _limit(self._options.connect_timeout), asked)
                self._arguments = asked
            except OutOfTime:
                return self.life.refresh_failed(TimeoutError("ClientOptions.refresh took too long"))
            except Exception as error:
                return self.life.refresh_failed(error)
        try:
            await self._establish()
        except Exception as error:
            return self.life.failed(error)
        return None

    async def _leave(self) -> None:
        """Wait until what is left of the connection before is gone."""
        if self._connection is not None:
            await self._connection.gone()

    def _take_state(self, state: ClientState) -> None:
        if state in {"live", "closed"}:
            self._settled.set()
        else:
            self._settled.clear()
        if self.observer is not None:
            self.observer.client_state(state)
        self.on_state.call(state)


def _limit(seconds: float) -> float | None:
    return None if seconds == math.inf else seconds
