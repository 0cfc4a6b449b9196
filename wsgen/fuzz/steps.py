"""The value types of what a fuzzed client does, step by step, on one connection after another."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias, assert_never

from ..plan.argument import Given
from ..spec.node import Value

Ending: TypeAlias = Literal["close", "abort"]
"""How a client leaves: by a close handshake (RFC 6455 §7.1.2), or without a word."""


@dataclass(frozen=True, slots=True)
class Valid:
    """A frame that the protocol allows: the id of its message, and what is sent.

    The text and not the value is kept, since Python takes 1, 1.0 and true for the same; make it with `of`.
    """

    message: str
    text: str

    @classmethod
    def of(cls, message: str, frame: Value) -> "Valid":
        """The frame of a message with this value."""
        return cls(message, frame_text(frame))

    @property
    def frame(self) -> Value:
        """The value that is sent."""
        return frame_value(self.text)

    def with_frame(self, frame: Value) -> "Valid":
        """The same with another value."""
        return Valid(self.message, frame_text(frame))


@dataclass(frozen=True, slots=True)
class Invalid:
    """A frame that the protocol forbids, and what is wrong with it.

    It would be a frame of `message`, but for one fault: `keyword` of JSON Schema (or `tag`, where the frame says of no
    message of this direction that it is one) at the JSON Pointer `pointer` in the frame. Make it with `of`.
    """

    message: str
    text: str
    keyword: str
    pointer: str

    @classmethod
    def of(cls, message: str, frame: Value, keyword: str, pointer: str) -> "Invalid":
        """The frame with this value and fault."""
        return cls(message, frame_text(frame), keyword, pointer)

    @property
    def frame(self) -> Value:
        """The value that is sent."""
        return frame_value(self.text)

    def with_frame(self, frame: Value) -> "Invalid":
        """The same fault in another value."""
        return Invalid(self.message, frame_text(frame), self.keyword, self.pointer)


@dataclass(frozen=True, slots=True)
class Raw:
    """A text frame whose text matters and not its value: no JSON, too large, too deep …; `kind` says what of it."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class NotText:
    """A text frame whose payload is no UTF-8 (RFC 6455 §8.1)."""

    kind: str
    payload: bytes


@dataclass(frozen=True, slots=True)
class Binary:
    """A binary frame."""

    payload: bytes


@dataclass(frozen=True, slots=True)
class Ping:
    """A ping of WebSocket's own (RFC 6455 §5.5.2), at most 125 bytes; the server owes a pong."""

    payload: bytes


@dataclass(frozen=True, slots=True)
class Pause:
    """The client sends nothing for some seconds, and hears what comes meanwhile."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Reconnect:
    """The client leaves, unless the server has ended the connection before, and opens a new one."""

    how: Ending


Step: TypeAlias = Valid | Invalid | Raw | NotText | Binary | Ping | Pause | Reconnect


@dataclass(frozen=True, slots=True)
class Trace:
    """All that a client does: `steps` on connections of the kind `connection` (its key), the first one opened before.

    `arguments` are what it gives at each handshake, by name. `seed` decides what its steps leave open to who runs them.
    """

    connection: str
    arguments: Mapping[str, Given]
    steps: tuple[Step, ...]
    seed: int


def size(trace: Trace) -> tuple[int, int]:
    """What orders traces: the number of steps, then the bytes that are sent."""
    return len(trace.steps), sum(size_of(step) for step in trace.steps)


def size_of(step: Step) -> int:
    """The bytes that a step sends, without what WebSocket puts around them."""
    match step:
        case Valid() | Invalid() | Raw():
            # A lone surrogate can't be sent; it counts as three bytes, which it would be.
            return len(step.text.encode(errors="surrogatepass"))
        case NotText() | Binary() | Ping():
            return len(step.payload)
        case Pause() | Reconnect():
            return 0
        case _:
            assert_never(step)


def frame_text(frame: Value) -> str:
    """The text that is sent for a frame's value; always one that can be sent."""
    text = json.dumps(frame, ensure_ascii=False, separators=(",", ":"))
    if _is_sendable(text):
        return text
    # JSON's grammar has escapes of lone surrogates, and UTF-8 has no bytes for them.
    return json.dumps(frame, ensure_ascii=True, separators=(",", ":"))


def frame_value(text: str) -> Value:
    """The value that a frame's text stands for."""
    value: Value = json.loads(text)
    return value


def _is_sendable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
