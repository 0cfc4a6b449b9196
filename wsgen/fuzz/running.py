"""Runs a trace on a real connection: sends its steps, keeps what comes, and waits where the server owes something."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Final, assert_never

from ..instances.frames import Frames
from ..provider.arrived import SocketClosedError, SocketRefusedError
from ..provider.socket import Socket
from .failure import Failure
from .meaning import meaning
from .oracle import Oracle
from .pong import pong_for
from .run import Answered, Ended, Event, Got, Opened, Run, Sent, Silence
from .steps import Binary, Invalid, NotText, Pause, Ping, Raw, Reconnect, Step, Trace, Valid

_AT_ONCE: Final = 8
"""Requests that may be under way together: a server may limit them."""
_LONGEST: Final = 10


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait, in seconds: `owed` for what the server owes, `calm` for what it should not send.

    `doubt` is for an answer where an error has come that may be it.
    """

    owed: float = 3.0
    doubt: float = 0.2
    calm: float = 0.005


_PATIENCE: Final = Patience()


async def run(
    frames: Frames, trace: Trace, open_socket: Callable[[], Awaitable[Socket]], patience: Patience = _PATIENCE
) -> Run:
    """What happens when a trace is run on connections that `open_socket` opens; it ends at the first fault.

    Raises SocketRefusedError where there is no connection.
    """
    running = _Running(frames, trace, open_socket, patience)
    return await running.whole()


def refused(error: SocketRefusedError, step: int | None = None) -> Failure:
    """The failure that a server takes no connection any more."""
    what = f"the server takes no connection any more: {error}"
    return Failure("WSG801", "refused", what, "the server stays up whatever a client sends", step)


class _Running:
    """One trace on its way."""

    def __init__(
        self, frames: Frames, trace: Trace, open_socket: Callable[[], Awaitable[Socket]], patience: Patience
    ) -> None:
        self._frames = frames
        self._trace = trace
        self._open_socket = open_socket
        self._patience = patience
        self._oracle = Oracle(frames)
        self._events: list[Event] = []
        self._opened = 0
        # A third of all traces doesn't wait for answers, so that requests overtake each other where a server lets them.
        self._is_hurried = trace.seed % 3 == 0
        self._loop = asyncio.get_running_loop()

    async def whole(self) -> Run:
        socket = await self._open()
        try:
            for number, step in enumerate(self._trace.steps):
                if self._oracle.failure is not None:
                    break
                if isinstance(step, Reconnect):
                    await self._leave(socket, step)
                    try:
                        socket = await self._open()
                    except SocketRefusedError as error:
                        return Run(self._trace, tuple(self._events), refused(error, number))
                elif not self._oracle.is_over:
                    await self._do(socket, number, step)
            await self._leave(socket, Reconnect("close"))
        finally:
            socket.abort()
        return Run(self._trace, tuple(self._events), self._oracle.failure, tuple(self._oracle.latencies))

    async def _open(self) -> Socket:
        socket = await self._open_socket()
        self._opened += 1
        self._note(Opened(self._opened, self._loop.time()))
        return socket

    async def _do(self, socket: Socket, number: int, step: Step) -> None:
        try:
            # Noted before it is sent: a server that dies of it may be quicker.
            if not isinstance(step, Pause):
                self._note(Sent(number, self._loop.time()))
            await self._send(socket, step)
        except SocketClosedError as ended:
            await self._drain(socket)
            self._end(ended)
            return
        await self._drain(socket)
        if meaning(self._frames, step).kind == "refuse":
            await self._until(socket, lambda: not self._oracle.is_waiting)
        elif self._is_hurried:
            await self._until(socket, lambda: self._oracle.pending < _AT_ONCE)
        else:
            await self._until(socket, lambda: self._oracle.unanswered == 0 and self._oracle.pending < _AT_ONCE)

    async def _send(self, socket: Socket, step: Step) -> None:
        match step:
            case Valid() | Invalid() | Raw():
                await socket.send_text(step.text)
            case NotText(payload=payload):
                await socket.send_text(payload)
            case Binary(payload=payload):
                await socket.send_bytes(payload)
            case Ping():
                if await socket.ping(self._patience.owed) is None:
                    self._note(Silence(self._patience.owed, self._loop.time()))
            case Pause(seconds=seconds):
                await self._listen(socket, seconds)
            case Reconnect():
                pass
            case _:
                assert_never(step)

    async def _leave(self, socket: Socket, how: Reconnect) -> None:
        """Ends a connection; one that is closed politely gets what it is owed before."""
        if how.how == "close" and not self._oracle.is_over:
            await self._until(socket, lambda: not self._oracle.is_waiting)
            if not self._oracle.is_over:
                await self._settle(socket)
        if self._oracle.is_over or how.how == "abort":
            socket.abort()
            return
        ended = await socket.close()
        await self._drain(socket)
        self._note(Ended(ended.code, ended.reason, self._loop.time(), by_client=True))

    async def _settle(self, socket: Socket) -> None:
        """Gives the server time to deal with what it owes no answer for, and to say what it shouldn't."""
        with suppress(SocketClosedError):
            await socket.ping(self._patience.owed)
        await self._listen(socket, self._patience.calm)

    async def _listen(self, socket: Socket, seconds: float) -> None:
        end = self._loop.time() + seconds
        while not self._oracle.is_over and (left := end - self._loop.time()) > 0:
            await self._next(socket, left)

    async def _until(self, socket: Socket, is_enough: Callable[[], bool]) -> None:
        """Takes what comes until it is enough, or nothing comes for too long."""
        since = began = self._loop.time()
        while not self._oracle.is_over and not is_enough():
            patience = self._patience.doubt if self._oracle.is_in_doubt else self._patience.owed
            left = since + patience - self._loop.time()
            # A topic that never rests must not keep a run for ever.
            if left <= 0 or self._loop.time() - began > _LONGEST * self._patience.owed:
                self._note(Silence(patience, self._loop.time()))
                return
            before = self._oracle.progress
            await self._next(socket, left)
            if self._oracle.progress != before:
                since = self._loop.time()

    async def _next(self, socket: Socket, seconds: float) -> None:
        try:
            arrived = await socket.receive(seconds)
        except SocketClosedError as ended:
            self._end(ended)
            return
        if arrived is not None:
            await self._take(socket, Got(arrived.content, arrived.at, arrived.is_text))

    async def _drain(self, socket: Socket) -> None:
        while socket.waiting and self._oracle.failure is None:
            await self._next(socket, 0)

    async def _take(self, socket: Socket, got: Got) -> None:
        self._note(got)
        while self._oracle.pings:
            text = pong_for(self._frames, self._oracle.pings.pop())
            if text is not None and socket.closed is None:
                with suppress(SocketClosedError):
                    await socket.send_text(text)
                    self._note(Answered(text, self._loop.time()))

    def _end(self, ended: SocketClosedError) -> None:
        if not self._oracle.is_over:
            self._note(Ended(ended.code, ended.reason, self._loop.time(), by_client=False))

    def _note(self, event: Event) -> None:
        self._events.append(event)
        self._oracle.take(event, self._trace.steps)
