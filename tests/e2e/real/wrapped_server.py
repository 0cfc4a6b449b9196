"""A server of the document with enveloped frames, as its user writes it."""

from zerg_wrapped import Connection, ErrorReply, ServerOptions, ZergServer
from zerg_wrapped.models import (
    AgentEventData,
    ErrorData,
    SendMessageData,
    StreamChunkData,
    StreamEndData,
    StreamStartData,
    SubscribeAckData,
    SubscribeData,
    ThreadEventData,
    UnsubscribeData,
)


class Zerg(ZergServer):
    """Answers on the thread's topic, and confirms subscriptions."""

    async def authorize(self, connection: Connection, address: str) -> bool:
        """Keep other users' profiles to themselves."""
        return address != "user:2"

    async def handle_subscribe(self, connection: Connection, message: SubscribeData) -> None:
        """Confirm what the runtime has subscribed."""
        topics = [topic for topic in message.topics if topic in connection.topics]
        if message.message_id is not None and topics:
            await connection.send(SubscribeAckData(message_id=message.message_id, topics=topics))

    async def handle_unsubscribe(self, connection: Connection, message: UnsubscribeData) -> None:
        """Tell what is left, as far as the protocol has a message for it."""
        if message.message_id is not None:
            left = [*connection.topics] or ["none"]
            await connection.send(SubscribeAckData(message_id=message.message_id, topics=left))

    async def handle_send_message(self, connection: Connection, message: SendMessageData) -> None:
        """Stream to everyone on the thread."""
        match message.content:
            case "missing":
                raise ErrorReply(ErrorData(error="no such thread"))
            case "fail":
                raise RuntimeError("as a handler may")
            case "agent":
                await self.agent(agent_id=message.thread_id).send(AgentEventData(id=message.thread_id, status="idle"))
            case "agent for me":
                agent = self.agent(agent_id=message.thread_id)
                await connection.send(AgentEventData(id=message.thread_id), topic=agent)
            case "event":
                await self.thread(thread_id=message.thread_id).send(ThreadEventData(thread_id=message.thread_id))
            case content:
                thread = self.thread(thread_id=message.thread_id)
                await thread.send(StreamStartData(thread_id=message.thread_id))
                await thread.send(
                    StreamChunkData(thread_id=message.thread_id, chunk_type="assistant_token", content=content)
                )
                await thread.send(StreamEndData(thread_id=message.thread_id))


app = Zerg(ServerOptions(heartbeat_interval=0.2, heartbeat_timeout=1.2)).asgi()
