"""What clients of the tests say and hear: frames of asyncapi/chat.yml, by hand."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Any

from running import PATIENCE
from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed


def request(kind: str, **fields: Any) -> str:
    """One frame."""
    return json.dumps({"type": kind, **fields}, ensure_ascii=False)


async def receive(client: ClientConnection) -> dict[str, Any]:
    """The next frame."""
    async with asyncio.timeout(PATIENCE):
        got: dict[str, Any] = json.loads(await client.recv())
    return got


async def rest(client: ClientConnection) -> AsyncIterator[dict[str, Any]]:
    """Every frame until the server closes."""
    with suppress(ConnectionClosed):
        while True:
            yield await receive(client)


async def closed(client: ClientConnection) -> tuple[int | None, str]:
    """Read until the server closes; the code and the reason that a client sees."""
    async for _ in rest(client):
        pass
    return client.close_code, client.close_reason or ""


async def answer_pings(client: ClientConnection) -> dict[str, Any]:
    """Answer every ping until something else comes."""
    while (got := await receive(client))["type"] == "ping":
        await client.send(request("pong", ping_id=got["ping_id"]))
    return got


async def is_served(client: ClientConnection) -> bool:
    """Whether a request is answered."""
    await client.send(request("subscribe_thread", thread_id=1, request_id="served"))
    while (got := await answer_pings(client)).get("request_id") != "served":
        pass
    return got["type"] == "thread_history"
