"""One connection in memory, with the test in the middle: it can cut it, hold it up, and see what crosses."""

from ..client.transport import TransportClosed
from ..clock import Clock
from ..core.close import ABNORMAL
from ..errors import Ending
from .faults import CUT, CloseWith, Direction, Faults, FrameFaults
from .pipe import Item, Pipe


class WireConnection:
    """A connection between a client and a server in one process; `number` counts those of its wire from 1.

    `to_server` and `to_client` list the frames that each side has written, arrived or not.
    """

    def __init__(self, number: int, faults: Faults | None, clock: Clock) -> None:
        self.number = number
        self.subprotocol: str | None = None
        self._upward = Pipe(
            number, "to_server", faults=faults, clock=clock, on_fault=self._do, on_end=self._client_closed
        )
        self._downward = Pipe(
            number, "to_client", faults=faults, clock=clock, on_fault=self._do, on_end=self._server_closed
        )
        self._ending: Ending | None = None
        self._is_dead = False
        self._has_client = True

    @property
    def to_server(self) -> list[str]:
        """What the client has written."""
        return self._upward.texts

    @property
    def to_client(self) -> list[str]:
        """What the server has written."""
        return self._downward.texts

    @property
    def is_open(self) -> bool:
        """Whether neither side has been told of an end."""
        return self._ending is None

    def cut(self) -> None:
        """End it for both at once, without a close frame (1006)."""
        self.end(Ending(ABNORMAL))

    def vanish(self) -> None:
        """Let nothing cross any more, and tell nobody: what a router does that forgets a connection."""
        self._is_dead = True
        self._upward.pause()
        self._downward.pause()

    def pause(self, direction: Direction) -> None:
        """Hold one direction up: what is written there waits, as for a peer that doesn't read."""
        self._pipe(direction).pause()

    def resume(self, direction: Direction) -> None:
        """Let through what waits."""
        if not self._is_dead:
            self._pipe(direction).resume()

    def end(self, ending: Ending) -> None:
        """End it for both at once; frames in transit are lost."""
        if self._ending is None:
            self._ending = ending
            self._upward.end(ending)
            if self._has_client:
                self._downward.end(ending)

    async def stop(self) -> None:
        """End it, and leave no task behind."""
        self.cut()
        await self._upward.stop()
        await self._downward.stop()

    # The server's end.

    async def server_receive(self) -> Item:
        """Give the next frame of the client, or its end."""
        return await self._upward.get()

    async def server_send(self, text: str) -> None:
        """Write a frame to the client, and wait while the network is full; raises OSError after the end."""
        if self._ending is not None:
            raise ConnectionResetError("the connection is closed")
        self._downward.put(text)
        await self._downward.room()

    def server_close(self, code: int, reason: str) -> None:
        """Write the close frame, after all frames."""
        if self._ending is None:
            self._downward.put(Ending(code, reason))

    # The client's end: a `Transport`.

    async def recv(self) -> str | bytes:
        """Give the next frame of the server; raises TransportClosed."""
        item = await self._downward.get()
        if isinstance(item, Ending):
            raise TransportClosed(item)
        return item

    async def send(self, text: str) -> None:
        """Write a frame to the server, and wait while the network is full; raises TransportClosed."""
        if self._ending is not None:
            raise TransportClosed(self._ending)
        self._upward.put(text)
        await self._upward.room()

    async def close(self, code: int, reason: str) -> None:
        """Write the close frame, and wait until the server has answered it."""
        if self._ending is None:
            self._upward.put(Ending(code, reason, by_client=True))
        while not isinstance(await self._downward.get(), Ending):
            pass

    def abort(self) -> None:
        """Drop it; a server behind a dead network isn't told."""
        ending = Ending(ABNORMAL, by_client=True)
        if not self._is_dead:
            self.end(ending)
        elif self._has_client and self._ending is None:
            self._has_client = False
            self._downward.end(ending)

    def _pipe(self, direction: Direction) -> Pipe:
        return self._upward if direction == "to_server" else self._downward

    def _client_closed(self, ending: Ending) -> None:
        # The server's end answers at once (RFC 6455 §5.5.1), and what it had written before is lost.
        if self._ending is None:
            self._ending = ending
            self._downward.end(ending)

    def _server_closed(self, ending: Ending) -> None:
        if self._ending is None:
            self._ending = ending
            self._upward.end(ending)

    def _do(self, fault: CloseWith | FrameFaults) -> None:
        if isinstance(fault, CloseWith):
            self.end(Ending(fault.code, fault.reason))
        elif fault is CUT:
            self.cut()
        else:
            self.vanish()
