"""A service that tells every agent's subscribers of each message that is sent to it."""

from collections.abc import AsyncIterator

from generated import ChatServer, Connection
from generated.models import AgentEvent, SendMessage, StreamEnd, StreamStart, SubscribeThread, ThreadHistory
from generated.server import SendMessageReply

AGENTS = 200


class Crowd(ChatServer):
    """Says what was said to all agents."""

    async def on_subscribe_thread(self, connection: Connection, message: SubscribeThread) -> ThreadHistory:
        """Give no history."""
        return ThreadHistory(thread_id=message.thread_id, messages=[])

    async def on_send_message(self, connection: Connection, message: SendMessage) -> AsyncIterator[SendMessageReply]:
        """Publish once to each agent's topic."""
        yield StreamStart(thread_id=message.thread_id)
        for agent in range(1, AGENTS + 1):
            await self.agent(agent_id=agent).send(AgentEvent(agent_id=agent, data={"said": message.content}))
        yield StreamEnd(thread_id=message.thread_id)


app = Crowd().asgi()
