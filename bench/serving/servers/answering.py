"""Answers what clients say as quickly as Python can, so that clients are what is measured."""

import asyncio
import base64
import hashlib
from typing import Any, Final

from .listening import listen

_MAGIC: Final = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"


class Answering(asyncio.Protocol):
    """One connection: `say` becomes `said`, all else in it stays. No frame is longer than 125 bytes, or cut in two."""

    def __init__(self) -> None:
        self._is_open = False
        self._rest = b""

    def connection_made(self, transport: Any) -> None:
        """Keep what writes."""
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Open the connection (RFC 6455 §4.2.2), then answer every frame that is whole."""
        data = self._rest + data
        if not self._is_open:
            self._is_open, self._rest = True, b""
            lines = data.split(b"\r\n")
            [key] = [line[19:] for line in lines if line.lower().startswith(b"sec-websocket-key: ")]
            accept = base64.b64encode(hashlib.sha1(key + _MAGIC, usedforsecurity=False).digest())
            self._transport.write(
                b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                b"Sec-WebSocket-Accept: " + accept + b"\r\n\r\n"
            )
            return
        start, answers = 0, []
        while len(data) >= start + 2 and len(data) >= (end := start + 6 + (data[start + 1] & 0x7F)):
            size = end - start - 6
            mask = (data[start + 2 : start + 6] * (size // 4 + 1))[:size]
            plain = int.from_bytes(data[start + 6 : end], "big") ^ int.from_bytes(mask, "big")
            payload = plain.to_bytes(size, "big")
            if data[start] & 15 == 1:
                payload = payload.replace(b'"say"', b'"said"')
            answers.append(bytes([0x80 | data[start] & 15, len(payload)]) + payload)
            start = end
        self._rest = data[start:]
        self._transport.write(b"".join(answers))


async def main() -> None:
    """Serve until the process is ended."""
    loop = asyncio.get_running_loop()
    await loop.create_server(Answering, sock=listen())
    await loop.create_future()


if __name__ == "__main__":
    import uvloop

    uvloop.run(main())
