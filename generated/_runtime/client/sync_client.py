"""The client without asyncio that generated clients derive from: its methods wait, in any number of threads."""

import math
import os
import secrets
import threading
from collections import deque
from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Any, ClassVar, Self, TypeVar

from ..core.client_session import ClientSession
from ..core.client_topics import ClientTopics
from ..core.close import NORMAL
from ..core.dispatch import Received
from ..core.inbox import Inbox
from ..core.opening import plan_opening
from ..core.replies import Pending
from ..errors import Ending
from ..protocol import Channel, Protocol, Route
from ..wire import WireValue
from .listeners import Notices, States
from .options import ClientOptions, ClientState
from .sync_connection import ConnectionSync
from .sync_streams import InboxReaderSync, ReplyStreamSync, SubscriptionSync
from .sync_transport import connect_sync
from .sync_waiting import SyncClock, ThreadClock
from .transport import TransportSettings

T = TypeVar("T")


class ClientSync:
    """One user of a protocol's server, from `with` to its end; several threads may use it at once.

    A thread of its own reads the connection, so that pings are answered whatever the user's code does. A frame that
    answers a request goes to it alone, every other one to its topic's subscriptions. A connection that is lost fails
    everything that waits with the exception that its close code stands for.
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
        self._clock: SyncClock = self._options.clock_sync or ThreadClock()
        self._lock = threading.Lock()
        self._topics = ClientTopics()
        self._connection: ConnectionSync | None = None
        self._thread: threading.Thread | None = None
        self._ended = self._clock.signal()
        self._failure: BaseException | None = None
        self._process = os.getpid()
        self._state: ClientState = "closed"
        self._states: States[ClientState] = States()
        self._notices = Notices()
        self._given_up: deque[Pending] = deque()

    @property
    def state(self) -> ClientState:
        """`connecting`, `live`, `stale` or `closed`."""
        return self._state

    @property
    def unknown_frames(self) -> int:
        """How many frames were ignored that are no message of this protocol; a newer server may send some."""
        return self._notices.unknown_frames

    def on_state(self, callback: Callable[[ClientState], object]) -> Callable[[], None]:
        """Call back with each new state, most often from the client's own thread; returns what ends that."""
        return self._states.listeners.add(callback)

    def on_unknown(self, callback: Callable[[Any], object]) -> Callable[[], None]:
        """Call back with each frame, as parsed, that is no message of this protocol; returns what ends that."""
        return self._notices.on_unknown.add(callback)

    def on_error(self, callback: Callable[[Any], object]) -> Callable[[], None]:
        """Call back with each error message that answers no request (else it is logged); returns what ends that."""
        return self._notices.on_error.add(callback)

    def __enter__(self) -> Self:
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
        with self._lock:
            if self._state != "closed":
                raise RuntimeError("this client is open already: make another one for another connection")
            self._set_state("connecting")
        self._states.tell()
        try:
            # What is left of a connection that the server ended: there are never two.
            self.close()
            transport = (options.connect_sync or connect_sync)(planned, settings, options.connect_timeout)
        except BaseException as error:
            with self._lock:
                self._set_state("closed")
            self._states.tell()
            if isinstance(error, TimeoutError):
                raise TimeoutError(complaint) from None
            raise
        epoch, seed = self._clock.epoch() - self._clock.monotonic(), secrets.randbits(128)
        session = ClientSession(self.protocol, self._topics, epoch=epoch, seed=seed, unknown=options.unknown)
        self._process = os.getpid()
        self._connection = ConnectionSync(
            transport, session, lock=self._lock, clock=self._clock, on_notice=self._notices.take, on_end=self._end
        )
        with self._lock:
            self._set_state("live")
        self._states.tell()
        self._ended.clear()
        self._thread = self._clock.start(self._run, "wsgen client")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connection (1000); what waits in any thread ends, and nothing is left behind.

        Closing twice does nothing. From a callback, which runs in the client's own thread, it only begins the closing.
        """
        connection, thread = self._connection, self._thread
        if connection is None or thread is None:
            return
        if self._process != os.getpid():
            # A fork's copy: the connection, and the thread that reads it, are the other process's.
            connection.disown()
            return
        connection.finish(Ending(NORMAL, by_client=True), closes=True)
        self._states.tell()
        if thread is threading.current_thread():
            return
        try:
            self._ended.wait(math.inf)
        finally:
            # At once where it is interrupted; the next who closes need not wait any more.
            connection.abort()
            self._ended.set()
        thread.join()
        failure, self._failure = self._failure, None
        if failure is not None:
            raise failure

    def _run(self) -> None:
        connection = self._connection
        if connection is None:
            raise RuntimeError("there is nothing to read")
        try:
            connection.run(math.inf)
        except Exception as failure:
            self._failure = failure
        finally:
            self._states.tell()
            self._ended.set()

    def _send(self, message: WireValue, *, topic: str | None = None) -> None:
        """Send a message that no reply is awaited for; raises InvalidMessage, TimeoutError or Closed.

        `topic` is the address that its envelope gets, where the payload doesn't tell.
        """
        seconds = self._options.request_timeout
        self._write(lambda session, now: (None, session.send(message, now, topic)), type(message).__name__, seconds)

    def _request(
        self, route: Route, message: WireValue, *, timeout: float | None = None, topic: str | None = None
    ) -> Any:
        """Send a request and give its reply; raises InvalidMessage, RequestFailed, TimeoutError or Closed."""
        seconds = self._options.request_timeout if timeout is None else timeout
        deadline = self._clock.monotonic() + seconds
        inbox: Inbox[Received] = Inbox(1, "fail")
        reader = InboxReaderSync(inbox, self._lock, self._clock)
        pending = self._begin(route, message, inbox, topic, seconds)
        try:
            return reader.take(
                deadline - self._clock.monotonic(),
                lambda: f"no reply to {route.message.name} within {seconds:g} s: give a longer timeout, or retry",
            ).message
        finally:
            self._abandon(pending)

    def _stream(
        self, route: Route, message: WireValue, *, timeout: float | None = None, topic: str | None = None
    ) -> ReplyStreamSync[Any]:
        """Make the stream of a request's replies, which sends the request at its first use."""
        inbox: Inbox[Received] = Inbox(self._options.reply_queue, "fail")
        return ReplyStreamSync(
            route.message.name,
            InboxReaderSync(inbox, self._lock, self._clock),
            lambda seconds: self._begin(route, message, inbox, topic, seconds),
            self._abandon,
            self._given_up.append,
            timeout=self._options.stream_timeout if timeout is None else timeout,
        )

    def _subscription(self, channel: Channel, parameters: Mapping[str, int | str]) -> SubscriptionSync[Any]:
        """Make the subscription of one topic; raises ValueError for parameters that can't stand in its address."""
        address = channel.address_of(parameters)
        return SubscriptionSync(
            address,
            self._make_topic_inbox,
            lambda inbox: self._open_topic(channel.name, address, inbox),
            lambda inbox: self._close_topic(address, inbox),
        )

    def _messages(self) -> SubscriptionSync[Any]:
        """Make the subscription of all that answers no request: for a connection without topics."""

        def open_rest(inbox: Inbox[Received]) -> None:
            self._open_connection()
            with self._lock:
                self._topics.open_rest(inbox)

        def close_rest(inbox: Inbox[Received]) -> None:
            with self._lock:
                self._topics.close_rest(inbox)
                inbox.end()

        return SubscriptionSync("all messages", self._make_topic_inbox, open_rest, close_rest)

    def _begin(
        self, route: Route, message: WireValue, inbox: Inbox[Received], topic: str | None, seconds: float
    ) -> Pending:
        def compose(session: ClientSession, now: float) -> tuple[Pending, str]:
            while self._given_up:
                session.abandon(self._given_up.popleft(), now)
            return session.request(route, message, inbox, now, topic)

        return self._write(compose, route.message.name, seconds)

    def _abandon(self, pending: Pending) -> None:
        with self._lock:
            if self._connection is not None:
                self._connection.session.abandon(pending, self._clock.monotonic())

    def _make_topic_inbox(self) -> tuple[Inbox[Received], InboxReaderSync]:
        inbox: Inbox[Received] = Inbox(self._options.topic_queue, self._options.overflow)
        return inbox, InboxReaderSync(inbox, self._lock, self._clock)

    def _open_topic(self, channel: str, address: str, inbox: Inbox[Received]) -> None:
        def compose(session: ClientSession, now: float) -> tuple[None, str | None]:
            is_first = self._topics.open(channel, address, inbox)
            return None, session.subscribe(address, now) if is_first else None

        try:
            self._write(compose, f"the subscription of {address}", self._options.request_timeout)
        except BaseException:
            self._close_topic(address, inbox)
            raise

    def _close_topic(self, address: str, inbox: Inbox[Received]) -> None:
        with self._lock:
            connection = self._connection
            inbox.end()
            if self._topics.close(address, inbox) and connection is not None and connection.ending is None:
                text = connection.session.unsubscribe(address, self._clock.monotonic())
                if text is not None:
                    connection.post(text)
        self._states.tell()

    def _write(self, compose: Callable[[ClientSession, float], tuple[T, str | None]], what: str, seconds: float) -> T:
        complaint = f"{what} could not be sent within {seconds:g} s: the server does not read"
        return self._open_connection().write(compose, seconds, complaint)

    def _open_connection(self) -> ConnectionSync:
        connection = self._connection
        if connection is None:
            raise RuntimeError(f"the client isn't open: with {type(self).__name__}(…) as client")
        if self._process != os.getpid():
            raise RuntimeError("this client was opened before a fork, by another process: open one in each process")
        if connection.ending is not None:
            raise connection.ending.error()
        return connection

    def _end(self, ending: Ending) -> None:
        is_wanted = ending.by_client and ending.code == NORMAL
        self._topics.end(None if is_wanted else ending.error)
        self._set_state("closed")

    def _set_state(self, state: ClientState) -> None:
        if state != self._state:
            self._state = state
            self._states.add(state)
