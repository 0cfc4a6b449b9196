"""What a server does over real sockets with messages that it doesn't know; the rest is in `servers/`."""

import asyncio
import json
from typing import Any

from chat_protocol import AgentEvent
from chat_server import AnyChatConnection, Chat
from served import closed_with, receive, serving
from websockets.asyncio.client import connect

from wsgen.runtime.core.dispatch import UnknownPolicy
from wsgen.runtime.server.server import ServerOptions

TOKEN = "?token=t"


class Curious(Chat):
    """Shows what it doesn't know, and counts what came before it."""

    async def on_unknown(self, connection: AnyChatConnection, frame: Any, reason: str) -> None:
        await connection.send(AgentEvent(agent_id=1, data={"frame": frame, "reason": reason}))


def test_unknown_messages_are_closed_answered_or_shown() -> None:
    typing = {"type": "typing", "who": "ann"}

    async def scenario(unknown: UnknownPolicy) -> tuple[dict[str, Any], int]:
        server = Curious(ServerOptions(unknown=unknown))
        async with serving(server.asgi()) as url, connect(f"{url}/ws{TOKEN}") as client:
            await client.send(json.dumps(typing))
            first = await receive(client)
            if unknown == "close":
                assert (await closed_with(client))[0] == 1002
            else:
                await client.send(json.dumps({"type": "subscribe_thread", "thread_id": 42}))
                assert (await receive(client))["type"] == "thread_history"
        return first, server.unknown_frames

    policies: tuple[UnknownPolicy, ...] = ("close", "error")
    for policy in policies:
        answer, count = asyncio.run(scenario(policy))
        assert (answer["type"], answer["code"], count) == ("error", 1002, 0)
    shown, count = asyncio.run(scenario("ignore"))
    assert shown["data"] == {"frame": typing, "reason": "type = 'typing' is no message of this direction"}
    assert count == 1
