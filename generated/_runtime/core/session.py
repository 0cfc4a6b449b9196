"""The server's side of one connection: frames and the time go in; sends, handlers to run and a close come out."""

from collections import deque
from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias, cast

from ..protocol import AnyMessage, Channel, Protocol, Role, Stream
from .answers import Fault, Ping, error_text, make_ping, make_pong, pong_id
from .close import (
    HEARTBEAT_LOST,
    INTERNAL_ERROR,
    PROTOCOL_ERROR,
    TOO_BIG,
    TRY_AGAIN_LATER,
    UNSUPPORTED_DATA,
    cut_reason,
    is_sendable,
)
from .dispatch import Codec, Received, Refused, RequestId, UnknownFrame, UnknownPolicy
from .frame import value_at
from .heartbeat import Beat, Pulse


@dataclass(frozen=True, slots=True)
class Limits:
    """What one connection may ask for: bytes a frame, streams at a time, requests (and their characters) that wait."""

    frame_bytes: int = 64 * 1024
    streams: int = 16
    waiting: int = 1024
    waiting_size: int = 1024 * 1024
    unknown: UnknownPolicy = "close"


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


class Lane(Enum):
    """Handlers of one lane run one after the other; those of no lane run at once."""

    ORDERED = "ordered"
    STREAM = "stream"


@dataclass(frozen=True, slots=True)
class Run:
    """Let the handler of a message, or of unknown frames, run, and tell `finished` when it is done."""

    received: Received | UnknownFrame
    lane: Lane | None
    size: int


@dataclass(frozen=True, slots=True)
class Ignored:
    """Count a frame that is let pass although it is no message that is known here."""


Effect: TypeAlias = Send | Close | Run | Ignored


