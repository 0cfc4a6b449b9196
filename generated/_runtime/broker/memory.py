"""Carries topics within one process: whoever publishes delivers at once, to each server that shares the broker."""

from .broker import Frame, Receiver


class MemoryBroker:
    """The broker that a server has when it is given none. Servers that are given the same one share their topics."""

    def __init__(self) -> None:
        self._receivers: list[Receiver] = []

    def attach(self, receiver: Receiver, protocol: str) -> None:  # noqa: ARG002 - there is nothing to keep apart
        """Deliver to this server too."""
        self._receivers.append(receiver)

    def watch(self, address: str) -> None:
        """Do nothing: a server without subscribers looks them up in vain, which is quick."""

    def unwatch(self, address: str) -> None:
        """Do nothing, as for `watch`."""

    async def ready(self, address: str) -> None:
        """Do nothing: subscriptions hold at once."""

    async def publish(self, address: str, frame: Frame) -> int:
        """Deliver now, without waiting for anything; gives how many connections get the frame."""
        return sum(receiver.deliver(address, frame.text) for receiver in self._receivers)

    async def stop(self) -> None:
        """Do nothing: nothing runs."""
