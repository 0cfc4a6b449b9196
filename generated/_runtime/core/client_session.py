"""The client's side of one connection: frames and the time in; frames, closes and notices out (no IO)."""

from dataclasses import dataclass
from functools import partial
from itertools import chain
from typing import Any, Final, TypeAlias

from ..errors import Ending, RequestFailed
from ..observing import Observer
from ..protocol import AnyMessage, Protocol, Role, Route
from ..wire import WireValue
from .addresses import Addresses
from .answers import Fault, error_text, make_pong
from .client_subscribing import ClientSubscribing
from .client_topics import ClientTopics
from .close import PROTOCOL_ERROR, UNSUPPORTED_DATA
from .dispatch import Codec, Received, Refused, RequestId, UnknownFrame, UnknownPolicy
from .frame import value_at
from .inbox import Inbox
from .others import others
from .payload_fields import PayloadFields
from .replies import Answer, OutOfOrder, Pending, Place, Replies
from .request_ids import RequestIds
from .watching import size_of

_NOTHING: Final = ()


@dataclass(frozen=True, slots=True)
class Send:
    """Send this frame, ahead of what waits to be sent."""

    text: str


@dataclass(frozen=True, slots=True)
class Close:
    """Close the connection: nothing that comes after this is read."""

    ending: Ending


@dataclass(frozen=True, slots=True)
class ErrorArrived:
    """An error message that answers no request."""

    error: WireValue
    text: str


Effect: TypeAlias = Send | Close | UnknownFrame | ErrorArrived


