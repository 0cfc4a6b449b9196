"""A server that decides who may follow an agent."""

import asyncio
from dataclasses import dataclass

from examples.chat.server import Chat as Example
from generated import ChatServer, Connection
from generated._runtime.testing import connect
from generated.models import Subscribe

STAFF = {"ada"}


@dataclass
class User:
    name: str


# HERE
assert ChatServer
assert Connection


class Whole(globals()["Chat"], Example):
    async def authenticate(self, connection: Connection) -> User:
        return User(connection.query["name"][0])


async def answer(name: str) -> list[str]:
    async with connect(Whole(), query={"token": "demo", "name": name}) as peer:
        await peer.send(Subscribe(topics=["agent:7"]))
        return [frame["type"] for frame in await peer.waiting()]


assert [asyncio.run(answer(name)) for name in ("ada", "eve")] == [[], ["error"]]
