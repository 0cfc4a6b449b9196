"""The chat service with its topics in Redis, as each of several processes runs it: `REDIS` is the socket's path."""

import os
from collections.abc import AsyncIterator

import redis.asyncio

from generated import ChatServer, Connection, RedisBroker, ServerOptions
from generated.models import AgentEvent, SendMessage, StreamEnd, StreamStart, SubscribeThread, ThreadHistory
from generated.server import SendMessageReply

client = redis.asyncio.Redis(unix_socket_path=os.environ["REDIS"])


class Chat(ChatServer[None]):
    """Whoever says something to thread n makes agent n speak, on every process."""

    async def on_subscribe_thread(self, connection: Connection[None], message: SubscribeThread) -> ThreadHistory:
        """Subscribe to the thread, and to nothing that was said."""
        connection.subscribe(self.thread(thread_id=message.thread_id))
        return ThreadHistory(thread_id=message.thread_id, messages=[])

    async def on_send_message(
        self, connection: Connection[None], message: SendMessage
    ) -> AsyncIterator[SendMessageReply]:
        """Publish, and answer when it is published."""
        yield StreamStart(thread_id=message.thread_id)
        event = AgentEvent(agent_id=message.thread_id, data={"said": message.content})
        await self.agent(agent_id=message.thread_id).send(event)
        yield StreamEnd(thread_id=message.thread_id)


chat = Chat(ServerOptions(broker=RedisBroker(client, replay=100)))
app = chat.asgi()
