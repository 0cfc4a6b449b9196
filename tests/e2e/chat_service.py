"""The service of asyncapi/chat.yml as its author would write it; what is said decides what happens."""

import asyncio
from collections.abc import AsyncIterator
from typing import Final

from generated import ChatServer, Connection, ErrorReply, Reject, ServerOptions
from generated.models import (
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

MISSING: Final = 404
FORBIDDEN: Final = 403
BROKEN: Final = 500


class Chat(ChatServer[list[str]]):
    """Remembers what it saw; a connection's state is what its client has said."""

    def __init__(self, options: ServerOptions | None = None) -> None:
        super().__init__(options)
        self.here: list[Connection[list[str]]] = []
        self.gone: asyncio.Queue[int] = asyncio.Queue()
        self.ended: asyncio.Queue[str] = asyncio.Queue()
        self.running = 0

    async def on_connect(self, connection: Connection[list[str]]) -> None:
        """Let in who has the token."""
        match connection.arguments.token.partition("-")[0]:
            case "good":
                connection.state = []
                self.here.append(connection)
            case "slow":
                await asyncio.sleep(60)
            case "broken":
                raise RuntimeError("no database")
            case _:
                raise Reject(4401, "token expired")

    async def on_disconnect(self, connection: Connection[list[str]], code: int) -> None:
        """Take note."""
        self.here.remove(connection)
        self.gone.put_nowait(code)

    async def authorize(self, connection: Connection[list[str]], address: str) -> bool:
        """Keep one agent secret."""
        return address != "agent:9"

    async def on_subscribe_thread(self, connection: Connection[list[str]], message: SubscribeThread) -> ThreadHistory:
        """Give one message; some threads are special."""
        match message.thread_id:
            case number if number == MISSING:
                raise ErrorReply(Error(code=404, message=f"there is no thread {number}", details={"thread": number}))
            case number if number == FORBIDDEN:
                raise Reject(4403, "not yours")
            case number if number == BROKEN:
                raise ZeroDivisionError
        connection.subscribe(self.thread(thread_id=message.thread_id))
        said = ThreadMessage(id=1, role="user", content=f"hello {message.thread_id}", created_at="2026-01-05T09:30:00Z")
        return ThreadHistory(thread_id=message.thread_id, messages=[said])

    async def on_send_message(
        self, connection: Connection[list[str]], message: SendMessage
    ) -> AsyncIterator[SendMessageReply]:
        """Answer word by word."""
        connection.state.append(message.content)
        self.running += 1
        try:
            yield StreamStart(thread_id=message.thread_id)
            for word in message.content.split():
                if word == "fail":
                    raise ZeroDivisionError
                if word == "error":
                    raise ErrorReply(Error(code=409, message="try again"))
                while word == "forever":
                    yield piece(message.thread_id, "…")
                    await asyncio.sleep(0.01)
                yield piece(message.thread_id, word)
                await asyncio.sleep(0)
            yield StreamEnd(thread_id=message.thread_id)
        finally:
            self.running -= 1
            self.ended.put_nowait(message.content)


def piece(thread_id: int, content: str) -> StreamChunk:
    """One token of an answer."""
    return StreamChunk(thread_id=thread_id, content=content, chunk_type="assistant_token")


chat = Chat(ServerOptions(shutdown_grace=1))
app = chat.asgi()
