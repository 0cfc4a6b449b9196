"""What a client without asyncio needs of a WebSocket library, and how `websockets` opens such a connection."""

import math
import socket
import time
from typing import TYPE_CHECKING, Protocol, cast

from ..core.opening import Opening
from .sync_socket import SocketTransport
from .transport import LOG, TransportSettings, WithoutFrames, not_opened, refusal

if TYPE_CHECKING:
    from websockets.client import ClientProtocol
    from websockets.datastructures import HeadersLike
    from websockets.protocol import Event
    from websockets.sync.client import ClientConnection


class SyncTransport(Protocol):
    """One open WebSocket connection. One thread calls `recv`; the rest is for any thread, and never waits."""

    @property
    def is_open(self) -> bool:
        """Whether `send` can send."""
        ...

    @property
    def buffered(self) -> int:
        """How many bytes wait to be sent, because the other side doesn't read."""
        ...

    def recv(self, seconds: float) -> str | bytes | None:
        """Give the next message, and send what is buffered meanwhile; raises TransportClosed.

        None when there is none within so many seconds, and earlier when `buffered` has become less or `abort` or
        `close` was called.
        """
        ...

    def send(self, text: str) -> None:
        """Send a text frame as far as the other side reads, and buffer the rest; raises TransportClosed."""
        ...

    def close(self, code: int, reason: str, seconds: float) -> None:
        """Begin the closing handshake (RFC 6455 §7.1.2): `recv` raises TransportClosed within so many seconds."""
        ...

    def abort(self) -> None:
        """Drop the connection: `recv` raises TransportClosed next. Nothing where it is closed already."""
        ...

    def disown(self) -> None:
        """Close this process's copy of what another process uses, and send nothing."""
        ...


class SyncConnector(Protocol):
    """Opens a transport."""

    def __call__(self, opening: Opening, settings: TransportSettings, seconds: float) -> SyncTransport:
        """Take so many seconds, then raise TimeoutError.

        Raise HandshakeFailed or Unauthorized when the server refuses, OSError when there is none.
        """
        ...


def connect_sync(opening: Opening, settings: TransportSettings, seconds: float) -> SyncTransport:
    """Open a connection with `websockets`, in the caller's thread. Raises as SyncConnector says."""
    from websockets.exceptions import InvalidHandshake, InvalidMessage, InvalidProxy, InvalidStatus, InvalidURI
    from websockets.sync.client import connect
    from websockets.typing import Subprotocol

    try:
        opened = connect(
            opening.url,
            additional_headers=[*opening.headers, *settings.headers.items()],
            subprotocols=[Subprotocol(name) for name in opening.subprotocols] or None,
            ssl=settings.ssl,
            compression=None,
            max_size=settings.max_frame_bytes,
            open_timeout=None if seconds == math.inf else seconds,
            logger=WithoutFrames(LOG, {}),
            create_connection=cast("type[ClientConnection]", _Opened),
        )
    except InvalidStatus as refused:
        raise refusal(refused.response.status_code) from None
    except (InvalidHandshake, InvalidMessage, InvalidProxy, InvalidURI) as refused:
        raise not_opened(refused) from None
    return cast("_Opened", opened).transport(settings)


class _Opened:
    """Stands in for the connection of `websockets`, which would read it in a thread of its own.

    TCP, proxies, TLS and redirects are the library's; the handshake is done here, and what is opened belongs to a
    SocketTransport. The library's own threads hold a lock while they write, so that a server which doesn't read would
    keep its pings from being answered, and `close` from closing.
    """

    def __init__(self, sock: socket.socket, protocol: "ClientProtocol", **_: object) -> None:
        self._socket = sock
        self._protocol = protocol
        self._early: list[Event] = []
        # What the library waits for when the handshake has failed.
        self.recv_events_thread = self

    def handshake(
        self, additional_headers: "HeadersLike", user_agent_header: str | None, timeout: float | None = None
    ) -> None:
        """Send the request, and wait for the response; raises what makes it none."""
        deadline = math.inf if timeout is None else time.monotonic() + timeout
        protocol = self._protocol
        try:
            request = protocol.connect()
            request.headers.update(additional_headers)
            if user_agent_header is not None:
                request.headers.setdefault("User-Agent", user_agent_header)
            protocol.send_request(request)
            for data in protocol.data_to_send():
                self._limit(deadline)
                self._socket.sendall(data)
            while not self._early and protocol.handshake_exc is None:
                self._limit(deadline)
                data = self._socket.recv(65536)
                if data:
                    protocol.receive_data(data)
                else:
                    protocol.receive_eof()
                self._early += protocol.events_received()
        except BaseException:
            # An interrupted one too: the library closes the socket only after an Exception.
            self.close_socket()
            raise
        if protocol.handshake_exc is not None:
            raise protocol.handshake_exc

    def transport(self, settings: TransportSettings) -> SocketTransport:
        """Give what was opened to the one who reads it; frames may have come with the response."""
        return SocketTransport(self._socket, self._protocol, self._early[1:], settings)

    def start_keepalive(self) -> None:
        """Nothing: the transport pings."""

    def close_socket(self) -> None:
        """End what could not be opened."""
        self._socket.close()

    def join(self) -> None:
        """Nothing: there is no thread."""

    def _limit(self, deadline: float) -> None:
        seconds = deadline - time.monotonic()
        if seconds <= 0:
            raise TimeoutError
        self._socket.settimeout(None if seconds == math.inf else seconds)
