"""Reads and writes the frames of one side of a protocol."""

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from ..observing import Observer
from ..protocol import AnyMessage, Framing, Protocol
from ..wire import WireModel, WireValue
from .reading import Reader, Received
from .refusing import Kind, Refused, RequestId, UnknownFrame, UnknownPolicy
from .watching import watch_reading, watch_writing
from .writing import InvalidMessage, Writer

__all__ = [
    "Codec",
    "InvalidMessage",
    "Kind",
    "Received",
    "Refused",
    "RequestId",
    "UnknownFrame",
    "UnknownPolicy",
]


class Codec:
    """Reads the frames of one direction and writes those of the other."""

    def __init__(
        self, protocol: Protocol, incoming: Framing, outgoing: Framing, observer: Observer | None = None
    ) -> None:
        self._protocol = protocol
        read = Reader(incoming, protocol.schemas).read
        self.decode = read if observer is None else watch_reading(read, observer)
        """Parse, recognise and check one frame's text; raises Refused. Bound here: a call for each frame is saved."""
        self._writer = Writer(outgoing, protocol)
        self.write = self._writer.write if observer is None else watch_writing(self._writer.write, observer)
        """What `encode` does, for a message that is known: takes model, message, request id, topic and time."""

    @classmethod
    def for_server(cls, protocol: Protocol, observer: Observer | None = None) -> "Codec":
        """Make the server's: it reads what clients send."""
        return cls(protocol, protocol.client_to_server, protocol.server_to_client, observer)

    @classmethod
    def for_client(cls, protocol: Protocol, observer: Observer | None = None) -> "Codec":
        """Make the client's: it reads what the server sends."""
        return cls(protocol, protocol.server_to_client, protocol.client_to_server, observer)

    def encode(
        self,
        message: WireValue,
        *,
        request_id: RequestId | None = None,
        topic: str | None = None,
        now: float,
        as_message: AnyMessage | None = None,
    ) -> str:
        """Write one frame; `now` is in seconds since the epoch, for envelopes with a timestamp.

        `request_id` is set where the message has a place for one and hasn't one yet, `topic` likewise (without one, the
        channel's address that the payload itself tells). `as_message` is needed for a model that two messages share.
        Raises InvalidMessage when the frame's own schema refuses it, and for a model that this side doesn't send.
        """
        return self.write(message, as_message or self.message_of(message), request_id, topic, now)

    def encode_numbered(self, message: WireValue, *, topic: str, now: float, sequence: int) -> tuple[str, int | None]:
        """Write a topic's frame, and say where in its text the sequence goes: None where the message has none.

        The frame is checked with the sequence given, and written without it. Raises as `encode`.
        """
        kind = self.message_of(message)
        if kind.sequence is None:
            return self.write(message, kind, None, topic, now), None
        return self._writer.write_numbered(message, kind, topic, now, sequence)

    def message_of(self, message: WireValue) -> AnyMessage:
        """Say which message a model is; raises InvalidMessage when this side sends none of it, or more than one."""
        return self._writer.message_of(type(message))

    def try_encode(
        self,
        message: AnyMessage,
        payload: Mapping[str, Any],
        *,
        request_id: RequestId | None = None,
        topic: str | None = None,
        now: float,
    ) -> str | None:
        """Write a frame of `message` from wire names and values; None when no valid one can be made of them.

        What the message's model fills by itself (its consts) and its tag needn't be given.
        """
        try:
            filled = self._writer.tagged(payload, message)
            kind = message.model
            # Only the constructor of an object's class fills in its constants.
            model: WireValue = kind(**filled) if issubclass(kind, WireModel) else kind.model_validate(filled)
            return self.write(model, message, request_id, topic, now)
        except (ValidationError, InvalidMessage):
            return None

    def sends(self, message: AnyMessage) -> bool:
        """Say whether this side sends the message."""
        return message.name in self._writer.routes