class Session:
    """One connection from accept to close.

    Every method gives what is to be done, in order. Requests with one reply run in order. Streams run beside them,
    several at once where a request id tells their replies apart, else one after the other, as the client matches them.
    Frames that are ignored are handed on in the order of the requests where `shows_unknown`; else none of them waits.
    """

    def __init__(
        self,
        protocol: Protocol,
        codec: Codec,
        limits: Limits,
        pulse: Pulse | None = None,
        *,
        shows_unknown: bool = False,
    ) -> None:
        self._protocol = protocol
        self._codec = codec
        self._limits = limits
        self._pulse = pulse
        self._shows_unknown = shows_unknown
        # Only of lanes in which something waits: three empty queues would be a tenth of an idle connection's memory.
        self._waiting: dict[Lane | None, deque[Run]] = {}
        self._running: dict[Lane | None, int] = {Lane.ORDERED: 0, Lane.STREAM: 0, None: 0}
        self._count = 0
        self._size = 0
        self._closed = False
        self._draining = False
        self._pong = next(
            (r.message for r in protocol.server_to_client.routes.values() if r.message.role is Role.PONG), None
        )

    @property
    def closed(self) -> bool:
        """Whether a close was decided; everything that comes after is ignored."""
        return self._closed

    @property
    def is_behind(self) -> bool:
        """Whether a request waits for others to finish."""
        return bool(self._waiting)

    def receive_text(self, text: str, now: float) -> list[Effect]:
        """Take a text frame; `now` in seconds since the epoch."""
        if self._closed:
            return []
        if _is_larger(text, self._limits.frame_bytes):
            return self.close(TOO_BIG, f"a frame may have {self._limits.frame_bytes} bytes")
        try:
            received = self._codec.decode(text)
        except Refused as refused:
            return self._refuse(refused, len(text), now)
        role = received.route.message.role
        if self._draining and role is not Role.PONG:
            return []
        if role is Role.PONG and self._pulse is not None:
            self._pulse.answered(pong_id(received))
        if role is Role.PING and self._pong is not None:
            pong = make_pong(self._codec, self._pong, received, now=now)
            return ([Send(pong)] if pong is not None else []) + self._enqueue(received, len(text))
        return self._enqueue(received, len(text))

    def receive_binary(self) -> list[Effect]:
        """Take a binary frame: 1003 (RFC 6455 §7.4.1)."""
        return self.close(UNSUPPORTED_DATA, "frames are text")

    def finished(self, run: Run) -> list[Effect]:
        """Take note that a handler is done; gives those that may start now."""
        self._running[run.lane] -= 1
        self._count -= 1
        self._size -= run.size
        return self._start(run.lane)

    def beat(self, beat: Beat, fresh: str, *, now: float, monotonic: float) -> list[Effect]:
        """Do what the heartbeat asks; `fresh` names the ping."""
        if self._closed or self._protocol.heartbeat is None or self._pulse is None:
            return []
        if beat is Beat.LOST:
            return self.close(HEARTBEAT_LOST, "no pong in time")
        ping = make_ping(
            self._codec, self._protocol.heartbeat.ping, self._protocol.heartbeat.pong, fresh=fresh, now=now
        )
        if ping is None:
            return []
        self._pulse.queued(monotonic)
        return [Send(ping.text, ping)]

    def answer(self, fault: Fault, now: float) -> list[Effect]:
        """Tell the client of a fault and keep the connection; nothing where the protocol has no way to say it."""
        text = None if self._closed else error_text(self._codec, self._protocol.error, fault, now)
        return [] if text is None else [Send(text)]

    def fail(self, request_id: RequestId | None, now: float) -> list[Effect]:
        """End a connection whose handler raised: Error where it can be said, then 1011. The cause stays in the log."""
        fault = Fault(INTERNAL_ERROR, "internal_error", "the server failed", request_id)
        return [*self.answer(fault, now), *self.close(INTERNAL_ERROR, fault.reason)]

    def drain(self) -> None:
        """Take no more requests and forget those that wait; those that run may finish."""
        self._draining = True
        self._waiting.clear()

    def close(self, code: int, reason: str) -> list[Effect]:
        """Close once; a code that can't be sent becomes 1011, a reason is cut to 123 bytes."""
        if self._closed:
            return []
        self._closed = True
        self._waiting.clear()
        return [Close(code if is_sendable(code) else INTERNAL_ERROR, cut_reason(reason))]

    def _refuse(self, refused: Refused, size: int, now: float) -> list[Effect]:
        if refused.kind == "unknown" and self._limits.unknown == "ignore":
            return [] if self._draining else [Ignored(), *self._show(refused, size)]
        fault = Fault(PROTOCOL_ERROR, refused.kind, refused.reason, refused.request_id)
        answer = self.answer(fault, now)
        if refused.kind == "unknown" and self._limits.unknown == "error":
            return answer
        return [*answer, *self.close(refused.code, refused.reason)]

    def _show(self, refused: Refused, size: int) -> list[Effect]:
        if not self._shows_unknown:
            return []
        return self._enqueue(UnknownFrame(refused.frame, refused.reason, refused.request_id), size)

    def _enqueue(self, received: Received | UnknownFrame, size: int) -> list[Effect]:
        if self._count >= self._limits.waiting or self._size + size > self._limits.waiting_size:
            return self.close(TRY_AGAIN_LATER, "too many requests are waiting")
        run = Run(received, _lane(received), size)
        self._count += 1
        self._size += size
        self._waiting.setdefault(run.lane, deque()).append(run)
        return self._start(run.lane)

    def _start(self, lane: Lane | None) -> list[Effect]:
        waiting = self._waiting.get(lane)
        slots = self._limits.streams if lane is None else 1
        started: list[Effect] = []
        while waiting and self._running[lane] < slots:
            self._running[lane] += 1
            started.append(waiting.popleft())
        if waiting is not None and not waiting:
            del self._waiting[lane]
        return started


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


def _lane(received: Received | UnknownFrame) -> Lane | None:
    if isinstance(received, UnknownFrame) or not isinstance(received.route.reply, Stream):
        return Lane.ORDERED
    return Lane.STREAM if received.request_id is None else None


def _is_larger(text: str, limit: int) -> bool:
    # UTF-8 has one to four bytes a character, so that most frames needn't be encoded to be measured.
    if len(text) * 4 <= limit or (text.isascii() and len(text) <= limit):
        return False
    return len(text) > limit or len(text.encode("utf-8", "surrogatepass")) > limit
