"""Starlette, as one publishes by hand to all connections: in one of three ways, named by the argument."""

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable, Mapping
from types import MappingProxyType
from typing import Any

from starlette.applications import Starlette
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from .listening import serve

CONNECTED: dict[WebSocket, None] = {}


async def serially(frame: dict[str, Any]) -> None:
    """Write it once, and send it to one after the other."""
    text = json.dumps(frame)
    for each in tuple(CONNECTED):
        await each.send_text(text)


async def at_once(frame: dict[str, Any]) -> None:
    """Write it once, and send it to all at once."""
    text = json.dumps(frame)
    await asyncio.gather(*(each.send_text(text) for each in CONNECTED))


async def each_anew(frame: dict[str, Any]) -> None:
    """Send it to one after the other, written for each."""
    for each in tuple(CONNECTED):
        await each.send_json(frame)


WAYS: Mapping[str, Callable[[dict[str, Any]], Awaitable[None]]] = MappingProxyType(
    {"serially": serially, "at_once": at_once, "each_anew": each_anew}
)


async def room(websocket: WebSocket) -> None:
    """Publish what is posted."""
    publish = WAYS[sys.argv[1]]
    await websocket.accept()
    CONNECTED[websocket] = None
    number = 0
    try:
        while True:
            posted = json.loads(await websocket.receive_text())
            number += 1
            payload = {"room_id": 1, "number": number, "text": "x" * posted["payload"]["size"]}
            await publish({"action": "posted", "payload": payload})
    except WebSocketDisconnect:
        del CONNECTED[websocket]


if __name__ == "__main__":
    serve(Starlette(routes=[WebSocketRoute("/ws", room)]))
