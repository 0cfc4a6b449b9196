"""Turns a frame's text into a checked message with its route, and a message into a checked frame's text."""

from collections.abc import Mapping
from typing import Any, Literal, NamedTuple, TypeAlias

from pydantic import ValidationError
from pydantic_core import PydanticSerializationError, from_json, to_json
from typing_extensions import TypeIs

from ..protocol import AnyMessage, Framing, Protocol, Route, Scalar
from ..schemas import Schemas, first_fault
from ..wire import WireModel
from .close import PROTOCOL_ERROR
from .frame import find_fault, integral, put_at, timestamp_of, value_at

Kind: TypeAlias = Literal["invalid", "unknown", "unreadable"]
RequestId: TypeAlias = str | int


class Refused(Exception):  # noqa: N818 - it is an answer, not a mistake of the program
    """A frame that is not accepted: the close code for it, one line that says why, and the request it belongs to."""

    def __init__(self, code: int, reason: str, kind: Kind, request_id: RequestId | None = None) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason
        self.kind: Kind = kind
        self.request_id = request_id


class InvalidMessage(ValueError):  # noqa: N818 - named like what it is about
    """A message that its own schema forbids to send; the text names the message, the place and the rule."""


class Received(NamedTuple):
    """A frame that was accepted.

    `frame` is the whole frame as parsed, `topic` the envelope's. A tuple and not a dataclass: one is made for every
    frame, and a frozen dataclass takes four times as long to make.
    """

    route: Route
    message: WireModel
    frame: Mapping[str, Any]
    request_id: RequestId | None
    topic: str | None


