"""Fills the messages that the runtime sends by itself: errors, pings and pongs."""

from collections.abc import Iterator
from itertools import product
from typing import Any, NamedTuple

from ..protocol import AnyMessage
from .close import cut_reason
from .dispatch import Codec, Received, RequestId
from .frame import value_at


class Fault(NamedTuple):
    """What went wrong, to be told to the other side: the close code, a word for programs, a line for people."""

    code: int
    kind: str
    reason: str
    request_id: RequestId | None = None


def error_text(codec: Codec, error: AnyMessage | None, fault: Fault, now: float) -> str | None:
    """Write the protocol's error message; None where it has none, or where no valid one can be built of a fault.

    A field for the code gets the close code, or the word where the schema wants text.
    """
    if error is None or not codec.sends(error):
        return None
    for payload in _error_payloads(error, fault):
        text = codec.try_encode(error, payload, request_id=fault.request_id, now=now)
        if text is None and fault.request_id is not None:
            # An id that broke its own rule can't be copied.
            text = codec.try_encode(error, payload, now=now)
        if text is not None:
            return text
    return None


def _error_payloads(error: AnyMessage, fault: Fault) -> Iterator[dict[str, Any]]:
    fields = error.role_fields
    codes: list[Any] = [fault.code, fault.kind, str(fault.code)] if "code" in fields else [None]
    texts: list[Any] = [fault.reason, cut_reason(fault.reason), fault.kind] if "message" in fields else [None]
    details: list[Any] = [None, {"kind": fault.kind}, fault.kind] if "details" in fields else [None]
    for detail, code, text in product(details, codes, texts):
        words = {"code": code, "message": text, "details": detail}
        yield {fields[word]: value for word, value in words.items() if value is not None}


class Ping(NamedTuple):
    """A ping ready to be sent, and the id that its pong must carry; None when any pong answers it."""

    text: str
    id: RequestId | None


def make_ping(codec: Codec, ping: AnyMessage, pong: AnyMessage, *, fresh: str, now: float) -> Ping | None:
    """Write a ping; None where no valid one can be built.

    `fresh` is a text that no earlier ping had. Where the id must be a number it is the time, in milliseconds, else in
    seconds.
    """
    field = ping.role_fields.get("id")
    if field is not None:
        for identity in (fresh, int(now * 1000), int(now)):
            text = codec.try_encode(ping, {field: identity}, now=now)
            if text is not None:
                return Ping(text, identity if "id" in pong.role_fields else None)
    text = codec.try_encode(ping, {}, now=now)
    return None if text is None else Ping(text, None)


def make_pong(codec: Codec, pong: AnyMessage, ping: Received, *, now: float) -> str | None:
    """Answer a ping that came in: the pong carries its id, else the fields that both have; None where none is valid."""
    payload = ping.message.to_wire()
    source, target = ping.route.message.role_fields.get("id"), pong.role_fields.get("id")
    candidates: list[dict[str, Any]] = [payload, {}] if payload.__class__ is dict else [{}]
    if source is not None and target is not None and source in candidates[0]:
        candidates.insert(0, {target: payload[source]})
    for candidate in candidates:
        text = codec.try_encode(pong, candidate, request_id=ping.request_id, topic=ping.topic, now=now)
        if text is not None:
            return text
    return None


def pong_id(pong: Received) -> RequestId | None:
    """Give the id of the ping that a pong answers; None where it has no place for one."""
    field = pong.route.message.role_fields.get("id")
    if field is None:
        return None
    identity = value_at(pong.message.to_wire(), (field,))
    return identity if isinstance(identity, (str, int)) else None
