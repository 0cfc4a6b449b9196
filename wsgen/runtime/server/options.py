"""What a server's owner can set."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from ..broker.broker import Broker
from ..clock import Clock, SystemClock
from ..core.credentials import is_subprotocol
from ..core.dispatch import UnknownPolicy
from ..core.limits import FailurePolicy, Limits
from ..core.origin import Origins
from ..core.rate import Rate
from ..observing import Observer

RefusePolicy: TypeAlias = Literal["close", "http"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerOptions:
    """The limits and times of a server; what the document says about the heartbeat can be overruled here.

    Sizes are bytes of UTF-8 for a frame that comes in, bytes for what waits to be sent, times are seconds.
    """

    max_frame: int = 64 * 1024
    """A larger frame closes 1009."""
    rate: Rate | None = None
    """How many frames one connection may send, such as `Rate(120, 60.0, burst=20)`; more close 1008. None: no limit."""
    max_concurrent: int = 1
    """Handlers of one connection that may run at once, streams apart. 1: one at a time, in the order of the requests.
    More: those whose replies carry the request's id, or who have none, may overtake; those without never do."""
    max_streams: int = 16
    """Streams that one connection may have at once; more wait."""
    max_waiting: int = 1024
    """Requests of one connection that may wait for their handler, and 1 MiB of them; more close 1013."""
    max_queue: int = 1024
    """Frames that may wait to be sent to one connection. Replies wait for room, and topics do as `slow_consumer`."""
    max_queue_bytes: int = 1024 * 1024
    """The same in bytes."""
    slow_consumer: Literal["close", "drop"] = "close"
    """What a topic's frame does to a client without room for it: `close` 1013, or `drop` the frame, which is counted in
    `Connection.dropped`."""
    max_topics: int = 128
    """Topics that one connection may subscribe to."""
    unknown: UnknownPolicy = "close"
    """A frame of an unknown message or version: `close` 1002, answer with an `error` message where the protocol has one
    and go on, or `ignore` it, which counts it in `Server.unknown_frames` and hands it to `Server.on_unknown`."""
    on_failure: FailurePolicy = "close"
    """After a handler raised: `close` 1011, or `keep` the connection where a client can tell whose reply is missing."""
    heartbeat_interval: float | None = None
    """Seconds between pings, instead of the document's."""
    heartbeat_timeout: float | None = None
    """Seconds after which an unanswered ping closes 4408, instead of the document's."""
    refuse: RefusePolicy = "close"
    """How a client is refused: `close` accepts first, so that browsers see the close code; with `http` the hooks run
    before, and the answer is an HTTP status: 4401 is 401, 4400 is 400, 4403 and others are 403."""
    origins: tuple[str, ...] | None = None
    """Web sites whose pages may connect, as `https://example.org` or `https://*.example.org`; others get HTTP 403. None
    lets in all, which is dangerous where cookies say who a client is (RFC 6455 §10.2)."""
    require_origin: bool = False
    """Refuse who names no origin too, as programs that are no browser do."""
    subprotocols: tuple[str, ...] | None = None
    """Subprotocols in order of preference, instead of the document's: the first that a client offers is chosen."""
    auth_timeout: float = 10.0
    """Seconds that `authenticate` and `on_connect` may take together; then 4401."""
    close_timeout: float = 5.0
    """Seconds that a peer gets to read what is left before a close."""
    shutdown_grace: float = 30.0
    """Seconds that handlers get to finish at shutdown."""
    observer: Observer | None = None
    """Is told what happens, for metrics and traces."""
    broker: Broker | None = None
    """Carries topics between servers; without one they stay in this process. One broker for each server."""
    clock: Clock = field(default_factory=SystemClock)
    random: Callable[[], float] = random.random
    """Spreads the first pings; gives 0 to 1."""

    def __post_init__(self) -> None:
        for name in ("max_frame", "max_concurrent", "max_streams", "max_waiting", "max_queue", "max_queue_bytes"):
            if getattr(self, name) < 1:
                raise ValueError(f"ServerOptions.{name} must be at least 1")
        for name in ("heartbeat_interval", "heartbeat_timeout", "auth_timeout", "close_timeout"):
            seconds = getattr(self, name)
            if seconds is not None and not seconds > 0:
                raise ValueError(f"ServerOptions.{name} must be more than 0 seconds")
        for name in ("max_topics", "shutdown_grace"):
            if not getattr(self, name) >= 0:
                raise ValueError(f"ServerOptions.{name} can't be negative")
        if self.slow_consumer not in {"close", "drop"}:
            raise ValueError("ServerOptions.slow_consumer is close or drop")
        if self.refuse not in {"close", "http"}:
            raise ValueError("ServerOptions.refuse is close or http")
        if self.origins is not None:
            Origins(self.origins)
        for name in self.subprotocols or ():
            if not is_subprotocol(name):
                raise ValueError(f"ServerOptions.subprotocols: {name!r} can't be one (RFC 6455 §4.1)")
        if self.unknown not in {"close", "error", "ignore"}:
            raise ValueError("ServerOptions.unknown is close, error or ignore")
        if self.on_failure not in {"close", "keep"}:
            raise ValueError("ServerOptions.on_failure is close or keep")

    def limits(self) -> Limits:
        """Give the part that the sans-IO session keeps."""
        return Limits(
            frame_bytes=self.max_frame,
            concurrent=self.max_concurrent,
            streams=self.max_streams,
            waiting=self.max_waiting,
            unknown=self.unknown,
            on_failure=self.on_failure,
        )
