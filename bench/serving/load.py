"""Loads one server from a process of its own: `python -m bench.serving.load PORT CONNECTIONS`.

The least that Python can do for a frame, so that the server is what is measured: frames are made once and masked with
zeros, and what comes is compared with what came before. It talks to who started it by lines: `ready` when every
connection is open, then a line of JSON for each command that it reads.
"""

import asyncio
import gc
import json
import sys
import time
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Any, Final, TypeAlias

from .servers.listening import allow_many_files

HANDSHAKE: Final = (
    b"GET /ws HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n"
)
TEXT: Final = 1
CLOSE: Final = 8
GOODBYE: Final = b"\x88\x82" + bytes(4) + (1000).to_bytes(2, "big")
AT_ONCE: Final = 100
"""Connections that are opened at a time."""

Result: TypeAlias = dict[str, Any]


def client_frame(text: str) -> bytes:
    """Give a client's text frame (RFC 6455 §5.2), whose mask changes nothing."""
    payload = text.encode()
    length = bytes([0x80 | len(payload)]) if len(payload) < 126 else b"\xfe" + len(payload).to_bytes(2, "big")
    return bytes([0x80 | TEXT]) + length + bytes(4) + payload


def server_frames(data: bytes) -> tuple[list[tuple[int, bytes]], bytes]:
    """Take a server's frames apart: opcode and payload of each whole one, and the bytes that are left."""
    frames: list[tuple[int, bytes]] = []
    start = 0
    while len(data) - start >= 2:
        size, head = data[start + 1], start + 2
        if size == 126:
            size, head = int.from_bytes(data[head : head + 2], "big"), head + 2
        elif size == 127:
            size, head = int.from_bytes(data[head : head + 8], "big"), head + 8
        if len(data) < head + size:
            break
        frames.append((data[start] & 15, data[head : head + size]))
        start = head + size
    return frames, data[start:]


class Peer(asyncio.Protocol):
    """One connection of the load."""

    def __init__(self) -> None:
        self.opened: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.took: Callable[[Peer, bytes], None] = _nothing
        self.lost: Callable[[], None] = _nothing
        self.sent_at = 0.0
        self.close_code: int | None = None
        self._rest = b""

    def connection_made(self, transport: Any) -> None:
        """Ask for a WebSocket."""
        self.write: Callable[[bytes], None] = transport.write
        self.transport: asyncio.Transport = transport
        transport.write(HANDSHAKE)

    def data_received(self, data: bytes) -> None:
        """Hand on each text frame."""
        if self._rest:
            data = self._rest + data
        if not self.opened.done():
            head, found, data = data.partition(b"\r\n\r\n")
            if not found:
                self._rest = head
                return
            if b" 101 " not in head.partition(b"\r\n")[0]:
                self.opened.set_exception(ConnectionError(head.decode("latin-1")))
                return
            self.opened.set_result(None)
        frames, self._rest = server_frames(data)
        for opcode, payload in frames:
            if opcode == CLOSE:
                self.close_code = int.from_bytes(payload[:2], "big")
                self.transport.close()
            elif opcode == TEXT:
                self.took(self, payload)

    def connection_lost(self, exc: Exception | None) -> None:
        """Let who waits for the end know."""
        self.ended.set_result(None)
        self.lost()


def _nothing(*_: object) -> None:
    """Take no notice."""


