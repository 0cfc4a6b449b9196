"""Reads JSON by its own grammar (RFC 8259), with the place of every value."""

import json
import re
from collections.abc import Iterator
from enum import Enum
from types import MappingProxyType
from typing import Final

from ...diagnostics.found import found
from .event import Event, Kind, UnreadableTextError

_SPACE: Final = re.compile(r"[ \t\r\n]*")
# Nothing in a string is tried in another way, so that a long one takes no memory.
_TOKEN: Final = re.compile(
    r"""[ \t\r\n]*+
      ( [{}\[\]:,]
      | "[^"\\\x00-\x1f]*+(?:\\.[^"\\\x00-\x1f]*+)*+"
      | (?:-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?|true|false|null|NaN|-?Infinity)(?![\w.+-])
      )""",
    re.VERBOSE | re.ASCII,
)
# Python's and JavaScript's words that JSON lacks, as YAML writes them.
_NOT_FINITE: Final = MappingProxyType({"NaN": ".nan", "Infinity": ".inf", "-Infinity": "-.inf"})
_CLOSES: Final = MappingProxyType({"}": Kind.MAPPING, "]": Kind.SEQUENCE})
_OPENS: Final = MappingProxyType({"{": Kind.MAPPING, "[": Kind.SEQUENCE})


class _Expects(Enum):
    """What may come next: the first characters of its tokens (`a` for a word or number), and what to say otherwise."""

    VALUE = ('{["a', "a value is missing here", "remove the comma before it, or write a value")
    ITEM = ('{["a]', "a value or `]` is missing here", "close the list")
    FIRST_KEY = ('"}', "a key or `}` is missing here", "put each key in double quotes")
    KEY = ('"', "a key is missing here", "put it in double quotes, or remove the comma before it")
    COLON = (":", "a `:` is missing after the key", "write the key, `:` and the value")
    REST = (",}]", "a comma or a closing bracket is missing before this", "add the comma")
    NOTHING = ("", "this stands behind the end of the document", "remove it")

    # As attributes of their own, which are read a million times: `value` is slow.
    def __init__(self, allowed: str, message: str, hint: str) -> None:
        self.allowed = allowed
        self.message = message
        self.hint = hint


def json_events(text: str, path: str) -> Iterator[Event]:
    """Walk through one JSON text as YAML's events.

    The words NaN and Infinity pass, as numbers that aren't finite. Raises UnreadableTextError where it isn't JSON.
    """
    tokens = _Tokens(text, path)
    yield Event(Kind.DOCUMENT, 1, 1, 1, 1)
    stack: list[Kind] = []
    state = _Expects.VALUE
    for token, event in tokens:
        first = token[0] if token[0] in '{}[]:,"' else "a"
        if first not in state.allowed or (first in "}]" and _CLOSES[first] is not stack[-1]):
            raise tokens.fault(event, state.message, state.hint)
        state = _next_state(state, first, stack)
        if first not in ",:":
            yield event
    if state is not _Expects.NOTHING:
        raise tokens.fault(tokens.end(), state.message, state.hint)


def _next_state(state: _Expects, first: str, stack: list[Kind]) -> _Expects:
    """Give what may follow, and keep `stack`, the kinds of the open brackets."""
    if first in "{[":
        stack.append(_OPENS[first])
        return _Expects.FIRST_KEY if first == "{" else _Expects.ITEM
    if first == ":":
        return _Expects.VALUE
    if first == ",":
        return _Expects.KEY if stack[-1] is Kind.MAPPING else _Expects.VALUE
    if state in (_Expects.KEY, _Expects.FIRST_KEY) and first == '"':
        return _Expects.COLON
    if first in "}]":
        stack.pop()
    return _Expects.REST if stack else _Expects.NOTHING


class _Tokens:
    """The tokens of one text, each with its event."""

    def __init__(self, text: str, path: str) -> None:
        self._text = text
        self._path = path
        self._starts = [0, *(match.end() for match in re.finditer("\r\n|\r|\n", text))]
        self._line = 0

    def __iter__(self) -> Iterator[tuple[str, Event]]:
        text, offset, token_at = self._text, 0, _TOKEN.match
        while match := token_at(text, offset):
            yield match[1], self._read(match[1], match.start(1))
            offset = match.end()
        offset = self._skip(offset)
        if offset < len(text):
            raise self.fault(self._event(Kind.SCALAR, offset, offset + 1), "this isn't JSON", "see https://json.org")

    def end(self) -> Event:
        """Give the place behind the last character that isn't space."""
        offset = len(self._text.rstrip())
        self._line = 0
        return self._event(Kind.END, offset, offset)

    def fault(self, event: Event, message: str, hint: str) -> UnreadableTextError:
        """Make the error that stops the reading at `event`."""
        return UnreadableTextError(found("WSG101", event.location(self._path, ""), message, hint=hint))

    def _skip(self, offset: int) -> int:
        match = _SPACE.match(self._text, offset)
        return match.end() if match else offset

    def _read(self, token: str, offset: int) -> Event:
        end = offset + len(token)
        if token[0] == '"':
            return self._event(Kind.SCALAR, offset, end, self._string(token, offset), is_plain=False)
        if token in _OPENS:
            return self._event(_OPENS[token], offset, end, is_plain=False)
        if token in _CLOSES:
            return self._event(Kind.END, offset, end)
        return self._event(Kind.SCALAR, offset, end, _NOT_FINITE.get(token, token))

    def _string(self, token: str, offset: int) -> str:
        if "\\" not in token:
            return token[1:-1]
        try:
            return str(json.loads(token))
        except json.JSONDecodeError as error:
            place = self._event(Kind.SCALAR, offset + error.pos, offset + error.pos + 1)
            raise self.fault(place, "JSON has no such escape", "write `\\\\` for a backslash") from None

    def _event(self, kind: Kind, start: int, end: int, value: str = "", *, is_plain: bool = True) -> Event:
        starts = self._starts
        while self._line + 1 < len(starts) and starts[self._line + 1] <= start:
            self._line += 1
        # No token of JSON spans two lines.
        line, first = self._line + 1, starts[self._line]
        return Event(kind, line, start - first + 1, line, end - first + 1, value, is_plain)