class ClientSession:
    """Everything between the frames of one connection and the inboxes of those who wait for them.

    `epoch` is what must be added to the times given here (any steady clock's seconds) to get seconds since the epoch:
    so a wall clock that is set back never makes timestamps run backwards. `seed` is for RequestIds, `unknown` says what
    is done about frames that are no message of the protocol.
    """

    def __init__(
        self,
        protocol: Protocol,
        topics: ClientTopics,
        *,
        epoch: float,
        seed: int,
        unknown: UnknownPolicy = "ignore",
        observer: Observer | None = None,
    ) -> None:
        self._protocol = protocol
        self._codec = Codec.for_client(protocol, observer)
        self._topics = topics
        self._epoch = epoch
        self._unknown: UnknownPolicy = unknown
        self._ids = RequestIds(seed)
        self._addresses = Addresses()
        self._fields = PayloadFields()
        outgoing = protocol.client_to_server
        self._routes = {r.message.name: r for r in (*outgoing.routes.values(), *outgoing.untagged)}
        self._pong = next((r.message for r in self._routes.values() if r.message.role is Role.PONG), None)
        self._replies = Replies(lambda message: message.request_id is not None)
        # What is told by its schema may be several messages: then the request that waits says which.
        tried = protocol.server_to_client.untagged
        self._alike = frozenset(route.message.name for route in tried if len(tried) > 1)
        self._subscribing = ClientSubscribing(protocol, self._codec, topics, replies=self._replies, ids=self._ids)
        self._closed = False
        self.heard_at = 0.0
        """When the last frame came; who opens the connection sets it at first."""

    @property
    def under_way(self) -> int:
        """How many requests wait for replies, given-up ones included."""
        return len(self._replies)

    def send(self, message: WireValue, now: float, topic: str | None = None) -> str:
        """Write a message that no reply is awaited for; raises InvalidMessage."""
        return self._write(message, self._codec.message_of(message), now, topic)[0]

    def request(
        self, route: Route, message: WireValue, inbox: Inbox[Received], now: float, topic: str | None = None
    ) -> tuple[Pending, str]:
        """Write a request and await its replies in the inbox; raises InvalidMessage."""
        payload = message.to_wire()
        text, request_id = self._write(message, route.message, now, topic, payload)
        addresses = self._addresses.of(route, payload) if topic is None else _addresses(route, topic)
        # Only where nothing else tells whose a reply is, what was asked is kept.
        pending = Pending(route, request_id, addresses, inbox, payload if request_id is None else None)
        self._replies.add(pending, now)
        return pending, text

    def abandon(self, pending: Pending, now: float) -> None:
        """Give a request up: what still answers it is swallowed."""
        self._replies.abandon(pending, now)

    def subscribe(self, address: str, now: float) -> str | None:
        """Write the Subscribe message for an address; None where the protocol has none, or where everyone is on it."""
        return self._subscribing.subscribe(address, now, now + self._epoch)

    def unsubscribe(self, address: str, now: float) -> str | None:
        """Write the Unsubscribe message for an address; None where `subscribe` gives none."""
        return self._subscribing.unsubscribe(address, now + self._epoch)

    def receive(self, data: str | bytes, now: float) -> tuple[Effect, ...]:
        """Take one frame: its message goes into the inboxes it belongs to, and what else must be done is returned."""
        if self._closed:
            return _NOTHING
        self.heard_at = now
        if isinstance(data, bytes):
            return self._refuse(UNSUPPORTED_DATA, "a binary frame where the protocol has text")
        try:
            received = self._codec.decode(data)
        except Refused as refused:
            if refused.kind != "unknown" or self._unknown == "close":
                return self._refuse(refused.code, refused.reason)
            if self._replies.is_due(refused.request_id) and not self._is_new(refused.frame):
                return self._refuse(refused.code, f"the reply to {refused.request_id}: {refused.reason}")
            return self._let_pass(refused, now)
        if len(self._replies) and received.route.message.name in self._alike:
            received = self._preferred(received)
        role = received.route.message.role
        if role is Role.PING:
            return self._answer_ping(received, now)
        try:
            answer = self._answer_of(received, now)
        except OutOfOrder as broken:
            return self._refuse(PROTOCOL_ERROR, str(broken))
        if answer is not None:
            _hand_over(answer, received)
            return _NOTHING
        if role is Role.ERROR:
            return self._fail_request(received, now)
        self._deliver(received)
        return _NOTHING

    def end(self, ending: Ending) -> None:
        """Fail every request under way: the connection is gone."""
        self._closed = True
        for pending in self._replies.end():
            pending.inbox.end(partial(ending.request_lost, pending.request))

    def _is_new(self, frame: Any) -> bool:
        """Say whether an unknown frame is a message that a newer server may have: its tag says so itself."""
        framing = self._protocol.server_to_client
        if framing.tag is None or framing.untagged:
            return False
        tag = value_at(frame, framing.tag)
        return isinstance(tag, (str, int, float)) and tag not in framing.routes

    def _let_pass(self, refused: Refused, now: float) -> tuple[Effect, ...]:
        if self._unknown == "ignore":
            return (UnknownFrame(refused.frame, refused.reason, refused.request_id),)
        fault = Fault(PROTOCOL_ERROR, refused.kind, refused.reason, refused.request_id)
        text = error_text(self._codec, self._protocol.error, fault, now + self._epoch)
        return _NOTHING if text is None else (Send(text),)

    def _refuse(self, code: int, reason: str) -> tuple[Effect, ...]:
        ending = Ending(code, reason, by_client=True)
        self.end(ending)
        return (Close(ending),)

    def _write(
        self, message: WireValue, kind: AnyMessage, now: float, topic: str | None, payload: Any = None
    ) -> tuple[str, RequestId | None]:
        def encode(request_id: RequestId | None) -> str:
            return self._codec.encode(
                message, request_id=request_id, topic=topic, now=now + self._epoch, as_message=kind
            )

        if kind.request_id is None:
            return encode(None), None
        # Where it stands inside the payload, the user may have chosen it.
        depth = len(kind.data)
        is_inside = kind.request_id[:depth] == kind.data
        payload = message.to_wire() if payload is None else payload
        own: RequestId | None = value_at(payload, kind.request_id[depth:]) if is_inside else None
        return self._ids.write(kind, encode) if own is None else (encode(None), own)

    def _preferred(self, received: Received) -> Received:
        """Of all that a frame may be, what a request waits for."""
        protocol = self._protocol
        more = others(received, protocol.server_to_client, protocol.schemas)
        return self._replies.preferred(chain((received,), more)) or received

    def _answer_ping(self, received: Received, now: float) -> tuple[Effect, ...]:
        pong = make_pong(self._codec, self._pong, received, now=now + self._epoch) if self._pong else None
        if pong is None:
            # Nothing to answer with, or a pong that only the user can fill: the user sees the ping.
            self._deliver(received)
            return _NOTHING
        return (Send(pong),)

    def _answer_of(self, received: Received, now: float) -> Answer | None:
        message = received.route.message
        if received.request_id is not None:
            return self._replies.by_id(message, received.request_id)
        if not self._replies.awaits(message):
            return None
        addresses = self._addresses_of(received)
        subscribed = any(self._topics.is_open(address) for address in addresses.values())
        place = Place(addresses, subscribed, lambda: value_at(received.frame, message.data))
        return self._replies.by_place(message, place, now)

    def _fail_request(self, received: Received, now: float) -> tuple[Effect, ...]:
        message, error = received.route.message, received.message
        text = _error_text(message, value_at(received.frame, message.data) or {})
        addresses = {} if received.request_id is not None else self._addresses_of(received)
        answer = self._replies.by_error(message, received.request_id, addresses, now)
        if answer is None:
            return (ErrorArrived(error, text),)
        pending = answer.pending
        if pending.wanted:
            pending.inbox.end(lambda: RequestFailed(pending.request, error, text))
        return _NOTHING

    def _deliver(self, received: Received) -> None:
        channels = [channel.name for channel in received.route.channels]
        addresses = {} if received.topic is not None else self._addresses_of(received)
        place = received.route.message.sequence
        if place is not None and not self._topics.accepts(received, self._fields.at(received, place), addresses):
            return
        self._topics.deliver(received, addresses, channels)

    def _addresses_of(self, received: Received) -> dict[str, str]:
        if received.topic is not None:
            return _addresses(received.route, received.topic)
        return self._addresses.told_by(received.route, partial(self._fields.value, received))


def _addresses(route: Route, topic: str) -> dict[str, str]:
    """Give the addresses by channel name, where an envelope names the topic."""
    return {channel.name: topic for channel in route.channels if channel.match(topic) is not None}


def _hand_over(answer: Answer, received: Received) -> None:
    pending = answer.pending
    if not pending.wanted:
        return
    if not pending.inbox.put(received, size_of(received.text)):
        pending.wanted = False
    elif answer.last:
        pending.inbox.end()


def _error_text(message: AnyMessage, payload: Any) -> str:
    """Put what an error message says of itself into one line: its code and its text, where it has them."""
    fields = [message.role_fields[word] for word in ("code", "message") if word in message.role_fields]
    said = (value_at(payload, (field,)) for field in fields)
    return ": ".join(str(value) for value in said if value is not None)
