"""The asyncio client that generated clients derive from: stays connected, asks, listens, and closes in order."""

from collections.abc import AsyncIterator, Callable, Mapping
from types import TracebackType
from typing import Any, ClassVar, Final, Self

from ..core.client_life import ClientState
from ..core.close import NORMAL
from ..core.dispatch import Received
from ..core.inbox import Inbox
from ..core.replies import Pending
from ..errors import Closed, Ending
from ..protocol import Channel, Protocol, Route
from ..wire import WireValue
from .connection import ClientConnection
from .keeper import Keeper
from .listeners import STATES_KEPT, Notices
from .options import ClientOptions
from .streams import InboxReader, ReplyStream, Subscription
from .watched_request import WatchedRequest

_NO_REPLY: Final = "no reply to {what} within {seconds} s: give a longer timeout, or retry"
_NOT_ANSWERED: Final = "no answer to {what} within {seconds} s: give a longer timeout, or retry"
_NOT_SENT: Final = "{what} could not be sent within {seconds} s: the server does not read"


class Client:
    """One user of a protocol's server, from `async with` to its end.

    A frame that answers a request goes to it alone, every other one to its topic's subscriptions. Where a connection is
    lost the client connects again, if that can help, and subscribes to its topics again; calls wait for it as long as
    their own time allows. What was under way fails with RequestLost. A client that is closed fails everything with the
    exception that its close code stands for.
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
        self._keeper = Keeper(
            self.protocol,
            url,
            arguments,
            self._options,
            host=host or {},
            name=type(self).__name__,
            greeting=self._greeting,
            on_notice=self._notices.take,
        )
        self._life = self._keeper.life

    @property
    def state(self) -> ClientState:
        """`connecting`, `live`, `stale` (lost, and to be connected again) or `closed`."""
        return self._life.state

    @property
    def subprotocol(self) -> str | None:
        """The subprotocol that the server chose of those that this client offers; None without a connection."""
        return self._keeper.subprotocol

    @property
    def unknown_frames(self) -> int:
        """How many frames were ignored that are no message of this protocol; a newer server may send some."""
        return self._notices.unknown_frames

    def on_state(self, callback: Callable[[ClientState], object]) -> Callable[[], None]:
        """Call back with each new state, from the event loop; returns what ends that."""
        return self._keeper.on_state.add(callback)

    async def states(self) -> AsyncIterator[ClientState]:
        """Give the state now, then each new one, until the client is closed: `async for state in client.states()`."""
        inbox: Inbox[ClientState] = Inbox(STATES_KEPT, "drop_oldest")
        reader = InboxReader(inbox)
        inbox.put(self.state)
        stop = self.on_state(inbox.put)
        try:
            is_first = True
            while (state := await reader.take()) != "closed" or is_first:
                yield state
                is_first = False
            yield state
        finally:
            stop()

    def on_unknown(self, callback: Callable[[Any], object]) -> Callable[[], None]:
        """Call back with each frame, as parsed, that is no message of this protocol; returns what ends that."""
        return self._notices.on_unknown.add(callback)

    def on_error(self, callback: Callable[[Any], object]) -> Callable[[], None]:
        """Call back with each error message that answers no request (else it is logged); returns what ends that."""
        return self._notices.on_error.add(callback)

    async def __aenter__(self) -> Self:
        await self._keeper.open()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Close the connection (1000); what waits ends, and nothing is left behind. Closing twice does nothing."""
        await self._keeper.close()

    def _greeting(self) -> WireValue | None:
        """Make the message that introduces this client on each new connection; None where the protocol has none."""
        return self._first() if callable(self._first) else self._first

    async def _send(self, message: WireValue, *, topic: str | None = None) -> None:
        """Send a message that no reply is awaited for; raises InvalidMessage, TimeoutError or Closed.

        `topic` is the address that its envelope gets, where the payload doesn't tell.
        """
        connection = self._keeper.connection or await self._connected(type(message).__name__)
        text = connection.session.send(message, connection.now(), topic)
        await connection.write_request(text, type(message).__name__)

    async def _request(
        self, route: Route, message: WireValue, *, timeout: float | None = None, topic: str | None = None
    ) -> Any:
        """Send a request and give its reply; raises InvalidMessage, RequestFailed, TimeoutError or Closed."""
        seconds = self._options.request_timeout if timeout is None else timeout
        asked = self._keeper.within(seconds, self._ask(route, message, topic), route.message.name, _NO_REPLY)
        observer = self._keeper.observer
        if observer is None:
            return await asked
        with WatchedRequest(observer, self._keeper.clock.monotonic, route.message.name):
            return await asked

    def _stream(
        self, route: Route, message: WireValue, *, timeout: float | None = None, topic: str | None = None
    ) -> ReplyStream[Any]:
        """Make the stream of a request's replies, which sends the request at its first use."""
        options = self._options
        inbox: Inbox[Received] = Inbox(options.reply_queue, "fail", options.reply_queue_bytes)
        return ReplyStream(
            route.message.name,
            inbox,
            begin=lambda: self._begin(route, message, inbox, topic),
            abandon=self._abandon,
            timeout=options.stream_timeout if timeout is None else timeout,
            within=self._keeper.within,
        )

    def _subscription(self, channel: Channel, parameters: Mapping[str, int | str]) -> Subscription[Any]:
        """Make the subscription of one topic; raises ValueError for parameters that can't stand in its address."""
        address = channel.address_of(parameters)
        return Subscription(
            address,
            lambda: self._make_topic_inbox(channel.name),
            lambda inbox: self._open_topic(channel.name, address, inbox),
            lambda inbox: self._close_topic(address, inbox),
        )

    def _messages(self) -> Subscription[Any]:
        """Make the subscription of all that answers no request: for a connection without topics."""

        async def open_rest(inbox: Inbox[Received]) -> None:
            await self._connected("the subscription of all messages")
            self._life.topics.open_rest(inbox)

        return Subscription("all messages", self._make_topic_inbox, open_rest, self._life.topics.close_rest)

    async def _ask(self, route: Route, message: WireValue, topic: str | None) -> Any:
        inbox: Inbox[Received] = Inbox(1, "fail")
        reader = InboxReader(inbox)
        pending = await self._begin(route, message, inbox, topic)
        try:
            return (await reader.take()).message
        finally:
            self._abandon(pending)

    async def _begin(self, route: Route, message: WireValue, inbox: Inbox[Received], topic: str | None) -> Pending:
        connection = self._keeper.connection or await self._keeper.connected()
        pending, text = connection.session.request(route, message, inbox, connection.now(), topic)
        try:
            await connection.write_request(text, route.message.name)
        except BaseException:
            connection.session.abandon(pending, connection.now())
            raise
        return pending

    def _abandon(self, pending: Pending) -> None:
        session = self._life.session
        if session is not None:
            session.abandon(pending, self._keeper.clock.monotonic())

    def _make_topic_inbox(self, channel: str = "") -> Inbox[Received]:
        options, observer = self._options, self._keeper.observer
        inbox: Inbox[Received] = Inbox(options.topic_queue, options.overflow, options.topic_queue_bytes)
        if observer is not None:
            inbox.lost = lambda: observer.message_dropped(channel)
        return inbox

    async def _open_topic(self, channel: str, address: str, inbox: Inbox[Received]) -> None:
        connection = await self._connected(f"the subscription of {address}")
        if not self._life.topics.open(channel, address, inbox):
            return
        try:
            await self._subscribe(connection, address)
        except BaseException:
            self._close_topic(address, inbox)
            raise

    async def _subscribe(self, connection: ClientConnection, address: str) -> None:
        try:
            text = connection.session.subscribe(address, connection.now())
            if text is not None:
                await connection.write(text)
            await self._acknowledged(address)
        except Closed:
            if self._life.state == "closed":
                raise
            # It is among the topics that the next connection begins with.
            await self._connected(f"the subscription of {address}")
            await self._acknowledged(address)

    async def _acknowledged(self, address: str) -> None:
        """Wait for the answer to a subscription, where the protocol declares one; raises SubscriptionRefused."""
        answer = self._life.topics.answer(address)
        if answer is not None:
            what, seconds = f"the subscription of {address}", self._options.request_timeout
            try:
                await self._keeper.within(seconds, InboxReader(answer).take(), what, _NOT_ANSWERED)
            except EOFError:
                raise Ending(NORMAL, by_client=True).error() from None

    async def _connected(self, what: str) -> ClientConnection:
        if connection := self._keeper.connection:
            return connection
        return await self._keeper.within(self._options.request_timeout, self._keeper.connected(), what, _NOT_SENT)

    def _close_topic(self, address: str, inbox: Inbox[Received]) -> None:
        if self._life.topics.close(address, inbox):
            self._keeper.post_unsubscription(address)
