"""Decides whether a client is let in: its hooks run within a time limit, and what they raise becomes a close."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any, TypeAlias

from ..clock import OutOfTime, within
from ..core.close import INTERNAL_ERROR, UNAUTHORIZED
from .connection import Connection
from .handling import is_cancelled
from .link import Link
from .options import ServerOptions
from .refusals import ErrorReply, Reject

logger = logging.getLogger(__name__)

AnyConnection: TypeAlias = Connection[Any, Any]
OnConnect: TypeAlias = Callable[[AnyConnection], Awaitable[None]]


async def admit(connection: AnyConnection, link: Link, on_connect: OnConnect, options: ServerOptions) -> bool:
    """Run `on_connect`; False when it refused, failed or took too long, and the close is written."""
    try:
        await within(options.clock, options.auth_timeout, on_connect(connection))
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
        logger.exception("on_connect raised (connection %s)", connection.id)
        link.close(INTERNAL_ERROR, "the server failed")
    else:
        return True
    await link.flush()
    return False
