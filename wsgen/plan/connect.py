"""Decides which connections there are: one for each channel, or one that carries many topics."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from ..diagnostics.diagnostic import Diagnostic
from ..diagnostics.found import found
from ..spec.document import Channel, Document, Server, ServerVariable
from .argument import Endpoint
from .draft import Socket
from .extensions import text_of
from .settings import PlanSettings

WEBSOCKET: Final = ("ws", "wss")
_VARIABLE: Final = re.compile(r"\{([^{}]+)\}")


def connect(document: Document, settings: PlanSettings) -> tuple[tuple[Socket, ...], tuple[Diagnostic, ...]]:
    """Group the channels by the connection that carries them, in the document's order.

    `x-wsgen-connection`, then the settings, overrule what is inferred: a leading `/` or a WebSocket binding means a
    connection of its own (the binding's text says "channel"), everything else is a topic on one connection. Channels
    with the same path at the same server share it. A note says what was inferred.
    """
    channels, diagnostics = _on_websocket(document)
    servers = {each.name: each for each in document.servers if each.protocol.lower() in WEBSOCKET}
    sockets: list[Socket] = []
    inferred: list[Channel] = []
    for channel in channels:
        kind = _told(channel, document, settings)
        if kind is None:
            inferred.append(channel)
            kind = "own" if _looks_own(channel) else "shared"
        sockets.append(_socket(servers, channel, kind))
    result = tuple(_with_keys(_connections(sockets), servers))
    if not result:
        diagnostics.append(
            found("WSG420", document.location, "no channel is there to connect to", hint="add a channel with a message")
        )
    diagnostics.extend(_notes(document, result, inferred))
    return result, tuple(diagnostics)


def _on_websocket(document: Document) -> tuple[list[Channel], list[Diagnostic]]:
    """The channels that a WebSocket server carries: all, where the document names no such server."""
    names = {each.name for each in document.servers if each.protocol.lower() in WEBSOCKET}
    kept: list[Channel] = []
    diagnostics: list[Diagnostic] = []
    for channel in document.channels:
        if not names or not channel.servers or names & set(channel.servers):
            kept.append(channel)
        else:
            message = f"channel `{channel.name}` is on no WebSocket server, so nothing is generated for it"
            hint = "add a server with protocol ws or wss to its `servers`"
            diagnostics.append(found("WSG421", channel.location, message, hint=hint))
    return kept, diagnostics


def _told(channel: Channel, document: Document, settings: PlanSettings) -> str | None:
    return (
        text_of(channel.extensions, "x-wsgen-connection")
        or text_of(document.extensions, "x-wsgen-connection")
        or settings.connection
    )


def _looks_own(channel: Channel) -> bool:
    return (channel.address or "").startswith("/") or channel.websocket is not None


def _socket(servers: Mapping[str, Server], channel: Channel, kind: str) -> Socket:
    shared = kind == "shared"
    address = "" if shared else (channel.address or "").partition("?")[0]
    endpoints = tuple(_endpoint(each, address) for each in _servers(servers, channel))
    return Socket(
        key="",
        endpoints=endpoints or (Endpoint(None, None, _join("", address)),),
        shared=shared,
        channels=(channel.name,),
        topics=(channel.name,) if shared and channel.address else (),
        location=channel.location,
    )


def _servers(servers: Mapping[str, Server], channel: Channel) -> Iterable[Server]:
    """Those of `servers` that `channel` is on, in the document's order: one without servers is on all of them."""
    if not channel.servers:
        return servers.values()
    on = {name: servers[name] for name in channel.servers if name in servers}
    # Most channels are on one server, and there may be thousands of both.
    return (server for name, server in (servers if len(on) > 1 else on).items() if name in on)


def _endpoint(server: Server, address: str) -> Endpoint:
    """Where `server` takes a connection at `address`; variables with one sensible value have it already."""
    values = {each.name: value for each in server.variables if (value := _only(each)) is not None}
    host, pathname = (
        _VARIABLE.sub(lambda match: values.get(match[1], match[0]), text) for text in (server.host, server.pathname)
    )
    base, _, query = pathname.partition("?")
    path = _join(base, address)
    # What the query is given by variables are arguments.
    given = "&".join(pair for pair in query.split("&") if pair and not _VARIABLE.search(pair))
    url = f"{server.protocol.lower()}://{host}{path}{'?' if given else ''}{given}"
    return Endpoint(server.name, url if host else None, path)


def _only(variable: ServerVariable) -> str | None:
    """The value that a variable has unless somebody says otherwise; None where there are several, or none.

    A value that holds a slash can't be read back from a path, so nobody can choose there.
    """
    usual = variable.default or next(iter((*variable.enum, *variable.examples)), None)
    is_choice = len(set(variable.enum)) > 1 and not any("/" in each for each in variable.enum)
    return None if is_choice else usual


def _join(base: str, address: str) -> str:
    parts = [part.strip("/") for part in (base, address)]
    path = "/" + "/".join(part for part in parts if part)
    # What the author ended with a slash keeps it: `/ws/` is another path than `/ws`.
    last = address if address.strip("/") else base
    ends = last.endswith("/") and path != "/"
    return f"{path}/" if ends else path


def _connections(sockets: Iterable[Socket]) -> Iterator[Socket]:
    """One connection for all channels that have an endpoint in common, directly or through others."""
    groups: dict[int, list[Socket]] = {}
    home: dict[tuple[str | None, str], int] = {}
    for number, socket in enumerate(sockets):
        places = [(each.server, each.path) for each in socket.endpoints]
        first, *others = sorted({home[place] for place in places if place in home} | {number})
        for other in others:
            for moved in groups.pop(other, ()):
                groups[first].append(moved)
                home |= {(each.server, each.path): first for each in moved.endpoints}
        groups.setdefault(first, []).append(socket)
        home |= dict.fromkeys(places, first)
    return map(_joined, groups.values())


def _joined(sockets: Sequence[Socket]) -> Socket:
    return replace(
        sockets[0],
        endpoints=tuple(dict.fromkeys(endpoint for each in sockets for endpoint in each.endpoints)),
        shared=any(each.shared for each in sockets),
        channels=tuple(name for each in sockets for name in each.channels),
        topics=tuple(name for each in sockets for name in each.topics),
    )


def _with_keys(sockets: Iterable[Socket], servers: Mapping[str, Server]) -> Iterator[Socket]:
    order = {name: position for position, name in enumerate(servers)}
    sorted_ones = [
        replace(each, endpoints=tuple(sorted(each.endpoints, key=lambda place: order.get(place.server or "", 0))))
        for each in sockets
    ]
    count = Counter(each.path for each in sorted_ones)
    for each in sorted_ones:
        path, server = each.path, each.endpoints[0].server
        yield replace(each, key=f"{path} of {server}" if count[path] > 1 else path)


def _notes(document: Document, sockets: Sequence[Socket], inferred: list[Channel]) -> list[Diagnostic]:
    """One note where it could be otherwise: several channels, and nothing that says so."""
    if not inferred or len(document.channels) < 2:
        return []
    sentences = [_sentence(each) for each in sockets]
    shown = "; ".join(sentences[:3]) + ("; …" if len(sentences) > 3 else "")
    hint = "say so with `x-wsgen-connection: shared` or `own`, at the root or in a channel"
    if any(each.shared for each in sockets):
        hint += "; a shared connection's path is the server's `pathname`"
    return [found("WSG406", inferred[0].location, f"taken for granted: {shown}", hint=hint)]


def _sentence(socket: Socket) -> str:
    names = ", ".join(f"`{each}`" for each in socket.channels[:4]) + (", …" if len(socket.channels) > 4 else "")
    if len(socket.channels) == 1 and socket.shared:
        return f"channel {names} is a topic on a connection at {socket.key}"
    if len(socket.channels) == 1:
        return f"channel {names} is a connection of its own at {socket.key}"
    return f"channels {names} share one connection at {socket.key}"
