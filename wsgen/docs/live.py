"""Serves a page that changes: the page itself, and a stream of events that says when to load it again."""

import asyncio
import json
from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import suppress
from typing import Any, Final

from .page import waiting_page

Event = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Event]]
Send = Callable[[Event], Awaitable[None]]

_PAUSE: Final = 0.1
_TEXT: Final = "text/plain; charset=utf-8"


class LivePage:
    """An ASGI application: `GET /` is the last good page, `GET /events` tells browsers of a new one, and of trouble."""

    def __init__(self) -> None:
        self._version = 0
        self._page: str | None = None
        self._trouble = ""

    @property
    def next_version(self) -> str:
        """The version of the page that is made next."""
        return str(self._version + 1)

    def show(self, page: str) -> None:
        """From now on this is the page: it was made as `next_version`."""
        self._page, self._version, self._trouble = page, self._version + 1, ""

    def complain(self, trouble: str) -> None:
        """The last page stays, and says what is wrong with the document."""
        self._trouble = trouble

    async def __call__(self, scope: Event, receive: Receive, send: Send) -> None:
        """Serves one scope."""
        if scope["type"] == "lifespan":
            for word in ("startup", "shutdown"):
                await receive()
                await send({"type": f"lifespan.{word}.complete"})
        elif scope["type"] != "http":
            await receive()
            await send({"type": "websocket.close", "code": 1000})
        elif scope["path"] == "/":
            page = waiting_page(self._trouble) if self._page is None else self._page
            await _answer(send, 200, "text/html; charset=utf-8", page)
        elif scope["path"] == "/events":
            await self._tell(receive, send)
        else:
            await _answer(send, 404, _TEXT, "Not Found\n")

    async def _tell(self, receive: Receive, send: Send) -> None:
        """Sends what holds now, and again whenever it changes, until the browser has gone."""
        headers = [(b"content-type", b"text/event-stream"), (b"cache-control", b"no-store")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        gone = asyncio.ensure_future(_gone(receive))
        told = ""
        while not gone.done():
            news = {"version": str(self._version), "trouble": self._trouble}
            if (now := json.dumps(news)) != told:
                told = now
                body = f"retry: 500\ndata: {now}\n\n".encode()
                await send({"type": "http.response.body", "body": body, "more_body": True})
            with suppress(TimeoutError):
                await asyncio.wait_for(asyncio.shield(gone), _PAUSE)


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _answer(send: Send, status: int, kind: str, said: str) -> None:
    body = said.encode()
    headers = [
        (b"content-type", kind.encode()),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", b"no-store"),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
