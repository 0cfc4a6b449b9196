"""The server's side of one connection: frames and the time go in; sends, handlers to run and a close come out."""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias, cast

from ..protocol import AnyMessage, Channel, Protocol, Role
from .answers import Fault, Ping, error_text, make_ping, make_pong, pong_id
from .close import (
    HEARTBEAT_LOST,
    INTERNAL_ERROR,
    PROTOCOL_ERROR,
    TOO_BIG,
    TRY_AGAIN_LATER,
    UNAUTHORIZED,
    UNSUPPORTED_DATA,
    cut_reason,
    is_sendable,
)
from .dispatch import Codec, Received, Refused, UnknownFrame
from .frame import value_at
from .heartbeat import Beat, Pulse
from .lanes import Lane, Lanes, Run, Schedule, has_ids, lanes_of
from .limits import Limits

_KEPT_BOOKS_OF: Final = frozenset({Role.SUBSCRIBE, Role.UNSUBSCRIBE, Role.AUTHENTICATE})


@dataclass(frozen=True, slots=True)
class Send:
    """Write this frame; where `ping` is set, tell the pulse when it has left, and let it pass frames that wait."""

    text: str
    ping: Ping | None = None


@dataclass(frozen=True, slots=True)
class Close:
    """Close the connection after what was sent before. Nothing follows."""

    code: int
    reason: str


@dataclass(frozen=True, slots=True)
class Ignored:
    """Count a frame that is let pass although it is no message that is known here."""


Effect: TypeAlias = Send | Close | Run | Ignored


class Terms:
    """What all sessions of one server have in common.

    `handlers` are the names of those that the application has (None: all); what it has none for, and the runtime
    doesn't need to look at, starts nothing. `shows_unknown`: frames that are ignored are handed on, and wait for that.
    """

    __slots__ = ("codec", "lanes", "limits", "pong", "protocol", "shows_unknown")

    def __init__(
        self,
        protocol: Protocol,
        codec: Codec,
        limits: Limits,
        *,
        handlers: Container[str | None] | None = None,
        shows_unknown: bool = False,
    ) -> None:
        self.protocol = protocol
        self.codec = codec
        self.limits = limits
        self.shows_unknown = shows_unknown
        framing = protocol.client_to_server
        self.lanes: Mapping[str, Lanes] = {
            route.message.name: lanes_of(route, limits.concurrent)
            for route in (*framing.routes.values(), *framing.untagged)
            if handlers is None or route.handler in handlers or route.message.role in _KEPT_BOOKS_OF
        }
        answers = protocol.server_to_client.routes.values()
        self.pong = next((route.message for route in answers if route.message.role is Role.PONG), None)


