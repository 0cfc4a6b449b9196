"""Turns a frame's text into a checked message with its route."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final, NamedTuple, TypeAlias, cast

from pydantic import ValidationError
from pydantic_core import from_json

from ..protocol import AnyMessage, Framing, Path, Route, Scalar
from ..schemas import Schemas
from ..wire import WireValue
from .direct import attribute_of, checked_build, direct_routes, direct_validator
from .frame import MAX_DEPTH, find_fault, value_at
from .refusing import Refusals, RequestId, request_id_of, unreadable

_parse: Final[Callable[[str], Any]] = partial(from_json, allow_inf_nan=False)
UNPARSED: Final = object()
"""What `Received.parsed` is where the model was made at once, and what it holds is all that the schema accepts."""


class Received(NamedTuple):
    """A frame that was accepted: which message it is, and what else the wire said.

    `topic` is the envelope's. A tuple and not a dataclass: one is made for every frame, and a frozen dataclass takes
    four times as long to make. `text`, `parsed` and `tag_at` are what `frame` and `tag` are read from when asked for.
    """

    route: Route
    message: WireValue
    request_id: RequestId | None
    topic: str | None
    text: str
    parsed: Any
    tag_at: Path | None

    @property
    def frame(self) -> Any:
        """The whole frame as parsed JSON, with all that stands around the message."""
        return _parse(self.text) if self.parsed is UNPARSED else self.parsed

    @property
    def tag(self) -> Scalar | None:
        """The tag that came, which tells an alias from the name that is sent; None where the frame has none."""
        tag: object = None if self.tag_at is None else value_at(self.frame, self.tag_at)
        return tag if isinstance(tag, (str, int, float)) else None


# Half the time of calling the class, whose own constructor is written in Python.
_new_tuple: Final[Callable[[type[Received], tuple[Any, ...]], Received]] = cast("Any", tuple).__new__


# What is done with the parsed frames of one message: its route, whether its schema accepts one, its model's validator,
# its request id's key or path, the keys that need no look (None: the validator looks at everything), and where payload
# and topic stand. Both are plain tuples, which are unpacked fastest.
_Plan: TypeAlias = tuple[
    Route,
    Callable[[Any], bool],
    Callable[[Any], WireValue],
    str | None,
    Path | None,
    frozenset[str] | None,
    Path,
    Path | None,
]
# What is done with a model that came straight from the text: its route, its request id's attribute, and whether that
# isn't all there is to do.
_Exact: TypeAlias = tuple[Route, str | None, bool]
# What is done with a frame whose payload came as a model: its route, the keys or else the paths of payload, request id
# (or else its attribute in the model) and topic, and whether its levels must be counted.
_Enveloped: TypeAlias = tuple[
    Route, str | None, Path, str | None, str | None, Path | None, str | None, Path | None, bool
]


class Reader:
    """Recognises the frames of one direction (the layers of `Framing`).

    `read` parses, recognises and checks one frame's text; it raises Refused.
    """

    def __init__(self, framing: Framing, schemas: Schemas) -> None:
        self._framing = framing
        self._tag = framing.tag
        # One step is what nearly every protocol has, and a loop over it would cost as much as the look-up.
        self._tag_key = framing.tag[0] if framing.tag and len(framing.tag) == 1 else None
        # True == 1 in a dict of Python's, but not in JSON: texts and numbers here, booleans there.
        self._routes: dict[Scalar, Route] = {tag: r for tag, r in framing.routes.items() if not isinstance(tag, bool)}
        self._booleans: dict[Scalar, Route] = {tag: r for tag, r in framing.routes.items() if isinstance(tag, bool)}
        self._schemas = schemas
        self._refusals = Refusals(framing, schemas)
        self._takes_any_kind = any(
            _may_be_no_object(route.message) for route in (*framing.routes.values(), *framing.untagged)
        )
        # By message and by tag, of those that came: a schema is compiled when its first frame comes.
        self._plans: dict[str, _Plan] = {}
        self._tagged: dict[Scalar, _Plan] = {}
        self._validate: Callable[[str], Any] = self._validate_first
        self._exact: dict[type[Any], _Exact] = {}
        self._enveloped: dict[Scalar, _Enveloped] = {}
        self._endless: frozenset[str] = frozenset()
        direct = direct_routes(framing)
        self.read: Callable[[str], Received] = self._read_model if direct else self._read_frame
        if direct and all(route.message.envelope for route in direct):
            self.read = self._read_envelope

    def _read_model(self, text: str) -> Received:
        """Make the model at once; the schema is asked where that isn't enough."""
        try:
            found = self._validate(text)
        except ValueError:
            return self._read_frame(text)
        # To pydantic's parser these are numbers, also where a later key of the same name hides them from the model. One
        # letter is found faster than a word.
        if ("N" in text and "NaN" in text) or ("I" in text and "Infinity" in text):
            return self._read_frame(text)
        exact = self._exact.get(found.__class__)
        if exact is None:
            return self._read_envelope(text, found) if self._enveloped else self._read_frame(text, found)
        route, attribute, is_special = exact
        request_id: Any = None
        if attribute is not None:
            request_id = getattr(found, attribute)
            if request_id.__class__ is not str:
                request_id = request_id_of(request_id)
        elif is_special:
            if route.message.name in self._endless and text.count("{") + text.count("[") > MAX_DEPTH:
                return self._read_frame(text)
            path = route.message.request_id
            request_id = request_id_of(value_at(_parse(text), path)) if path else None
        return _new_tuple(Received, (route, found, request_id, None, text, UNPARSED, self._tag))

    def _read_envelope(self, text: str, found: Any = None) -> Received:
        """Make the payload's model at once, inside its frame, unless `found` has it; else the schema is asked."""
        if found is None:
            try:
                found = self._validate(text)
            except ValueError:
                return self._read_frame(text)
            if ("N" in text and "NaN" in text) or ("I" in text and "Infinity" in text):
                return self._read_frame(text)
        tag: Any = found.get(self._tag_key) if found.__class__ is dict else None
        if tag.__class__ is not str and self._tag:
            tag = value_at(found, self._tag)
            if type(tag) is not int and type(tag) is not str:
                return self._read_frame(text)
        enveloped = self._enveloped.get(tag)
        if enveloped is None:
            # What has another message's tag is just parsed.
            return self._read_frame(text, found)
        route, key, path, id_key, attribute, id_path, topic_key, topic_path, is_endless = enveloped
        if is_endless and text.count("{") + text.count("[") > MAX_DEPTH:
            return self._read_frame(text)
        model = found.get(key) if key else value_at(found, path)
        if model is None:
            model = route.message.model.__pydantic_validator__.validate_python({})
        request_id: Any = None
        if id_path is not None:
            if attribute is not None:
                request_id = getattr(model, attribute)
            else:
                request_id = found.get(id_key) if id_key else value_at(_parse(text), id_path)
            if request_id.__class__ is not str:
                request_id = request_id_of(request_id)
        topic: Any = found.get(topic_key) if topic_key else value_at(found, topic_path) if topic_path else None
        if topic.__class__ is not str:
            topic = None
        return _new_tuple(Received, (route, model, request_id, topic, text, UNPARSED, self._tag))

    def _validate_first(self, text: str) -> Any:
        """Build what reads the text, when the first frame comes."""
        direct = direct_validator(self._framing, self._schemas)
        if direct is None:
            self._validate = _parse
        else:
            self._validate = direct.validate
            self._endless = direct.endless
            for route in direct.routes:
                if route.message.envelope is None:
                    self._exact[route.message.model] = _exact(route, route.message.name in direct.endless)
            enveloped = {each.message.name for each in direct.routes if each.message.envelope}
            for tag, route in self._routes.items():
                if route.message.name in enveloped:
                    self._enveloped[tag] = _enveloped(route, route.message.name in direct.endless)
        return self._validate(text)

    def _read_frame(self, text: str, frame: Any = UNPARSED) -> Received:
        """Parse and recognise a frame, let its schema decide, and then make the model."""
        if frame is UNPARSED:
            frame = _parsed(text)
        is_object = frame.__class__ is dict
        if not is_object and not self._takes_any_kind:
            raise unreadable("a frame must be a JSON object")
        tag = frame.get(self._tag_key) if is_object and self._tag_key is not None else None
        plan = self._tagged.get(tag) if type(tag) is str or type(tag) is int else None
        route, is_valid, build, key, path, sound, data, topic_path = plan or self._plan(frame)
        if not (sound is None or (is_object and sound.issuperset(frame))) and (fault := find_fault((frame,), 0)):
            raise unreadable(fault)
        if not is_valid(frame):
            raise self._refusals.invalid(frame, route.message)
        try:
            model = build(value_at(frame, data) if data else frame)
        except ValidationError:
            model = self._build(frame, route.message)
        request_id = frame.get(key) if key is not None else value_at(frame, path) if path else None
        if type(request_id) is not str:
            request_id = request_id_of(request_id)
        topic = None if topic_path is None else value_at(frame, topic_path)
        if topic.__class__ is not str:
            topic = None
        return _new_tuple(Received, (route, model, request_id, topic, text, frame, self._tag))

    def _plan(self, frame: Any) -> _Plan:
        tag: Any = None if self._tag is None else value_at(frame, self._tag)
        try:
            route = (self._booleans if tag is True or tag is False else self._routes).get(tag)
        except TypeError:  # an object or an array in the tag's place
            route = None
        found = route or self._route_without_tag(frame, tag)
        plan = self._plans.get(found.message.name)
        if plan is None:
            plan = self._plans[found.message.name] = self._plan_of(found)
        if route is not None and self._tag_key is not None and (type(tag) is str or type(tag) is int):
            self._tagged[tag] = plan
        return plan

    def _plan_of(self, route: Route) -> _Plan:
        message = route.message
        path = message.request_id
        checked = checked_build(message.model, len(message.data))
        scalars = self._schemas.scalars(message.schema)
        if checked is not None and len(message.data) == 1:
            scalars |= {*message.data}
        build: Callable[[Any], WireValue] = checked or message.model.__pydantic_validator__.validate_python
        return (
            route,
            self._schemas.validator(message.schema).is_valid,
            _or_empty(build) if message.empty else build,
            path[0] if path and len(path) == 1 and not self._takes_any_kind else None,
            path,
            scalars if checked is None or message.data else None,
            message.data,
            message.envelope.topic if message.envelope else None,
        )

    def _build(self, frame: Any, message: AnyMessage) -> WireValue:
        """Build the model that the strictest way refused: the frame isn't sound, or is just unusually deep."""
        if fault := find_fault((frame,), 0):
            raise unreadable(fault)
        build: Callable[[Any], WireValue] = message.model.__pydantic_validator__.validate_python
        try:
            return (_or_empty(build) if message.empty else build)(value_at(frame, message.data))
        except ValidationError as error:
            raise self._refusals.too_narrow(frame, message, error) from None

    def _route_without_tag(self, frame: Any, tag: object) -> Route:
        """Find the first message that accepts the frame, those first that one of its keys means."""
        framing = self._framing
        keys: Mapping[str, Route] = framing.keys if frame.__class__ is dict else {}
        meant: dict[str, Route] = {keys[key].message.name: keys[key] for key in frame if key in keys} if keys else {}
        for route in (*meant.values(), *framing.untagged):
            if self._schemas.validator(route.message.schema).is_valid(frame):
                return route
        likely = framing.untagged if len(framing.untagged) == 1 and not framing.routes else (*meant.values(),)
        if len(likely) == 1:
            raise self._refusals.invalid(frame, likely[0].message)
        raise self._refusals.unknown(frame, tag)


