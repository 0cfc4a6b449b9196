"""Describes the parameters of topics, and the arguments that a client gives when it connects."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from ..spec.document import Channel, Document, Server
from ..spec.node import Value
from .draft import ArgumentDraft, Framings, ParameterDraft, Socket
from .envelope import payload_in
from .extensions import text_of
from .shape import Property, shape_of

_PARAMETER: Final = re.compile(r"\{([^{}]+)\}")
_TYPES: Final[Mapping[str, str]] = {"integer": "int", "number": "float", "boolean": "bool", "string": "str"}


def parameters_of(document: Document, channel: Channel, framings: Framings) -> tuple[ParameterDraft, ...]:
    """The parameters of a channel's address, in its order (AsyncAPI 3.0 §Parameter Object).

    A parameter is an `int` where every message that has a property of its name has an integer there, else a `str`.
    """
    declared = {each.name: each for each in channel.parameters}
    result: list[ParameterDraft] = []
    for name in _names_in(channel.address or ""):
        holders = _holders(document, channel, name, framings)
        told = text_of(declared[name].extensions, "x-wsgen-type") if name in declared else None
        are_integers = bool(holders) and all(each.types <= {"integer", "null"} for each in holders.values())
        type_ = told or ("int" if are_integers else "str")
        fields = dict.fromkeys(holders, name)
        result.append(ParameterDraft(name, type_, declared.get(name), fields))
    return tuple(result)


def _holders(document: Document, channel: Channel, name: str, framings: Framings) -> Mapping[str, Property]:
    """By message, the property that can hold the parameter: one text or one integer."""
    found: dict[str, Property] = {}
    for message in channel.messages:
        if message.payload is None:
            continue
        payload = payload_in(document.schemas, message, framings.envelopes.get(message.id))
        each = shape_of(document.schemas, payload).properties.get(name)
        if each is not None and each.types and each.types - {"null"} <= {"string", "integer"}:
            found[message.id] = each
    return found


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
    for name in _names_in(socket.path):
        channel = next((each for each in channels if f"{{{name}}}" in (each.address or "")), None)
        drafts = parameters_of(document, channel, framings) if channel else ()
        draft = next((each for each in drafts if each.name == name), None)
        parameter = draft.parameter if draft else None
        yield ArgumentDraft(
            name=name,
            where="path",
            type=draft.type if draft else "str",
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
                type="str",
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
        inner = _PARAMETER.fullmatch(value)
        parameter = declared.get(inner[1]) if inner else None
        if inner:
            yield ArgumentDraft(
                name=name,
                where="query",
                type="str",
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
            yield ArgumentDraft(
                name=each.name,
                where=where,
                type=_type(each.types),
                required=each.required,
                security=False,
                description=_described(each.schema),
                told_name=None,
                location=schema.positions.get(f"/properties/{each.name}", schema.location),
            )


def _type(types: Iterable[str]) -> str:
    known = [_TYPES[each] for each in types if each in _TYPES]
    return known[0] if len(known) == 1 else "str"


def _described(schema: Value) -> str:
    text = schema.get("description") if isinstance(schema, dict) else None
    return text if isinstance(text, str) else ""


def _names_in(address: str) -> list[str]:
    """The parameters of an address, each once, in its order."""
    return list(dict.fromkeys(match[1] for match in _PARAMETER.finditer(address)))
