"""What a client asks for when it connects: the URL and headers made from a protocol's arguments (no IO)."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from types import MappingProxyType
from typing import Any, Final
from urllib.parse import quote, urlsplit, urlunsplit

from ..protocol import Argument, Protocol
from .credentials import PLACE, is_subprotocol, offers, write_credential
from .handshake import wanted, written

_SCHEMES: Final = ("ws", "wss")
_NOTHING: Final[Mapping[str, str | None]] = MappingProxyType({})
# What ends or divides a host isn't in a part of it (RFC 3986 §3.2).
_HOST: Final = re.compile(r"[^\s/?#@\\{}]+")


@dataclass(frozen=True, slots=True)
class Opening:
    """The opening request (RFC 6455 §4.1).

    Its arguments may be secrets, so only `shown` is for logs: no query, no user, the path's `{parameters}` not filled
    in.
    """

    url: str = field(repr=False)
    headers: tuple[tuple[str, str], ...] = field(repr=False)
    shown: str
    subprotocols: tuple[str, ...] = field(default=(), repr=False)


def plan_opening(
    protocol: Protocol,
    url: str,
    arguments: object,
    host: Mapping[str, str | None] = _NOTHING,
    *,
    subprotocols: Sequence[str] | None = None,
) -> Opening:
    """Put the arguments where the protocol wants them: `{name}` in the path, the query, headers; `host` in the host.

    `subprotocols` are offered instead of the document's, a token among them after these. A URL without a path gets the
    protocol's. Arguments that are None are left out, and so are those that needn't be given and are what leaving them
    out means. Raises ValueError for a URL that is no `ws://` or `wss://` one, for a path argument or a part of the host
    that is missing, and for a value that isn't one of its argument's or that a header can't hold.
    """
    parts = urlsplit(url)
    if parts.scheme not in _SCHEMES or not parts.hostname:
        raise ValueError("a WebSocket URL begins with ws:// or wss:// and a host")
    if parts.fragment:
        raise ValueError("a WebSocket URL has no #fragment (RFC 6455 §3)")
    given = list(_given(protocol, arguments))
    netloc = _host(parts.netloc, host)
    template = parts.path if parts.path not in {"", "/"} else protocol.path
    return Opening(
        urlunsplit((parts.scheme, netloc, _fill(template, given), _query(parts.query, given), "")),
        _headers(given),
        urlunsplit((parts.scheme, netloc.rpartition("@")[2], template, "", "")),
        _offered(protocol.subprotocols if subprotocols is None else subprotocols, given),
    )


def _given(protocol: Protocol, arguments: object) -> Iterator[tuple[Argument, str]]:
    """Each value that is to be sent, as text; of an argument that may come many times as often as it has some."""
    defaults = {each.name: each.default for each in fields(protocol.arguments_class)}
    for argument in protocol.arguments:
        value: Any = getattr(arguments, argument.python)
        if value is None or (not argument.required and value == defaults[argument.python]):
            continue
        for each in value if argument.many else (value,):
            if argument.values and each not in argument.values:
                raise ValueError(f"{argument.where} {argument.name} must be {wanted(argument)}")
            yield argument, written(each)


def _host(netloc: str, values: Mapping[str, str | None]) -> str:
    for name, value in values.items():
        if value is not None and f"{{{name}}}" in netloc:
            if not _HOST.fullmatch(value):
                raise ValueError(f"{name} can't be a part of a host: {value!r}")
            netloc = netloc.replace(f"{{{name}}}", value)
    if "{" in netloc:
        raise ValueError(f"a part of the host is missing: {netloc.rpartition('@')[2]}")
    return netloc


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


def _headers(given: list[tuple[Argument, str]]) -> tuple[tuple[str, str], ...]:
    found: dict[str, list[str]] = {}
    for argument, text in given:
        if argument.where == "header":
            found.setdefault(argument.name, []).append(_header(argument, text))
    cookies = [f"{argument.name}={_cookie(argument, text)}" for argument, text in given if argument.where == "cookie"]
    headers = [(name, ", ".join(texts)) for name, texts in found.items()]
    return (*headers, *((("Cookie", "; ".join(cookies)),) if cookies else ()))


def _offered(subprotocols: Sequence[str], given: list[tuple[Argument, str]]) -> tuple[str, ...]:
    names = [*subprotocols]
    for argument, text in given:
        if argument.where == "subprotocol":
            try:
                names += offers(argument.form, text)
            except ValueError as error:
                raise ValueError(f"{argument.python} can't be offered: {error}") from None
    for name in names:
        if not is_subprotocol(name):
            raise ValueError(f"{name!r} can't be a subprotocol (RFC 6455 §4.1)")
    return tuple(dict.fromkeys(names))


def _cookie(argument: Argument, text: str) -> str:
    # RFC 6265 §4.1.1, but for what servers read nevertheless.
    if any(character in text for character in ';\r\n\0"') or text != text.strip():
        raise ValueError(f"the cookie {argument.name} can't hold this value: encode it first")
    return text


def _header(argument: Argument, text: str) -> str:
    if argument.many and "," in text:
        raise ValueError(f"a value of the header {argument.name} can't hold a comma")
    # Other characters than these are refused, or encoded, by the WebSocket library; these would make a second header.
    if any(character in text for character in "\r\n\0"):
        raise ValueError(f"the header {argument.name} can't hold a line break")
    if not argument.form:
        return text
    before = PLACE.split(argument.form)[0]
    if before and text.lower().startswith(before.lower()):
        raise ValueError(f"{argument.python} is the token alone, without `{before}` before it")
    return write_credential(argument.form, text)
