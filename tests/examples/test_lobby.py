"""examples/lobby works as its page says: a game between two processes, and who isn't let in."""

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from example_process import Example, is_typed, made
from served import closed_with, receive, uvicorn_process
from websockets.asyncio.client import connect


@pytest.fixture(scope="module")
def lobby(tmp_path_factory: pytest.TempPathFactory) -> Example:
    return made("lobby", tmp_path_factory.mktemp("examples"))


@pytest.fixture
def url(lobby: Example, tmp_path: Path) -> Iterator[str]:
    with uvicorn_process("server:app", lobby.folder, tmp_path / "server.log") as url:
        yield url


async def seated(url: str, player: str) -> dict[str, Any]:
    """Ask the lobby for a place; the other news are left aside."""
    headers = {"Authorization": f"Bearer token-of-{player}"}
    async with connect(f"{url}/lobby", additional_headers=headers) as connection:
        await connection.send(json.dumps({"type": "find_game", "request_id": "r-1"}))
        while (frame := await receive(connection))["type"] != "seated":
            pass
    return frame


def test_who_is_not_let_in(url: str) -> None:
    async def tries() -> None:
        ada = await seated(url, "ada")
        tables = f"{url}/tables"
        async with connect(f"{tables}/{ada['table'] + 1}?ticket={ada['ticket']}") as elsewhere:
            assert (await closed_with(elsewhere))[0] == 4401
        async with connect(f"{tables}/{ada['table']}?ticket={ada['ticket']}") as again:
            assert (await closed_with(again))[0] == 4401, "a ticket was taken twice"
        async with connect(f"{tables}/{ada['table']}") as without:
            assert (await closed_with(without))[0] == 4401

    asyncio.run(tries())


def test_out_of_turn_is_an_error_and_the_game_goes_on(url: str) -> None:
    async def play() -> None:
        ada, bob = await seated(url, "ada"), await seated(url, "bob")
        table = f"{url}/tables/{ada['table']}"
        async with (
            connect(f"{table}?ticket={ada['ticket']}") as first,
            connect(f"{table}?ticket={bob['ticket']}") as second,
        ):
            assert [(await receive(each))["turn"] for each in (first, second)] == ["ada", "ada"]
            await second.send('{"type": "take", "sticks": 1}')
            assert (await receive(second))["code"] == "turn"
            await first.send('{"type": "take", "sticks": 3}')
            assert [(await receive(each))["sticks"] for each in (first, second)] == [4, 4]

    asyncio.run(play())


@pytest.mark.slow
def test_its_code_is_typed(lobby: Example) -> None:
    assert "Success" in is_typed(lobby)
