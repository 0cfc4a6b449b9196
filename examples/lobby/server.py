"""A lobby and tables to play Nim, in FastAPI: `uvicorn server:app --port 8002`."""

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from fastapi import FastAPI
from lobby_ws import ErrorReply, NimLobbyServer, NimTableServer, Reject
from lobby_ws.models import Error, FindGame, Players, Seated, State, Take
from lobby_ws.server import NimLobbyConnection, NimTableConnection

SESSIONS = {"token-of-ada": "ada", "token-of-bob": "bob", "token-of-eve": "eve"}
"""Who has logged in. In earnest it is a table that your log-in fills."""
STICKS = 7


@dataclass
class Table:
    """One game: who plays, what is left, and the connections that are there."""

    players: list[str] = field(default_factory=list)
    sticks: int = STICKS
    turn: int = 0
    seats: list[NimTableConnection[None, str]] = field(default_factory=list)


class Tables(NimTableServer[None, str]):
    """Where two play. Who sits down shows the ticket that the lobby gave."""

    def __init__(self) -> None:
        super().__init__()
        self._tables: list[Table] = []
        self._tickets: dict[str, tuple[int, str]] = {}

    def seat(self, player: str) -> tuple[int, str]:
        """Give a player a place, at the table that waits for one or at a new one, and a ticket for it."""
        if not self._tables or len(self._tables[-1].players) == 2:
            self._tables.append(Table())
        self._tables[-1].players.append(player)
        ticket = secrets.token_urlsafe()
        self._tickets[ticket] = (len(self._tables), player)
        return len(self._tables), ticket

    async def authenticate(self, connection: NimTableConnection[None, str]) -> str:
        """Take the ticket, which nobody can use again."""
        table, player = self._tickets.pop(connection.arguments.ticket, (0, ""))
        if table != connection.arguments.table:
            raise Reject(4401, "this ticket is for no place here: ask the lobby for another one")
        return player

    async def on_connect(self, connection: NimTableConnection[None, str]) -> None:
        """Begin when both are there."""
        table = self._table(connection)
        table.seats.append(connection)
        if len(table.seats) == 2:
            await self._tell(table)

    async def on_disconnect(self, connection: NimTableConnection[None, str], code: int) -> None:
        """Forget who left."""
        self._table(connection).seats.remove(connection)

    async def on_take(self, connection: NimTableConnection[None, str], message: Take) -> None:
        """Take the sticks, and tell both what is left."""
        table = self._table(connection)
        if len(table.seats) < 2 or table.players[table.turn] != connection.user:
            raise ErrorReply(Error(code="turn", message="it isn't your turn"))
        if message.sticks > table.sticks:
            raise ErrorReply(Error(code="sticks", message=f"there are only {table.sticks}"))
        table.sticks -= message.sticks
        table.turn = 1 - table.turn
        await self._tell(table)

    async def _tell(self, table: Table) -> None:
        """What lies there, and at the end who has won, which closes the table."""
        if table.sticks:
            told = State(sticks=table.sticks, turn=table.players[table.turn])
        else:
            told = State(sticks=0, winner=table.players[1 - table.turn])
        for seat in tuple(table.seats):
            await seat.send(told)
            if not table.sticks:
                await seat.close(1000, "the game is over")

    def _table(self, connection: NimTableConnection[None, str]) -> Table:
        return self._tables[connection.arguments.table - 1]


class Lobby(NimLobbyServer[None, str]):
    """Where players meet. Who comes in shows the token of a session."""

    def __init__(self, tables: Tables) -> None:
        super().__init__()
        self._tables = tables
        self._here: list[NimLobbyConnection[None, str]] = []

    async def authenticate(self, connection: NimLobbyConnection[None, str]) -> str:
        """Say whose session it is."""
        player = SESSIONS.get(connection.arguments.authorization)
        if player is None:
            raise Reject(4401, "nobody has this session: log in again")
        return player

    async def on_connect(self, connection: NimLobbyConnection[None, str]) -> None:
        """Tell all who is here now."""
        self._here.append(connection)
        await self._tell()

    async def on_disconnect(self, connection: NimLobbyConnection[None, str], code: int) -> None:
        """Tell those who stay."""
        self._here.remove(connection)
        await self._tell()

    async def on_find_game(self, connection: NimLobbyConnection[None, str], message: FindGame) -> Seated:
        """Give a place, and a ticket that opens the connection to it."""
        table, ticket = self._tables.seat(connection.user)
        return Seated(player=connection.user, table=table, ticket=ticket)

    async def _tell(self) -> None:
        names = sorted(each.user for each in self._here)
        for each in tuple(self._here):
            await each.send(Players(names=names))


tables = Tables()
lobby = Lobby(tables)


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Both servers begin and end with the application."""
    async with lobby.lifespan(app), tables.lifespan(app):
        yield


app = FastAPI(lifespan=lifespan)
lobby.mount(app, "/lobby")
tables.mount(app, "/tables/{table}")
