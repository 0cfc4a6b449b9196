"""examples/trading works as its page says: over sockets, in processes of their own."""

import asyncio
import json
import re
import subprocess
from collections.abc import Iterator

import pytest
from cut_wire import wire_to
from example_process import PATIENCE, Example, is_typed, made
from websockets.asyncio.client import connect


@pytest.fixture(scope="module")
def trading(tmp_path_factory: pytest.TempPathFactory) -> Example:
    return made("trading", tmp_path_factory.mktemp("examples"))


@pytest.fixture(scope="module")
def port(trading: Example) -> Iterator[int]:
    with trading.serves("server.py", "--pause", "0.02") as port:
        yield port


def client(trading: Example, port: int, *arguments: str) -> "subprocess.Popen[str]":
    return trading.starts("client.py", "--url", f"ws://127.0.0.1:{port}/feed", *arguments)


def numbers(printed: str) -> list[int]:
    return [int(each) for each in re.findall(r"^quote (\d+): ", printed, re.MULTILINE)]


def test_a_cut_connection_misses_no_quote(trading: Example, port: int) -> None:
    async def follow() -> str:
        async with wire_to(port) as (wire, at):
            following = client(trading, at, "--quotes", "60")
            assert following.stdout is not None
            seen = [await asyncio.to_thread(following.stdout.readline) for _ in range(5)]
            wire.cut()
            rest = await asyncio.to_thread(following.communicate, timeout=PATIENCE)
            return "".join(seen) + rest[0]

    printed = asyncio.run(follow())
    assert "\nstale\n" in printed
    assert "\nlive\n" in printed
    assert numbers(printed) == list(range(1, 61))
    assert printed.endswith("nothing missed\nclosed\n")


def test_every_frame_is_an_envelope(port: int) -> None:
    async def frames() -> list[dict[str, object]]:
        async with connect(f"ws://127.0.0.1:{port}/feed") as connection, asyncio.timeout(PATIENCE):
            asked = {"type": "subscribe", "id": "s-1", "ts": 0, "data": {"topics": ["quotes:ACME"]}}
            await connection.send(json.dumps(asked))
            return [json.loads(await connection.recv()) for _ in range(3)]

    answer, quote, following = asyncio.run(frames())
    assert answer["type"] == "subscribed"
    assert answer["id"] == "s-1"
    assert [quote["type"], quote["topic"]] == ["quote", "quotes:ACME"]
    assert isinstance(quote["seq"], int)
    assert following["seq"] == quote["seq"] + 1


@pytest.mark.slow
def test_its_code_is_typed(trading: Example) -> None:
    assert "Success" in is_typed(trading)
