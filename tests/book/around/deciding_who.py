"""A server that decides who may connect, and two clients that may not."""

import asyncio
from collections.abc import AsyncIterator

from generated._runtime.testing import PeerClosed, connect
from generated.models import SendMessage, SubscribeThread, ThreadHistory
from generated.server import SendMessageReply

BANNED = {"eve"}


async def find_user(token: str) -> "User | None":
    return User(token) if token in ("ada", "eve") else None


# HERE
Server = globals()["Chat"]
User = globals()["User"]


class Whole(Server):
    async def on_subscribe_thread(self, connection: object, message: SubscribeThread) -> ThreadHistory:
        return ThreadHistory(thread_id=message.thread_id, messages=[])

    async def on_send_message(self, connection: object, message: SendMessage) -> AsyncIterator[SendMessageReply]:
        raise NotImplementedError
        yield


async def code(token: str) -> int:
    async with connect(Whole(), query={"token": token}) as peer:
        try:
            await peer.send(SubscribeThread(thread_id=1))
            await peer.receive()
        except PeerClosed as closed:
            return closed.code
    return 0


assert [asyncio.run(code(token)) for token in ("ada", "mallory", "eve")] == [0, 4401, 4403]
