"""Says what a step is to the protocol, and so what a server owes the client for it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias, assert_never

from ..instances.frames import Frames
from ..instances.places import value_at
from ..instances.reading import read_text as verdict_on
from ..plan.protocol import Direction, Message, Role
from ..spec.node import Value
from .steps import Binary, Invalid, NotText, Pause, Ping, Raw, Reconnect, Step, Valid

PROTOCOL_ERROR: Final = 1002
LARGEST: Final = 64 * 1024
"""Bytes of the largest frame that a server takes, unless its owner says otherwise."""

# As it is, or escaped: the first half without the second one, or the second one without the first.
_HALF: Final = re.compile(
    r"[\ud800-\udfff]|\\u[dD][89abAB][0-9a-fA-F]{2}(?!\\u[dD][c-fC-F])"
    r"|(?<!\\u[dD][89abAB][0-9a-fA-F]{2})\\u[dD][c-fC-F][0-9a-fA-F]{2}"
)
Kind: TypeAlias = Literal["accept", "refuse", "either", "nothing"]


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a server owes for a step.

    `accept`: it goes on, and answers as the protocol says, where `message` is a request. `refuse`: it closes with one
    of `codes`, after an error message where `is_told`. `either` of both, as for a frame that is too large for one
    server and not for another. `nothing` is sent. `fault` says in a word what is wrong with the step.
    """

    kind: Kind
    message: str | None = None
    frame: Value = None
    codes: frozenset[int] = frozenset()
    is_told: bool = False
    fault: str = ""


def meaning(frames: Frames, step: Step) -> Meaning:
    """What a server owes for a step (RFC 6455 §7.4.1 for the codes)."""
    match step:
        case Valid() | Invalid() | Raw():
            return _of_text(frames, step)
        case NotText(kind=kind):
            return Meaning("refuse", codes=frozenset({1007}), fault=kind)
        case Binary():
            return Meaning("refuse", codes=frozenset({1003}), fault="binary")
        case Ping() | Pause() | Reconnect():
            return Meaning("nothing")
        case _:
            assert_never(step)


def can_tell(message: Message, frames: Frames) -> bool:
    """Whether an error message can always be written: the server has something to say for each field that it needs."""
    definition = frames.schemas.followed({"$ref": f"#/$defs/{message.payload}"})
    required: Value = definition.get("required", []) if isinstance(definition, dict) else []
    known = {*message.role_fields.values(), *_tag_keys(message, frames)}
    return isinstance(required, list) and all(each in known for each in required)


def _of_text(frames: Frames, step: Valid | Invalid | Raw) -> Meaning:
    verdict = verdict_on(frames, Direction.CLIENT_TO_SERVER, step.text)
    size = len(step.text.encode("utf-8", "surrogatepass"))
    codes = {PROTOCOL_ERROR} if size <= LARGEST else {PROTOCOL_ERROR, 1009}
    word = step.keyword if isinstance(step, Invalid) else step.kind if isinstance(step, Raw) else ""
    fault = f"{step.message} {word}" if isinstance(step, Invalid) else word
    if verdict.is_valid:
        frame = step.frame if isinstance(step, Valid | Invalid) else None
        if size > LARGEST or has_surrogate(step.text):
            return Meaning("either", verdict.message, frame, frozenset({*codes, 1007}), fault=fault)
        if isinstance(step, Raw):
            return Meaning("accept", verdict.message, Valid(verdict.message or "", step.text).frame, fault=fault)
        return Meaning("accept", verdict.message, frame)
    if has_surrogate(step.text):
        codes.add(1007)
        if verdict.kind == "unreadable":
            return Meaning("either", codes=frozenset(codes), fault=fault)
    return Meaning("refuse", codes=frozenset(codes), is_told=size <= LARGEST, fault=fault or verdict.kind)


def has_surrogate(text: str) -> bool:
    """Whether it has half a character, which some parsers of JSON take and others don't (RFC 8259 §8.2)."""
    return _HALF.search(text) is not None


def _tag_keys(message: Message, frames: Frames) -> Iterator[str]:
    for direction in Direction:
        framing = frames.connection.framing.get(direction)
        if framing is not None and framing.tag and message.envelope is None:
            yield framing.tag[0]
    if message.request_id and message.envelope is None:
        yield message.request_id[0]


def error_of(frames: Frames) -> Message | None:
    """The message in which the server says what was wrong; None where it can't always be written."""
    told = (each for each in frames.messages(Direction.SERVER_TO_CLIENT) if each.role is Role.ERROR)
    return next((each for each in told if can_tell(each, frames)), None)


def request_id_in(message: Message, frame: Value) -> Value:
    """The request's id in a frame; None where there is none."""
    return None if message.request_id is None else value_at(frame, message.request_id)
