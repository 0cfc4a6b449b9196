"""The topics that a client has open, counted by address, with an inbox for each use; outlives a connection (no IO)."""

from collections.abc import Callable, Iterable, Mapping

from ..errors import RequestFailed, SubscriptionRefused
from .dispatch import Received
from .inbox import Inbox
from .watching import size_of


class _Topic:
    """One open address: its channel, the inboxes of all who use it, and the last sequence that came, if any.

    `answer` gets what the server answers to the subscription, where it answers.
    """

    __slots__ = ("answer", "channel", "inboxes", "last")

    def __init__(self, channel: str) -> None:
        self.channel = channel
        self.answer: Inbox[Received] = Inbox(1, "drop_newest")
        self.last: int | None = None
        self.inboxes: list[Inbox[Received]] = []


class ClientTopics:
    """Open addresses; an address is open as long as one inbox is.

    Where messages carry a sequence, those that came before are dropped, and missing ones are a gap. `resumes` says that
    a new connection asks for what was missed: then a lost one is a gap only where that isn't all there any more.
    `is_acknowledged` says that the server answers subscriptions; nobody subscribes to those addresses `for_everyone`.
    """

    def __init__(self) -> None:
        self.resumes = False
        self.is_acknowledged = False
        self.for_everyone: frozenset[str] = frozenset()
        self._topics: dict[str, _Topic] = {}
        self._rest: list[Inbox[Received]] = []

    @property
    def addresses(self) -> tuple[str, ...]:
        """What is open, in the order of opening: what a new connection subscribes to."""
        return tuple(self._topics)

    def is_open(self, address: str) -> bool:
        """Say whether anybody uses the address."""
        return address in self._topics

    def open(self, channel: str, address: str, inbox: Inbox[Received]) -> bool:
        """Deliver the address's messages to the inbox too; True when nobody used the address before."""
        topic = self._topics.get(address)
        is_first = topic is None
        if topic is None:
            topic = self._topics[address] = _Topic(channel)
        topic.inboxes.append(inbox)
        return is_first

    def close(self, address: str, inbox: Inbox[Received]) -> bool:
        """Deliver to the inbox no more; True when nobody uses the address now. Closing twice does nothing."""
        topic = self._topics.get(address)
        if topic is None or inbox not in topic.inboxes:
            return False
        topic.inboxes.remove(inbox)
        if topic.inboxes:
            return False
        del self._topics[address]
        return True

    def answer(self, address: str) -> Inbox[Received] | None:
        """Give where the answer to an address's subscription arrives; None where none is declared, or is wanted."""
        topic = self._topics.get(address) if self.is_acknowledged and address not in self.for_everyone else None
        return None if topic is None else topic.answer

    def acknowledge(self, address: str, answer: Received) -> None:
        """Take note that the server has subscribed this client."""
        topic = self._topics.get(address)
        if topic is not None:
            topic.answer.put(answer)

    def refuse(self, address: str, failed: RequestFailed) -> None:
        """End all that use an address: the server doesn't let this client have it."""
        topic = self._topics.pop(address, None)
        if topic is not None:
            for inbox in (topic.answer, *topic.inboxes):
                inbox.end(lambda: SubscriptionRefused(address, failed.error, failed.text))

    def open_rest(self, inbox: Inbox[Received]) -> None:
        """Deliver every message that answers no request to the inbox, whatever its topic."""
        self._rest.append(inbox)

    def close_rest(self, inbox: Inbox[Received]) -> None:
        """End what `open_rest` began."""
        if inbox in self._rest:
            self._rest.remove(inbox)

    def last(self, address: str) -> int | None:
        """Give the sequence of the address's last message; None where none came, or where messages have none."""
        topic = self._topics.get(address)
        return None if topic is None else topic.last

    def accepts(self, received: Received, sequence: object, addresses: Mapping[str, str]) -> bool:
        """Take note of a message's sequence; False where it came before, at every address that it belongs to."""
        if isinstance(sequence, bool) or not isinstance(sequence, (int, float)):
            return True
        named = (received.topic,) if received.topic is not None else tuple(dict.fromkeys(addresses.values()))
        # Each takes note of it, so that all are asked.
        answers = [self._is_new(address, int(sequence)) for address in named]
        return not answers or any(answers)

    def _is_new(self, address: str, sequence: int) -> bool:
        topic = self._topics.get(address)
        if topic is None:
            return True
        last = topic.last
        if last is not None:
            if sequence <= last:
                return False
            if sequence > last + 1:
                for inbox in topic.inboxes:
                    inbox.mark_gap()
        topic.last = sequence
        return True

    def deliver(self, received: Received, addresses: Mapping[str, str], channels: Iterable[str]) -> int:
        """Put a message where it belongs, and say into how many inboxes.

        Where its envelope names the topic, it belongs there; else to its address in each of `channels`, and to every
        open address of a channel of which `addresses` knows none.
        """
        count, size = 0, -1
        for inbox in self._inboxes(received.topic, addresses, channels):
            size = size_of(received.text) if size < 0 else size
            inbox.put(received, size)
            count += 1
        return count

    def mark_gap(self) -> None:
        """Remember in every inbox that messages may be missing from now on: a connection was lost."""
        certain = [topic for topic in self._topics.values() if topic.last is None or not self.resumes]
        for inbox in (*(inbox for topic in certain for inbox in topic.inboxes), *self._rest):
            inbox.mark_gap()

    def resume(self) -> None:
        """Tell every inbox that messages come again."""
        for inbox in self._all():
            inbox.resumed()

    def end(self, error: Callable[[], Exception] | None) -> None:
        """End every inbox, those of answers too, and forget them."""
        inboxes = (*(topic.answer for topic in self._topics.values()), *self._all())
        self._topics.clear()
        self._rest.clear()
        for inbox in inboxes:
            inbox.end(error)

    def _all(self) -> tuple[Inbox[Received], ...]:
        return (*(inbox for topic in self._topics.values() for inbox in topic.inboxes), *self._rest)

    def _inboxes(
        self, topic: str | None, addresses: Mapping[str, str], channels: Iterable[str]
    ) -> list[Inbox[Received]]:
        found = list(self._rest)
        if topic is not None:
            named = self._topics.get(topic)
            return found + named.inboxes if named else found
        for channel in channels:
            address = addresses.get(channel)
            if address is None:
                for other in self._topics.values():
                    if other.channel == channel:
                        found += other.inboxes
            elif address in self._topics:
                found += self._topics[address].inboxes
        return found
