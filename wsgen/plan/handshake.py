"""Describes what a client gives when it connects: arguments in path, query, headers and cookies, and subprotocols."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from operator import itemgetter
from types import MappingProxyType
from typing import Final

from ..spec.document import Channel, Document, Parameter, Server, ServerVariable
from .argument import ArgumentDraft, Kind
from .draft import Framings, Socket
from .extensions import text_of
from .kind import annotation, kind_of, of
from .shape import shape_of
from .topic import PARAMETER, names_in, parameters_of

Numbered = Mapping[str, tuple[int, Server]]
"""Servers by name, each with its number in the document's order."""


def arguments_of(
    document: Document, by_name: Mapping[str, Channel], numbered: Numbered, socket: Socket, framings: Framings
) -> tuple[ArgumentDraft, ...]:
    """What a client gives when it connects: path parameters, the server's security, the binding's query and headers.

    A security scheme that is one of several alternatives isn't required (AsyncAPI 3.0 §Server Object, `security`), and
    neither is one that only other servers than the first have: of which server a connection is, nobody can tell. Where
    one name is declared twice in one place, the first stands. `by_name` are all channels, `numbered` all servers.
    """
    channels = [by_name[name] for name in socket.channels]
    # Of many servers a socket has few: to look at all for each is quadratic.
    servers = [each for _, each in sorted((numbered[name] for name in {*socket.servers}), key=itemgetter(0))]
    variables = {each.name: each for server in reversed(servers) for each in server.variables}
    drafts = [
        *_of_path(_View(document, framings, channels, variables), socket),
        *(each for server in servers for each in _of_security(server, is_usual=server is servers[0])),
    ]
    for channel in channels:
        drafts.extend(_of_address(channel))
        drafts.extend(filter(None, map(_unless_subprotocol, _of_binding(document, channel))))
    drafts.extend(_of_servers(servers, socket, variables))
    unique: dict[tuple[str, str], ArgumentDraft] = {}
    seen: set[tuple[str, str]] = set()
    for each in drafts:
        # RFC 9110 §5.1: the case of a header's name means nothing.
        place = each.where, each.name.lower() if each.where == "header" else each.name
        # Alternatives of security may stand in one header.
        if each.security or place not in seen:
            unique.setdefault((each.where, f"{place[1]} {each.form}"), each)
        seen.add(place)
    return tuple(unique.values())


def subprotocols_of(document: Document, by_name: Mapping[str, Channel], socket: Socket) -> tuple[str, ...]:
    """The subprotocols that the bindings name, as the values of the header that they are offered in (RFC 6455 §11.3.4).

    The default comes first, then the others in the document's order.
    """
    found: list[str] = []
    for name in socket.channels:
        for each in _of_binding(document, by_name[name]):
            if each.where == "header" and each.name.lower() == _OFFERED:
                defaults = each.kind.default if isinstance(each.kind.default, tuple) else (each.kind.default,)
                found += [str(value) for value in (*defaults, *each.kind.values) if value is not None]
    names = (name.strip() for text in found for name in text.split(","))
    return tuple(dict.fromkeys(name for name in names if _SUBPROTOCOL.fullmatch(name)))


_OFFERED: Final = "sec-websocket-protocol"
_SUBPROTOCOL: Final = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
# RFC 6750 §2.1, RFC 7617 §2; of other schemes a client gives the whole value.
_FORMS: Final = MappingProxyType({"bearer": "Bearer {token}", "basic": "Basic {token:base64}"})


@dataclass(frozen=True, slots=True)
class _View:
    """What the parameters of a path are looked up in; `variables` are those of the servers."""

    document: Document
    framings: Framings
    channels: Sequence[Channel]
    variables: Mapping[str, ServerVariable]


def _of_path(view: _View, socket: Socket) -> Iterator[ArgumentDraft]:
    """The parameters of the paths; one that only another server's path has isn't required."""
    for name in dict.fromkeys(name for path in socket.paths for name in names_in(path)):
        is_everywhere = all(name in names_in(path) for path in socket.paths)
        channel = next((each for each in view.channels if f"{{{name}}}" in (each.address or "")), None)
        if channel is None and name in view.variables:
            yield replace(_of_variable(view.variables[name], "path"), required=is_everywhere)
            continue
        drafts = parameters_of(view.document, channel, view.framings) if channel else ()
        draft = next((each for each in drafts if each.name == name), None)
        parameter = draft.parameter if draft else None
        yield ArgumentDraft(
            name=name,
            where="path",
            kind=_kind(draft.type if draft else "str", parameter),
            required=is_everywhere,
            security=False,
            description=parameter.description if parameter else "",
            told_name=text_of(parameter.extensions, "x-wsgen-name") if parameter else None,
            location=parameter.location if parameter else socket.location,
        )


