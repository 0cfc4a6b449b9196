"""Says of a frame which message it is and whether its schema accepts it, by the protocol alone.

Independent of the runtime on purpose: each checks the other.
"""

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal, NoReturn, Protocol, TypeAlias

from ..plan.protocol import Connection, Direction, Framing, Message, Path
from ..plan.protocol import Protocol as Plan
from ..spec.node import Value
from .heights import PREFIX
from .no_instance import NoInstanceError
from .places import value_at
from .same import identity
from .schemas import Schemas

MAX_DEPTH: Final = 100
"""Levels of nesting that a frame may have."""

_SURROGATE: Final = re.compile(r"\\u[dD][89a-fA-F]")

Kind: TypeAlias = Literal["valid", "invalid", "unknown", "unreadable"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a frame is: `message` is the id of the message that it means, None where it means none.

    `reason` says why it is refused, empty where it isn't. `kind` is `unknown` for a frame of no message or of another
    version, `unreadable` for what is no frame at all.
    """

    message: str | None
    is_valid: bool
    reason: str
    kind: Kind


class Spoken(Protocol):
    """What frames are read with, such as `Frames`."""

    def reader(self, direction: Direction) -> "Reader":
        """What reads the frames of a direction."""
        ...


def read(frames: Spoken, direction: Direction, frame: Value) -> Verdict:
    """Which message of a direction a parsed frame is, and whether that message's schema accepts it."""
    return frames.reader(direction).read(frame)


def read_text(frames: Spoken, direction: Direction, text: str) -> Verdict:
    """The same of a frame's text; of several properties of one name the last one counts."""
    try:
        text.encode()
        frame: Value = json.loads(text, parse_constant=_refuse)
        if _SURROGATE.search(text):
            # Python takes half of a surrogate pair for a character; JSON's readers don't (RFC 8259 §8.2).
            json.dumps(frame, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as error:
        return _unreadable(f"not JSON: {error}")
    return frames.reader(direction).read(frame)


class Reader:
    """Reads the frames of one direction of a connection."""

    def __init__(self, plan: Plan, connection: Connection, schemas: Schemas, direction: Direction) -> None:
        framing = connection.framing[direction]
        is_up = direction is Direction.CLIENT_TO_SERVER
        routes = connection.client_to_server if is_up else connection.server_to_client
        messages = [plan.messages[route.message] for route in routes]
        tagged = [each for each in messages if _has_tag(each, framing)]
        ids = {each.id for each in tagged}
        order = {message: position for position, message in enumerate(framing.untagged)}
        rest = [each for each in messages if each.id in order or each.id not in ids]
        self.untagged = tuple(sorted(rest, key=lambda each: order.get(each.id, len(order))))
        """The messages that are tried where no tag tells, in their order."""
        self._framing = framing
        self._schemas = schemas
        self._messages = {each.id: each for each in messages}
        self._takes_any_kind = any(_may_be_no_object(each, schemas) for each in messages)
        self._tagged = {identity(tag): each for each in tagged for tag in each.tags}

    def read(self, frame: Value) -> Verdict:
        """Which message a parsed frame is."""
        if fault := _fault(frame):
            return _unreadable(fault)
        if not isinstance(frame, dict) and not self._takes_any_kind:
            return _unreadable("a frame must be a JSON object")
        tag = None if self._framing.tag is None else value_at(frame, self._framing.tag)
        message = self._tagged.get(identity(tag)) if isinstance(tag, str | int | float) else None
        if message is not None:
            return self._judged(message, frame)
        meant = self._meant(frame)
        for each in (*meant, *self.untagged):
            if self._schemas.accepts(each.frame, frame):
                return Verdict(each.id, is_valid=True, reason="", kind="valid")
        likely = self.untagged if len(self.untagged) == 1 and not self._tagged else meant
        if len(likely) == 1:
            return self._judged(likely[0], frame)
        return Verdict(None, is_valid=False, reason=self._unknown(tag), kind="unknown")

    def tried_before(self, message: Message) -> Sequence[Message]:
        """The messages whose schemas are asked before that of `message`, of a frame whose tag tells none."""
        ids = [each.id for each in self.untagged]
        return self.untagged[: ids.index(message.id)] if message.id in ids else ()

    def tag_of(self, message: Message) -> Path | None:
        """Where the tag of `message` stands in its frames; None where no tag tells it."""
        if not message.tags:
            return None
        return message.envelope.tag if message.envelope else self._framing.tag

    def is_optional(self, message: Message) -> bool:
        """Whether a frame of `message` may be without its tag."""
        return message.id in self._framing.optional

    def _meant(self, frame: Value) -> Sequence[Message]:
        """The messages that a key of the frame means."""
        keys: Mapping[str, str] = self._framing.keys if isinstance(frame, dict) else {}
        found = dict.fromkeys(keys[key] for key in (frame if isinstance(frame, dict) else ()) if key in keys)
        return tuple(self._messages[each] for each in found)

    def _judged(self, message: Message, frame: Value) -> Verdict:
        if self._schemas.accepts(message.frame, frame):
            return Verdict(message.id, is_valid=True, reason="", kind="valid")
        for path, constant in message.envelope.constants.items() if message.envelope else ():
            arrived = value_at(frame, path)
            if arrived is not None and identity(arrived) != identity(constant):
                reason = f"{'/'.join(path)} isn't {json.dumps(constant)}"
                return Verdict(None, is_valid=False, reason=reason, kind="unknown")
        return Verdict(message.id, is_valid=False, reason=f"the schema of {message.wire} rejects it", kind="invalid")

    def _unknown(self, tag: Value) -> str:
        if self._framing.tag is None:
            return "no message has this form"
        place = "/".join(self._framing.tag)
        return f"{place} is missing" if tag is None else f"no message has this {place}"


def _has_tag(message: Message, framing: Framing) -> bool:
    is_tried = message.id in framing.untagged and message.id not in framing.optional
    return framing.tag is not None and bool(message.tags) and not is_tried


def _may_be_no_object(message: Message, schemas: Schemas) -> bool:
    reference: Value = {"$ref": f"{PREFIX}{message.frame}"}
    try:
        return schemas.demands().of((reference,)).kinds != frozenset({"object"})
    except NoInstanceError:
        return False


def _unreadable(reason: str) -> Verdict:
    return Verdict(None, is_valid=False, reason=reason, kind="unreadable")


def _refuse(word: str) -> NoReturn:
    raise ValueError(f"{word} is no number of JSON")


def _fault(frame: Value) -> str:
    """What JSON Schema can't say: nested too deep, or a number that is none."""
    level, depth = [frame], 0
    while level:
        if any(isinstance(each, float) and not math.isfinite(each) for each in level):
            return "a number is out of range"
        held = [each for each in level if isinstance(each, dict | list)]
        if held and depth >= MAX_DEPTH:
            return f"nested deeper than {MAX_DEPTH} levels"
        level = [inner for each in held for inner in (each.values() if isinstance(each, dict) else each)]
        depth += 1
    return ""
