"""The server of the soak: what it acknowledges is in a journal on disk, and each entry is published with its number."""

import asyncio
import gc
import logging
import os
import sys
from collections import defaultdict, deque
from collections.abc import AsyncIterator
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from generated import ChatServer, Connection, ServerOptions
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
from tests.soak.vitals import vitals

KEPT = 20


class Soaked(ChatServer):
    """Writes each message to the journal before it ends the stream that acknowledges it."""

    def __init__(self, journal: Path) -> None:
        super().__init__(ServerOptions(heartbeat_interval=2, heartbeat_timeout=6, max_queue=64, shutdown_grace=3))
        self._file = os.open(journal, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        self._threads: defaultdict[int, deque[ThreadMessage]] = defaultdict(lambda: deque(maxlen=KEPT))
        self._counts: defaultdict[int, int] = defaultdict(int)
        for line in journal.read_text().splitlines():
            self._remember(*self._parts(line))

    @staticmethod
    def _parts(line: str) -> tuple[int, str]:
        thread, _, content = line.partition(" ")
        return int(thread), content

    def _remember(self, thread_id: int, content: str) -> int:
        self._counts[thread_id] += 1
        number = self._counts[thread_id]
        said = {"id": number, "role": "user", "content": content, "created_at": "2000-01-01T00:00:00Z"}
        self._threads[thread_id].append(ThreadMessage.model_validate(said))
        return number

    async def on_subscribe_thread(self, connection: Connection, message: SubscribeThread) -> ThreadHistory:
        """Give what was said last."""
        return ThreadHistory(thread_id=message.thread_id, messages=[*self._threads[message.thread_id]])

    async def on_send_message(self, connection: Connection, message: SendMessage) -> AsyncIterator[SendMessageReply]:
        """Keep the message for good, tell everyone who follows, and acknowledge it."""
        yield StreamStart(thread_id=message.thread_id)
        for _ in range(3):
            await asyncio.sleep(0.002)
            yield StreamChunk(thread_id=message.thread_id, content="…", chunk_type="assistant_token")
        # One write, so that a kill leaves it whole or not at all; what the kernel has survives the process.
        os.write(self._file, f"{message.thread_id} {message.content}\n".encode())
        number = self._remember(message.thread_id, message.content)
        await self.agent(agent_id=message.thread_id).send(
            AgentEvent(agent_id=message.thread_id, data={"number": number, "content": message.content})
        )
        yield StreamEnd(thread_id=message.thread_id)


def main() -> None:
    """Serve on the socket that was inherited; `/vitals` says how this process is."""
    descriptor, journal = int(sys.argv[1]), Path(sys.argv[2])
    logging.basicConfig(level=logging.WARNING, format="server %(levelname)s %(message)s")
    chat = Soaked(journal)

    async def tell(request: Request) -> JSONResponse:
        gc.collect()
        return JSONResponse({**vitals(), "connections": chat.gauges().connections, "handlers": chat.gauges().handlers})

    app = Starlette(routes=[Route("/vitals", tell)], lifespan=chat.lifespan)
    chat.mount(app, "/ws")
    uvicorn.run(
        app,
        fd=descriptor,
        ws="websockets-sansio",
        ws_ping_interval=None,
        log_level="warning",
        timeout_graceful_shutdown=5,
    )


if __name__ == "__main__":
    main()