def _of_servers(
    servers: Sequence[Server], socket: Socket, variables: Mapping[str, ServerVariable]
) -> Iterator[ArgumentDraft]:
    """What the query of a server's pathname and its host leave open (AsyncAPI 3.0 §Server Variable Object)."""
    for server in servers:
        for name, inner in _pairs_in(server.pathname):
            variable = variables.get(inner)
            if variable:
                yield replace(_of_variable(variable, "query"), name=name)
    for endpoint in socket.endpoints:
        for name in names_in(endpoint.url or ""):
            if name not in names_in(endpoint.path):
                location = socket.location
                known = variables.get(name) or ServerVariable(name, (), None, "", (), location)
                yield _of_variable(known, "host")


def _of_variable(variable: ServerVariable, where: str) -> ArgumentDraft:
    """A variable of a server; no client must give one, since it may give a URL that has it already."""
    return ArgumentDraft(
        name=variable.name,
        where=where,
        kind=of("str", variable.enum, variable.default or next(iter(variable.enum), None)),
        required=False,
        security=False,
        description=variable.description,
        told_name=None,
        location=variable.location,
    )


def _pairs_in(address: str) -> Iterator[tuple[str, str]]:
    """The keys of an address's query with the parameters that stand for their values."""
    for pair in address.partition("?")[2].split("&"):
        name, _, value = pair.partition("=")
        inner = PARAMETER.fullmatch(value)
        if inner:
            yield name, inner[1]


def _of_security(server: Server, *, is_usual: bool) -> Iterator[ArgumentDraft]:
    """API keys, and HTTP authentication, which is the header `Authorization` (RFC 9110 §11.6.2)."""
    for scheme in server.security:
        where, name, form = scheme.where, scheme.parameter, ""
        if scheme.type == "http":
            where, name, form = "header", "Authorization", _FORMS.get((scheme.scheme or "").lower(), "")
        elif scheme.type != "httpApiKey":
            continue
        if where == "header" and name and name.lower() == _OFFERED:
            where, form = "subprotocol", text_of(scheme.extensions, "x-wsgen-subprotocol") or "{token}"
        if where in {"query", "header", "cookie", "subprotocol"} and name:
            yield ArgumentDraft(
                name=name,
                where=where,
                kind=Kind("str"),
                required=is_usual and len(server.security) == 1,
                security=True,
                description=scheme.description,
                told_name=None,
                location=scheme.location,
                form=form,
            )


def _of_address(channel: Channel) -> Iterator[ArgumentDraft]:
    """Parameters in the query of an address, such as `/feed?symbol={symbol}`."""
    declared = {each.name: each for each in channel.parameters}
    for name, inner in _pairs_in(channel.address or ""):
        parameter = declared.get(inner)
        yield ArgumentDraft(
            name=name,
            where="query",
            kind=_kind("str", parameter),
            required=parameter is None or parameter.default is None,
            security=False,
            description=parameter.description if parameter else "",
            told_name=None,
            location=parameter.location if parameter else channel.location,
        )


def _of_binding(document: Document, channel: Channel) -> Iterator[ArgumentDraft]:
    if channel.websocket is None:
        return
    for where, key in (("query", channel.websocket.query), ("header", channel.websocket.headers)):
        schema = document.schemas[key] if key else None
        if schema is None:
            continue
        for each in shape_of(document.schemas, schema.value).properties.values():
            described = annotation(document.schemas, each.schema, "description")
            yield ArgumentDraft(
                name=each.name,
                where=where,
                kind=_constant(kind_of(document.schemas, each.schema), required=each.required),
                required=each.required,
                security=False,
                description=described if isinstance(described, str) else "",
                told_name=None,
                location=schema.positions.get(f"/properties/{each.name}", schema.location),
            )


def _unless_subprotocol(draft: ArgumentDraft) -> ArgumentDraft | None:
    """A header's argument; what is offered as a subprotocol stands there, unless the document says which ones."""
    if draft.where != "header" or draft.name.lower() != _OFFERED:
        return draft
    if draft.kind.values or draft.kind.default is not None:
        return None
    return replace(draft, where="subprotocol", form="{token}", kind=Kind("str"))


def _kind(type_: str, parameter: Parameter | None) -> Kind:
    return of(type_, parameter.enum, parameter.default) if parameter else Kind(type_)


def _constant(kind: Kind, *, required: bool) -> Kind:
    """`kind`, where nothing but one value can be given with that value as its default."""
    is_constant = required and len(kind.values) == 1 and not kind.many
    return replace(kind, default=kind.values[0]) if is_constant else kind
