"""Says of a frame that isn't accepted why, and what kind of fault it is."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from pydantic import ValidationError

from ..protocol import AnyMessage, Framing, Path
from ..schemas import Schemas
from .close import PROTOCOL_ERROR
from .frame import find_fault, value_at

UnknownPolicy: TypeAlias = Literal["close", "error", "ignore"]
"""What is done about a frame of no message that is known here, or of another version: close 1002, answer and go on, or
count it and hand it to `on_unknown`."""
Kind: TypeAlias = Literal["invalid", "unknown", "unreadable"]
RequestId: TypeAlias = str | int


class Refused(Exception):  # noqa: N818 - it is an answer, not a mistake of the program
    """A frame that is not accepted: the close code for it, one line that says why, and the request it belongs to.

    `frame` is what was parsed of an unknown one: a message or a version that this protocol doesn't have. The line may
    be given as what makes it, for it takes longer to make than all else and may never be read. `message` is the name of
    an invalid one.
    """

    def __init__(
        self,
        reason: str | Callable[[], str],
        kind: Kind,
        request_id: RequestId | None = None,
        frame: Any = None,
        message: str | None = None,
    ) -> None:
        super().__init__()
        self._reason = reason
        self.code = PROTOCOL_ERROR
        self.kind: Kind = kind
        self.request_id = request_id
        self.frame = frame
        self.message = message

    @property
    def reason(self) -> str:
        """The line that says why."""
        if not isinstance(self._reason, str):
            self._reason = self._reason()
        return self._reason

    def __str__(self) -> str:
        return self.reason


@dataclass(frozen=True, slots=True)
class UnknownFrame:
    """A frame that is let pass although it is no message that is known here."""

    frame: Any
    reason: str
    request_id: RequestId | None = None
    topic: str | None = None


class Refusals:
    """Makes the refusals of one direction."""

    def __init__(self, framing: Framing, schemas: Schemas) -> None:
        paths = {route.message.request_id for route in (*framing.routes.values(), *framing.untagged)} - {None}
        # Where an unknown or broken frame would carry its request's id: only where all messages agree.
        self._common_id = paths.pop() if len(paths) == 1 else None
        self._tag = framing.tag
        # Several messages may share a tag's value: then it isn't the value that is unknown.
        self._tries = bool(framing.untagged)
        self._schemas = schemas

    def unknown(self, frame: Any, tag: object) -> Refused:
        """Refuse a frame that is no message of this direction."""
        if fault := find_fault((frame,), 0):
            return unreadable(fault)
        if self._tag is None:
            return self._unknown(frame, "no message has this form")
        place = _as_place(self._tag)
        if tag is None:
            return self._unknown(frame, f"{place} is missing")
        if self._tries:
            return self._unknown(frame, f"no message with {place} = {_shorten(tag)} has this form")
        return self._unknown(frame, f"{place} = {_shorten(tag)} is no message of this direction")

    def invalid(self, frame: Any, message: AnyMessage) -> Refused:
        """Refuse a frame that its message's schema doesn't accept; it is unknown where its envelope is another's."""
        if fault := find_fault((frame,), 0):
            return unreadable(fault)
        constants: Mapping[Path, Any] = message.envelope.constants if message.envelope else {}
        for path, constant in constants.items():
            arrived = value_at(frame, path)
            if arrived is not None and not _is_same(arrived, constant):
                return self._unknown(
                    frame, f"{_as_place(path)} = {_shorten(arrived)}, where this protocol has {_shorten(constant)}"
                )
        return self._invalid(frame, message, lambda: f"{message.name} {self._schemas.fault(message.schema, frame)}")

    def too_narrow(self, frame: Any, message: AnyMessage, error: ValidationError) -> Refused:
        """Refuse what only the model doesn't accept: one that is narrower than its schema, as no generated one is."""
        first = error.errors(include_url=False)[0]
        where = "/".join(str(step) for step in first["loc"])
        return self._invalid(frame, message, f"{message.name} at {where or 'the frame'}: {first['msg']}")

    def _invalid(self, frame: Any, message: AnyMessage, reason: str | Callable[[], str]) -> Refused:
        request_id = _id_at(frame, message.request_id or self._common_id)
        return Refused(reason, "invalid", request_id, message=message.name)

    def _unknown(self, frame: Any, reason: str) -> Refused:
        return Refused(reason, "unknown", _id_at(frame, self._common_id), frame)


def unreadable(reason: str) -> Refused:
    """Refuse a frame of which nothing can be said but that it is none."""
    return Refused(reason, "unreadable")


def request_id_of(value: object) -> RequestId | None:
    """Give a value as a request id; None where it can't be one. `5.0` is an integer to JSON Schema."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value if isinstance(value, (str, int)) and not isinstance(value, bool) else None


def _id_at(frame: Any, path: Path | None) -> RequestId | None:
    return request_id_of(value_at(frame, path)) if path else None


def _is_same(one: object, other: object) -> bool:
    # True == 1 in Python, but not in JSON.
    return one == other and isinstance(one, bool) == isinstance(other, bool)


def _as_place(path: Path) -> str:
    """A property's name, or a JSON Pointer, as of a place in an array."""
    place = "/".join(path)
    return f"/{place}" if len(path) > 1 or place.isdigit() else place


def _shorten(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:59]}…"
