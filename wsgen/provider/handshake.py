"""How a connection is opened: the URL, headers and subprotocols, made of arguments that somebody gave as text."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, make_dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final
from urllib.parse import urlsplit, urlunsplit

from ..plan.argument import Argument, Given
from ..plan.protocol import Connection
from ..runtime import protocol as runtime
from ..runtime.core.handshake import match_path
from ..runtime.core.opening import plan_opening
from ..runtime.schemas import Schemas

Arguments = Mapping[str, tuple[str, ...]]
"""By the argument's name, its values as text: one, or any number where it may have many."""


class ArgumentError(Exception):
    """A connection can't be opened with these arguments; the message names the option."""


@dataclass(frozen=True, slots=True)
class Opening:
    """The opening request (RFC 6455 §4.1). It may hold secrets, so that only `shown` is for people."""

    url: str = field(repr=False)
    shown: str
    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    subprotocols: tuple[str, ...] = field(default=(), repr=False)


def opening(connection: Connection, url: str, given: Arguments) -> Opening:
    """Where and how a client opens `connection` at `url`, whose path counts where it has one, with what was given.

    A required argument that isn't given takes its default, or its only value. Raises ArgumentError.
    """
    template = _known_path(connection, url)
    values = {each.python: _value(each, given) for each in connection.handshake}
    known = _protocol(connection)
    try:
        where = url if template is None else _with_path(url, template)
        made = plan_opening(known, where, known.arguments_class(**values))
    except ValueError as error:
        raise ArgumentError(str(error)) from None
    return Opening(made.url, made.shown, made.headers, made.subprotocols)


def match(template: str, path: str) -> object:
    """What a path has for the parameters of a template; None where it isn't one of its paths."""
    return match_path(template, path)


def arguments_of(texts: Iterable[str]) -> Arguments:
    """What `name=value` options say; one that is repeated has all its values. Raises ArgumentError."""
    found: dict[str, tuple[str, ...]] = {}
    for text in texts:
        name, sign, value = text.partition("=")
        if not sign or not name.strip():
            raise ArgumentError(f"{text!r} is no argument: write --argument name=value")
        found[name.strip()] = (*found.get(name.strip(), ()), value)
    return MappingProxyType(found)


def check_names(connections: Iterable[Connection], given: Arguments) -> None:
    """Raises ArgumentError for a name that is no argument of any of the connections."""
    names = {name for each in connections for argument in each.arguments for name in (argument.name, argument.python)}
    for name in given:
        if name not in names:
            known = f"it has {', '.join(sorted(names))}" if names else "it has none"
            raise ArgumentError(f"the handshake has no argument {name!r}: {known}")


def is_at(connection: Connection, url: str) -> bool:
    """Whether the path of `url`, where it has one, can be this connection's."""
    path = urlsplit(url).path
    return path in _NO_PATH or any(match_path(each.path, path) is not None for each in connection.endpoints)


_NO_PATH: Final = ("", "/")


def _known_path(connection: Connection, url: str) -> str | None:
    """The path's template where `url` has none: what it says itself is left as it is."""
    return connection.path if urlsplit(url).path in _NO_PATH else None


def _with_path(url: str, path: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=path))


def _value(argument: Argument, given: Arguments) -> Given | tuple[Given, ...] | None:
    texts = given.get(argument.python) or given.get(argument.name)
    kind = argument.kind
    if texts is None:
        if not argument.required:
            return None
        if kind.default is not None:
            return kind.default
        for only in kind.values if len(kind.values) == 1 else ():
            return (only,) if kind.many else only
        raise ArgumentError(
            f"`{argument.name}` is missing, which the handshake must have ({argument.where}): "
            f"give --argument {argument.name}=…, or set it in [tool.wsgen.arguments]"
        )
    values = tuple(_typed(argument, text) for text in texts)
    if not kind.many and len(values) > 1:
        raise ArgumentError(f"`{argument.name}` is given {len(values)} times, and has one value")
    return values if kind.many else next(iter(values))


def _typed(argument: Argument, text: str) -> Given:
    try:
        match argument.kind.type:
            case "int":
                return int(text)
            case "float":
                return float(text)
            case "bool":
                return _WORDS[text.lower()]
            case _:
                return text
    except (ValueError, KeyError):
        raise ArgumentError(f"`{argument.name}` must be {_WANTED[argument.kind.type]}, not {text!r}") from None


_WORDS: Final[Mapping[str, bool]] = {"true": True, "1": True, "false": False, "0": False}
_WANTED: Final[Mapping[str, str]] = {"int": "an integer", "float": "a number", "bool": "true or false"}
_TYPES: Final[Mapping[str, type[str] | type[int] | type[float] | type[bool]]] = {
    "str": str,
    "int": int,
    "float": float,
    "bool": bool,
}


def _protocol(connection: Connection) -> runtime.Protocol:
    """What the runtime's client knows of a connection that it opens, so that requests are as those of users are."""
    arguments = tuple(
        runtime.Argument(
            each.name,
            each.python,
            each.where,
            _TYPES[each.kind.type],
            each.required,
            each.security,
            each.kind.values,
            each.kind.many,
            each.form,
        )
        for each in connection.handshake
    )
    nothing = runtime.Framing(tag=None, routes={})
    values = [(str(each.python), object, field(default=each.kind.default)) for each in connection.handshake]
    return runtime.Protocol(
        name=connection.name,
        path=connection.path,
        schemas=Schemas(Path("schemas.json")),
        client_to_server=nothing,
        server_to_client=nothing,
        arguments_class=make_dataclass("Values", values),
        arguments=arguments,
        subprotocols=connection.subprotocols,
    )
