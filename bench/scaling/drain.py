"""Clients that subscribe and throw away what comes, in a process of their own.

`python -m bench.scaling.drain PORT COUNT` says `ready` when all are connected, and ends when its input does.
"""

import asyncio
import json
import sys
from typing import Any, Final

import uvloop

_HANDSHAKE: Final = (
    b"GET /ws?token=t HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n"
)
_SUBSCRIBE: Final = json.dumps({"type": "subscribe", "topics": ["agent:7"]}).encode()
_AT_ONCE: Final = 100


class Drain(asyncio.Protocol):
    """One client."""

    def __init__(self) -> None:
        self.opened: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: Any) -> None:
        """Ask for a WebSocket."""
        self._transport = transport
        transport.write(_HANDSHAKE)

    def data_received(self, data: bytes) -> None:
        """Subscribe when the WebSocket is there (RFC 6455 §5.2; this mask changes nothing), throw the rest away."""
        if not self.opened.done():
            self.opened.set_result(None)
            self._transport.write(bytes([0x81, 0x80 | len(_SUBSCRIBE)]) + bytes(4) + _SUBSCRIBE)


async def main() -> None:
    """Connect all, then wait to be ended."""
    port, count = map(int, sys.argv[1:])
    loop = asyncio.get_running_loop()
    transports: list[asyncio.BaseTransport] = []
    for start in range(0, count, _AT_ONCE):
        some = min(_AT_ONCE, count - start)
        made = await asyncio.gather(*(loop.create_connection(Drain, "127.0.0.1", port) for _ in range(some)))
        await asyncio.gather(*(drain.opened for _, drain in made))
        transports += [transport for transport, _ in made]
    print("ready", flush=True)
    await loop.run_in_executor(None, sys.stdin.read)
    for transport in transports:
        transport.close()


if __name__ == "__main__":
    uvloop.run(main())
