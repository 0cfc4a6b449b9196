"""Which request a frame answers: by request id, else by channel parameters, else first in, first out (no IO)."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple, cast

from ..protocol import AnyMessage, Route, Stream
from .dispatch import Received, RequestId
from .inbox import Inbox

ABANDONED_FOR: Final = 60.0
"""Seconds for which the late replies of a request that was given up are still kept from the next one."""

REMEMBERED: Final = 256
"""How many ended streams a connection remembers by their ids, so that a frame after the end is noticed."""


class OutOfOrder(Exception):  # noqa: N818 - it says what is wrong
    """A frame of a stream that may not come now; the text says which, and after what."""


class Pending:
    """One request under way: where its replies go, and how far its stream has come."""

    __slots__ = (
        "_ends",
        "_once",
        "_start",
        "addresses",
        "expected",
        "inbox",
        "is_stream",
        "payload",
        "request",
        "request_id",
        "started",
        "wanted",
    )

    def __init__(
        self,
        route: Route,
        request_id: RequestId | None,
        addresses: Mapping[str, str],
        inbox: Inbox[Received],
        payload: Any = None,
    ) -> None:
        if route.reply is None:
            raise ValueError(f"{route.message.name} has no reply to wait for")
        reply = route.reply
        stream = reply if isinstance(reply, Stream) else Stream(None, (), reply.messages)
        self.request = route.message.name
        self.request_id = request_id
        self.addresses = addresses
        self.inbox = inbox
        # What was asked, where it may be needed to tell whose a reply is.
        self.payload = payload
        self.started = stream.start is None
        self.wanted = True
        # Names, since they are compared for every frame: two messages of one direction never share one.
        self.expected = frozenset(message.name for message in stream.messages)
        self.is_stream = stream is reply
        self._start = stream.start.name if stream.start else None
        # A message that begins the stream may also be one of its items.
        self._once = self._start not in {message.name for message in stream.items}
        self._ends = frozenset(message.name for message in stream.end)

    def fault(self, message: str) -> str:
        """Say why the message may not come now; empty when it may."""
        if not self.started:
            return "" if message == self._start else f"{message} before {self._start}"
        return f"a second {message} in one stream" if self._once and message == self._start else ""

    def takes(self, message: str) -> bool:
        """Say whether the message answers this request, and may come now."""
        return message in self.expected and not self.fault(message)

    def is_last(self, message: str) -> bool:
        """Say whether nothing more answers this request after the message."""
        return message in self._ends

    def is_elsewhere(self, addresses: Mapping[str, str]) -> bool:
        """Say whether the frame belongs to another address of a channel that the request went to."""
        return any(addresses.get(channel, address) != address for channel, address in self.addresses.items())

    def is_at(self, addresses: Mapping[str, str]) -> bool:
        """Say whether the frame belongs to the very address that the request went to."""
        return any(addresses.get(channel) == address for channel, address in self.addresses.items())


class Answer(NamedTuple):
    """A request that a frame answers, and whether it is over with this frame."""

    pending: Pending
    last: bool


@dataclass(frozen=True, slots=True)
class Place:
    """Where a frame belongs: its address by channel name, and whether any of them is subscribed.

    `payload` gives what it says, which is rarely needed.
    """

    addresses: Mapping[str, str]
    subscribed: bool
    payload: Callable[[], Any] = dict


class Replies:
    """The requests under way on one connection, in the order in which they were sent.

    A request that was given up (time-out, cancelled, left early) stays until its last reply, or for `ABANDONED_FOR`
    seconds: its replies are swallowed, so that without ids they are not taken for the next request's. A server that
    never answers it costs the next one its reply, unless that repeats what was asked: this is better than a reply that
    is silently somebody else's.
    """

    def __init__(self, carries_id: Callable[[AnyMessage], bool]) -> None:
        self._carries_id = carries_id
        self._open: dict[Pending, None] = {}
        self._by_id: dict[RequestId, Pending] = {}
        self._abandoned: dict[Pending, float] = {}
        self._ended: dict[RequestId, frozenset[str]] = {}

    def __len__(self) -> int:
        return len(self._open)

    def add(self, pending: Pending, now: float) -> None:
        """Begin a request; raises ValueError when one with its id is under way."""
        self._expire(now)
        if pending.request_id is not None:
            if pending.request_id in self._by_id:
                raise ValueError(f"request id {pending.request_id!r} is already under way on this connection")
            self._by_id[pending.request_id] = pending
        self._open[pending] = None

    def abandon(self, pending: Pending, now: float) -> None:
        """Give a request up: its replies are swallowed from now on."""
        if pending in self._open:
            pending.wanted = False
            self._abandoned[pending] = now

    def remove(self, pending: Pending) -> None:
        """End a request."""
        self._open.pop(pending, None)
        self._abandoned.pop(pending, None)
        if pending.request_id is not None:
            self._by_id.pop(pending.request_id, None)

    def end(self) -> tuple[Pending, ...]:
        """Forget all requests, and give those that still waited."""
        waiting = tuple(pending for pending in self._open if pending.wanted)
        self._open.clear()
        self._abandoned.clear()
        self._by_id.clear()
        self._ended.clear()
        return waiting

    def awaits(self, message: AnyMessage) -> bool:
        """Say whether any request is answered by the message."""
        return any(message.name in pending.expected for pending in self._open)

    def preferred(self, readings: Iterable[Received]) -> Received | None:
        """Of all messages that one frame may be, the one that a request waits for: by its id, else the oldest."""
        placed: list[Received] = []
        for each in readings:
            pending = None if each.request_id is None else self._by_id.get(each.request_id)
            if pending is not None and pending.takes(each.route.message.name):
                return each
            if each.request_id is None:
                placed.append(each)
        for pending in self._open if placed else ():
            for each in placed:
                message = each.route.message
                is_meant = pending.request_id is None or not self._carries_id(message)
                if is_meant and pending.takes(message.name):
                    return each
        return None

    def by_id(self, message: AnyMessage, request_id: RequestId) -> Answer | None:
        """Find the request with this id; None when there is none that the message answers. Raises OutOfOrder."""
        pending = self._by_id.get(request_id)
        if pending is None:
            ended = self._ended.get(request_id)
            if ended is not None and message.name in ended:
                raise OutOfOrder(f"{message.name} after the end of its stream")
            return None
        if message.name not in pending.expected:
            return None
        fault = pending.fault(message.name)
        if fault:
            raise OutOfOrder(fault)
        return self._answer(pending, message)

    def by_place(self, message: AnyMessage, place: Place, now: float) -> Answer | None:
        """Find the request that a frame without an id answers: the oldest that expects it at its address.

        A frame that comes out of its stream's order is somebody else's, and no request's (None); only where nothing but
        this one request can be meant (its own address, no other such request, not subscribed) it raises OutOfOrder.
        """
        self._expire(now)
        candidates = [
            p for p in self._candidates(message) if message.name in p.expected and not p.is_elsewhere(place.addresses)
        ]
        if not candidates:
            return None
        oldest = candidates[0] if candidates[0].wanted else _meant(candidates, place.payload)
        fault = oldest.fault(message.name)
        if not fault:
            return self._answer(oldest, message)
        if oldest.started and len(candidates) == 1 and oldest.is_at(place.addresses) and not place.subscribed:
            raise OutOfOrder(fault)
        return None

    def by_error(
        self, message: AnyMessage, request_id: RequestId | None, addresses: Mapping[str, str], now: float
    ) -> Answer | None:
        """Find the request that an error message fails: by its id, else the oldest that it can mean.

        Without an id it means none of another address, and none with an id where an error could have one. Whoever
        answers without ids answers in order; where streams run beside other requests it may be another one's, which
        nobody can tell.
        """
        self._expire(now)
        if request_id is not None:
            pending = self._by_id.get(request_id)
        else:
            candidates = (each for each in self._candidates(message) if not each.is_elsewhere(addresses))
            pending = next(candidates, None)
        if pending is None:
            return None
        self.remove(pending)
        return Answer(pending, last=True)

    def is_due(self, request_id: RequestId | None) -> bool:
        """Say whether somebody waits for a reply with this id."""
        pending = None if request_id is None else self._by_id.get(request_id)
        return pending is not None and pending.wanted

    def _candidates(self, message: AnyMessage) -> Iterator[Pending]:
        # A message that could carry an id and doesn't answers no request that has one.
        carries = self._carries_id(message)
        return (pending for pending in self._open if not (carries and pending.request_id is not None))

    def _answer(self, pending: Pending, message: AnyMessage) -> Answer:
        pending.started = True
        last = pending.is_last(message.name)
        if last:
            self.remove(pending)
            if pending.request_id is not None and pending.is_stream:
                self._ended[pending.request_id] = pending.expected
                if len(self._ended) > REMEMBERED:
                    del self._ended[next(iter(self._ended))]
        return Answer(pending, last)

    def _expire(self, now: float) -> None:
        # Abandoned in this order, so the first that is young enough ends the search.
        while self._abandoned:
            pending, since = next(iter(self._abandoned.items()))
            if now - since <= ABANDONED_FOR:
                return
            self.remove(pending)


def _meant(candidates: list[Pending], payload: Callable[[], Any]) -> Pending:
    """Of requests of which the oldest was given up, the one that a reply repeats fields of and the oldest doesn't."""
    oldest = candidates[0]
    others = [pending for pending in candidates if pending.wanted]
    said, given_up = _fields(payload() if others else None), _fields(oldest.payload)
    for pending in others:
        asked = _fields(pending.payload)
        shared = said.keys() & asked.keys() & given_up.keys()
        agrees = any(asked[key] == said[key] != given_up[key] for key in shared)
        if agrees and not any(given_up[key] == said[key] != asked[key] for key in shared):
            return pending
    return oldest


def _fields(payload: Any) -> dict[str, Any]:
    return cast("dict[str, Any]", payload) if isinstance(payload, dict) else {}