class Load:
    """All connections to one server."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._peers: list[Peer] = []
        self._done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    async def open(self, connections: int) -> None:
        """Open them."""
        loop = asyncio.get_running_loop()
        for start in range(0, connections, AT_ONCE):
            count = min(AT_ONCE, connections - start)
            made = await asyncio.gather(*(loop.create_connection(Peer, "127.0.0.1", self._port) for _ in range(count)))
            peers = [peer for _, peer in made]
            await asyncio.gather(*(peer.opened for peer in peers))
            self._peers += peers

    async def echo(self, sent: str, expected: str, seconds: float) -> Result:
        """Send on every connection, and again as each reply comes, for so long; every reply must be as expected."""
        text, wanted, known = client_frame(sent), json.loads(expected), set[bytes]()
        done, times = self._begin(), list[float]()
        waiting = len(self._peers)

        def took(peer: Peer, payload: bytes) -> None:
            nonlocal waiting
            now = time.perf_counter()
            times.append(now - peer.sent_at)
            if payload not in known:
                if json.loads(payload) != wanted:
                    self._fail(f"not {expected}: {payload!r}")
                    return
                known.add(payload)
            if now < until:
                peer.sent_at = now
                peer.write(text)
                return
            waiting -= 1
            if not waiting and not done.done():
                done.set_result(None)

        start = time.perf_counter()
        until = start + seconds
        for peer in self._peers:
            peer.took, peer.sent_at = took, time.perf_counter()
            peer.write(text)
        await done
        return _result(times, time.perf_counter() - start, len(times))

    async def fanout(self, sent: str, times: int) -> Result:
        """Ask on one connection, and again as soon as every connection got what was published, so many times."""
        text, taken = client_frame(sent), list[float]()
        done = self._begin()
        count, began = 0, time.perf_counter()

        def took(_: Peer, __: bytes) -> None:
            nonlocal count, began
            count += 1
            if count % len(self._peers):
                return
            now = time.perf_counter()
            taken.append(now - began)
            if len(taken) == times:
                done.set_result(None)
            else:
                began = now
                self._peers[0].write(text)

        for peer in self._peers:
            peer.took = took
        start = began
        self._peers[0].write(text)
        await done
        return _result(taken, time.perf_counter() - start, count)

    async def flood(self, sent: str, times: int, is_stalled: bool) -> Result:
        """Ask for a flood, and count until everyone has it; one more connection reads nothing of it where `is_stalled`.

        Then that one reads too, until it has all of it as well, or the server has closed it.
        """
        slow, others = self._peers[-1], self._peers[:-1]
        done, began, counts = self._begin(), time.perf_counter(), dict.fromkeys(self._peers, 0)
        has_all: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        waiting = len(others)

        def took(peer: Peer, _: bytes) -> None:
            nonlocal waiting
            counts[peer] += 1
            if counts[peer] < times:
                return
            if peer is slow:
                has_all.set_result(None)
                return
            waiting -= 1
            if not waiting:
                done.set_result(None)

        for peer in self._peers:
            peer.took = took
        slow.lost = _nothing
        if is_stalled:
            slow.transport.pause_reading()
        others[0].write(client_frame(sent))
        await done
        seconds = time.perf_counter() - began
        if is_stalled:
            slow.transport.resume_reading()
        await asyncio.wait({slow.ended, has_all}, timeout=20, return_when=asyncio.FIRST_COMPLETED)
        return {"seconds": seconds, "close_code": slow.close_code}

    def _begin(self) -> asyncio.Future[None]:
        """Give what is done when a command has measured; a connection that is lost meanwhile ends it too.

        Until then this process never sleeps: to wake it is work of the server's process, and the more the slower that
        one is.
        """
        loop = asyncio.get_running_loop()
        done = self._done = loop.create_future()

        def stay_awake() -> None:
            if not done.done():
                loop.call_soon(stay_awake)

        stay_awake()
        for peer in self._peers:
            peer.lost = partial(self._fail, "the server ended a connection")
        return self._done

    def _fail(self, reason: str) -> None:
        if not self._done.done():
            self._done.set_exception(ConnectionError(reason))

    async def close(self) -> None:
        """Close all connections in order."""
        for peer in self._peers:
            peer.took = peer.lost = _nothing
            if not peer.ended.done():
                peer.write(GOODBYE)
        await asyncio.wait([peer.ended for peer in self._peers], timeout=10)


def _result(times: list[float], seconds: float, frames: int) -> Result:
    times.sort()
    p50, p99 = times[len(times) // 2], times[len(times) * 99 // 100]
    return {"frames": frames, "seconds": seconds, "p50": p50, "p99": p99}


async def main(port: int, connections: int) -> None:
    """Open the connections and obey, until there are no more commands."""
    loop = asyncio.get_running_loop()
    allow_many_files()
    load = Load(port)
    commands: Mapping[str, Callable[..., Awaitable[Result]]] = {
        "echo": load.echo,
        "fanout": load.fanout,
        "flood": load.flood,
    }
    await load.open(connections)
    gc.disable()
    print("ready", flush=True)
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        name, *arguments = json.loads(line)
        print(json.dumps(await commands[name](*arguments)), flush=True)
    await load.close()


if __name__ == "__main__":
    import uvloop

    uvloop.run(main(int(sys.argv[1]), int(sys.argv[2])))
