"""The client without asyncio that generated clients derive from: its methods wait, in any number of threads."""

import math
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from types import TracebackType
from typing import Any, ClassVar, Self

from ..core.client_life import ClientState
from ..core.client_session import ClientSession
from ..core.close import NORMAL
from ..core.dispatch import Received
from ..core.inbox import Inbox
from ..core.replies import Pending
from ..errors import Ending
from ..protocol import Channel, Protocol, Route
from ..wire import WireValue
from .listeners import STATES_KEPT, Notices
from .options import ClientOptions
from .sync_keeper import KeeperSync
from .sync_streams import InboxReaderSync, ReplyStreamSync, SubscriptionSync
from .watched_request import WatchedRequest


class ClientSync:
    """One user of a protocol's server, from `with` to its end; several threads may use it at once.

    A thread of its own reads the connection, so that pings are answered whatever the user's code does. A frame that
    answers a request goes to it alone, every other one to its topic's subscriptions. A connection that is lost is made
    again as `ClientOptions.reconnect` says: subscriptions live on, while requests that were under way fail.
    """

    protocol: ClassVar[Protocol]

    def __init__(
        self,
        url: str,
        arguments: object,
        options: ClientOptions | None = None,
        host: Mapping[str, str | None] | None = None,
        *,
        greeting: WireValue | Callable[[], WireValue] | None = None,
    ) -> None:
        self._first = greeting
        self._options = options or ClientOptions()
        self._notices = Notices()
        self._given_up: deque[Pending] = deque()
        self._keeper = KeeperSync(
            self.protocol,
            url,
            arguments,
            self._options,
            host=host or {},
            name=type(self).__name__,
            greeting=self._greeting,
            on_notice=self._notices.take,
        )
        self._live = self._keeper.live

    @property
    def state(self) -> ClientState:
        """`connecting`, `live`, `stale` (lost, and to be connected again) or `closed`."""
        return self._live.life.state

    @property
    def subprotocol(self) -> str | None:
        """The subprotocol that the server chose of those that this client offers; None without a connection."""
        connection = self._live.connection
        return None if connection is None else connection.subprotocol

    @property
    def unknown_frames(self) -> int:
        """How many frames were ignored that are no message of this protocol; a newer server may send some."""
        return self._notices.unknown_frames

    def on_state(self, callback: Callable[[ClientState], object]) -> Callable[[], None]:
        """Call back with each new state, most often from the client's own thread; returns what ends that."""
        return self._keeper.states.listeners.add(callback)

    def states(self) -> Iterator[ClientState]:
        """Give the state now, then each new one, until the client is closed: `for state in client.states()`."""
        kept: deque[ClientState] = deque([self.state], STATES_KEPT)
        changed = self._live.clock.signal()

        def keep(state: ClientState) -> None:
            kept.append(state)
            changed.set()

        stop = self.on_state(keep)
        try:
            is_first = True
            while True:
                while not kept:
                    changed.wait(math.inf)
                state = kept.popleft()
                yield state
                if state == "closed" and not is_first:
                    return
                is_first = False
        finally:
            stop()

    def on_unknown(self, callback: Callable[[Any], object]) -> Callable[[], None]:
        """Call back with each frame, as parsed, that is no message of this protocol; returns what ends that."""
        return self._notices.on_unknown.add(callback)

    def on_error(self, callback: Callable[[Any], object]) -> Callable[[], None]:
        """Call back with each error message that answers no request (else it is logged); returns what ends that."""
        return self._notices.on_error.add(callback)

    def __enter__(self) -> Self:
        self._keeper.open()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connection (1000), from any thread; what waits ends, and nothing is left behind.

        Closing twice does nothing. In a callback, which runs in the client's own thread, it only begins the end.
        """
        self._keeper.close()

    def _greeting(self) -> WireValue | None:
        """Make the message that introduces the client on each connection; None where the protocol has none."""
        return self._first() if callable(self._first) else self._first

    def _send(self, message: WireValue, *, topic: str | None = None) -> None:
        """Send a message that no reply is awaited for; raises InvalidMessage, TimeoutError or Closed.

        `topic` is the address that its envelope gets, where the payload doesn't tell.
        """

        def compose(session: ClientSession, now: float) -> tuple[None, str]:
            return None, session.send(message, now, topic)

        self._live.write(compose, self._options.request_timeout, type(message).__name__)

    def _request(
        self, route: Route, message: WireValue, *, timeout: float | None = None, topic: str | None = None
    ) -> Any:
        """Send a request and give its reply; raises InvalidMessage, RequestFailed, TimeoutError or Closed."""
        observer = self._keeper.observer
        if observer is None:
            return self._ask(route, message, timeout, topic)
        with WatchedRequest(observer, self._live.clock.monotonic, route.message.name):
            return self._ask(route, message, timeout, topic)

    def _ask(self, route: Route, message: WireValue, timeout: float | None, topic: str | None) -> Any:
        seconds = self._options.request_timeout if timeout is None else timeout
        clock = self._live.clock
        deadline = clock.monotonic() + seconds
        inbox: Inbox[Received] = Inbox(1, "fail", self._options.reply_queue_bytes)
        reader = InboxReaderSync(inbox, self._live)
        pending = self._begin(route, message, inbox, topic, seconds)
        try:
            return reader.take(
                deadline - clock.monotonic(),
                lambda: f"no reply to {route.message.name} within {seconds:g} s: give a longer timeout, or retry",
            ).message
        finally:
            self._abandon(pending)

    def _stream(
        self, route: Route, message: WireValue, *, timeout: float | None = None, topic: str | None = None
    ) -> ReplyStreamSync[Any]:
        """Make the stream of a request's replies, which sends the request at its first use."""
        options = self._options
        inbox: Inbox[Received] = Inbox(options.reply_queue, "fail", options.reply_queue_bytes)
        return ReplyStreamSync(
            route.message.name,
            InboxReaderSync(inbox, self._live, options.reply_queue),
            lambda seconds: self._begin(route, message, inbox, topic, seconds),
            self._abandon,
            self._given_up.append,
            timeout=options.stream_timeout if timeout is None else timeout,
        )

    def _subscription(self, channel: Channel, parameters: Mapping[str, int | str]) -> SubscriptionSync[Any]:
        """Make the subscription of one topic; raises ValueError for parameters that can't stand in its address."""
        address = channel.address_of(parameters)
        return SubscriptionSync(
            address,
            lambda: self._make_topic_inbox(channel.name),
            lambda inbox: self._open_topic(channel.name, address, inbox),
            lambda inbox: self._close_topic(address, inbox),
            self._keeper.states.after,
        )

    def _messages(self) -> SubscriptionSync[Any]:
        """Make the subscription of all that answers no request: for a connection without topics."""
        return SubscriptionSync(
            "all messages", self._make_topic_inbox, self._open_rest, self._close_rest, self._keeper.states.after
        )

    def _begin(
        self, route: Route, message: WireValue, inbox: Inbox[Received], topic: str | None, seconds: float
    ) -> Pending:
        def compose(session: ClientSession, now: float) -> tuple[Pending, str]:
            while self._given_up:
                session.abandon(self._given_up.popleft(), now)
            return session.request(route, message, inbox, now, topic)

        return self._live.write(compose, seconds, route.message.name)

    def _abandon(self, pending: Pending) -> None:
        with self._live.lock:
            session = self._live.life.session
            if session is not None:
                session.abandon(pending, self._live.clock.monotonic())

    def _make_topic_inbox(self, channel: str = "") -> tuple[Inbox[Received], InboxReaderSync]:
        options, observer = self._options, self._keeper.observer
        inbox: Inbox[Received] = Inbox(options.topic_queue, options.overflow, options.topic_queue_bytes)
        if observer is not None:
            inbox.lost = lambda: observer.message_dropped(channel)
        return inbox, InboxReaderSync(inbox, self._live, options.topic_queue)

    def _open_topic(self, channel: str, address: str, inbox: Inbox[Received]) -> None:
        def compose(session: ClientSession, now: float) -> tuple[bool, str | None]:
            is_first = self._live.life.topics.open(channel, address, inbox)
            return is_first, session.subscribe(address, now) if is_first else None

        try:
            seconds = self._options.request_timeout
            if not self._live.write(compose, seconds, f"the subscription of {address}"):
                # The answer is for who has asked; a refusal ends this one, too.
                return
            with self._live.lock:
                answer = self._live.life.topics.answer(address)
            if answer is not None:
                complaint = (
                    f"no answer to the subscription of {address} within {seconds:g} s: retry later, or raise "
                    "ClientOptions.request_timeout"
                )
                try:
                    InboxReaderSync(answer, self._live).take(seconds, lambda: complaint)
                except EOFError:
                    raise Ending(NORMAL, by_client=True).error() from None
        except BaseException:
            self._close_topic(address, inbox)
            raise

    def _close_topic(self, address: str, inbox: Inbox[Received]) -> None:
        with self._live.lock:
            inbox.end()
            if self._live.life.topics.close(address, inbox):
                self._live.post_unsubscription(address)
        self._keeper.states.tell()

    def _open_rest(self, inbox: Inbox[Received]) -> None:
        def compose(session: ClientSession, now: float) -> tuple[None, None]:  # noqa: ARG001 - nothing is sent
            self._live.life.topics.open_rest(inbox)
            return None, None

        self._live.write(compose, self._options.request_timeout, "the subscription of all messages")

    def _close_rest(self, inbox: Inbox[Received]) -> None:
        with self._live.lock:
            inbox.end()
            self._live.life.topics.close_rest(inbox)
