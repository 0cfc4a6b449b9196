"""Publishes to topics: a frame is written once, and queued for everyone who is subscribed."""

from typing import Any, TypeAlias

from ..core.dispatch import Codec
from ..core.open_channels import open_channels
from ..protocol import Channel
from ..protocol import Protocol as WireProtocol
from ..wire import WireValue
from .connection import Connection
from .options import ServerOptions
from .topics import Topics

AnyConnection: TypeAlias = Connection[Any, Any, Any]


class Publishing:
    """The topics of one server, and the connections on them."""

    def __init__(self, protocol: WireProtocol, codec: Codec, options: ServerOptions) -> None:
        self.topics: Topics[AnyConnection] = Topics(options.max_topics)
        self._codec = codec
        self._clock = options.clock
        self._everyone = open_channels(protocol)
        self._admitted: dict[AnyConnection, None] = {}

    def enter(self, connection: AnyConnection) -> None:
        """Let a connection get what is sent to everyone."""
        self._admitted[connection] = None

    def leave(self, connection: AnyConnection) -> None:
        """Let it get nothing any more, nor what is sent to its topics."""
        self._admitted.pop(connection, None)
        self.topics.leave(connection)

    def encode(self, channel: Channel, address: str, message: WireValue) -> str:
        """Write a topic's frame, once for all who get it; raises InvalidMessage, and ValueError for another topic's."""
        carried = channel.address_in(self._codec.message_of(message).name, message.to_wire())
        if channel.parameters and carried is not None and carried != address:
            raise ValueError(f"{type(message).__name__} belongs to {carried}, not to {address}")
        return self._codec.encode(message, topic=address, now=self._clock.epoch())

    def publish(self, channel: Channel, address: str, text: str) -> int:
        """Queue a frame for everyone on a topic; gives how many get it. A consumer that is too slow is closed 1013."""
        everyone = channel.name in self._everyone
        receivers = tuple(self._admitted) if everyone else self.topics.subscribers(address)
        return sum(connection.link.offer(text) for connection in receivers)
