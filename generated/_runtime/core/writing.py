"""Turns a message into a checked frame's text."""

import secrets
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any, Final, TypeAlias

from pydantic_core import PydanticSerializationError, to_json

from ..protocol import AnyMessage, Framing, Path, Protocol, Route
from ..timestamp import timestamp_of
from ..wire import WireValue
from .frame import find_fault, put_at, value_at
from .refusing import RequestId
from .wrapping import Wrap, simple_wrap

# What is done with the payloads of one message: how one gets into its frame, whether the frame's schema accepts that,
# and the payload's keys that need no look.
_Plan: TypeAlias = tuple[Wrap, Callable[[Any], bool], frozenset[str]]


_HOLES: Final = 10**17
_AROUND: Final = 2


class InvalidMessage(ValueError):  # noqa: N818 - named like what it is about
    """A message that its own schema forbids to send; the text names the message, the place and the rule."""


class Writer:
    """Writes the frames of one direction."""

    def __init__(self, framing: Framing, protocol: Protocol) -> None:
        self._framing = framing
        self._schemas = protocol.schemas
        self._by_model = protocol.by_model
        self.routes: dict[str, Route] = {r.message.name: r for r in (*framing.routes.values(), *framing.untagged)}
        self._plans: dict[str, _Plan] = {}
        self._messages: dict[type[Any], list[AnyMessage]] = {}
        for route in self.routes.values():
            self._messages.setdefault(route.message.model, []).append(route.message)

    def message_of(self, model: type[WireValue]) -> AnyMessage:
        """Say which message a model is; raises InvalidMessage when there is none, or more than one."""
        found = self._messages.get(model) or self._inherited(model)
        if len(found) == 1:
            return found[0]
        if found:
            names = ", ".join(message.name for message in found)
            raise InvalidMessage(f"{model.__name__} is the model of {names}: say which one with as_message")
        known = self._by_model.get(model)
        name, whose = (known.name, "direction") if known else (model.__name__, "protocol")
        raise InvalidMessage(f"{name} is no message of this {whose}")

    def _inherited(self, model: type[WireValue]) -> list[AnyMessage]:
        # A user may subclass a generated model; the nearest generated one says which message it is.
        nearest = next((parent for parent in model.__mro__ if parent in self._messages), None)
        return [] if nearest is None else self._messages[nearest]

    def write(
        self, model: WireValue, message: AnyMessage, request_id: RequestId | None, topic: str | None, now: float
    ) -> str:
        """Wrap, identify, check and write one frame; raises InvalidMessage."""
        wrap, is_valid, sound = self._plans.get(message.name) or self._plan(message)
        payload = model.to_wire()
        frame = wrap(payload, request_id, topic, now)
        # Of the sound keys nothing that can't be sent is valid.
        fault = "" if payload.__class__ is dict and sound.issuperset(payload) else find_fault((frame,), 0)
        if not fault and not is_valid(frame):
            fault = self._schemas.fault(message.schema, frame)
        if fault:
            raise InvalidMessage(f"{message.name} isn't sent, {fault}")
        try:
            return to_json(frame).decode()
        except PydanticSerializationError as error:
            raise InvalidMessage(f"{message.name} isn't sent, {error}") from None

    def write_numbered(
        self, model: WireValue, message: AnyMessage, topic: str | None, now: float, sequence: int
    ) -> tuple[str, int]:
        """Write a frame without its sequence, and say where in the text that goes; checked with the one given.

        Raises InvalidMessage. Only for a message that has a place for a sequence.
        """
        wrap, is_valid, _ = self._plans.get(message.name) or self._plan(message)
        frame = wrap(model.to_wire(), None, topic, now)
        path = message.sequence or ()
        put_at(frame, path, sequence)
        fault = find_fault((frame,), 0)
        if not fault and not is_valid(frame):
            fault = self._schemas.fault(message.schema, frame)
        if fault:
            raise InvalidMessage(f"{message.name} isn't sent, {fault}")
        while True:
            # A number that nobody has told, so that no other value is taken for it.
            hole = secrets.randbelow(_HOLES) + _HOLES
            put_at(frame, path, hole)
            try:
                parts = to_json(frame).decode().split(str(hole))
            except PydanticSerializationError as error:
                raise InvalidMessage(f"{message.name} isn't sent, {error}") from None
            if len(parts) == _AROUND:
                return "".join(parts), len(parts[0])

    def _plan(self, message: AnyMessage) -> _Plan:
        plan = self._plans[message.name] = (
            simple_wrap(message, self._framing.tag) or partial(self._wrapped, message),
            self._schemas.validator(message.schema).is_valid,
            self._schemas.scalars(message.schema, message.data),
        )
        return plan

    def _wrapped(
        self, message: AnyMessage, payload: Any, request_id: RequestId | None, topic: str | None, now: float
    ) -> Any:
        path = message.request_id if request_id is not None else None
        fields = self._fields(payload, message, topic, now)
        frame = _blank({*fields, *((path,) if path else ())}) if fields else self.tagged(payload, message)
        for place, value in fields.items():
            put_at(frame, place, value)
        if path and value_at(frame, path) is None:
            put_at(frame, path, request_id)
        if message.empty and not payload:
            self._fill(frame, message)
        return frame

    def tagged(self, payload: Any, message: AnyMessage) -> Any:
        """Give a payload with one of the message's tags in it, where tags stand in payloads that are objects."""
        if payload.__class__ is not dict:
            return payload
        filled: dict[str, Any] = {**payload}
        tag = self._framing.tag
        if tag and message.tags and message.envelope is None and value_at(filled, tag) not in message.tags:
            put_at(filled, tag, message.tags[0])
        return filled

    def _fields(self, payload: Any, message: AnyMessage, topic: str | None, now: float) -> dict[Path, Any]:
        """Give what stands where in the message's envelope; nothing without one."""
        envelope = message.envelope
        if envelope is None:
            return {}
        fields: dict[Path, Any] = {**envelope.constants}
        if message.tags:
            fields[envelope.tag] = message.tags[0]
        if envelope.topic is not None:
            address = topic if topic is not None else self._address(message, payload)
            if address is not None:
                fields[envelope.topic] = address
        if envelope.timestamp is not None:
            fields[envelope.timestamp] = timestamp_of(now, envelope.timestamp_unit)
        if payload or not message.empty:
            fields[envelope.data] = payload
        return fields

    def _fill(self, frame: Any, message: AnyMessage) -> None:
        """Put an empty payload in a frame whose schema wants one: an object, else null."""
        is_valid = self._schemas.validator(message.schema).is_valid
        nothing: tuple[Any, ...] = ({}, None)
        for each in nothing:
            if is_valid(frame):
                return
            put_at(frame, message.data, each)

    def _address(self, message: AnyMessage, payload: Any) -> str | None:
        route = self.routes.get(message.name)
        return next(
            (a for c in (route.channels if route else ()) if (a := c.address_in(message.name, payload)) is not None),
            None,
        )


def _blank(paths: Iterable[Path]) -> Any:
    """Make the arrays in which a frame's fields stand, each as long as it must be; objects come with what they hold."""
    steps: dict[str, list[Path]] = {}
    for path in paths:
        steps.setdefault(path[0], []).append(path[1:])
    inner = {step: _blank(filter(None, rests)) for step, rests in steps.items() if any(rests)}
    if not steps or not all(step.isdecimal() for step in steps):
        return {step: each for step, each in inner.items() if each}
    places: list[Any] = [None] * (1 + max(map(int, steps)))
    for step, each in inner.items():
        places[int(step)] = each
    return places
