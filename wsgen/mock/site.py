"""Serves several servers and a page on one port: each connection at its path, the page at `/`, and nothing else."""

import asyncio
import re
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any, Final

from ..plan.protocol import Connection
from .overhearing import Application, Event, Receive, Scope, Send
from .package import Server

Match = Callable[[str, str], object]
"""What a generated package's runtime matches a path with: the template, then the path; None where it isn't that."""
_HOST: Final = re.compile(r"[A-Za-z0-9.-]+(:[0-9]+)?|\[[0-9A-Fa-f:.]+\](:[0-9]+)?")
_TEXT: Final = "text/plain; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a connection is served: below `prefix`, which isn't empty where another one has its path."""

    connection: Connection
    prefix: str

    @property
    def path(self) -> str:
        """Its usual path on this site."""
        return f"{self.prefix}{self.connection.path}"

    @property
    def paths(self) -> tuple[str, ...]:
        """All templates of paths that lead here."""
        return tuple(dict.fromkeys(f"{self.prefix}{each.path}" for each in self.connection.endpoints))


def places(connections: Sequence[Connection]) -> tuple[Place, ...]:
    """A place for each connection: its own path, or one below its number where an earlier one has that path."""
    found: list[Place] = []
    taken: set[str] = set()
    for number, each in enumerate(connections, 1):
        own = Place(each, "")
        place = own if taken.isdisjoint(map(_plain, own.paths)) else Place(each, f"/{number}")
        taken.update(map(_plain, place.paths))
        found.append(place)
    return tuple(found)


class Site:
    """An ASGI application: `served` are the servers with their places.

    `page` makes what `GET /` answers, of the name by which the site was asked for, such as `127.0.0.1:8765`.
    """

    def __init__(
        self,
        served: Sequence[tuple[Place, Server, Application]],
        match: Match,
        page: Callable[[str], str] | None = None,
    ) -> None:
        # A template without parameters is tried before one that has some.
        self._ways = sorted(
            ((path, place, app) for place, _, app in served for path in place.paths), key=lambda way: way[0].count("{")
        )
        self.places = tuple(place for place, _, _ in served)
        self.has_page = page is not None
        self._servers = tuple(server for _, server, _ in served)
        self._match = match
        self._page = page
        self._pages: dict[str, bytes] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serves one scope."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
            return
        if scope["type"] == "http" and scope["path"] == "/" and self._page is not None:
            await self._show(scope, send, self._page)
            return
        way = next((way for way in self._ways if self._match(way[0], scope["path"]) is not None), None)
        if way is not None:
            _, place, app = way
            await app({**scope, "root_path": place.prefix} if place.prefix else scope, receive, send)
        elif scope["type"] == "http":
            await _answer(send, 404, _TEXT, b"Not Found\n")
        else:
            await receive()
            await send({"type": "websocket.close", "code": 1000})

    async def _show(self, scope: Scope, send: Send, page: Callable[[str], str]) -> None:
        named = next((value.decode("latin-1") for name, value in scope["headers"] if name == b"host"), "")
        if _HOST.fullmatch(named) is None:
            await _answer(send, 400, _TEXT, b"Bad Request\n")
            return
        if named not in self._pages:
            # Clients go on being served meanwhile.
            made = await asyncio.to_thread(page, named)
            self._pages = {named: made.encode()}
        await _answer(send, 200, "text/html; charset=utf-8", self._pages[named])

    async def _live(self, receive: Receive, send: Send) -> None:
        async with AsyncExitStack() as running:
            await receive()
            for each in self._servers:
                await running.enter_async_context(each.lifespan(self))
            await send({"type": "lifespan.startup.complete"})
            await receive()
        await send({"type": "lifespan.shutdown.complete"})


async def _answer(send: Send, status: int, kind: str, body: bytes) -> None:
    headers = [(b"content-type", kind.encode()), (b"content-length", str(len(body)).encode())]
    start: Event = {"type": "http.response.start", "status": status, "headers": headers}
    await send(start)
    await send({"type": "http.response.body", "body": body})


def _plain(path: str) -> Any:
    """A path as it is compared: with or without a slash at its end."""
    return path.rstrip("/") or "/"
