"""A desk whose clients say who they are by their first message."""

import asyncio
from dataclasses import dataclass

from generated._runtime.testing import PeerClosed, connect


@dataclass
class User:
    name: str


async def find_user(token: str) -> User | None:
    return User("ada") if token == "s3" else None


# HERE
Auth = globals()["Auth"]


class Whole(globals()["Desk"]):
    async def on_order(self, connection: object, message: object) -> object:
        raise NotImplementedError


async def answer(token: str) -> object:
    async with connect(Whole()) as peer:
        await peer.send(Auth(token=token))
        try:
            return (await peer.receive())["name"]
        except PeerClosed as closed:
            return closed.code


assert [asyncio.run(answer(token)) for token in ("s3", "other")] == ["ada", 4401]
