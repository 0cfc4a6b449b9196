"""Decides which connections there are: one for each channel, or one that carries many topics."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from ..diagnostics.diagnostic import Diagnostic
from ..diagnostics.found import found
from ..spec.document import Channel, Document, Server
from .draft import Socket
from .extensions import text_of
from .settings import PlanSettings

WEBSOCKET: Final = ("ws", "wss")
_VARIABLE: Final = re.compile(r"\{([^{}]+)\}")


def connect(document: Document, settings: PlanSettings) -> tuple[tuple[Socket, ...], tuple[Diagnostic, ...]]:
    """Group the channels by the connection that carries them, in the document's order.

    `x-wsgen-connection`, then the settings, overrule what is inferred: a leading `/` or a WebSocket binding means a
    connection of its own (the binding's text says "channel"), everything else is a topic on one connection. Channels
    with the same path share it. A note says what was inferred.
    """
    channels, diagnostics = _on_websocket(document)
    servers = {each.name: each for each in document.servers if each.protocol.lower() in WEBSOCKET}
    sockets: dict[str, list[Socket]] = {}
    inferred: list[Channel] = []
    for channel in channels:
        kind = _told(channel, document, settings)
        if kind is None:
            inferred.append(channel)
            kind = "own" if _looks_own(channel) else "shared"
        socket = _socket(servers, channel, kind)
        sockets.setdefault(socket.path, []).append(socket)
    result = tuple(map(_joined, sockets.values()))
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
    server = _server(servers, channel)
    base = _filled(server, server.pathname) if server else ""
    shared = kind == "shared"
    address = (channel.address or "").partition("?")[0]
    path = _join(base or "", "" if shared else address)
    host = _filled(server, server.host) if server else None
    return Socket(
        path=path,
        url=f"{server.protocol.lower()}://{host}{path}" if server and host and base is not None else None,
        server=server.name if server else None,
        shared=shared,
        channels=(channel.name,),
        topics=(channel.name,) if shared and channel.address else (),
        location=channel.location,
    )


def _server(servers: Mapping[str, Server], channel: Channel) -> Server | None:
    """The first of `servers` that `channel` is on: one without servers is on all of them."""
    if not channel.servers:
        return next(iter(servers.values()), None)
    on = {name: servers[name] for name in channel.servers if name in servers}
    # Most channels are on one server, and there may be thousands of both.
    return next((server for name, server in (servers if len(on) > 1 else on).items() if name in on), None)


def _filled(server: Server, text: str) -> str | None:
    """`text` with each server variable as its default, else its first allowed value; None where one has neither."""
    values: Mapping[str, str | None] = {
        each.name: each.default or next(iter((*each.enum, *each.examples)), None) for each in server.variables
    }
    if any(values.get(name) is None for name in _VARIABLE.findall(text)):
        return None
    return _VARIABLE.sub(lambda match: values[match[1]] or "", text)


def _join(base: str, address: str) -> str:
    parts = [part.strip("/") for part in (base, address)]
    path = "/" + "/".join(part for part in parts if part)
    # What the author ended with a slash keeps it: `/ws/` is another path than `/ws`.
    last = address if address.strip("/") else base
    ends = last.endswith("/") and path != "/"
    return f"{path}/" if ends else path


def _joined(sockets: Sequence[Socket]) -> Socket:
    """One connection for all channels that have its path."""
    return replace(
        sockets[0],
        shared=any(each.shared for each in sockets),
        channels=tuple(name for each in sockets for name in each.channels),
        topics=tuple(name for each in sockets for name in each.topics),
    )


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
        return f"channel {names} is a topic on a connection at {socket.path}"
    if len(socket.channels) == 1:
        return f"channel {names} is a connection of its own at {socket.path}"
    return f"channels {names} share one connection at {socket.path}"
