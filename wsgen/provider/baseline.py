"""Measures what a round trip takes on this machine now, against a server in a process of its own that does nothing."""

import asyncio
from pathlib import Path
from statistics import median
from typing import Final

from .process import AppProcess
from .socket import connect

_APP: Final = "wsgen.provider.echo:app"
_TRIPS: Final = 40


class Baseline:
    """A process that echoes, started when it is first asked; `stop` ends it."""

    def __init__(self) -> None:
        # Where wsgen itself lies.
        self._app = AppProcess(_APP, Path(__file__).parents[2])

    def stop(self) -> None:
        """Ends the process; does nothing where there is none."""
        self._app.stop()

    async def seconds(self) -> float:
        """The median of some round trips, in seconds. Raises AppError, and what a socket raises."""
        if not self._app.is_running:
            self._app.start()
        loop = asyncio.get_running_loop()
        socket = await connect(self._app.url)
        taken: list[float] = []
        for _ in range(_TRIPS):
            began = loop.time()
            await socket.send_text('{"type":"echo"}')
            await socket.receive(10)
            taken.append(loop.time() - began)
        socket.abort()
        return median(taken)
