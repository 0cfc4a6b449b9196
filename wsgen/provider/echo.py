"""Sends back what it gets: what a round trip takes on this machine now, when a server does nothing."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

_Receive = Callable[[], Awaitable[Mapping[str, Any]]]
_Send = Callable[[Mapping[str, Any]], Awaitable[None]]


async def app(scope: Mapping[str, Any], receive: _Receive, send: _Send) -> None:
    """An ASGI application."""
    if scope["type"] != "websocket":
        return
    await receive()
    await send({"type": "websocket.accept"})
    while (event := await receive())["type"] == "websocket.receive":
        await send({"type": "websocket.send", "text": event.get("text") or ""})
