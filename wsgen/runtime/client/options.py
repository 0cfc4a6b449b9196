"""What a client's user may set, with the defaults that suit most."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from ssl import SSLContext
from types import MappingProxyType
from typing import Any

from ..clock import Clock
from ..core.client_life import ClientState, LifeSettings
from ..core.close import NORMAL
from ..core.dispatch import UnknownPolicy
from ..core.inbox import QUEUE_BYTES, OverflowPolicy
from ..core.reconnect import ReconnectPolicy
from ..observing import Observer
from ..protocol import Protocol
from .sync_transport import SyncConnector
from .sync_waiting import SyncClock
from .transport import Connector, TransportSettings

__all__ = ["ClientOptions", "ClientState"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientOptions:
    """Settings of a client; times are in seconds, `math.inf` is no limit.

    `connect_timeout` is for each attempt, `request_timeout` the wait for a reply (and of a call without one, for a
    connection), `stream_timeout` the longest silence inside a stream. `topic_queue` and `reply_queue` count messages
    that wait to be read, `topic_queue_bytes` and `reply_queue_bytes` what they have together on the wire; what a full
    topic queue does is `overflow` (a subscription counts what it dropped), while a full reply queue always ends its
    stream with QueueOverflow, since a reply with a gap is wrong. `headers` go with the handshake, as does `ssl` for
    `wss://`, and `subprotocols` are what is offered instead of the document's. `connect` opens the connection in
    another way than `websockets`, `connect_sync` that of a client without asyncio. `unknown` is for frames of a message
    or a version that this client doesn't know, as newer servers may send: `ignore` counts them in `unknown_frames` and
    hands them to `on_unknown`, `error` answers with an error message where clients may send one, `close` ends the
    connection with 1002. `observer` is told what happens, for metrics and traces.

    `reconnect` says how fast a connection that was lost is made again; without it (None) the client is closed then.
    `reconnect_on` are close codes of the service's own after which that makes sense too. `refresh` is called with the
    arguments when the server refused them with 4401, or HTTP 401, and gives new ones, such as with a new token: once,
    and again after a connection that was stable. `clock` is the time that all of this goes by; without one it's the
    event loop's. A client without asyncio has `clock_sync`, which starts its threads too, and a `refresh` that isn't
    async.
    """

    connect_timeout: float = 10.0
    request_timeout: float = 10.0
    stream_timeout: float = 60.0
    close_timeout: float = 10.0
    max_frame_bytes: int = 1024 * 1024
    topic_queue: int = 1000
    reply_queue: int = 1000
    topic_queue_bytes: int = QUEUE_BYTES
    reply_queue_bytes: int = QUEUE_BYTES
    overflow: OverflowPolicy = "drop_oldest"
    unknown: UnknownPolicy = "ignore"
    headers: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}), repr=False)
    subprotocols: tuple[str, ...] | None = None
    ssl: SSLContext | None = None
    connect: Connector | None = None
    observer: Observer | None = None
    connect_sync: SyncConnector | None = None
    clock_sync: SyncClock | None = None
    reconnect: ReconnectPolicy | None = field(default_factory=ReconnectPolicy)
    reconnect_on: Collection[int] = ()
    refresh: Callable[[Any], Any] | None = None
    clock: Clock | None = None

    def __post_init__(self) -> None:
        for name in ("connect_timeout", "request_timeout", "stream_timeout", "close_timeout"):
            if not getattr(self, name) > 0:
                raise ValueError(f"ClientOptions.{name} must be more than 0 seconds")
        for name in ("max_frame_bytes", "topic_queue", "reply_queue", "topic_queue_bytes", "reply_queue_bytes"):
            if getattr(self, name) < 1:
                raise ValueError(f"ClientOptions.{name} must be at least 1")
        if self.overflow not in {"drop_oldest", "drop_newest", "fail"}:
            raise ValueError("ClientOptions.overflow is drop_oldest, drop_newest or fail")
        if self.unknown not in {"close", "error", "ignore"}:
            raise ValueError("ClientOptions.unknown is close, error or ignore")
        if NORMAL in self.reconnect_on:
            raise ValueError("ClientOptions.reconnect_on can't have 1000: it says that the server is done")

    def life_settings(self) -> LifeSettings:
        """Give the part that decides about a client's life."""
        return LifeSettings(
            reconnect=self.reconnect,
            reconnect_on=self.reconnect_on,
            can_refresh=self.refresh is not None,
            unknown=self.unknown,
        )

    def transport_settings(self, protocol: Protocol) -> TransportSettings:
        """Give the part that says how a connection is opened and kept."""
        return TransportSettings(
            max_frame_bytes=self.max_frame_bytes,
            close_timeout=self.close_timeout,
            # Where the protocol has pings of its own they are the heartbeat, else those of RFC 6455 are.
            keepalive=protocol.heartbeat is None,
            headers=self.headers,
            ssl=self.ssl,
        )
