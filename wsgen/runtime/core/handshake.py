"""Reads the arguments of a handshake: path, query, headers, cookies and subprotocols, as the protocol declares them."""

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import parse_qsl

from ..protocol import Argument, ArgumentType, Protocol, Scalar
from .close import BAD_ARGUMENTS, UNAUTHORIZED
from .credentials import markers, read_credential, read_offer


@dataclass(frozen=True, slots=True)
class Handshake:
    """What a client's opening request says: header names are in lower case, `path` holds the path's parameters.

    `requested` is the whole path, `subprotocols` are those that the client offers. Any of these may hold a secret, so
    none is shown.
    """

    id: int
    path: Mapping[str, str] = field(repr=False)
    query: bytes = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)
    client: tuple[str, int] | None = None
    requested: str = field(default="", repr=False)
    subprotocols: tuple[str, ...] = field(default=(), repr=False)


class RefusedHandshake(Exception):  # noqa: N818 - it is an answer, not a mistake of the program
    """A handshake that is not accepted: the close code and a reason that repeats no secret."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


_WORDS: Final = {"true": True, "1": True, "false": False, "0": False}
_TYPES: Final[Mapping[ArgumentType, str]] = {str: "text", int: "an integer", float: "a number", bool: "true or false"}
_EXACT: Final = 2**53
_INTEGER: Final = re.compile(r"[+-]?[0-9]{1,40}")
_PARAMETER: Final = re.compile(r"\{([^{}]+)\}")


def join_headers(lines: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Make one value of all lines with one name, which is put in lower case (RFC 9110 §5.3; cookies RFC 6265 §5.4)."""
    headers: dict[str, str] = {}
    for line, value in lines:
        name = line.lower()
        before = headers.get(name)
        between = "; " if name == "cookie" else ", "
        headers[name] = value if before is None else f"{before}{between}{value}"
    return headers


def offered_subprotocols(headers: Mapping[str, str]) -> tuple[str, ...]:
    """Read what a client offers, in its order (RFC 6455 §4.2.1)."""
    listed = headers.get("sec-websocket-protocol", "").split(",")
    return tuple(name for each in listed if (name := each.strip()))


def choose_subprotocol(protocol: Protocol, preferred: Sequence[str] | None, offered: Sequence[str]) -> str | None:
    """Choose the first of `preferred`, by default the document's, that the client offers (RFC 6455 §4.2.2).

    What stands beside a token in a declared form comes after these; a token itself is never chosen.
    """
    beside = (name for each in protocol.arguments if each.where == "subprotocol" for name in markers(each.form))
    choice = (*(protocol.subprotocols if preferred is None else preferred), *beside)
    return next((name for name in choice if name in offered), None)


def read_query(query: bytes) -> dict[str, list[str]]:
    """Read a query: all values by name, in their order."""
    found: dict[str, list[str]] = {}
    for name, text in parse_qsl(query.decode("latin-1"), keep_blank_values=True):
        found.setdefault(name, []).append(text)
    return found


def read_arguments(protocol: Protocol, handshake: Handshake) -> Any:
    """Make the protocol's arguments; raises RefusedHandshake.

    4401 where a required security argument is missing, empty or of another form, 4400 where another is missing, of the
    wrong type or none of its values. Of one that stands in the query twice, and isn't `many`, the last counts.
    """
    query = read_query(handshake.query)
    values: dict[str, Any] = {}
    for argument in protocol.arguments:
        texts = _texts(argument, handshake, query, protocol.subprotocols)
        if not any(texts) and argument.security and argument.required:
            raise RefusedHandshake(UNAUTHORIZED, f"{argument.where} {argument.name} is missing")
        if texts:
            read = tuple(_convert(argument, text) for text in (texts if argument.many else texts[-1:]))
            values[argument.python] = read if argument.many else read[0]
        elif argument.required:
            raise RefusedHandshake(BAD_ARGUMENTS, f"{argument.where} {argument.name} is missing")
    return protocol.arguments_class(**values)


def wanted(argument: Argument) -> str:
    """Say what an argument must be, in words that follow `must be`."""
    values = ", ".join(map(written, argument.values))
    return (f"one of {values}" if len(argument.values) > 1 else values) or _TYPES[argument.type]


def written(value: Scalar) -> str:
    """Write a value as it stands in a URL or a header, before it is quoted there."""
    if isinstance(value, bool):
        return "true" if value else "false"
    # No reader of a whole number takes offence at one without a fraction.
    if isinstance(value, float) and value.is_integer() and abs(value) < _EXACT:
        return str(int(value))
    return str(value)


def match_path(template: str, path: str) -> dict[str, str] | None:
    """Read the `{parameters}` out of a handshake's path; None when it is another one. A last slash is optional."""
    parts = _PARAMETER.split(template.rstrip("/"))
    pattern = "".join("([^/]+)" if index % 2 else re.escape(part) for index, part in enumerate(parts))
    found = re.fullmatch(f"{pattern}/?", path)
    return None if found is None else dict(zip(parts[1::2], found.groups(), strict=True))


def match_protocol_path(protocol: Protocol, path: str) -> dict[str, str] | None:
    """Read the parameters out of a path, decoded, that is one of the protocol's; None when it is another one."""
    for template in (protocol.path, *protocol.other_paths):
        found = match_path(template, path)
        if found is not None:
            return found
    return None


def _texts(
    argument: Argument, handshake: Handshake, query: Mapping[str, list[str]], known: tuple[str, ...]
) -> list[str]:
    """Find all that was given for an argument; nothing where it was left out. `known` are the subprotocols."""
    text: str | None
    match argument.where:
        case "query":
            return query.get(argument.name, [])
        case "path":
            text = handshake.path.get(argument.name)
        case "cookie":
            return _cookies(handshake.headers.get("cookie", ""), argument.name)[:1]
        case "subprotocol":
            text = read_offer(argument.form, handshake.subprotocols, known)
        case _:
            text = handshake.headers.get(argument.name.lower())
            if text is not None and argument.form:
                text = read_credential(argument.form, text)
    if text is None:
        return []
    # RFC 9110 §5.6.1: a list's empty elements mean nothing.
    return [part for each in text.split(",") if (part := each.strip())] if argument.many else [text]


def _cookies(header: str, name: str) -> list[str]:
    """Give the values of a cookie; browsers send the one of the longest path first (RFC 6265 §5.4)."""
    pairs = (each.partition("=") for each in header.split(";"))
    return [value.strip().strip('"') for key, _, value in pairs if key.strip() == name]


def _convert(argument: Argument, text: str) -> Scalar:
    try:
        value = _read(argument.type, text)
    except ValueError:
        value = None
    if value is None or (argument.values and value not in argument.values):
        raise RefusedHandshake(BAD_ARGUMENTS, f"{argument.where} {argument.name} must be {wanted(argument)}")
    return value


def _read(kind: ArgumentType, text: str) -> Scalar:
    if kind is bool:
        if text.lower() not in _WORDS:
            raise ValueError(text)
        return _WORDS[text.lower()]
    if kind is int:
        if not _INTEGER.fullmatch(text):
            raise ValueError(text)
        return int(text)
    if kind is float:
        number = float(text)
        if not math.isfinite(number):
            raise ValueError(text)
        return number
    return text
