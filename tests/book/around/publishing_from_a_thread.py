"""A web framework's plain function, which runs in a thread and publishes."""

import asyncio

from fastapi import FastAPI

from examples.chat.server import Chat
from generated import ChatClient
from generated._runtime.testing import pair
from generated.models import AgentEvent

app = FastAPI()
chat = Chat()
# HERE
assert AgentEvent


async def main() -> None:
    async with pair(chat, ChatClient, token="demo") as (client, _), client.agent(agent_id=7) as events:
        # The subscription may still be on its way.
        async with asyncio.timeout(10):
            while await asyncio.to_thread(globals()["status"], 7, "busy") == 0:
                pass
        assert (await anext(events)).data == {"status": "busy"}


asyncio.run(main())
