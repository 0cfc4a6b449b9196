"""A WebSocket client that writes what it is told, also what no library would."""

import asyncio
import os
import struct
from contextlib import suppress
from typing import Final, Self

TEXT: Final = 0x1
BINARY: Final = 0x2
CONTINUATION: Final = 0x0
CLOSE: Final = 0x8
PING: Final = 0x9
PONG: Final = 0xA
_FINAL: Final = 0x80
_MASKED: Final = 0x80
_SLOW_TO_MASK: Final = 2**17


def frame(opcode: int, payload: bytes, *, final: bool = True, reserved: int = 0, masked: bool = True) -> bytes:
    """One frame as RFC 6455 §5.2 lays it out; everything that could be wrong with it can be asked for."""
    head = bytes([(_FINAL if final else 0) | reserved << 4 | opcode])
    mask_bit = _MASKED if masked else 0
    if len(payload) < 126:
        head += bytes([mask_bit | len(payload)])
    elif len(payload) < 2**16:
        head += bytes([mask_bit | 126]) + struct.pack("!H", len(payload))
    else:
        head += bytes([mask_bit | 127]) + struct.pack("!Q", len(payload))
    if not masked:
        return head + payload
    if len(payload) > _SLOW_TO_MASK:
        return head + bytes(4) + payload
    key = os.urandom(4)
    return head + key + bytes(byte ^ key[index % 4] for index, byte in enumerate(payload))


class RawClient:
    """One connection by hand: `async with RawClient(port, path)` does the handshake (RFC 6455 §4.1)."""

    def __init__(self, port: int, path: str) -> None:
        self._port = port
        self._path = path
        self.answer = b""

    async def __aenter__(self) -> Self:
        self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self._port)
        lines = [f"GET {self._path} HTTP/1.1", f"Host: 127.0.0.1:{self._port}", "Upgrade: websocket"]
        lines += ["Connection: Upgrade", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Version: 13"]
        self._writer.write("\r\n".join([*lines, "", ""]).encode())
        self.answer = await self._reader.readuntil(b"\r\n\r\n")
        return self

    async def __aexit__(self, *_: object) -> None:
        self._writer.close()
        with suppress(OSError):
            await self._writer.wait_closed()

    @property
    def status(self) -> int:
        """The status of the handshake's answer."""
        return int(self.answer.split()[1])

    async def write(self, data: bytes) -> None:
        """Write bytes."""
        self._writer.write(data)
        await self._writer.drain()

    async def read(self) -> tuple[int, bytes] | None:
        """The next frame's opcode and payload; None when the server has gone."""
        try:
            first, length = await self._reader.readexactly(2)
            if length == 126:
                (length,) = struct.unpack("!H", await self._reader.readexactly(2))
            elif length == 127:
                (length,) = struct.unpack("!Q", await self._reader.readexactly(8))
            return first & 0xF, await self._reader.readexactly(length)
        except (asyncio.IncompleteReadError, ConnectionError):
            return None

    async def closed(self) -> int | None:
        """Read until the server closes, answer, and go; its code, 1005 for a close without one, None for no close."""
        while (got := await self.read()) is not None:
            opcode, payload = got
            if opcode == CLOSE:
                with suppress(ConnectionError):
                    await self.write(frame(CLOSE, payload[:2]))
                self._writer.close()
                return int.from_bytes(payload[:2], "big") if payload else 1005
        return None
