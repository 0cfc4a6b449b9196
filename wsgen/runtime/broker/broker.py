"""What a server and the broker of its topics tell each other."""

from collections.abc import Sequence
from typing import NamedTuple, Protocol


class Frame(NamedTuple):
    """A topic's frame, written once for all; `place` is where in its text the topic's sequence goes, if it has one."""

    text: str
    place: int | None = None

    def numbered(self, sequence: int) -> str:
        """Give the text with its sequence; only for a frame that has a place for one."""
        return f"{self.text[: self.place]}{sequence}{self.text[self.place :]}"


class Kept(NamedTuple):
    """A frame that was published before, with its sequence."""

    sequence: int
    text: str


class BrokerUnavailable(Exception):  # noqa: N818 - it says what is the matter
    """The broker doesn't answer: what was asked of it may have happened, or not. Try again later."""


class Receiver(Protocol):
    """A server, as its broker sees it."""

    def deliver(self, address: str, text: str, sequence: int | None = None) -> int:
        """Take a topic's frame, in the topic's order; gives how many connections get it. Never waits."""
        ...

    def missed(self, addresses: Sequence[str]) -> None:
        """Take note that frames of these topics may have been lost on their way here."""
        ...


class Broker(Protocol):
    """Carries frames between those who publish and the servers whose clients are subscribed.

    A server attaches itself when it is made. Nothing may be started before `watch` or `publish` is called, and nothing
    may be left running after `stop`; then it may begin again. All calls come from one event loop.
    """

    def attach(self, receiver: Receiver, protocol: str) -> None:
        """Deliver to this server; `protocol` is the name that keeps the topics of different protocols apart."""
        ...

    def watch(self, address: str) -> bool:
        """Deliver what is published to a topic: it has its first subscriber here. Says whether that holds at once."""
        ...

    def unwatch(self, address: str) -> None:
        """Deliver no more of it: the last one has gone."""
        ...

    async def ready(self, address: str) -> None:
        """Wait until all that is published to a watched topic from now on is delivered; raises BrokerUnavailable."""
        ...

    async def publish(self, address: str, frame: Frame) -> int:
        """Deliver a frame to every server that watches the topic; gives how many receivers are known to get it.

        A frame that has a place for a sequence gets the topic's next number. Raises BrokerUnavailable when it can't.
        """
        ...

    async def since(self, address: str, after: int) -> Sequence[Kept]:
        """Give the frames of a topic that were kept, with sequences greater than `after`, in order."""
        ...

    async def stop(self) -> None:
        """End every task and connection of the broker's own."""
        ...
