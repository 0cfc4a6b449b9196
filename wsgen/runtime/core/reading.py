"""Turns a frame's text into a checked message with its route."""

from collections.abc import Mapping
from typing import Any, Literal, NamedTuple, TypeAlias

from pydantic import ValidationError
from pydantic_core import from_json
from typing_extensions import TypeIs

from ..protocol import AnyMessage, Framing, Route, Scalar
from ..schemas import Schemas, first_fault
from ..wire import WireModel
from .close import PROTOCOL_ERROR
from .frame import find_fault, value_at

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


class Reader:
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
        """Parse, recognise and check one frame; raises Refused."""
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
        try:
            model: WireModel = message.model.__pydantic_validator__.validate_python(payload)
        except ValidationError as error:
            # Only where a model is narrower than its schema, which a generated one never is.
            first = error.errors(include_url=False)[0]
            where = "/".join(str(step) for step in first["loc"])
            raise self._invalid(frame, message, f"at {where or 'the frame'}: {first['msg']}") from None
        return model

    def _invalid(self, frame: dict[str, Any], message: AnyMessage, fault: str) -> Refused:
        path = message.request_id or self._common_id
        request_id = _request_id(value_at(frame, path)) if path else None
        return Refused(PROTOCOL_ERROR, f"{message.name} {fault}", "invalid", request_id)


def _is_object(value: Any) -> TypeIs[dict[str, Any]]:
    return type(value) is dict


def _request_id(value: object) -> RequestId | None:
    return value if isinstance(value, (str, int)) and not isinstance(value, bool) else None


def _shorten(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:59]}…"
