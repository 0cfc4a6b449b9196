"""What a hub needs of a WebSocket connection, whoever serves it."""

from collections.abc import Sequence
from typing import Protocol


class Transport(Protocol):
    """A WebSocket connection that a client asks for, whoever serves it: `accept` or `deny` comes first, and once."""

    async def accept(self, subprotocol: str | None) -> None:
        """Open the connection; raises OSError when the peer is gone."""
        ...

    async def deny(self, status: int, headers: Sequence[tuple[str, str]], text: str) -> None:
        """Answer with an HTTP status instead; raises OSError when the peer is gone."""
        ...

    async def receive(self) -> str | bytes | int:
        """Give the next frame: text, binary, or the close code when the peer is gone."""
        ...

    async def send(self, text: str) -> None:
        """Write a text frame; raises OSError when the peer is gone."""
        ...

    async def close(self, code: int, reason: str) -> None:
        """Write the close frame; raises OSError when the peer is gone."""
        ...
