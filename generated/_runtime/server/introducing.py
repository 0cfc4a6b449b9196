"""Reads what a client sends before it has said who it is, up to the message that does."""

import asyncio
from collections.abc import Callable

from ..core.close import POLICY
from ..core.lanes import Run
from ..core.rate import Bucket
from ..core.session import Effect, Session
from .options import ServerOptions
from .transport import Transport


async def read_first(
    transport: Transport,
    session: Session,
    apply: Callable[[list[Effect]], None],
    options: ServerOptions,
    bucket: Bucket | None,
) -> Run | int:
    """Take frames until that message; gives the peer's close code where the connection ends before.

    `apply` does what follows from the other frames, of which no handler hears.
    """
    while True:
        frame = await transport.receive()
        if isinstance(frame, int):
            return frame
        if bucket is not None and not bucket.take(options.clock.monotonic()):
            taken: Run | list[Effect] = session.close(POLICY, str(options.rate))
        elif isinstance(frame, str):
            taken = session.introduce(frame, options.clock.epoch())
        else:
            taken = session.receive_binary()
        if isinstance(taken, Run):
            return taken
        apply(taken)
        # A transport that has many frames gives them without a pause, in which nobody else would get a turn.
        await asyncio.sleep(0)