def _parsed(text: str) -> Any:
    try:
        return from_json(text, allow_inf_nan=False)
    except ValueError as error:
        raise unreadable(f"not JSON: {error}") from None


def _may_be_no_object(message: AnyMessage) -> bool:
    if message.envelope is None:
        return bool(message.model.__pydantic_root_model__)
    return message.data[:1] != () and message.data[0].isdigit()


def _or_empty(build: Callable[[Any], WireValue]) -> Callable[[Any], WireValue]:
    """Let a payload that is absent, or null, be one without fields."""
    return lambda payload: build({} if payload is None else payload)


def _exact(route: Route, is_endless: bool) -> _Exact:
    path = route.message.request_id
    attribute = attribute_of(route.message.model, path[0]) if path and len(path) == 1 and not is_endless else None
    return route, attribute, is_endless or (path is not None and attribute is None)


def _enveloped(route: Route, is_endless: bool) -> _Enveloped:
    message = route.message
    topic, place = message.envelope.topic if message.envelope else None, message.request_id
    keys = [path[0] if path and len(path) == 1 else None for path in (message.data, place, topic)]
    is_inside = place is not None and place[:-1] == message.data and not message.model.__pydantic_root_model__
    attribute = attribute_of(message.model, place[-1]) if place and is_inside else None
    return route, keys[0], message.data, keys[1], attribute, place, keys[2], topic, is_endless
