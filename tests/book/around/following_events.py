"""A client that follows an agent, until it is closed."""

import asyncio

from examples.chat.server import Chat
from generated import ChatClient
from generated._runtime.testing import pair
from generated.models import AgentEvent


class View:
    def mark_old(self) -> None: ...


view = View()
chat = Chat()


async def reload() -> None: ...


async def events_come(client: ChatClient) -> None:
    # What comes back says that the subscription, which was asked for before, is there.
    await client.subscribe_thread(thread_id=1)
    await chat.agent(agent_id=7).send(AgentEvent(agent_id=7, data={"status": "idle"}))
    await client.close()


async def main() -> None:
    async with pair(chat, ChatClient, token="demo") as (client, _):
        coming = asyncio.create_task(events_come(client))
        # HERE
        await coming


asyncio.run(main())
