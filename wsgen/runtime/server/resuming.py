"""Lets a client go on where it was: frames that were kept go first, and what is published meanwhile is held back."""

from collections import deque
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from typing import Any, NamedTuple, TypeAlias

from ..broker.broker import Broker
from .connection import Connection

AnyConnection: TypeAlias = Connection[Any, Any, Any]


class _Held(NamedTuple):
    """A frame that was published while older ones were on their way; without a sequence it is no older one."""

    sequence: int | None
    text: str


class Resuming:
    """The connections of one server that catch up on a topic. No more than `limit` frames are held back for each."""

    def __init__(self, broker: Broker, limit: int) -> None:
        self._broker = broker
        self._limit = limit
        self._held: dict[tuple[AnyConnection, str], deque[_Held]] = {}

    @property
    def is_under_way(self) -> bool:
        """Whether any connection catches up."""
        return bool(self._held)

    @contextmanager
    def holding(self, connection: AnyConnection, address: str) -> Generator[None]:
        """Hold back what is published to the topic for this connection."""
        self._held[connection, address] = deque()
        try:
            yield
        finally:
            del self._held[connection, address]

    def hold(
        self, receivers: Iterable[AnyConnection], address: str, text: str, sequence: int | None
    ) -> tuple[AnyConnection, ...]:
        """Hold a frame back for those who catch up; gives the others."""
        others: list[AnyConnection] = []
        for connection in receivers:
            held = self._held.get((connection, address))
            if held is None:
                others.append(connection)
            elif len(held) >= self._limit:
                connection.link.give_up()
            else:
                held.append(_Held(sequence, text))
        return tuple(others)

    async def catch_up(self, connection: AnyConnection, address: str, after: int) -> None:
        """Send what was kept, then what was held, each once and in order; waits for the client to read."""
        last, held = after, self._held[connection, address]
        for kept in await self._broker.since(address, after):
            await connection.link.outbox.put(kept.text)
            last = kept.sequence
        while held:
            sequence, text = held.popleft()
            if sequence is None or sequence > last:
                await connection.link.outbox.put(text)
