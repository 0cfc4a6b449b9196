"""A client whose token expires while it is connected, and that goes on with a new one."""

import asyncio
from contextlib import suppress

from examples.chat.server import TOKENS, Chat
from generated import ChatArguments, ChatClient, ClientOptions, Connection, Reject, Unauthorized
from generated._runtime.testing import pair
from generated.models import SubscribeThread, ThreadHistory

TOKENS.add("old")


class Strict(Chat):
    async def on_subscribe_thread(self, connection: Connection, message: SubscribeThread) -> ThreadHistory:
        if connection.arguments.token == "old":
            raise Reject(4401, "this token has expired")
        return await super().on_subscribe_thread(connection, message)


async def new_token() -> str:
    return "demo"


# HERE
assert ChatArguments
assert ClientOptions


async def main() -> None:
    async with pair(Strict(), ChatClient, token="old", options=globals()["options"]) as (client, _):
        with suppress(Unauthorized):
            await client.subscribe_thread(thread_id=1)
        await client.subscribe_thread(thread_id=1)


asyncio.run(main())
