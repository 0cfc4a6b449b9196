"""Decides on which connections the server pings: where its ping and the client's pong cross."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from ..diagnostics.diagnostic import Diagnostic
from ..diagnostics.found import found
from ..spec.document import Document
from ..spec.node import Value
from .draft import RoleDraft, Socket, Traffic, Travel, messages_in
from .ending import Heartbeat
from .extensions import value_of
from .protocol import Direction, Role
from .settings import PlanSettings

_INTERVAL: Final = 30.0
_TIMEOUT: Final = 60.0


def find_heartbeats(
    document: Document,
    sockets: Sequence[Socket],
    traffic: Traffic,
    roles: Mapping[str, RoleDraft],
    settings: PlanSettings,
) -> tuple[Mapping[str, Heartbeat | None], tuple[Diagnostic, ...]]:
    """The heartbeat of each connection by its path; one that was ordered, and can't be anywhere, is a warning."""
    written = document.extensions.get("x-wsgen-heartbeat")
    told = value_of(document.extensions, "x-wsgen-heartbeat")
    heartbeats: dict[str, Heartbeat | None] = {}
    for socket in sockets:
        ways = traffic[socket.key]
        ping = _with_role(ways[Direction.SERVER_TO_CLIENT], roles, Role.PING)
        pong = _with_role(ways[Direction.CLIENT_TO_SERVER], roles, Role.PONG)
        heartbeats[socket.key] = None
        if ping is not None and pong is not None and told is not False:
            beat = _heartbeat((ping, pong), told, settings)
            heartbeats[socket.key] = replace(beat, location=written.location if written else None)
    if written is None or not isinstance(told, dict) or any(heartbeats.values()):
        return heartbeats, ()
    text = "a heartbeat is set, but there is no ping from the server with a pong from the client"
    hint = "mark the two messages with `x-wsgen-role: ping` and `pong`"
    return heartbeats, (found("WSG418", written.location, text, hint=hint),)


def _heartbeat(messages: tuple[str, str], told: Value, settings: PlanSettings) -> Heartbeat:
    ping, pong = messages
    seconds = told if isinstance(told, dict) else {}
    return Heartbeat(
        interval=settings.heartbeat_interval or _seconds(seconds.get("interval"), _INTERVAL),
        timeout=settings.heartbeat_timeout or _seconds(seconds.get("timeout"), _TIMEOUT),
        ping=ping,
        pong=pong,
    )


def _seconds(value: Value, default: float) -> float:
    return float(value) if isinstance(value, int | float) else default


def _with_role(travels: Iterable[Travel], roles: Mapping[str, RoleDraft], role: Role) -> str | None:
    return next((id_ for id_ in messages_in(travels) if id_ in roles and roles[id_].role is role), None)
