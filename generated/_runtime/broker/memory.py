"""Carries topics within one process: whoever publishes delivers at once, to each server that shares the broker."""

from collections import deque
from collections.abc import Sequence
from typing import Final

from ..clock import Clock, SystemClock
from .broker import Frame, Kept, Receiver

_TOPICS: Final = 10_000
"""Topics whose sequences are remembered; of more, those that had nothing for the longest time are forgotten."""


class _Topic:
    """The last sequence of a topic, and its last frames."""

    __slots__ = ("kept", "last")

    def __init__(self, last: int, replay: int) -> None:
        self.last = last
        self.kept: deque[Kept] = deque(maxlen=replay)


class MemoryBroker:
    """The broker that a server has when it is given none. Servers that are given the same one share their topics.

    `replay` is how many frames of a topic are kept for clients that come back, of topics that carry a sequence.
    """

    def __init__(self, *, replay: int = 0, clock: Clock | None = None) -> None:
        if replay < 0:
            raise ValueError("MemoryBroker's replay can't be negative")
        self._replay = replay
        self._clock = clock or SystemClock()
        self._receivers: list[Receiver] = []
        self._topics: dict[str, _Topic] = {}

    def attach(self, receiver: Receiver, protocol: str) -> None:  # noqa: ARG002 - there is nothing to keep apart
        """Deliver to this server too."""
        self._receivers.append(receiver)

    def watch(self, address: str) -> bool:  # noqa: ARG002 - the interface's
        """Do nothing: a server without subscribers looks them up in vain, which is quick."""
        return True

    def unwatch(self, address: str) -> None:
        """Do nothing, as for `watch`."""

    async def ready(self, address: str) -> None:
        """Do nothing: subscriptions hold at once."""

    async def publish(self, address: str, frame: Frame) -> int:
        """Deliver now, without waiting for anything; gives how many connections get the frame."""
        text, sequence = frame.text, None
        if frame.place is not None:
            topic = self._topic(address)
            sequence = topic.last = topic.last + 1
            text = frame.numbered(sequence)
            topic.kept.append(Kept(sequence, text))
        return sum(receiver.deliver(address, text, sequence) for receiver in self._receivers)

    async def since(self, address: str, after: int) -> Sequence[Kept]:
        """Give the frames that were kept and are newer."""
        topic = self._topics.get(address)
        return [] if topic is None else [kept for kept in topic.kept if kept.sequence > after]

    async def stop(self) -> None:
        """Do nothing: nothing runs."""

    def _topic(self, address: str) -> _Topic:
        topic = self._topics.pop(address, None)
        if topic is None:
            # From the time in microseconds on: a topic that was forgotten, as by a restart, goes on above where it was.
            topic = _Topic(int(self._clock.epoch() * 1_000_000), self._replay)
            if len(self._topics) >= _TOPICS:
                del self._topics[next(iter(self._topics))]
        self._topics[address] = topic
        return topic
