"""Stands around an ASGI application, and notes each frame between it and its clients."""

import re
from collections.abc import Awaitable, Callable, Iterator, MutableMapping, Sequence
from typing import Any, Final, cast
from urllib.parse import parse_qsl

from ..plan.protocol import Direction
from .reading import Crossed
from .recorded import Session

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Message, Receive, Send], Awaitable[None]]

_PARAMETER: Final = re.compile(r"\{(\w+)(?::\w+)?\}")


class Overheard:
    """The same application; `crossed` are the frames so far, `sessions` the connections, routes without any included.

    `routes` are the addresses that it is known to have.
    """

    def __init__(self, application: Application, routes: Sequence[Session]) -> None:
        self._application = application
        self._routes = routes
        self.sessions: list[Session] = [*routes]
        self.crossed: list[Crossed] = []

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Serves one connection or request."""
        if scope["type"] != "websocket":
            await self._application(scope, receive, send)
            return
        query = parse_qsl(bytes(scope.get("query_string", b"")).decode("latin-1"), keep_blank_values=True)
        names = tuple(dict.fromkeys(name for name, _ in query))
        session = Session(len(self.sessions) + 1, self._address(str(scope["path"])), query=names)
        self.sessions.append(session)

        async def received() -> Message:
            message = await receive()
            if message["type"] == "websocket.receive":
                self._note(session, Direction.CLIENT_TO_SERVER, message)
            return message

        async def sent(message: Message) -> None:
            if message["type"] == "websocket.send":
                self._note(session, Direction.SERVER_TO_CLIENT, message)
            await send(message)

        await self._application(scope, received, sent)

    def _note(self, session: Session, direction: Direction, message: Message) -> None:
        text = message.get("text")
        self.crossed.append(Crossed(session, direction, text if isinstance(text, str) else bytes(message["bytes"])))

    def _address(self, path: str) -> str:
        return next((each.path for each in self._routes if _matches(each.path, path)), path)


def _matches(template: str, path: str) -> bool:
    parts = _PARAMETER.split(template)
    pattern = "".join(re.escape(part) if place % 2 == 0 else "[^/]+" for place, part in enumerate(parts))
    return re.fullmatch(pattern, path) is not None


def routes_of(application: object) -> tuple[Session, ...]:
    """The WebSocket routes of an application that has a list of them, as Starlette's and FastAPI's do."""
    found = dict(_routes(application, ""))
    return tuple(Session(number, path, query=query) for number, (path, query) in enumerate(found.items(), 1))


def _routes(application: object, before: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    for each in _listed(application, "routes"):
        path = getattr(each, "path", None)
        if not isinstance(path, str):
            continue
        if "WebSocket" in type(each).__name__:
            asked = _listed(getattr(each, "dependant", None), "query_params")
            names = (getattr(one, "alias", None) for one in asked)
            yield _PARAMETER.sub(r"{\1}", before + path), tuple(name for name in names if isinstance(name, str))
        else:
            yield from _routes(each, before + path)


def _listed(owner: object, name: str) -> Sequence[object]:
    found: object = getattr(owner, name, None)
    return cast("Sequence[object]", found) if isinstance(found, list | tuple) else ()