class Codec:
    """Reads the frames of one direction and writes those of the other."""

    def __init__(self, protocol: Protocol, incoming: Framing, outgoing: Framing) -> None:
        self._protocol = protocol
        self._reader = _Reader(incoming, protocol.schemas)
        self._writer = _Writer(outgoing, protocol)

    @classmethod
    def for_server(cls, protocol: Protocol) -> "Codec":
        """Make the server's: it reads what clients send."""
        return cls(protocol, protocol.client_to_server, protocol.server_to_client)

    @classmethod
    def for_client(cls, protocol: Protocol) -> "Codec":
        """Make the client's: it reads what the server sends."""
        return cls(protocol, protocol.server_to_client, protocol.client_to_server)

    def decode(self, text: str) -> Received:
        """Parse, recognise and check one frame; raises Refused."""
        return self._reader.read(text)

    def encode(
        self,
        message: WireModel,
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
        return self._writer.write(message, as_message or self.message_of(message), request_id, topic, now)

    def message_of(self, message: WireModel) -> AnyMessage:
        """Say which message a model is; raises InvalidMessage when this side sends none of it, or more than one."""
        return self._writer.message_of(type(message))

    def sends(self, message: AnyMessage) -> bool:
        """Say whether this side sends the message."""
        return message.name in self._writer.routes


class _Reader:
    """Recognises the frames of one direction (the layers of `Framing`)."""

    def __init__(self, framing: Framing, schemas: Schemas) -> None:
        self._tag = framing.tag
        # One step is what nearly every protocol has, and a loop over it would cost as much as the look-up.
        self._tag_key = framing.tag[0] if framing.tag and len(framing.tag) == 1 else None
        # True == 1 in a dict of Python's, but not in JSON: texts and numbers here, booleans there.
        self._routes: dict[Scalar, Route] = {tag: r for tag, r in framing.routes.items() if not isinstance(tag, bool)}
        self._booleans: dict[Scalar, Route] = {tag: r for tag, r in framing.routes.items() if isinstance(tag, bool)}
        self._untagged = framing.untagged
        self._schemas = schemas
        envelope = framing.envelope
        self._data = envelope.data if envelope else ()
        self._topic = envelope.topic if envelope else None
        self._envelope_id = envelope.request_id if envelope else None
        paths = {r.message.request_id for r in (*framing.routes.values(), *framing.untagged)} - {None}
        # Where an unknown or broken frame would carry its request's id: only where all messages agree.
        self._common_id = self._envelope_id or (paths.pop() if len(paths) == 1 else None)

    def read(self, text: str) -> Received:
        try:
            frame: Any = from_json(text, allow_inf_nan=False)
        except ValueError as error:
            raise Refused(PROTOCOL_ERROR, f"not JSON: {error}", "unreadable") from None
        if not _is_object(frame):
            raise Refused(PROTOCOL_ERROR, "a frame must be a JSON object", "unreadable")
        fault = find_fault(frame.values())
        if fault:
            raise Refused(PROTOCOL_ERROR, fault, "unreadable")
        route = self._route(frame)
        message = route.message
        validator = self._schemas.validator(message.schema)
        if not validator.is_valid(frame):
            raise self._invalid(frame, message, first_fault(validator, frame))
        payload = value_at(frame, self._data) if self._data else frame
        path = message.request_id or self._envelope_id
        return Received(
            route,
            self._build(frame, message, payload),
            frame,
            None if path is None else _request_id(value_at(frame, path)),
            None if self._topic is None else value_at(frame, self._topic),
        )

    def _route(self, frame: dict[str, Any]) -> Route:
        tag: Any = None
        if self._tag_key is not None:
            tag = frame.get(self._tag_key)
        elif self._tag is not None:
            tag = value_at(frame, self._tag)
        try:
            route = (self._booleans if tag is True or tag is False else self._routes).get(tag)
        except TypeError:  # an object or an array in the tag's place
            route = None
        return route or self._route_without_tag(frame, tag)

    def _route_without_tag(self, frame: dict[str, Any], tag: object) -> Route:
        for route in self._untagged:
            if self._schemas.validator(route.message.schema).is_valid(frame):
                return route
        request_id = _request_id(value_at(frame, self._common_id)) if self._common_id else None
        if len(self._untagged) == 1 and not self._routes and not self._booleans:
            message = self._untagged[0].message
            raise self._invalid(frame, message, first_fault(self._schemas.validator(message.schema), frame))
        if self._tag is None:
            raise Refused(PROTOCOL_ERROR, "no message has this form", "unknown", request_id)
        place = ".".join(self._tag)
        said = f"{place} = {_shorten(tag)} is no message" if tag is not None else f"{place} is missing"
        raise Refused(PROTOCOL_ERROR, f"{said} of this direction", "unknown", request_id)

    def _build(self, frame: dict[str, Any], message: AnyMessage, payload: Any) -> WireModel:
        validator = message.model.__pydantic_validator__
        try:
            model: WireModel = validator.validate_python(payload, by_alias=True, by_name=False)
        except ValidationError:
            # JSON Schema's integers include 1e19, which Pydantic refuses as a float and accepts as an integer.
            return self._build_integral(frame, message, integral(payload))
        return model

    def _build_integral(self, frame: dict[str, Any], message: AnyMessage, payload: Any) -> WireModel:
        try:
            model: WireModel = message.model.model_validate(payload, by_alias=True, by_name=False)
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            where = "/".join(str(step) for step in first["loc"])
            raise self._invalid(frame, message, f"at {where or 'the frame'}: {first['msg']}") from None
        return model

    def _invalid(self, frame: dict[str, Any], message: AnyMessage, fault: str) -> Refused:
        path = message.request_id or self._common_id
        request_id = _request_id(value_at(frame, path)) if path else None
        return Refused(PROTOCOL_ERROR, f"{message.name} {fault}", "invalid", request_id)


class _Writer:
    """Writes the frames of one direction."""

    def __init__(self, framing: Framing, protocol: Protocol) -> None:
        self._framing = framing
        self._schemas = protocol.schemas
        self._by_model = protocol.by_model
        self.routes: dict[str, Route] = {r.message.name: r for r in (*framing.routes.values(), *framing.untagged)}
        self._messages: dict[type[Any], list[AnyMessage]] = {}
        for route in self.routes.values():
            self._messages.setdefault(route.message.model, []).append(route.message)

    def message_of(self, model: type[WireModel]) -> AnyMessage:
        found = self._messages.get(model) or self._inherited(model)
        if len(found) == 1:
            return found[0]
        if found:
            names = ", ".join(message.name for message in found)
            raise InvalidMessage(f"{model.__name__} is the model of {names}: say which one with as_message")
        known = self._by_model.get(model)
        name, whose = (known.name, "direction") if known else (model.__name__, "protocol")
        raise InvalidMessage(f"{name} is no message of this {whose}")

    def _inherited(self, model: type[WireModel]) -> list[AnyMessage]:
        # A user may subclass a generated model; the nearest generated one says which message it is.
        nearest = next((parent for parent in model.__mro__ if parent in self._messages), None)
        return [] if nearest is None else self._messages[nearest]

    def write(
        self, model: WireModel, message: AnyMessage, request_id: RequestId | None, topic: str | None, now: float
    ) -> str:
        payload: dict[str, Any] = model.to_wire()
        frame = self._wrap(payload, message, topic, now)
        self._identify(frame, message, request_id)
        fault = find_fault(frame.values())
        validator = self._schemas.validator(message.schema)
        if not fault and not validator.is_valid(frame):
            fault = first_fault(validator, frame)
        if fault:
            raise InvalidMessage(f"{message.name} isn't sent, {fault}")
        try:
            return to_json(frame).decode()
        except PydanticSerializationError as error:
            raise InvalidMessage(f"{message.name} isn't sent, {error}") from None

    def _wrap(self, payload: dict[str, Any], message: AnyMessage, topic: str | None, now: float) -> dict[str, Any]:
        tag, envelope = self._framing.tag, self._framing.envelope
        if envelope is None:
            if tag and message.tags and value_at(payload, tag) is None:
                put_at(payload, tag, message.tags[0])
            return payload
        frame: dict[str, Any] = dict(envelope.constants)
        if tag and message.tags:
            put_at(frame, tag, message.tags[0])
        if envelope.topic is not None:
            address = topic if topic is not None else self._address(message, payload)
            if address is not None:
                put_at(frame, envelope.topic, address)
        if envelope.timestamp is not None:
            put_at(frame, envelope.timestamp, timestamp_of(now, envelope.timestamp_unit))
        put_at(frame, envelope.data, payload)
        return frame

    def _address(self, message: AnyMessage, payload: dict[str, Any]) -> str | None:
        route = self.routes.get(message.name)
        return next(
            (a for c in (route.channels if route else ()) if (a := c.address_in(message.name, payload)) is not None),
            None,
        )

    def _identify(self, frame: dict[str, Any], message: AnyMessage, request_id: RequestId | None) -> None:
        envelope = self._framing.envelope
        path = message.request_id or (envelope.request_id if envelope else None)
        if request_id is not None and path is not None and value_at(frame, path) is None:
            put_at(frame, path, request_id)


def _is_object(value: Any) -> TypeIs[dict[str, Any]]:
    return type(value) is dict


def _request_id(value: object) -> RequestId | None:
    return value if isinstance(value, (str, int)) and not isinstance(value, bool) else None


def _shorten(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:59]}…"
