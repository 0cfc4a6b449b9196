"""What a client raises: one exception for each thing its user can do about it."""

from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from .wire import WireValue

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
    """4401: the server refused the token. Get a new one, then connect again."""


class HeartbeatLost(Closed):
    """4408: the server got no pong in time. Connect again; if it happens often, something blocks the event loop."""


class ProtocolError(Closed):
    """1002: a frame broke the protocol; `reason` names the message, the place in it, and the rule.

    Where `by_client` is true this client refused the server's frame, else the server refused one of ours.
    """

    def __str__(self) -> str:
        who = "the server sent a frame" if self.by_client else "the server refused a frame of this client"
        rule = self.reason or "no reason given"
        return f"{who} that breaks the protocol ({rule}): generate both sides from one document"


class HandshakeFailed(ClientError):  # noqa: N818 - says what happened
    """The server answered, but did not open a WebSocket connection; `status` is its HTTP status where it gave one."""

    def __init__(self, reason: str, status: int | None = None) -> None:
        super().__init__(reason, status)
        self.reason = reason
        self.status = status

    def __str__(self) -> str:
        return f"no WebSocket connection was opened ({self.reason}): check the URL's host, port and path"


class RequestFailed(ClientError):  # noqa: N818 - says what happened
    """The server answered a request with its error message; `error` is that message, typed."""

    def __init__(self, request: str, error: WireValue, text: str = "") -> None:
        super().__init__(request, error, text)
        self.request = request
        self.error = error
        self.text = text

    def __str__(self) -> str:
        return f"the server answered `{self.request}` with an error: {self.text or repr(self.error)}"


class QueueOverflow(ClientError):  # noqa: N818 - says what happened
    """More frames were waiting than the queue holds. Read faster, or raise the limit in `ClientOptions`."""

    def __init__(self, limit: int) -> None:
        super().__init__(limit)
        self.limit = limit

    def __str__(self) -> str:
        return f"{self.limit} frames were waiting to be read: read faster, or raise the limit in `ClientOptions`"


@dataclass(frozen=True, slots=True)
class Ending:
    """Why a connection ended: the source of one exception for each waiter."""

    code: int
    reason: str = ""
    by_client: bool = False

    def error(self) -> Closed:
        """A new exception of the class that the code stands for."""
        kinds = {1002: ProtocolError, 4401: Unauthorized, 4408: HeartbeatLost}
        return kinds.get(self.code, Closed)(self.code, self.reason, self.by_client)
