"""Plays a game of Nim: `python client.py ada`, and `python client.py bob` in another terminal."""

import argparse
import asyncio

from lobby_ws import ClientOptions, NimLobbyClient, NimTableClient, Unauthorized, Unreachable
from lobby_ws.models import Seated


async def find_place(url: str, token: str) -> Seated:
    """Go into the lobby, see who is there, and ask for a place at a table."""
    async with NimLobbyClient(f"{url}/lobby", authorization=token) as lobby, lobby.messages() as messages:
        told = await anext(messages)
        if told.type == "players":
            print(f"in the lobby: {', '.join(told.names)}")
        return await lobby.find_game()


async def play(url: str, seated: Seated) -> None:
    """Leave the other player a multiple of four where that is possible, until no stick is left."""
    # A ticket opens one connection, so a second attempt would be refused.
    options = ClientOptions(reconnect=None)
    address = f"{url}/tables/{{table}}"
    async with (
        NimTableClient(address, table=seated.table, ticket=seated.ticket, options=options) as table,
        table.messages() as states,
    ):
        print(f"{seated.player} sits at table {seated.table}", flush=True)
        async for state in states:
            if state.winner is not None:
                print(f"{state.winner} has won")
                return
            print(f"{state.sticks} sticks, {state.turn} is next")
            if state.turn == seated.player:
                await table.take(sticks=state.sticks % 4 or 1)


async def come_in(url: str, token: str) -> None:
    """From the lobby to the end of a game."""
    await play(url, await find_place(url, token))


def main() -> None:
    """Read from the command line who plays."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("player", help="ada, bob or eve; nobody else has a session")
    parser.add_argument("--url", default="ws://localhost:8002")
    arguments = parser.parse_args()
    try:
        asyncio.run(come_in(arguments.url, f"token-of-{arguments.player}"))
    except (Unauthorized, Unreachable) as refused:
        print(refused)


if __name__ == "__main__":
    main()
