"""A server of the chat protocol in which `wsgen fuzz` finds nothing; the broken ones differ from it by one fault."""

import itertools
from collections import OrderedDict, deque
from collections.abc import AsyncIterator

from generated import ChatServer, Connection, Reject
from generated.models import (
    AgentEvent,
    SendMessage,
    StreamChunk,
    StreamEnd,
    StreamStart,
    SubscribeThread,
    ThreadHistory,
    ThreadMessage,
)
from generated.server import SendMessageReply

AGENT = 7
# What is kept is bounded, so that memory is flat however long it runs.
THREADS = 64
MESSAGES = 4


class Correct(ChatServer):
    """Keeps the last messages of the last threads; agent 7 gives each message back in a few pieces."""

    def __init__(self) -> None:
        super().__init__()
        self._threads: OrderedDict[int, deque[ThreadMessage]] = OrderedDict()
        self._ids = itertools.count(1)

    async def on_connect(self, connection: Connection) -> None:
        if connection.arguments.token != "demo":
            raise Reject(4401, "unknown token: ask for a new one")

    async def on_subscribe_thread(self, connection: Connection, message: SubscribeThread) -> ThreadHistory:
        connection.subscribe(self.thread(thread_id=message.thread_id))
        return ThreadHistory(thread_id=message.thread_id, messages=list(self._threads.get(message.thread_id, ())))

    async def on_send_message(self, connection: Connection, message: SendMessage) -> AsyncIterator[SendMessageReply]:
        self.remember(message.thread_id, message.content)
        await self.agent(agent_id=AGENT).send(AgentEvent(agent_id=AGENT, data={"status": "running"}))
        yield StreamStart(thread_id=message.thread_id)
        for piece in message.content.split(" ", 2):
            yield StreamChunk(thread_id=message.thread_id, content=piece, chunk_type="assistant_token")
        yield StreamEnd(thread_id=message.thread_id)

    def remember(self, thread_id: int, content: str) -> None:
        """Keeps what was said, and forgets the oldest."""
        said = {"id": next(self._ids), "role": "user", "content": content, "created_at": "2026-01-05T09:30:00Z"}
        self._threads.setdefault(thread_id, deque(maxlen=MESSAGES)).append(ThreadMessage.model_validate(said))
        self._threads.move_to_end(thread_id)
        if len(self._threads) > THREADS:
            self._threads.popitem(last=False)


app = Correct().asgi()
