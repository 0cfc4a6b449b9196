"""Decides whether a client is let in: its hooks run within a time limit, and what they raise becomes a close."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any, Protocol, TypeAlias

from ..clock import OutOfTime, within
from ..core.close import INTERNAL_ERROR, UNAUTHORIZED
from ..log_events import HOOK_FAILED
from .connection import Connection
from .handling import is_cancelled
from .link import Link
from .options import ServerOptions
from .refusals import ErrorReply, Reject

logger = logging.getLogger(__name__)

AnyConnection: TypeAlias = Connection[Any, Any, Any]


class AdmissionHooks(Protocol):
    """What admission asks of the application."""

    @property
    def authenticate(self) -> Callable[[AnyConnection], Awaitable[Any]]:
        """Asked who a client is."""
        ...

    @property
    def on_connect(self) -> Callable[[AnyConnection], Awaitable[None]]:
        """Called when a client has connected, and is known."""
        ...


class Admission:
    """The door of one server; `authenticates` says that the application has an `authenticate` of its own."""

    def __init__(self, hooks: AdmissionHooks, options: ServerOptions, *, authenticates: bool) -> None:
        self._hooks = hooks
        self._options = options
        self._authenticates = authenticates

    async def admit(self, connection: AnyConnection, link: Link) -> bool:
        """Run the hooks; False when one refused, failed or took too long, and the close is written."""
        hook = "authenticate"

        async def ask() -> None:
            nonlocal hook
            if self._authenticates:
                connection.identify(await self._hooks.authenticate(connection))
            hook = "on_connect"
            await self._hooks.on_connect(connection)

        try:
            await within(self._options.clock, self._options.auth_timeout, ask())
        except Reject as reject:
            link.close(reject.code, reject.reason)
        except ErrorReply as reply:
            await connection.send(reply.message)
            link.close(UNAUTHORIZED, "refused")
        except OutOfTime:
            link.close(UNAUTHORIZED, "not authenticated in time")
        except (Exception, asyncio.CancelledError):
            if is_cancelled():
                raise
            HOOK_FAILED.log(logger, trace=True, hook=hook, connection=connection.id)
            link.close(INTERNAL_ERROR, "the server failed")
        else:
            return True
        await link.flush()
        return False
