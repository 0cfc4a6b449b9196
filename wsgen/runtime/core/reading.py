"""Turns a frame's text into a checked message with its route."""

from collections.abc import Callable, Mapping
from typing import Any, Final, Literal, NamedTuple, TypeAlias, cast

from pydantic import ValidationError
from pydantic_core import from_json

from ..protocol import AnyMessage, Framing, Path, Route, Scalar
from ..schemas import Schemas
from ..wire import WireValue
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
    message: WireValue
    frame: Mapping[str, Any]
    request_id: RequestId | None
    topic: str | None


class _Plan(NamedTuple):
    """What is done with the frames of one tag, ready to be called."""

    route: Route
    is_valid: Callable[[Any], bool]
    build: Callable[[Any], WireValue]
    request_id_key: str | None
    request_id: Path | None
    scalars: frozenset[str]
    data: Path
    topic: Path | None


# Half the time of calling the class, whose own constructor is written in Python.
_new_tuple: Final[Callable[[type[Received], tuple[Any, ...]], Received]] = cast("Any", tuple).__new__


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
        paths = {r.message.request_id for r in (*framing.routes.values(), *framing.untagged)} - {None}
        # Where an unknown or broken frame would carry its request's id: only where all messages agree.
        self._common_id = paths.pop() if len(paths) == 1 else None
        # Text tags that were seen: a schema is compiled when its first frame comes.
        self._plans: dict[str, _Plan] = {}

    def read(self, text: str) -> Received:
        """Parse, recognise and check one frame; raises Refused."""
        try:
            frame: dict[str, Any] = from_json(text, allow_inf_nan=False)
        except ValueError as error:
            raise Refused(PROTOCOL_ERROR, f"not JSON: {error}", "unreadable") from None
        if type(frame) is not dict:
            raise Refused(PROTOCOL_ERROR, "a frame must be a JSON object", "unreadable")
        tag = frame.get(self._tag_key) if self._tag_key is not None else None
        plan = self._plans.get(tag) if type(tag) is str else None
        route, is_valid, build, key, path, scalars, data, topic_path = plan or self._plan(frame)
        if not scalars.issuperset(frame) and (fault := find_fault(frame.values())):
            raise Refused(PROTOCOL_ERROR, fault, "unreadable")
        if not is_valid(frame):
            message = route.message
            raise self._invalid(frame, message, self._schemas.fault(message.schema, frame))
        try:
            model = build(value_at(frame, data) if data else frame)
        except ValidationError as error:
            raise self._too_narrow(frame, route.message, error) from None
        request_id = frame.get(key) if key is not None else value_at(frame, path) if path else None
        if type(request_id) is not str:
            request_id = _request_id(request_id)
        topic = None if topic_path is None else value_at(frame, topic_path)
        return _new_tuple(Received, (route, model, frame, request_id, topic))

    def _plan(self, frame: dict[str, Any]) -> "_Plan":
        tag: Any = None if self._tag is None else value_at(frame, self._tag)
        try:
            route = (self._booleans if tag is True or tag is False else self._routes).get(tag)
        except TypeError:  # an object or an array in the tag's place
            route = None
        found = route or self._route_without_tag(frame, tag)
        message = found.message
        path = message.request_id
        build: Callable[[Any], WireValue] = message.model.__pydantic_validator__.validate_python
        plan = _Plan(
            found,
            self._schemas.validator(message.schema).is_valid,
            _or_empty(build) if message.empty else build,
            path[0] if path and len(path) == 1 else None,
            path,
            self._schemas.scalars(message.schema),
            message.data,
            message.envelope.topic if message.envelope else None,
        )
        if route is not None and type(tag) is str and self._tag_key is not None:
            self._plans[tag] = plan
        return plan

    def _route_without_tag(self, frame: dict[str, Any], tag: object) -> Route:
        for route in self._untagged:
            if self._schemas.validator(route.message.schema).is_valid(frame):
                return route
        request_id = _request_id(value_at(frame, self._common_id)) if self._common_id else None
        if len(self._untagged) == 1 and not self._routes and not self._booleans:
            message = self._untagged[0].message
            raise self._invalid(frame, message, self._schemas.fault(message.schema, frame))
        if self._tag is None:
            raise Refused(PROTOCOL_ERROR, "no message has this form", "unknown", request_id)
        place = ".".join(self._tag)
        said = f"{place} = {_shorten(tag)} is no message" if tag is not None else f"{place} is missing"
        raise Refused(PROTOCOL_ERROR, f"{said} of this direction", "unknown", request_id)

    def _too_narrow(self, frame: dict[str, Any], message: AnyMessage, error: ValidationError) -> Refused:
        # Only where a model is narrower than its schema, which a generated one never is.
        first = error.errors(include_url=False)[0]
        where = "/".join(str(step) for step in first["loc"])
        return self._invalid(frame, message, f"at {where or 'the frame'}: {first['msg']}")

    def _invalid(self, frame: dict[str, Any], message: AnyMessage, fault: str) -> Refused:
        path = message.request_id or self._common_id
        request_id = _request_id(value_at(frame, path)) if path else None
        return Refused(PROTOCOL_ERROR, f"{message.name} {fault}", "invalid", request_id)


def _or_empty(build: Callable[[Any], WireValue]) -> Callable[[Any], WireValue]:
    """Let a payload that is absent, or null, be one without fields."""
    return lambda payload: build({} if payload is None else payload)


def _request_id(value: object) -> RequestId | None:
    return value if isinstance(value, (str, int)) and not isinstance(value, bool) else None


def _shorten(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:59]}…"
