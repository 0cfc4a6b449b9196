"""What a client raises: one exception for each thing its user can do about it."""

import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

from .wire import WireValue

_FORBIDDEN: Final = 403
_ADVICE: Final = MappingProxyType(
    {
        1000: "the server is done with this connection; connect again when there is more to do",
        1001: "the server is going away; connect again in a moment",
        1003: "the server takes no frame of this kind; generate the client from the server's document",
        1006: "no closing handshake; check the network and the server, then connect again",
        1007: "a frame was not UTF-8 text; the other side, or a proxy between, sends something else",
        1008: "the server's policy forbids it; the reason is the server's",
        1009: "a frame was too big; send less in one, or raise the limit of the side that refused it "
        "(`ServerOptions.max_frame`, `ClientOptions.max_frame_bytes`)",
        1011: "the server failed; its log says why",
        1012: "the server restarts; connect again in a moment",
        1013: "the server is overloaded, or this client reads too slowly; connect again later and read faster",
        4400: "the server could not use the request; the reason is the server's",
        4401: "get a new token, then connect again",
        4403: "this token is not allowed to do that; a new connection with the same token ends the same",
        4408: "the pongs came too late; connect again, and look for code that blocks the event loop",
    }
)


class ClientError(Exception):
    """The root of what a client raises, `TimeoutError` apart."""


class Closed(ClientError):  # noqa: N818 - an event, and often no mistake
    """The connection has ended with this code and reason (RFC 6455 §7.4); `by_client` says which side ended it."""

    def __init__(self, code: int, reason: str = "", by_client: bool = False) -> None:
        super().__init__(code, reason, by_client)
        self.code = code
        self.reason = reason
        self.by_client = by_client

    def __str__(self) -> str:
        why = f" ({self.reason})" if self.reason else ""
        if self.by_client and self.code == 1000:
            return f"this client was closed{why}; open a new one with `async with`"
        side = "this client" if self.by_client else "the server"
        event = "the connection was lost" if self.code == 1006 else f"{side} closed the connection with {self.code}"
        return f"{event}{why}: {_ADVICE.get(self.code, 'the service documents what this code means')}"


class Unauthorized(Closed):
    """4401: the server refused the token. Get a new one, then connect again (`ClientOptions.refresh` does it for you).

    An HTTP 401 instead of a connection is the same. An HTTP 403 is a HandshakeFailed: the path may be the reason, too.
    """


class HeartbeatLost(Closed):
    """4408: the server got no pong in time, or, where `by_client` is true, nothing came from it in time.

    Connect again; if it happens often, something blocks the event loop, or the network drops what is quiet.
    """

    def __str__(self) -> str:
        if not self.by_client:
            return super().__str__()
        return f"the server is silent ({self.reason}): check the network and the server, then connect again"


class Overloaded(Closed):
    """1013: the server is overloaded, or this client reads too slowly. Connect again later, and read faster."""


class ProtocolError(Closed):
    """1002: a frame broke the protocol; `reason` names the message, the place in it, and the rule.

    Where `by_client` is true this client refused the server's frame, else the server refused one of ours.
    """

    def __str__(self) -> str:
        who = "the server sent a frame" if self.by_client else "the server refused a frame of this client"
        rule = self.reason or "no reason given"
        return f"{who} that breaks the protocol ({rule}): generate both sides from one document"


class RequestLost(Closed):
    """The connection ended while a request was under way: it may or may not have been carried out.

    It is never sent again by itself. Ask the server what became of it where that matters, else ask again. What it
    raises is also of the class that the close code stands for: Unauthorized, HeartbeatLost, Overloaded, ProtocolError.
    """

    def __init__(self, code: int, reason: str = "", by_client: bool = False, request: str = "the request") -> None:
        super().__init__(code, reason, by_client)
        self.args = (code, reason, by_client, request)
        self.request = request

    def __str__(self) -> str:
        return f"{super().__str__()}; {self.request} may or may not have been carried out, and isn't sent again"


class UnauthorizedRequestLost(RequestLost, Unauthorized):
    """4401 while a request was under way."""


class HeartbeatRequestLost(RequestLost, HeartbeatLost):
    """4408 while a request was under way."""


