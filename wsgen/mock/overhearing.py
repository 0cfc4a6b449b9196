"""Stands between clients and an ASGI application: tells what crosses, and lets frames of the server go wrong."""

import asyncio
import itertools
from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import suppress
from contextvars import ContextVar
from typing import Any, Final, TypeAlias

from ..instances.frames import Frames
from ..instances.reading import read_text as verdict_on
from ..plan.protocol import Direction
from .faults import Faults, fate
from .judging import judged
from .seen import Closed, Frame, Log, Opened, Remark

Event: TypeAlias = MutableMapping[str, Any]
Scope: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[Event]]
Send: TypeAlias = Callable[[Event], Awaitable[None]]
Application: TypeAlias = Callable[[Scope, Receive, Send], Awaitable[None]]
"""An ASGI application."""

_NO_STATUS: Final = 1005
# What a server closes with before its application hears of it: text that isn't UTF-8, too big a frame, its own end.
_UNASKED: Final = frozenset({1007, 1009, 1012})


class Watch:
    """Numbers connections, and tells of what is seen on them, with the time from `clock` (seconds since 1970)."""

    def __init__(self, log: Log, clock: Callable[[], float]) -> None:
        self.log = log
        self.clock = clock
        self._numbers = itertools.count(1)

    def next_number(self) -> int:
        """The number of a connection that begins."""
        return next(self._numbers)


class Talk:
    """One connection as it goes on: what stands in between and what serves it meet here."""

    def __init__(self, number: int, watch: Watch, write: Callable[[str], Awaitable[None]]) -> None:
        self.number = number
        self.take: Callable[[Frame], bool] | None = None
        """Is told each valid frame of the client, and whether it takes it away from the server it says."""
        self.tell: Callable[[Direction, str | bytes, str], None] | None = None
        """Is told a frame that doesn't cross, with a note that says why."""
        self.write = write
        """Sends a text as it is, whatever the server knows of it."""
        self._watch = watch

    def now(self) -> float:
        """The time in seconds since 1970."""
        return self._watch.clock()

    def remark(self, text: str) -> None:
        """Tells something of this connection."""
        self._watch.log(Remark(self._watch.clock(), self.number, text))


TALK: Final[ContextVar[Talk | None]] = ContextVar("TALK", default=None)
"""The connection that is served in this context."""