class Session:
    """One connection from accept to close.

    Every method gives what is to be done, in order. Which handlers run at once, `lanes` says. Frames that are ignored
    are handed on in the order of the requests where `Terms.shows_unknown`; else none of them waits.
    """

    __slots__ = ("_closed", "_draining", "_pulse", "_schedule", "_terms")

    def __init__(self, terms: Terms, pulse: Pulse | None = None) -> None:
        self._terms = terms
        self._pulse = pulse
        self._schedule = Schedule(terms.limits)
        self._closed = False
        self._draining = False

    @property
    def closed(self) -> bool:
        """Whether a close was decided; everything that comes after is ignored."""
        return self._closed

    @property
    def is_behind(self) -> bool:
        """Whether a request waits for others to finish."""
        return self._schedule.is_behind

    def receive_text(self, text: str, now: float) -> list[Effect]:
        """Take a text frame; `now` in seconds since the epoch."""
        if self._closed:
            return []
        terms, size = self._terms, len(text)
        # UTF-8 has four bytes a character at most.
        if size * 4 > terms.limits.frame_bytes and _is_larger(text, terms.limits.frame_bytes):
            return self.close(TOO_BIG, f"a frame may have {terms.limits.frame_bytes} bytes")
        try:
            received = terms.codec.decode(text)
        except Refused as refused:
            return self._refuse(refused, size, now)
        role = received.route.message.role
        if self._draining and role is not Role.PONG:
            return []
        if role is None:
            # What `_lane` and `_enqueue` do, without the calls: it is so for nearly every frame.
            lanes = terms.lanes.get(received.route.message.name)
            if lanes is None:
                return []
            run = Run(received, lanes.unnamed if received.request_id is None else lanes.named, size)
            return [run] if self._schedule.begin(run) else self._wait(run)
        if role is Role.PONG and self._pulse is not None:
            self._pulse.answered(pong_id(received))
        if role is Role.PING and terms.pong is not None:
            pong = make_pong(terms.codec, terms.pong, received, now=now)
            return ([Send(pong)] if pong is not None else []) + self._enqueue(received, size)
        return self._enqueue(received, size)

    def introduce(self, text: str, now: float) -> Run | list[Effect]:
        """Take a frame of a client that must say who it is before all else: gives that message's run, or what follows.

        Another message closes 4401, after an error message; pings, pongs and unknown frames are taken as ever, but
        handed to nobody.
        """
        effects = self.receive_text(text, now)
        run = effects[-1] if effects else None
        if not isinstance(run, Run):
            return effects
        received = run.received
        role = None if isinstance(received, UnknownFrame) else received.route.message.role
        if role is Role.AUTHENTICATE:
            return run
        self.finished(run)
        if isinstance(received, UnknownFrame) or role in {Role.PING, Role.PONG}:
            return effects[:-1]
        reason = f"{received.route.message.name} before the message that authenticates"
        fault = Fault(UNAUTHORIZED, "unauthorized", reason, received.request_id)
        return [*self.answer(fault, now), *self.close(UNAUTHORIZED, reason)]

    def receive_binary(self) -> list[Effect]:
        """Take a binary frame: 1003 (RFC 6455 §7.4.1)."""
        return self.close(UNSUPPORTED_DATA, "frames are text")

    def finished(self, run: Run) -> Sequence[Effect]:
        """Take note that a handler is done; gives those that may start now."""
        return self._schedule.finish(run)

    def beat(self, beat: Beat, fresh: str, *, now: float, monotonic: float) -> list[Effect]:
        """Do what the heartbeat asks; `fresh` names the ping."""
        heartbeat = self._terms.protocol.heartbeat
        if self._closed or heartbeat is None or self._pulse is None:
            return []
        if beat is Beat.LOST:
            return self.close(HEARTBEAT_LOST, "no pong in time")
        ping = make_ping(self._terms.codec, heartbeat.ping, heartbeat.pong, fresh=fresh, now=now)
        if ping is None:
            return []
        self._pulse.queued(monotonic)
        return [Send(ping.text, ping)]

    def answer(self, fault: Fault, now: float) -> list[Effect]:
        """Tell the client of a fault and keep the connection; nothing where the protocol has no way to say it."""
        text = None if self._closed else error_text(self._terms.codec, self._terms.protocol.error, fault, now)
        return [] if text is None else [Send(text)]

    def fail(self, received: Received | UnknownFrame, now: float) -> list[Effect]:
        """Tell of a handler that raised: Error where it can be said, then 1011, unless the policy is to keep.

        Where a reply is awaited and only its order tells whose it is, one that never comes would let the next be taken
        for it: then a connection is kept only if the failure was told. The cause stays in the log.
        """
        fault = Fault(INTERNAL_ERROR, "internal_error", "the server failed", received.request_id)
        answer = self.answer(fault, now)
        if self._terms.limits.on_failure == "keep" and (answer or not _is_awaited_in_order(received)):
            return answer
        return [*answer, *self.close(INTERNAL_ERROR, fault.reason)]

    def drain(self) -> None:
        """Take no more requests and forget those that wait; those that run may finish."""
        self._draining = True
        self._schedule.clear()

    def close(self, code: int, reason: str) -> list[Effect]:
        """Close once; a code that can't be sent becomes 1011, a reason is cut to 123 bytes."""
        if self._closed:
            return []
        self._closed = True
        self._schedule.clear()
        return [Close(code if is_sendable(code) else INTERNAL_ERROR, cut_reason(reason))]

    def _refuse(self, refused: Refused, size: int, now: float) -> list[Effect]:
        if refused.kind == "unknown" and self._terms.limits.unknown == "ignore":
            return [] if self._draining else [Ignored(), *self._show(refused, size)]
        fault = Fault(PROTOCOL_ERROR, refused.kind, refused.reason, refused.request_id)
        answer = self.answer(fault, now)
        if refused.kind == "unknown" and self._terms.limits.unknown == "error":
            return answer
        return [*answer, *self.close(refused.code, refused.reason)]

    def _show(self, refused: Refused, size: int) -> list[Effect]:
        if not self._terms.shows_unknown:
            return []
        return self._enqueue(UnknownFrame(refused.frame, refused.reason, refused.request_id), size)

    def _enqueue(self, received: Received | UnknownFrame, size: int) -> list[Effect]:
        lane = self._lane(received)
        if lane is None:
            return []
        run = Run(received, lane, size)
        return [run] if self._schedule.begin(run) else self._wait(run)

    def _wait(self, run: Run) -> list[Effect]:
        if not self._schedule.has_room(run.size):
            return self.close(TRY_AGAIN_LATER, "too many requests are waiting")
        return [run] if self._schedule.add(run) else []

    def _lane(self, received: Received | UnknownFrame) -> Lane | None:
        if isinstance(received, UnknownFrame):
            return Lane.ORDERED
        lanes = self._terms.lanes.get(received.route.message.name)
        if lanes is None:
            return None
        return lanes.unnamed if received.request_id is None else lanes.named


def topics_of(received: Received) -> tuple[str, ...]:
    """Give the addresses that a subscribe or unsubscribe message names: its topics, else the channel it travels on."""
    message: AnyMessage = received.route.message
    payload = received.message.to_wire()
    field = message.role_fields.get("topics")
    named: object = value_at(payload, (field,)) if field is not None else None
    if isinstance(named, str):
        return (named,)
    if isinstance(named, list):
        return tuple(str(each) for each in cast("list[object]", named))
    carried = (c.address_in(message.name, payload) for c in received.route.channels if c.parameters)
    return tuple(address for address in carried if address is not None)


def find_channel(protocol: Protocol, address: str) -> Channel | None:
    """Give the channel that an address belongs to; None where the protocol has none such."""
    return next((channel for channel in protocol.channels if channel.match(address) is not None), None)


def _is_awaited_in_order(received: Received | UnknownFrame) -> bool:
    if isinstance(received, UnknownFrame) or received.route.reply is None:
        return False
    return received.request_id is None or not has_ids(received.route)


def _is_larger(text: str, limit: int) -> bool:
    if text.isascii() and len(text) <= limit:
        return False
    return len(text) > limit or len(text.encode("utf-8", "surrogatepass")) > limit
