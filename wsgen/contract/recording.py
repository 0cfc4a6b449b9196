"""Runs one scenario against the documented server, in memory, and keeps every frame that crosses."""

import asyncio
import importlib
import inspect
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from types import ModuleType
from typing import Any, Final, Protocol

from ..instances.choices import Simplest
from ..mock.server import mock_server
from ..plan.protocol import Connection, Direction
from ..plan.protocol import Protocol as Plan
from .exchanges import Crossed

SECONDS: Final = 10
"""How long a scenario may take: nothing in it waits for a network."""
_URL: Final = "ws://localhost"


class Transport(Protocol):
    """One open connection, as a generated client's runtime has it."""

    async def recv(self) -> str | bytes:
        """The next frame."""
        ...

    async def send(self, text: str) -> None:
        """Writes a frame."""
        ...

    async def close(self, code: int, reason: str) -> None:
        """Ends the connection."""
        ...

    def abort(self) -> None:
        """Drops it."""
        ...


class Recording:
    """A transport that keeps what crosses; the log goes on over all connections of a scenario."""

    def __init__(self, transport: Transport, log: list[Crossed]) -> None:
        self._transport = transport
        self._log = log
        self.subprotocol: str | None = getattr(transport, "subprotocol", None)

    async def recv(self) -> str | bytes:
        """See Transport."""
        frame = await self._transport.recv()
        if isinstance(frame, str):
            self._log.append(Crossed(frame, Direction.SERVER_TO_CLIENT))
        return frame

    async def send(self, text: str) -> None:
        """See Transport."""
        self._log.append(Crossed(text, Direction.CLIENT_TO_SERVER))
        await self._transport.send(text)

    async def close(self, code: int, reason: str) -> None:
        """See Transport."""
        await self._transport.close(code, reason)

    def abort(self) -> None:
        """See Transport."""
        self._transport.abort()


def record(
    package: ModuleType,
    plan: tuple[Plan, Connection],
    client: tuple[Callable[..., Any], Mapping[str, Any]],
    run: Callable[[Any], Awaitable[None]],
) -> tuple[tuple[Crossed, ...], Exception | SystemExit | None]:
    """What crosses while `run` uses a client, and what it raised; no socket is opened, and no clock looked at.

    `client` is the class of the client, and what it is made with.
    """
    log: list[Crossed] = []
    try:
        asyncio.run(_run(package, plan, client, run, log))
    except (Exception, SystemExit) as error:
        return tuple(log), error
    return tuple(log), None


async def _run(
    package: ModuleType,
    plan: tuple[Plan, Connection],
    client: tuple[Callable[..., Any], Mapping[str, Any]],
    run: Callable[[Any], Awaitable[None]],
    log: list[Crossed],
) -> None:
    testing: Any = importlib.import_module(f"{package.__name__}._runtime.testing")
    server_options: Any = importlib.import_module(f"{package.__name__}._runtime.server.options").ServerOptions
    client_options: Any = importlib.import_module(f"{package.__name__}._runtime.client.options").ClientOptions
    # The time of every frame is the same in each run.
    clock = testing.FakeClock()
    server = mock_server(package, *plan, Simplest(), options=server_options(clock=clock))
    make, arguments = client
    async with testing.Wire(server, clock=clock) as wire:

        async def connect(opening: Any, settings: Any) -> Recording:
            return Recording(await wire(opening, settings), log)

        options = replace(arguments.get("options") or client_options(reconnect=None), connect=connect, clock=clock)
        given = {**arguments, "options": options}
        if "url" in inspect.signature(make).parameters:
            given.setdefault("url", _URL)
        async with asyncio.timeout(SECONDS), make(**given) as opened:
            await run(opened)
            # What is on its way still arrives.
            await testing.settle()
