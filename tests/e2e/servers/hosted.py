"""The chat as a process of its own, in whichever server and host: what its environment says decides.

`WSGEN_HOST` is the host, `WSGEN_OPTIONS` the options as JSON. What a test must know of
the process is printed, a line each.
"""

import asyncio
import json
import logging
import os
import sys
import time
from collections.abc import AsyncIterator
from typing import Any

from chat_service import Chat

from generated import Connection, Rate, ServerOptions
from generated.models import AgentEvent, SendMessage, StreamEnd, StreamStart
from generated.server import SendMessageReply


class Hosted(Chat):
    """Prints who came and went, and does what a client asks for: `publish 7 3`, `flood 7 20000`, `sleep 2`,
    `block 2`."""

    async def on_connect(self, connection: Connection[list[str]]) -> None:
        await super().on_connect(connection)
        tell("came", connection, path=connection.arguments.token)

    async def on_disconnect(self, connection: Connection[list[str]], code: int) -> None:
        await super().on_disconnect(connection, code)
        tell("gone", connection, code=code)

    async def on_send_message(
        self, connection: Connection[list[str]], message: SendMessage
    ) -> AsyncIterator[SendMessageReply]:
        words = message.content.split()
        if words[0] not in ("publish", "flood", "block", "sleep"):
            async for reply in super().on_send_message(connection, message):
                yield reply
            return
        yield StreamStart(thread_id=message.thread_id)
        match words:
            case ["publish", agent, count]:
                for number in range(int(count)):
                    await self.agent(agent_id=int(agent)).send(AgentEvent(agent_id=int(agent), data={"n": number}))
            case ["flood", agent, count]:
                await self.flood(int(agent), int(count))
            case ["sleep", seconds]:
                await asyncio.sleep(float(seconds))
            case _:
                # As no handler should: nothing else of this process runs meanwhile.
                time.sleep(float(words[1]))  # noqa: ASYNC251
        yield StreamEnd(thread_id=message.thread_id)

    async def flood(self, agent: int, count: int) -> None:
        """Send until nobody wants it any more."""
        topic = self.agent(agent_id=agent)
        for number in range(count):
            if await topic.send(AgentEvent(agent_id=agent, data={"n": number, "filling": "x" * 4096})) == 0:
                return
            await asyncio.sleep(0)


def tell(what: str, connection: Connection[list[str]], **fields: Any) -> None:
    """Print one line for the test that waits for it; the token is the client's name."""
    print(json.dumps({"event": what, "name": connection.arguments.token, **fields}), flush=True)


def hosted(chat: Chat, host: str) -> Any:
    """The ASGI application: bare, or in a host."""
    if host == "bare":
        return chat.asgi()
    kind, _, lifespan = host.partition(" ")
    arguments: dict[str, Any] = {} if lifespan else {"lifespan": chat.lifespan}
    if kind == "fastapi":
        from fastapi import FastAPI as Host
    else:
        from starlette.applications import Starlette as Host  # type: ignore[assignment]  # either is a host
    app = Host(**arguments)
    chat.mount(app, "/ws")
    return app


logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s", stream=sys.stdout)
options = json.loads(os.environ["WSGEN_OPTIONS"])
for name in ("origins", "subprotocols"):
    if name in options:
        options[name] = tuple(options[name])
if "rate" in options:
    options["rate"] = Rate(*options["rate"])
chat = Hosted(ServerOptions(**options))
if __name__ == "__main__":
    chat.run("127.0.0.1", 0)
else:
    app = hosted(chat, os.environ["WSGEN_HOST"])
