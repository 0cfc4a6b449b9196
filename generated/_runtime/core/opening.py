"""What a client asks for when it connects: the URL and headers made from a protocol's arguments (no IO)."""

from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import quote, urlsplit, urlunsplit

from ..protocol import Argument, Protocol

_SCHEMES: Final = ("ws", "wss")


@dataclass(frozen=True, slots=True)
class Opening:
    """The opening request (RFC 6455 §4.1).

    Its arguments may be secrets, so only `shown` is for logs: no query, no user, the path's `{parameters}` not filled
    in.
    """

    url: str = field(repr=False)
    headers: tuple[tuple[str, str], ...] = field(repr=False)
    shown: str


def plan_opening(protocol: Protocol, url: str, arguments: object) -> Opening:
    """Put the arguments where the protocol wants them: `{name}` in the path, the query, headers.

    A URL without a path gets the protocol's. Arguments that are None are left out. Raises ValueError for a URL that is
    no `ws://` or `wss://` one, for a path argument that is missing, and for a value that a header can't hold.
    """
    parts = urlsplit(url)
    if parts.scheme not in _SCHEMES or not parts.hostname:
        raise ValueError("a WebSocket URL begins with ws:// or wss:// and a host")
    if parts.fragment:
        raise ValueError("a WebSocket URL has no #fragment (RFC 6455 §3)")
    values = [(argument, getattr(arguments, argument.python)) for argument in protocol.arguments]
    given = [(argument, _text(value)) for argument, value in values if value is not None]
    template = parts.path if parts.path not in {"", "/"} else protocol.path
    host = parts.netloc.rpartition("@")[2]
    return Opening(
        urlunsplit((parts.scheme, parts.netloc, _fill(template, given), _query(parts.query, given), "")),
        tuple((argument.name, _header(argument, text)) for argument, text in given if argument.where == "header"),
        urlunsplit((parts.scheme, host, template, "", "")),
    )


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _fill(template: str, given: list[tuple[Argument, str]]) -> str:
    for argument, text in given:
        if argument.where == "path":
            template = template.replace(f"{{{argument.name}}}", quote(text, safe=""))
    if "{" in template:
        raise ValueError(f"an argument of the path is missing: {template}")
    return template


def _query(query: str, given: list[tuple[Argument, str]]) -> str:
    pairs = [f"{quote(a.name, safe='')}={quote(text, safe='')}" for a, text in given if a.where == "query"]
    return "&".join([query, *pairs] if query else pairs)


def _header(argument: Argument, text: str) -> str:
    # Other characters than these are refused, or encoded, by the WebSocket library; these would make a second header.
    if any(character in text for character in "\r\n\0"):
        raise ValueError(f"the header {argument.name} can't hold a line break")
    return text
