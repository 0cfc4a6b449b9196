"""A client's socket that sends whatever it is told to, and keeps what comes as it came."""

from collections.abc import Sequence

from .arrived import Arrived, SocketClosedError
from .wire import Wire, open_wire


class Socket:
    """One open connection: uncompressed, without a keepalive of its own, without limits for what comes.

    Pings are answered, and a close frame is (RFC 6455 §5.5).
    """

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    @property
    def closed(self) -> SocketClosedError | None:
        """How the connection ended; None as long as it hasn't."""
        return self._wire.ended

    @property
    def waiting(self) -> int:
        """How many messages have come and weren't received yet."""
        return len(self._wire.arrived)

    @property
    def subprotocol(self) -> str | None:
        """The subprotocol that the server chose."""
        return self._wire.protocol.subprotocol

    async def send_text(self, text: str | bytes) -> None:
        """Sends a text frame; bytes and lone surrogates go out as they are, UTF-8 or not. Raises SocketClosedError."""
        await self._wire.send(text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text, is_text=True)

    async def send_bytes(self, content: bytes) -> None:
        """Sends a binary frame. Raises SocketClosedError."""
        await self._wire.send(content, is_text=False)

    async def receive(self, seconds: float) -> Arrived | None:
        """The next message; None where none comes in time. Raises SocketClosedError when no more can come."""
        wire = self._wire
        if not wire.arrived and wire.ended is None:
            await wire.wait(seconds)
        if wire.arrived:
            return wire.take()
        if wire.ended is not None:
            raise wire.ended
        return None

    async def ping(self, seconds: float) -> float | None:
        """How many seconds a ping and its pong took (RFC 6455 §5.5.2); None where there is no pong in time.

        Raises SocketClosedError.
        """
        return await self._wire.ping(seconds)

    async def close(self, code: int | None = 1000, seconds: float = 2.0, *, reason: str = "") -> SocketClosedError:
        """Says that it closes and waits for the server's answer, then drops the connection; how it ended.

        A close frame may be without a code (None), and then has no reason.
        """
        return await self._wire.close(code, seconds, reason)

    def abort(self) -> None:
        """Drops the connection without a close frame, as a lost network does."""
        self._wire.drop()


async def connect(
    url: str,
    *,
    headers: Sequence[tuple[str, str]] = (),
    subprotocols: Sequence[str] = (),
    seconds: float = 10.0,
    is_patient: bool = False,
) -> Socket:
    """Opens a connection (RFC 6455 §4.1), which reads no more while a message waits where it `is_patient`.

    Raises SocketRefusedError.
    """
    return Socket(await open_wire(url, headers, subprotocols, seconds, is_patient=is_patient))