class OverloadedRequestLost(RequestLost, Overloaded):
    """1013 while a request was under way."""


class ProtocolRequestLost(RequestLost, ProtocolError):  # noqa: N818 - as those above
    """1002 while a request was under way."""


class Unreachable(ClientError, ConnectionError):  # noqa: N818 - says what happened
    """There is no server to connect to: no such host, nobody listens, no way there, no trust in its certificate.

    `__cause__` is what the system said.
    """

    @classmethod
    def at(cls, where: str, error: OSError) -> "Unreachable":
        """Make it of what the system said about an address that may be shown."""
        match error:
            case socket.gaierror():
                advice = "the host has no address; check its name, and the network"
            case ssl.SSLError():
                advice = "TLS can't be agreed on; check the server's certificate, and `ClientOptions.ssl`"
            case ConnectionRefusedError():
                advice = "nobody listens there; is the server running, and is the port right?"
            case _:
                advice = "check the URL, the network and the server"
        return cls(f"no connection to {where} ({error}): {advice}")


class HandshakeFailed(ClientError):  # noqa: N818 - says what happened
    """The server answered, but did not open a WebSocket connection; `status` is its HTTP status where it gave one."""

    def __init__(self, reason: str, status: int | None = None) -> None:
        super().__init__(reason, status)
        self.reason = reason
        self.status = status

    def __str__(self) -> str:
        advice = "check the URL's host, port and path"
        if self.status == _FORBIDDEN:
            # Web frameworks say so of a path that they don't know, too.
            advice = "check the URL's path, and whether this client may connect there"
        return f"no WebSocket connection was opened ({self.reason}): {advice}"


class RequestFailed(ClientError):  # noqa: N818 - says what happened
    """The server answered a request with its error message; `error` is that message, typed."""

    def __init__(self, request: str, error: WireValue, text: str = "") -> None:
        super().__init__(request, error, text)
        self.request = request
        self.error = error
        self.text = text

    def __str__(self) -> str:
        return f"the server answered `{self.request}` with an error: {self.text or repr(self.error)}"


class SubscriptionRefused(RequestFailed):
    """The server doesn't let this client have a topic: `address`, and why, in `error`, which is typed."""

    def __init__(self, address: str, error: WireValue, text: str = "") -> None:
        super().__init__(address, error, text)
        self.address = address

    def __str__(self) -> str:
        return f"the server refused the subscription of {self.address}: {self.text or repr(self.error)}"


class QueueOverflow(ClientError):  # noqa: N818 - says what happened
    """More was waiting than the queue holds: frames, or bytes of them. Read faster, or raise the limit."""

    def __init__(self, limit: int, unit: Literal["frames", "bytes"] = "frames") -> None:
        super().__init__(limit, unit)
        self.limit = limit
        self.unit = unit

    def __str__(self) -> str:
        waiting = f"{self.limit} frames were" if self.unit == "frames" else f"more than {self.limit} bytes were"
        return f"{waiting} waiting to be read: read faster, or raise the limit in `ClientOptions`"


@dataclass(frozen=True, slots=True)
class Ending:
    """Why a connection ended: the source of one exception for each waiter."""

    code: int
    reason: str = ""
    by_client: bool = False

    def error(self) -> Closed:
        """A new exception of the class that the code stands for."""
        return _KINDS.get(self.code, Closed)(self.code, self.reason, self.by_client)

    def request_lost(self, request: str) -> RequestLost:
        """A new exception, of that class too, for a request that was under way."""
        return _LOST_KINDS.get(self.code, RequestLost)(self.code, self.reason, self.by_client, request)


_KINDS: Final[Mapping[int, type[Closed]]] = MappingProxyType(
    {1002: ProtocolError, 1013: Overloaded, 4401: Unauthorized, 4408: HeartbeatLost}
)
_LOST_KINDS: Final[Mapping[int, type[RequestLost]]] = MappingProxyType(
    {
        1002: ProtocolRequestLost,
        1013: OverloadedRequestLost,
        4401: UnauthorizedRequestLost,
        4408: HeartbeatRequestLost,
    }
)
