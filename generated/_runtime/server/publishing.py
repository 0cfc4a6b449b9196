"""Publishes to topics: a frame is written once, and goes through the broker to everyone who is subscribed."""

import asyncio
import logging
from collections.abc import Sequence
from concurrent.futures import Future
from contextlib import suppress
from typing import Any, Final, TypeAlias

from ..broker.broker import Broker, BrokerUnavailable, Frame
from ..broker.memory import MemoryBroker
from ..core.dispatch import Codec
from ..core.open_channels import open_channels
from ..core.session import find_channel
from ..core.watching import size_of
from ..log_events import TOPICS_GAP
from ..observing import Observer
from ..protocol import Channel
from ..protocol import Protocol as WireProtocol
from ..wire import WireValue
from .connection import Connection
from .options import ServerOptions
from .resuming import Resuming
from .topics import Topics

logger = logging.getLogger(__name__)

_IN_A_ROW: Final = 32
"""After so many messages a publisher lets others run once; it still waits for none of them."""

AnyConnection: TypeAlias = Connection[Any, Any, Any]

TOPICS_NAMED: Final = 10
"""How many topics one line of the log names at most."""


class Publishing:
    """The topics of one server, and the connections on them."""

    def __init__(
        self, protocol: WireProtocol, codec: Codec, options: ServerOptions, observer: Observer | None = None
    ) -> None:
        self._broker: Broker = options.broker or MemoryBroker()
        self._broker.attach(self, protocol.name)
        self.topics: Topics[AnyConnection] = Topics(options.max_topics, first=self._watch, last=self._unwatch)
        self.unready: set[str] = set()
        """Topics whose broker hasn't said yet that it will deliver them."""
        self._resuming = Resuming(self._broker, options.max_queue)
        self._protocol = protocol
        self._observer = observer
        self._codec = codec
        self._clock = options.clock
        everyone = open_channels(protocol)
        # An open channel has no parameters, so its address is always the same.
        self._for_everyone = frozenset(channel.address for channel in protocol.channels if channel.name in everyone)
        self._admitted: dict[AnyConnection, None] = {}
        self._in_a_row = 0
        self._loop: asyncio.AbstractEventLoop | None = None

    def begin(self) -> None:
        """Take note of the event loop in which all of this lives."""
        self._loop = asyncio.get_running_loop()

    def enter(self, connection: AnyConnection) -> None:
        """Let a connection get what is sent to everyone."""
        if not self._admitted:
            for address in self._for_everyone:
                self._watch(address)
        self._admitted[connection] = None

    def leave(self, connection: AnyConnection) -> None:
        """Let it get nothing any more, nor what is sent to its topics."""
        if self._admitted.pop(connection, connection) is None and not self._admitted:
            for address in self._for_everyone:
                self._unwatch(address)
        self.topics.leave(connection)

    async def subscribe(self, connection: AnyConnection, address: str, after: int | None) -> None:
        """Subscribe a connection, and wait until that holds; raises BrokerUnavailable, and then it isn't subscribed.

        With `after` it gets what was published since that sequence, as far as it was kept, before all that is new.
        """
        had = address in self.topics.addresses(connection)
        try:
            if after is None:
                self.topics.subscribe(connection, address)
                await self._ready(address)
            else:
                with self._resuming.holding(connection, address):
                    self.topics.subscribe(connection, address)
                    await self._ready(address)
                    await self._resuming.catch_up(connection, address, after)
        except BrokerUnavailable:
            if not had:
                self.topics.unsubscribe(connection, address)
            raise

    async def settle(self, connection: AnyConnection) -> None:
        """Wait until all of a connection's subscriptions hold, so that a reply may say so; or the broker is away."""
        for address in self.topics.addresses(connection):
            if address in self.unready:
                with suppress(BrokerUnavailable):
                    await self._ready(address)
                self.unready.discard(address)

    async def stop(self) -> None:
        """End what the broker runs."""
        await self._broker.stop()

    async def publish(self, channel: Channel, address: str, message: WireValue) -> int:
        """Send to everyone on a topic, on whatever server; gives how many receivers are known to get it.

        Raises InvalidMessage, ValueError for another topic's message, and RuntimeError in another thread's event loop.
        """
        if self._admitted and asyncio.get_running_loop() is not self._loop:
            raise RuntimeError(f"{address} is served by another event loop: publish with send_threadsafe")
        receivers = await self._broker.publish(address, self._encode(channel, address, message))
        self._in_a_row += 1
        if self._in_a_row >= _IN_A_ROW:
            # Who publishes without ever waiting would keep every client from being read and written to.
            self._in_a_row = 0
            await asyncio.sleep(0)
        return receivers

    def publish_from_thread(self, channel: Channel, address: str, message: WireValue) -> Future[int]:
        """Let the event loop publish; raises RuntimeError where there is none, or no longer any."""
        loop = self._loop
        if loop is None or loop.is_closed():
            raise RuntimeError(f"nobody can publish to {address}: the server hasn't begun, or its event loop has ended")
        return asyncio.run_coroutine_threadsafe(self.publish(channel, address, message), loop)

    def deliver(self, address: str, text: str, sequence: int | None = None) -> int:
        """Queue a frame for everyone here; gives how many get it. A consumer that is too slow is closed 1013."""
        receivers = tuple(self._admitted) if address in self._for_everyone else self.topics.subscribers(address)
        if self._resuming.is_under_way:
            receivers = self._resuming.hold(receivers, address, text, sequence)
        count = sum(connection.link.offer(text) for connection in receivers)
        if self._observer is not None:
            self._observer.published(self._channel_of(address), size_of(text), count)
        return count

    def missed(self, addresses: Sequence[str]) -> None:
        """Say in the log that subscribers may lack frames."""
        if self._observer is not None:
            for address in addresses:
                self._observer.broker_gap(self._channel_of(address))
        TOPICS_GAP.log(logger, topics=", ".join(addresses[:TOPICS_NAMED]), count=len(addresses))

    def _watch(self, address: str) -> None:
        if not self._broker.watch(address):
            self.unready.add(address)

    def _unwatch(self, address: str) -> None:
        self.unready.discard(address)
        self._broker.unwatch(address)

    async def _ready(self, address: str) -> None:
        if address in self.unready:
            await self._broker.ready(address)
            self.unready.discard(address)

    def _channel_of(self, address: str) -> str:
        channel = find_channel(self._protocol, address)
        return "" if channel is None else channel.name

    def _encode(self, channel: Channel, address: str, message: WireValue) -> Frame:
        """Write a topic's frame, once for all who get it."""
        carried = channel.address_in(self._codec.message_of(message).name, message.to_wire())
        if channel.parameters and carried is not None and carried != address:
            raise ValueError(f"{type(message).__name__} belongs to {carried}, not to {address}")
        now = self._clock.epoch()
        # Brokers count from the time in microseconds on.
        return Frame(*self._codec.encode_numbered(message, topic=address, now=now, sequence=int(now * 1_000_000)))
