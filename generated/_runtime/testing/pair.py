"""A generated client and its server, connected in one process."""

from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any, ParamSpec, TypeVar

from ..client.client import Client
from ..client.options import ClientOptions
from ..server.asgi import AsgiCallable
from ..server.server import ServerBase
from .fake_clock import FakeClock
from .wire import Wire

P = ParamSpec("P")
ClientT = TypeVar("ClientT", bound=Client)


@asynccontextmanager
async def pair(
    server: ServerBase[Any, Any, Any] | AsgiCallable, client: Callable[P, ClientT], *args: P.args, **kwargs: P.kwargs
) -> AsyncGenerator[tuple[ClientT, Wire], None]:
    """Open a client of a server in this process, and give both the client and the wire between them.

    `async with pair(Chat(), ChatClient, token="t") as (client, wire)`: what follows the class goes to it, such as
    `options`. `wire` cuts connections, delays frames, and has what crossed. Where the server has a FakeClock the client
    goes by it too, unless its options say other.
    """
    given = kwargs.get("options")
    options = given if isinstance(given, ClientOptions) else ClientOptions()
    async with Wire(server) as wire:
        clock = wire.clock if isinstance(wire.clock, FakeClock) else None
        kwargs["options"] = replace(options, connect=wire, clock=options.clock or clock)
        async with client(*args, **kwargs) as opened:
            yield opened, wire
