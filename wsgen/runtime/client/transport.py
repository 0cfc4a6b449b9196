"""What a client's connection needs of a WebSocket library, and `websockets` (asyncio) as the one that does it."""

import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from ssl import SSLContext
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, Protocol

from ..core.close import ABNORMAL, HEARTBEAT_LOST, INTERNAL_ERROR, UNAUTHORIZED
from ..core.opening import Opening
from ..errors import ClientError, Ending, HandshakeFailed, Unauthorized
from ..log_events import FRAME_RECEIVED, FRAME_SENT

if TYPE_CHECKING:
    from websockets.asyncio.client import ClientConnection
    from websockets.exceptions import ConnectionClosed

LOG: Final = logging.getLogger(__name__)
FRAMES: Final = LOG.getChild("frames")
"""At debug level: every frame that crosses the wire, `→` what is sent and `←` what is received; never the handshake."""
_SECRET: Final = re.compile(r"(?<=//)[^/\s@]*@|\?\S*")
UNAUTHORIZED_STATUS: Final = 401
"""HTTP statuses that say what a close code says."""


class TransportClosed(Exception):  # noqa: N818 - an event, and often no mistake
    """The connection has ended; `ending` says how."""

    def __init__(self, ending: Ending) -> None:
        super().__init__(ending)
        self.ending = ending


class Transport(Protocol):
    """One open WebSocket connection. Frames leave in the order of the calls of `send`, also when one is cancelled.

    One that has a `subprotocol` shows the one that the server chose.
    """

    async def recv(self) -> str | bytes:
        """Give the next message; raises TransportClosed. A cancelled call loses nothing."""
        ...

    async def send(self, text: str) -> None:
        """Write a text frame before awaiting anything, then wait while the buffers are full; raises TransportClosed."""
        ...

    async def close(self, code: int, reason: str) -> None:
        """Do the closing handshake (RFC 6455 §7.1.2), while another task reads."""
        ...

    def abort(self) -> None:
        """Drop the connection now: `recv` raises TransportClosed soon. Nothing where it is closed already."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class TransportSettings:
    """How a connection is opened and kept.

    `keepalive` asks for the library's own pings, `headers` go with the handshake.
    """

    max_frame_bytes: int
    close_timeout: float
    keepalive: bool
    headers: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}), repr=False)
    ssl: SSLContext | None = None


class Connector(Protocol):
    """Opens a transport."""

    async def __call__(self, opening: Opening, settings: TransportSettings) -> Transport:
        """Raise HandshakeFailed or Unauthorized when the server refuses, OSError when there is none."""
        ...


async def connect(opening: Opening, settings: TransportSettings) -> Transport:
    """Open a connection with `websockets`; its time limit is the caller's matter. Raises as Connector says."""
    from websockets.asyncio.client import connect as open_connection
    from websockets.exceptions import InvalidHandshake, InvalidMessage, InvalidProxy, InvalidStatus, InvalidURI
    from websockets.typing import Subprotocol

    # The library chooses TLS for `wss://` by itself only where it is given nothing: None means no TLS.
    tls: dict[str, Any] = {} if settings.ssl is None else {"ssl": settings.ssl}
    try:
        connection = await open_connection(
            opening.url,
            additional_headers=[*opening.headers, *settings.headers.items()],
            subprotocols=[Subprotocol(name) for name in opening.subprotocols] or None,
            **tls,
            compression=None,
            max_size=settings.max_frame_bytes,
            open_timeout=None,
            close_timeout=settings.close_timeout,
            ping_interval=20 if settings.keepalive else None,
            logger=WithoutFrames(LOG, {}),
        )
    except InvalidStatus as refused:
        raise refusal(refused.response.status_code) from None
    except (InvalidHandshake, InvalidMessage, InvalidProxy, InvalidURI) as refused:
        raise not_opened(refused) from None
    return _WebSocketTransport(connection)


class _WebSocketTransport:
    """A connection of `websockets`."""

    def __init__(self, connection: "ClientConnection") -> None:
        from websockets.exceptions import ConnectionClosed

        self._connection = connection
        self._closed = ConnectionClosed
        self.subprotocol: str | None = connection.subprotocol

    async def recv(self) -> str | bytes:
        try:
            data = await self._connection.recv()
        except self._closed as closed:
            raise TransportClosed(ending_of(closed)) from None
        if FRAMES.isEnabledFor(logging.DEBUG):
            FRAME_RECEIVED.log(FRAMES, frame=data)
        return data

    async def send(self, text: str) -> None:
        if FRAMES.isEnabledFor(logging.DEBUG):
            FRAME_SENT.log(FRAMES, frame=text)
        try:
            await self._connection.send(text)
        except self._closed as closed:
            raise TransportClosed(ending_of(closed)) from None

    async def close(self, code: int, reason: str) -> None:
        await self._connection.close(code, reason)

    def abort(self) -> None:
        self._connection.transport.abort()


class WithoutFrames(logging.LoggerAdapter[logging.Logger]):
    """Never at debug level, where `websockets` writes out the request line and with it the token."""

    def isEnabledFor(self, level: int) -> bool:  # noqa: N802 - logging's own name
        """Say whether a record of this level is wanted."""
        return level > logging.DEBUG and super().isEnabledFor(level)

    def debug(self, msg: object, *args: object, **kwargs: Any) -> None:
        """Say nothing."""


def refusal(status: int) -> ClientError:
    """Give what an HTTP status instead of a connection means."""
    if status == UNAUTHORIZED_STATUS:
        return Unauthorized(UNAUTHORIZED, f"HTTP {status} instead of a WebSocket connection")
    return HandshakeFailed(f"the server answered HTTP {status}", status)


def too_late(opening: Opening, seconds: float) -> TimeoutError:
    """Give what is raised where nothing was opened in the time that an attempt has."""
    return TimeoutError(f"no connection to {opening.shown} within {seconds:g} s: is the server there?")


def not_opened(failure: Exception) -> HandshakeFailed:
    """Give what else the library says, without what may be secret in a URL: a redirect repeats the token's query."""
    return HandshakeFailed(_SECRET.sub("", str(failure)))


def ending_of(closed: "ConnectionClosed") -> Ending:
    """Say who ended it: the close frame that came first decides (RFC 6455 §7.1.5)."""
    if closed.rcvd is not None and (closed.sent is None or closed.rcvd_then_sent):
        return Ending(closed.rcvd.code, closed.rcvd.reason)
    if closed.sent is not None and closed.sent.code == INTERNAL_ERROR and "ping timeout" in closed.sent.reason:
        # The library's pings were not answered: what a protocol without pings has for a watchdog.
        return Ending(HEARTBEAT_LOST, "no answer to pings", by_client=True)
    if closed.sent is not None:
        return Ending(closed.sent.code, closed.sent.reason, by_client=True)
    return Ending(ABNORMAL)
