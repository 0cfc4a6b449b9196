"""Reads the arguments of a handshake: path, query and headers, as the protocol declares them."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import parse_qsl

from ..protocol import Argument, ArgumentType, Protocol
from .close import BAD_ARGUMENTS, UNAUTHORIZED


@dataclass(frozen=True, slots=True)
class Handshake:
    """What a client's opening request says: header names are in lower case, `path` holds the path's parameters.

    Any of these may hold a secret, so none is shown.
    """

    id: int
    path: Mapping[str, str] = field(repr=False)
    query: bytes = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)
    client: tuple[str, int] | None = None


class RefusedHandshake(Exception):  # noqa: N818 - it is an answer, not a mistake of the program
    """A handshake that is not accepted: the close code and a reason that repeats no secret."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


_WORDS: Final = {"true": True, "1": True, "false": False, "0": False}
_TYPES: Final[Mapping[ArgumentType, str]] = {str: "text", int: "an integer", float: "a number", bool: "true or false"}
_INTEGER: Final = re.compile(r"[+-]?[0-9]{1,40}")
_PARAMETER: Final = re.compile(r"\{([^{}]+)\}")


def read_arguments(protocol: Protocol, handshake: Handshake) -> Any:
    """Make the protocol's arguments; raises RefusedHandshake.

    4401 where a required security argument is missing or empty, 4400 where another is missing or of the wrong type. Of
    one that is given twice the last counts.
    """
    given: dict[str, Mapping[str, str]] = {
        "path": handshake.path,
        "query": dict(parse_qsl(handshake.query.decode("latin-1"), keep_blank_values=True)),
        "header": handshake.headers,
    }
    values: dict[str, Any] = {}
    for argument in protocol.arguments:
        name = argument.name.lower() if argument.where == "header" else argument.name
        text = given[argument.where].get(name)
        if not text and argument.security and argument.required:
            raise RefusedHandshake(UNAUTHORIZED, f"{argument.where} {argument.name} is missing")
        if text is not None:
            values[argument.python] = _convert(argument, text)
        elif argument.required:
            raise RefusedHandshake(BAD_ARGUMENTS, f"{argument.where} {argument.name} is missing")
    return protocol.arguments_class(**values)


def match_path(template: str, path: str) -> dict[str, str] | None:
    """Read the `{parameters}` out of a handshake's path; None when it is another one. A last slash is optional."""
    parts = _PARAMETER.split(template.rstrip("/"))
    pattern = "".join("([^/]+)" if index % 2 else re.escape(part) for index, part in enumerate(parts))
    found = re.fullmatch(f"{pattern}/?", path)
    return None if found is None else dict(zip(parts[1::2], found.groups(), strict=True))


def _convert(argument: Argument, text: str) -> str | int | float | bool:
    try:
        return _read(argument.type, text)
    except ValueError:
        wanted = _TYPES[argument.type]
        raise RefusedHandshake(BAD_ARGUMENTS, f"{argument.where} {argument.name} must be {wanted}") from None


def _read(kind: ArgumentType, text: str) -> str | int | float | bool:
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
