"""Serves an ASGI application of this process on a real socket, in a thread of its own; the only importer of uvicorn."""

import asyncio
import importlib.util
import logging
import socket
import threading
from collections.abc import Awaitable, Callable, Coroutine, Generator, MutableMapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any, Final, TypeVar

T = TypeVar("T")

_Message = MutableMapping[str, Any]
_Receive = Callable[[], Awaitable[_Message]]
_Send = Callable[[_Message], Awaitable[None]]
Application = Callable[[_Message, _Receive, _Send], Awaitable[None]]
"""An ASGI application."""

_GRACE: Final = 2
"""Seconds for what still runs when the application is stopped."""


class NotServedError(Exception):
    """The application doesn't start; the message says why."""


class NoServerError(Exception):
    """uvicorn isn't installed."""


@dataclass(frozen=True, slots=True)
class Serving:
    """An application that is served: where, and the event loop that it runs in."""

    url: str
    loop: asyncio.AbstractEventLoop

    async def within(self, function: Callable[[], Coroutine[Any, Any, T]]) -> T:
        """What an async function returns or raises that runs in the application's event loop."""
        return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(function(), self.loop))


@contextmanager
def serving(application: Application, host: str = "127.0.0.1", port: int = 0) -> Generator[Serving]:
    """Serves an application until the block ends, where port 0 is one that nobody else has.

    Raises NotServedError where it fails at its start, NoServerError where uvicorn isn't installed, and OSError where
    the port is taken, or the host isn't this machine.
    """
    if importlib.util.find_spec("uvicorn") is None:
        raise NoServerError
    kind = socket.AF_INET6 if ":" in host else socket.AF_INET
    # The thread closes it, since it may be served for longer than this block lasts.
    listener = socket.socket(kind)
    try:
        # A port that was served a moment ago is free, though the system still keeps its connections.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
    except OSError:
        listener.close()
        raise
    port = listener.getsockname()[1]
    served = _Served(application, listener)
    thread = threading.Thread(target=served.run, name="wsgen provider", daemon=True)
    thread.start()
    served.decided.wait()
    try:
        if served.loop is None:
            raise NotServedError(served.why or "it ended before it was ready")
        shown = f"[{host}]" if kind is socket.AF_INET6 else host
        yield Serving(f"ws://{shown}:{port}", served.loop)
    finally:
        served.stop()
        try:
            thread.join(2 * _GRACE)
        except KeyboardInterrupt:
            # Clients are told that it ends, however much of a hurry somebody is in; the third time is the last.
            thread.join(_GRACE)
            raise


class _Served:
    """One run of uvicorn."""

    def __init__(self, application: Application, listener: socket.socket) -> None:
        import uvicorn

        config = uvicorn.Config(
            self._told,
            interface="asgi3",
            ws="websockets-sansio",
            # A heartbeat is the protocol's, or the client's.
            ws_ping_interval=None,
            log_config=None,
            log_level="error",
            access_log=False,
            timeout_graceful_shutdown=_GRACE,
        )
        # What a client is told anyway: uvicorn has a traceback for bytes that aren't UTF-8, and takes a refusal by an
        # HTTP status for no answer.
        logging.getLogger("uvicorn.error").addFilter(_is_ours)
        self._application = application
        self._server = uvicorn.Server(config)
        self._listener = listener
        self.loop: asyncio.AbstractEventLoop | None = None
        self.why = ""
        self.decided = threading.Event()

    def run(self) -> None:
        """Serves until `stop`; `decided` is set when the application has started, and where it never will."""
        try:
            asyncio.run(self._serve())
        finally:
            self._listener.close()
            self.decided.set()

    def stop(self) -> None:
        """Lets the run end."""
        self._server.should_exit = True

    async def _serve(self) -> None:
        serving = asyncio.ensure_future(self._uvicorn())
        while not (self._server.started or serving.done()):  # noqa: ASYNC110 - uvicorn tells nobody when it is ready.
            await asyncio.sleep(0.01)
        if self._server.started and not self.why:
            self.loop = asyncio.get_running_loop()
        self.decided.set()
        await serving

    async def _uvicorn(self) -> None:
        # What it raises where the application doesn't start, after it has logged that.
        with suppress(SystemExit):
            await self._server.serve([self._listener])

    async def _told(self, scope: _Message, receive: _Receive, send: _Send) -> None:
        """The application, which is overheard while it starts: uvicorn would only log why it doesn't."""
        if scope["type"] != "lifespan":
            await self._application(scope, receive, send)
            return

        async def overhear(message: _Message) -> None:
            if message["type"] == "lifespan.startup.failed":
                self.why = str(message.get("message") or "its lifespan says that it failed").strip().splitlines()[-1]
            await send(message)

        await self._application(scope, receive, overhear)


def _is_ours(record: logging.LogRecord) -> bool:
    return not record.getMessage().startswith(("Invalid UTF-8", "ASGI callable returned without completing"))