class Overhearing:
    """An ASGI application whose WebSocket connections, all of them those of `frames`, are overheard."""

    def __init__(self, app: Application, frames: Frames, watch: Watch, faults: Faults) -> None:
        self._app = app
        self._frames = frames
        self._watch = watch
        self._faults = faults

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serves one scope as the application does."""
        if scope["type"] != "websocket":
            await self._app(scope, receive, send)
            return
        passing = _Passing(self._frames, self._watch, self._faults, (receive, send), str(scope["path"]))
        TALK.set(passing.talk)
        try:
            await self._app(scope, passing.receive, passing.send)
        finally:
            await passing.end()


class _Passing:
    """What passes on one connection."""

    def __init__(self, frames: Frames, watch: Watch, faults: Faults, ends: tuple[Receive, Send], path: str) -> None:
        number = watch.next_number()
        self.talk = Talk(number, watch, self._write)
        self.talk.tell = lambda direction, content, note: watch.log(self._judged(direction, content, note))
        self._frames = frames
        self._watch = watch
        self._faults = faults
        self._choices = faults.of(number)
        self._receive, self._send = ends
        self._path = path
        self._is_open = False
        self._is_gone = False
        self._waiting: asyncio.Queue[tuple[float, Event, Frame | None]] = asyncio.Queue()
        self._sending: asyncio.Task[None] | None = None
        self._due = 0.0

    async def receive(self) -> Event:
        """What comes from the client, but for what was taken away on its way."""
        while True:
            event = await self._receive()
            if event["type"] == "websocket.disconnect":
                self._is_gone = True
                code = int(event.get("code") or _NO_STATUS)
                self._ended(code, str(event.get("reason") or ""), by_server=code in _UNASKED)
            if event["type"] != "websocket.receive":
                return event
            text = event.get("text")
            content = text if isinstance(text, str) else bytes(event.get("bytes") or b"")
            frame = self._judged(Direction.CLIENT_TO_SERVER, content)
            self._watch.log(frame)
            if self.talk.take is None or not frame.verdict.is_valid or not self.talk.take(frame):
                return event

    async def send(self, event: Event) -> None:
        """Sends what the application does, or less of it."""
        text = event.get("text")
        if event["type"] == "websocket.send" and isinstance(text, str):
            await self._send_text(text)
            return
        binary = event.get("bytes")
        frame = self._judged(Direction.SERVER_TO_CLIENT, bytes(binary)) if isinstance(binary, bytes) else None
        await self._pass_on(event, frame, 0.0)

    async def end(self) -> None:
        """Lets go out what still waits, if the client is there."""
        if self._sending is None:
            return
        if not self._is_gone:
            await self._waiting.join()
        self._sending.cancel()
        with suppress(asyncio.CancelledError):
            await self._sending

    async def _write(self, text: str) -> None:
        with suppress(RuntimeError, OSError):
            await self._send_text(text)

    async def _send_text(self, text: str) -> None:
        framing = self._frames.connection.framing.get(Direction.SERVER_TO_CLIENT)
        met = fate(self._faults, self._choices, text, framing.tag if framing else None, self._is_valid)
        frame = self._judged(Direction.SERVER_TO_CLIENT, text if met.text is None else met.text, met.note)
        if met.text is None:
            self._watch.log(frame)
            return
        await self._pass_on({"type": "websocket.send", "text": met.text}, frame, met.delay)

    async def _pass_on(self, event: Event, frame: Frame | None, delay: float) -> None:
        if not self._faults.delays:
            await self._send_now(event, frame)
            return
        # No frame overtakes another one: TCP wouldn't let it.
        self._due = max(self._due, asyncio.get_running_loop().time() + delay)
        self._sending = self._sending or asyncio.get_running_loop().create_task(self._send_in_time())
        self._waiting.put_nowait((self._due, event, frame))

    async def _send_in_time(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            due, event, frame = await self._waiting.get()
            try:
                await asyncio.sleep(max(due - loop.time(), 0))
                # Nobody is told that it didn't go out: the application has gone on long ago.
                with suppress(RuntimeError, OSError):
                    await self._send_now(event, frame)
            finally:
                self._waiting.task_done()

    async def _send_now(self, event: Event, frame: Frame | None) -> None:
        await self._send(event)
        match event["type"]:
            case "websocket.accept":
                self._is_open = True
                self._watch.log(
                    Opened(
                        self._watch.clock(),
                        self.talk.number,
                        self._frames.connection.name,
                        self._path,
                        event.get("subprotocol"),
                    )
                )
            case "websocket.close" if self._is_open:
                self._ended(int(event.get("code") or 1000), str(event.get("reason") or ""), by_server=True)
            case "websocket.close":
                self.talk.remark(f"refused {self._path} with HTTP 403")
            case "websocket.http.response.start":
                self.talk.remark(f"refused {self._path} with HTTP {event['status']}")
            case _ if frame is not None:
                self._watch.log(frame)
            case _:
                pass

    def _ended(self, code: int, reason: str, *, by_server: bool) -> None:
        if self._is_open:
            self._is_open = False
            side = Direction.SERVER_TO_CLIENT if by_server else Direction.CLIENT_TO_SERVER
            self._watch.log(Closed(self._watch.clock(), self.talk.number, code, reason, side))

    def _judged(self, direction: Direction, text: str | bytes, note: str = "") -> Frame:
        at = self._watch.clock()
        return judged(self._frames, direction, text, at=at, connection=self.talk.number, note=note)

    def _is_valid(self, text: str) -> bool:
        return verdict_on(self._frames, Direction.SERVER_TO_CLIENT, text).is_valid
