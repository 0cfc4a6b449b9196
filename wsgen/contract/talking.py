"""Talks to a provider on one connection: says what a contract says, hears what counts, and keeps all that crosses."""

import asyncio
from collections.abc import Collection

from ..plan.protocol import Direction
from ..provider.arrived import Arrived
from ..provider.socket import Socket
from ..spec.node import Value
from .meaning import Meaning, Sent
from .verdict import Crossed, Weight


class Talk:
    """One connection to a provider; all frames that cross it are put on `crossed`."""

    def __init__(self, socket: Socket, meaning: Meaning, crossed: list[Crossed]) -> None:
        self.meaning = meaning
        self._socket = socket
        self._crossed = crossed

    async def say(self, frame: Value) -> Sent:
        """Sends a frame, with a request id of its own where it has one. Raises SocketClosedError."""
        sent = self.meaning.sent(frame)
        await self._send(sent.text)
        return sent

    async def hear(self, wanted: Collection[str | None], seconds: float) -> str | None:
        """The next frame that is one of the messages `wanted`, or none that is known; None where none comes in time.

        A ping of the protocol's own is answered. Raises SocketClosedError.
        """
        loop = asyncio.get_running_loop()
        until = loop.time() + seconds
        while (arrived := await self._socket.receive(max(0.0, until - loop.time()))) is not None:
            text = _text(arrived)
            if self.meaning.counts(text, wanted):
                self._crossed.append(Crossed(Direction.SERVER_TO_CLIENT, text))
                return text
            pong = self.meaning.pong_to(text)
            note = "heartbeat" if pong else "doesn't count: not asked for"
            self._crossed.append(Crossed(Direction.SERVER_TO_CLIENT, text, Weight.ASIDE, note))
            if pong is not None:
                await self._send(pong, Weight.ASIDE, note)
        return None

    def blame(self, note: str) -> None:
        """Marks the last frame as the one that is wrong."""
        last = self._crossed[-1]
        self._crossed[-1] = Crossed(last.direction, last.text, Weight.WRONG, note)

    def aside(self) -> list[str]:
        """What has come and didn't count."""
        from_server = [each for each in self._crossed if each.direction is Direction.SERVER_TO_CLIENT]
        return [each.text for each in from_server if each.weight is Weight.ASIDE]

    async def _send(self, text: str, weight: Weight = Weight.EXPECTED, note: str = "") -> None:
        await self._socket.send_text(text)
        self._crossed.append(Crossed(Direction.CLIENT_TO_SERVER, text, weight, note))


def _text(arrived: Arrived) -> str:
    """The frame's text; of what is none, what it is."""
    if isinstance(arrived.content, str):
        return arrived.content
    what = "a text frame that isn't UTF-8" if arrived.is_text else "a binary frame"
    return f"<{what}, {len(arrived.content)} bytes>"
