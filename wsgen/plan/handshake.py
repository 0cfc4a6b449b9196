"""Describes the arguments that a client gives when it connects: in the path, the query and headers."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from ..spec.document import Channel, Document, Parameter, Server
from .argument import ArgumentDraft, Kind
from .draft import Framings, Socket
from .extensions import text_of
from .kind import annotation, kind_of, of
from .shape import shape_of
from .topic import PARAMETER, names_in, parameters_of


def arguments_of(
    document: Document, by_name: Mapping[str, Channel], socket: Socket, framings: Framings
) -> tuple[ArgumentDraft, ...]:
    """What a client gives when it connects: path parameters, the server's security, the binding's query and headers.

    A security scheme that is one of several alternatives isn't required (AsyncAPI 3.0 §Server Object, `security`).
    Where one name is declared twice in one place, the first stands. `by_name` are all channels.
    """
    channels = [by_name[name] for name in socket.channels]
    server = next((each for each in document.servers if each.name == socket.server), None)
    drafts = [*_of_path(document, socket, channels, framings), *_of_security(server)]
    for channel in channels:
        drafts.extend(_of_address(channel))
        drafts.extend(_of_binding(document, channel))
    unique: dict[tuple[str, str], ArgumentDraft] = {}
    for each in drafts:
        # RFC 9110 §5.1: the case of a header's name means nothing.
        unique.setdefault((each.where, each.name.lower() if each.where == "header" else each.name), each)
    return tuple(unique.values())


def _of_path(
    document: Document, socket: Socket, channels: Sequence[Channel], framings: Framings
) -> Iterator[ArgumentDraft]:
    for name in names_in(socket.path):
        channel = next((each for each in channels if f"{{{name}}}" in (each.address or "")), None)
        drafts = parameters_of(document, channel, framings) if channel else ()
        draft = next((each for each in drafts if each.name == name), None)
        parameter = draft.parameter if draft else None
        yield ArgumentDraft(
            name=name,
            where="path",
            kind=_kind(draft.type if draft else "str", parameter),
            required=True,
            security=False,
            description=parameter.description if parameter else "",
            told_name=text_of(parameter.extensions, "x-wsgen-name") if parameter else None,
            location=parameter.location if parameter else socket.location,
        )


def _of_security(server: Server | None) -> Iterator[ArgumentDraft]:
    """API keys in query or header, and HTTP authentication, which is the header `Authorization` (RFC 9110 §11.6.2)."""
    if server is None:
        return
    for scheme in server.security:
        where, name = scheme.where, scheme.parameter
        if scheme.type == "http":
            where, name = "header", "Authorization"
        elif scheme.type != "httpApiKey":
            continue
        if where in {"query", "header"} and name:
            yield ArgumentDraft(
                name=name,
                where=where,
                kind=Kind("str"),
                required=len(server.security) == 1,
                security=True,
                description=scheme.description,
                told_name=None,
                location=scheme.location,
            )


def _of_address(channel: Channel) -> Iterator[ArgumentDraft]:
    """Parameters in the query of an address, such as `/feed?symbol={symbol}`."""
    declared = {each.name: each for each in channel.parameters}
    query = (channel.address or "").partition("?")[2]
    for pair in filter(None, query.split("&")):
        name, _, value = pair.partition("=")
        inner = PARAMETER.fullmatch(value)
        parameter = declared.get(inner[1]) if inner else None
        if inner:
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


def _kind(type_: str, parameter: Parameter | None) -> Kind:
    return of(type_, parameter.enum, parameter.default) if parameter else Kind(type_)


def _constant(kind: Kind, *, required: bool) -> Kind:
    """`kind`, where nothing but one value can be given with that value as its default."""
    is_constant = required and len(kind.values) == 1 and not kind.many
    return replace(kind, default=kind.values[0]) if is_constant else kind
