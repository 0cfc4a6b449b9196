"""The raw client socket: whatever it is told to send goes out, and what comes is kept as it came."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from websockets.asyncio.server import ServerConnection, serve
from websockets.frames import Frame, Opcode

from wsgen.provider.arrived import SocketClosedError, SocketRefusedError
from wsgen.provider.socket import Socket, connect


async def answer(connection: ServerConnection) -> None:
    async for message in connection:
        match message:
            case "close":
                await connection.close(4000, "enough")
            case "drop":
                connection.transport.abort()
            case "parts":
                await connection.send(["one ", "two"])
            case "bytes":
                await connection.send(b"\xff")
            case "bad text":
                connection.protocol.send_frame(Frame(Opcode.TEXT, b"\xff"))
                connection.send_data()
            case _:
                await connection.send(message)


@asynccontextmanager
async def connected() -> AsyncIterator[Socket]:
    async with serve(answer, "127.0.0.1", 0, max_size=None) as server:
        port = server.sockets[0].getsockname()[1]
        socket = await connect(f"ws://127.0.0.1:{port}")
        yield socket
        socket.abort()


def test_text_goes_there_and_back_in_order() -> None:
    async def talk() -> list[object]:
        async with connected() as socket:
            for text in ("one", "x" * 200_000, "parts"):
                await socket.send_text(text)
            arrived = [await socket.receive(5) for _ in range(3)]
            return [each and (each.content, each.is_text) for each in arrived]

    assert asyncio.run(talk()) == [("one", True), ("x" * 200_000, True), ("one two", True)]


def test_what_is_no_text_is_told_apart() -> None:
    async def talk() -> list[object]:
        async with connected() as socket:
            await socket.send_text("bytes")
            await socket.send_text("bad text")
            arrived = [await socket.receive(5) for _ in range(2)]
            return [each and (each.content, each.is_text) for each in arrived]

    assert asyncio.run(talk()) == [(b"\xff", False), (b"\xff", True)]


def test_nothing_comes_for_a_while() -> None:
    async def talk() -> object:
        async with connected() as socket:
            return await socket.receive(0.01)

    assert asyncio.run(talk()) is None


@pytest.mark.parametrize(
    ("text", "code"),
    [("close", 4000), ("drop", 1006), (b"\xff\xfe", 1007), ("\ud800", 1007)],
    ids=["closed", "dropped", "no UTF-8", "a lone surrogate"],
)
def test_how_it_ended_is_known(text: str | bytes, code: int) -> None:
    async def talk() -> int:
        async with connected() as socket:
            await socket.send_text(text)
            with pytest.raises(SocketClosedError) as ended:
                await socket.receive(5)
            with pytest.raises(SocketClosedError):
                await socket.send_text("more")
            return ended.value.code

    assert asyncio.run(talk()) == code


def test_a_ping_is_answered_and_a_close_is() -> None:
    async def talk() -> tuple[object, int]:
        async with connected() as socket:
            return await socket.ping(5), (await socket.close()).code

    seconds, code = asyncio.run(talk())
    assert isinstance(seconds, float)
    assert code == 1000


def test_where_nobody_listens_there_is_no_connection() -> None:
    with pytest.raises(SocketRefusedError, match="refused"):
        asyncio.run(connect("ws://127.0.0.1:9"))
