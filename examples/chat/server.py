"""A chat server with one agent that echoes. Run it: `python -m examples.chat.server`."""

import argparse
import asyncio
import itertools
import logging
from collections import defaultdict, deque
from collections.abc import AsyncIterator
from datetime import UTC, datetime

from generated import ChatServer, Connection, ErrorReply, Reject, ServerOptions
from generated.models import (
    AgentEvent,
    Error,
    SendMessage,
    StreamChunk,
    StreamEnd,
    StreamStart,
    SubscribeThread,
    ThreadHistory,
    ThreadMessage,
)
from generated.server import SendMessageReply

TOKENS = {"demo"}
AGENT = 7
HISTORY = 100
"""Messages of a conversation that are kept: a frame has room for 64 KiB."""


class Chat(ChatServer):
    """Keeps conversations in memory; agent 7 answers each message with its own words."""

    def __init__(self, options: ServerOptions | None = None) -> None:
        super().__init__(options)
        self._threads: defaultdict[int, deque[ThreadMessage]] = defaultdict(lambda: deque(maxlen=HISTORY))
        self._ids = itertools.count(1)

    async def on_connect(self, connection: Connection) -> None:
        """Let in who has a token we know."""
        if connection.arguments.token not in TOKENS:
            raise Reject(4401, "unknown token: ask for a new one")

    async def on_subscribe_thread(self, connection: Connection, message: SubscribeThread) -> ThreadHistory:
        """Open a conversation: what is said there from now on reaches this connection too."""
        connection.subscribe(self.thread(thread_id=message.thread_id))
        return ThreadHistory(thread_id=message.thread_id, messages=list(self._threads[message.thread_id]))

    async def on_send_message(self, connection: Connection, message: SendMessage) -> AsyncIterator[SendMessageReply]:
        """Let the agent answer, a word at a time."""
        if message.content.startswith("/"):
            raise ErrorReply(Error(code=400, message=f"there is no command {message.content.split()[0]}"))
        self.say(message.thread_id, "user", message.content)
        await self.agent(agent_id=AGENT).send(AgentEvent(agent_id=AGENT, data={"status": "running"}))
        yield StreamStart(thread_id=message.thread_id)
        answer = f"You said: {message.content}"
        for word in answer.split(" "):
            await asyncio.sleep(0.05)
            yield StreamChunk(thread_id=message.thread_id, content=f"{word} ", chunk_type="assistant_token")
        self.say(message.thread_id, "assistant", answer)
        yield StreamEnd(thread_id=message.thread_id)
        await self.agent(agent_id=AGENT).send(AgentEvent(agent_id=AGENT, data={"status": "idle"}))

    def say(self, thread_id: int, role: str, content: str) -> None:
        """Keep what somebody has said."""
        now = datetime.now(UTC).isoformat(timespec="seconds")
        said = {"id": next(self._ids), "role": role, "content": content, "created_at": now}
        self._threads[thread_id].append(ThreadMessage.model_validate(said))


chat = Chat()
app = chat.asgi()


def main() -> None:
    """Serve on this machine until stopped."""
    import uvicorn

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--log-level", default="INFO")
    arguments = parser.parse_args()
    logging.basicConfig(level=arguments.log_level, format="%(levelname)s %(name)s: %(message)s")
    # The protocol has its own heartbeat, so the server's keepalive is off.
    uvicorn.run(app, port=arguments.port, ws="websockets-sansio", ws_ping_interval=None, log_level="warning")


if __name__ == "__main__":
    main()
