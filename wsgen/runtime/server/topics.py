"""Who is subscribed to what, in this process."""

from collections.abc import Callable
from typing import Generic, TypeVar

SubscriberT = TypeVar("SubscriberT")


class Topics(Generic[SubscriberT]):
    """Subscriptions by address and by subscriber, so that a message and a leaving connection find theirs at once.

    `limit` is how many addresses a subscriber should have; who subscribes it asks `has_room` first. `first` is called
    with an address that gets its first subscriber, `last` when it has lost its last one.
    """

    def __init__(self, limit: int, *, first: Callable[[str], None], last: Callable[[str], None]) -> None:
        self.limit = limit
        self._first = first
        self._last = last
        self._subscribers: dict[str, dict[SubscriberT, None]] = {}
        self._addresses: dict[SubscriberT, dict[str, None]] = {}

    def has_room(self, subscriber: SubscriberT, address: str) -> bool:
        """Say whether one may subscribe to an address: it has it already, or fewer than `limit`."""
        addresses = self._addresses.get(subscriber, {})
        return address in addresses or len(addresses) < self.limit

    def subscribe(self, subscriber: SubscriberT, address: str) -> bool:
        """Add a subscription; False when it was there."""
        subscribers = self._subscribers.get(address)
        if subscribers is None:
            subscribers = self._subscribers[address] = {}
            self._first(address)
        elif subscriber in subscribers:
            return False
        subscribers[subscriber] = None
        self._addresses.setdefault(subscriber, {})[address] = None
        return True

    def unsubscribe(self, subscriber: SubscriberT, address: str) -> bool:
        """Remove a subscription; False when there was none."""
        subscribers = self._subscribers.get(address)
        if subscribers is None or subscriber not in subscribers:
            return False
        del subscribers[subscriber]
        if not subscribers:
            del self._subscribers[address]
            self._last(address)
        addresses = self._addresses[subscriber]
        del addresses[address]
        if not addresses:
            del self._addresses[subscriber]
        return True

    def leave(self, subscriber: SubscriberT) -> None:
        """Remove all of a subscriber's subscriptions."""
        for address in self.addresses(subscriber):
            self.unsubscribe(subscriber, address)

    def counts(self) -> tuple[int, int]:
        """Give how many addresses have subscribers, and how many subscriptions there are."""
        subscribers = tuple(self._subscribers.values())
        return len(subscribers), sum(map(len, subscribers))

    def subscribers(self, address: str) -> tuple[SubscriberT, ...]:
        """Give who is subscribed, in the order in which they came."""
        return tuple(self._subscribers.get(address, ()))

    def addresses(self, subscriber: SubscriberT) -> tuple[str, ...]:
        """Give what a subscriber is subscribed to."""
        return tuple(self._addresses.get(subscriber, ()))
