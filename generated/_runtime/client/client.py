"""The asyncio client that generated clients derive from: opens a connection, asks, listens, and closes in order."""

import asyncio
import logging
import secrets
import time
from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Any, ClassVar, Final, Self, TypeVar

from ..core.client_session import ClientSession, ErrorArrived
from ..core.client_topics import ClientTopics
from ..core.close import NORMAL
from ..core.dispatch import Received, UnknownFrame
from ..core.inbox import Inbox
from ..core.opening import plan_opening
from ..core.replies import Pending
from ..errors import Ending
from ..log_events import CALLBACK_FAILED, ERROR_UNANSWERED, FRAME_UNKNOWN
from ..observing import guard
from ..protocol import Channel, Protocol, Route
from ..wire import WireValue
from .connection import ClientConnection
from .options import ClientOptions, ClientState
from .streams import InboxReader, ReplyStream, Subscription, within
from .transport import TransportSettings, connect

_LOG: Final = logging.getLogger(__name__)
T = TypeVar("T")


class Client:
    """One user of a protocol's server, from `async with` to its end.

    A frame that answers a request goes to it alone, every other one to its topic's subscriptions. A connection that is
    lost fails everything that waits with the exception that its close code stands for.
    """

    protocol: ClassVar[Protocol]

    def __init__(
        self,
        url: str,
        arguments: object,
        options: ClientOptions | None = None,
        host: Mapping[str, str | None] | None = None,
    ) -> None:
        self._url = url
        self._host = host or {}
        self._arguments = arguments
        self._options = options or ClientOptions()
        self._observer = guard(self._options.observer)
        self._topics = ClientTopics()
        self._connection: ClientConnection | None = None
        self._state: ClientState = "closed"
        self._unknown_frames = 0
        # Of each connection: a server may send a flood of them.
        self._has_logged_error = False
        self._on_state: list[Callable[[ClientState], object]] = []
        self._on_unknown: list[Callable[[Any], object]] = []
        self._on_error: list[Callable[[Any], object]] = []

    @property
    def state(self) -> ClientState:
        """`connecting`, `live`, `stale` or `closed`."""
        return self._state

    @property
    def unknown_frames(self) -> int:
        """How many frames were ignored that are no message of this protocol; a newer server may send some."""
        return self._unknown_frames

    def on_state(self, callback: Callable[[ClientState], object]) -> Callable[[], None]:
        """Call back with each new state, from the event loop; returns what ends that."""
        return _listen(self._on_state, callback)

    def on_unknown(self, callback: Callable[[Any], object]) -> Callable[[], None]:
        """Call back with each frame, as parsed, that is no message of this protocol; returns what ends that."""
        return _listen(self._on_unknown, callback)

    def on_error(self, callback: Callable[[Any], object]) -> Callable[[], None]:
        """Call back with each error message that answers no request (else it is logged); returns what ends that."""
        return _listen(self._on_error, callback)

    async def __aenter__(self) -> Self:
        if self._state != "closed":
            raise RuntimeError("this client is open already: make another one for another connection")
        options = self._options
        planned = plan_opening(self.protocol, self._url, self._arguments, self._host)
        complaint = f"no connection to {planned.shown} within {options.connect_timeout:g} s: is the server there?"
        settings = TransportSettings(
            max_frame_bytes=options.max_frame_bytes,
            close_timeout=options.close_timeout,
            # Where the protocol has pings of its own they are the heartbeat, else the library's are.
            keepalive=self.protocol.heartbeat is None,
            headers=options.headers,
            ssl=options.ssl,
        )
        self._set_state("connecting")
        try:
            # What is left of a connection that the server ended: there are never two.
            await self.close()
            opening = (options.connect or connect)(planned, settings)
            transport = await within(options.connect_timeout, opening, complaint)
        except BaseException:
            self._set_state("closed")
            raise
        epoch = time.time() - asyncio.get_running_loop().time()
        session = ClientSession(
            self.protocol,
            self._topics,
            epoch=epoch,
            seed=secrets.randbits(128),
            unknown=options.unknown,
            observer=self._observer,
        )
        self._connection = ClientConnection(
            transport,
            session,
            on_notice=self._take_notice,
            on_end=self._end,
            close_timeout=options.close_timeout,
        )
        self._has_logged_error = False
        self._set_state("live")
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Close the connection (1000); what waits ends, and nothing is left behind. Closing twice does nothing."""
        if self._connection is not None:
            await self._connection.close(Ending(NORMAL, by_client=True))

    async def _send(self, message: WireValue, *, topic: str | None = None) -> None:
        """Send a message that no reply is awaited for; raises InvalidMessage or Closed.

        `topic` is the address that its envelope gets, where the payload doesn't tell.
        """
        connection = self._open_connection()
        await connection.write(connection.session.send(message, connection.now, topic))

    async def _request(
        self, route: Route, message: WireValue, *, timeout: float | None = None, topic: str | None = None
    ) -> Any:
        """Send a request and give its reply; raises InvalidMessage, RequestFailed, TimeoutError or Closed."""
        seconds = self._options.request_timeout if timeout is None else timeout
        complaint = f"no reply to {route.message.name} within {seconds:g} s: give a longer timeout, or retry"
        return await within(seconds, self._ask(route, message, topic), complaint)

    def _stream(
        self, route: Route, message: WireValue, *, timeout: float | None = None, topic: str | None = None
    ) -> ReplyStream[Any]:
        """Make the stream of a request's replies, which sends the request at its first use."""
        inbox: Inbox[Received] = Inbox(self._options.reply_queue, "fail")
        return ReplyStream(
            route.message.name,
            inbox,
            lambda: self._begin(route, message, inbox, topic),
            self._abandon,
            self._options.stream_timeout if timeout is None else timeout,
        )

    def _subscription(self, channel: Channel, parameters: Mapping[str, int | str]) -> Subscription[Any]:
        """Make the subscription of one topic; raises ValueError for parameters that can't stand in its address."""
        address = channel.address_of(parameters)
        return Subscription(
            address,
            self._make_topic_inbox,
            lambda inbox: self._open_topic(channel.name, address, inbox),
            lambda inbox: self._close_topic(address, inbox),
        )

    def _messages(self) -> Subscription[Any]:
        """Make the subscription of all that answers no request: for a connection without topics."""

        async def open_rest(inbox: Inbox[Received]) -> None:
            self._open_connection()
            self._topics.open_rest(inbox)

        return Subscription("all messages", self._make_topic_inbox, open_rest, self._topics.close_rest)

    async def _ask(self, route: Route, message: WireValue, topic: str | None) -> Any:
        inbox: Inbox[Received] = Inbox(1, "fail")
        reader = InboxReader(inbox)
        pending = await self._begin(route, message, inbox, topic)
        try:
            return (await reader.take()).message
        finally:
            self._abandon(pending)

    async def _begin(self, route: Route, message: WireValue, inbox: Inbox[Received], topic: str | None) -> Pending:
        connection = self._open_connection()
        await connection.catch_up()
        pending, text = connection.session.request(route, message, inbox, connection.now, topic)
        try:
            await connection.write(text)
        except BaseException:
            connection.session.abandon(pending, connection.now)
            raise
        return pending

    def _abandon(self, pending: Pending) -> None:
        if self._connection is not None:
            self._connection.session.abandon(pending, self._connection.now)

    def _make_topic_inbox(self) -> Inbox[Received]:
        return Inbox(self._options.topic_queue, self._options.overflow)

    async def _open_topic(self, channel: str, address: str, inbox: Inbox[Received]) -> None:
        connection = self._open_connection()
        await connection.catch_up()
        if not self._topics.open(channel, address, inbox):
            return
        try:
            text = connection.session.subscribe(address, connection.now)
            if text is not None:
                await connection.write(text)
        except BaseException:
            self._close_topic(address, inbox)
            raise

    def _close_topic(self, address: str, inbox: Inbox[Received]) -> None:
        connection = self._connection
        if self._topics.close(address, inbox) and connection is not None and connection.ending is None:
            text = connection.session.unsubscribe(address, connection.now)
            if text is not None:
                connection.post(text)

    def _open_connection(self) -> ClientConnection:
        connection = self._connection
        if connection is None:
            raise RuntimeError(f"the client isn't open: async with {type(self).__name__}(…) as client")
        if connection.ending is not None:
            raise connection.ending.error()
        return connection

    def _end(self, ending: Ending) -> None:
        is_wanted = ending.by_client and ending.code == NORMAL
        self._topics.end(None if is_wanted else ending.error)
        self._set_state("closed")

    def _take_notice(self, notice: UnknownFrame | ErrorArrived) -> None:
        if isinstance(notice, UnknownFrame):
            self._unknown_frames += 1
            FRAME_UNKNOWN.log(_LOG, reason=notice.reason)
            _call(self._on_unknown, notice.frame)
            return
        if not self._on_error:
            level = logging.DEBUG if self._has_logged_error else None
            self._has_logged_error = True
            ERROR_UNANSWERED.log(_LOG, level=level, text=notice.text)
        _call(self._on_error, notice.error)

    def _set_state(self, state: ClientState) -> None:
        if state != self._state:
            self._state = state
            _call(self._on_state, state)


def _listen(callbacks: list[Callable[[T], object]], callback: Callable[[T], object]) -> Callable[[], None]:
    callbacks.append(callback)

    def stop() -> None:
        if callback in callbacks:
            callbacks.remove(callback)

    return stop


def _call(callbacks: list[Callable[[T], object]], value: T) -> None:
    for callback in tuple(callbacks):
        try:
            callback(value)
        except Exception:
            # A user's callback must not stop the reader.
            CALLBACK_FAILED.log(_LOG, trace=True)
