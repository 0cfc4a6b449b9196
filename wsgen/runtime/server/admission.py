"""Decides whether a client is let in: its hooks run within a time limit, and what they raise becomes a refusal."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final, Protocol, TypeAlias

from ..clock import OutOfTime, within
from ..core.close import ABNORMAL, INTERNAL_ERROR, SERVICE_RESTART, UNAUTHORIZED, cut_reason, status_of
from ..core.dispatch import Received
from ..core.handshake import Handshake, RefusedHandshake, choose_subprotocol, read_arguments
from ..core.lanes import Run
from ..core.origin import Origins, shown
from ..log_events import HOOK_FAILED, ORIGIN_REFUSED, PEER_GONE
from ..observing import Observer
from ..protocol import Protocol as WireProtocol
from ..wire import WireValue
from .connection import Connection
from .handling import Authenticate, is_cancelled
from .link import Link
from .options import ServerOptions
from .record import record_refusal
from .refusals import ErrorReply, Reject
from .transport import Transport

logger = logging.getLogger(__name__)

AnyConnection: TypeAlias = Connection[Any, Any, Any]
FORBIDDEN_ORIGIN: Final = 403


class AdmissionHooks(Protocol):
    """What admission asks of the application."""

    @property
    def on_connect(self) -> Callable[[AnyConnection], Awaitable[None]]:
        """Called when a client has connected, and is known."""
        ...


@dataclass(frozen=True, slots=True)
class Guest:
    """A client whose handshake is in order: its arguments, and the subprotocol for it."""

    arguments: Any
    subprotocol: str | None


class Entry(Enum):
    """What became of a client that the hooks were asked about."""

    ADMITTED = "admitted"
    REFUSED = "refused"
    GONE = "gone"
    """The hooks let it in, and it wasn't there any more."""
    ENDED = "ended"
    """It ended before it had said who it is."""


@dataclass(frozen=True, slots=True)
class Admitted:
    """What came of an admission: `first` is the run of the message that authenticated the client, `code` the peer's."""

    entry: Entry
    first: Run | None = None
    code: int = ABNORMAL


@dataclass(frozen=True, slots=True)
class Arrival:
    """A client at the door: `start` lets its link write, `introduce` waits for the message that says who it is.

    `introduce` gives that message's run, or the code with which the connection ended before.
    """

    connection: AnyConnection
    link: Link
    transport: Transport
    start: Callable[[], None]
    introduce: Callable[[], Awaitable[Run | int]]


@dataclass(frozen=True, slots=True)
class _Refusal:
    code: int
    reason: str
    message: WireValue | None = None


class Admission:
    """The door of one server; `authenticate` is the application's own hook, where it has one."""

    def __init__(
        self,
        protocol: WireProtocol,
        hooks: AdmissionHooks,
        options: ServerOptions,
        observer: Observer | None,
        *,
        authenticate: Authenticate | None,
    ) -> None:
        self._protocol = protocol
        self._hooks = hooks
        self._options = options
        self._observer = observer
        self._authenticate = authenticate
        self._origins = None if options.origins is None else Origins(options.origins)
        self._denies = options.refuse == "http"
        if self._denies and protocol.authenticate is not None:
            raise ValueError(
                f"ServerOptions.refuse: {protocol.name} clients say who they are by the message "
                f"{protocol.authenticate.name}, which needs an open connection: leave refuse at `close`"
            )

    def choose_subprotocol(self, offered: tuple[str, ...]) -> str | None:
        """Choose one of what a client offers."""
        return choose_subprotocol(self._protocol, self._options.subprotocols, offered)

    async def receive(self, transport: Transport, handshake: Handshake, *, is_shut: Callable[[], bool]) -> Guest | None:
        """Look at a handshake, and accept it where refusals come after that; None where it is refused, and told so.

        `is_shut` is asked last: whoever is given back must be known to a shutdown before anything else is awaited.
        """
        origin = handshake.headers.get("origin")
        if not self._allows(origin):
            ORIGIN_REFUSED.log(logger, origin="none" if origin is None else shown(origin))
            await self._deny(transport, FORBIDDEN_ORIGIN, "this origin may not connect")
            return None
        subprotocol = self.choose_subprotocol(handshake.subprotocols)
        # Accept first: browsers show no code and no reason of a handshake that fails.
        if not self._denies and not await _accept(transport, subprotocol):
            return None
        if is_shut():
            await self._turn_away(transport, _Refusal(SERVICE_RESTART, "the server restarts"))
            return None
        try:
            return Guest(read_arguments(self._protocol, handshake), subprotocol)
        except RefusedHandshake as refused:
            await self._turn_away(transport, _Refusal(refused.code, refused.reason))
            return None

    async def admit(self, arrival: Arrival) -> Admitted:
        """Run the hooks; a client that one refused, or of which one failed or took too long, is told so."""
        link, transport = arrival.link, arrival.transport
        if not self._denies:
            arrival.start()
        answer = await self._ask(arrival)
        if isinstance(answer, int):
            return Admitted(Entry.ENDED, code=answer)
        refusal = answer if isinstance(answer, _Refusal) else None
        if self._denies:
            if refusal is None and link.close_code is not None:
                refusal = _Refusal(link.close_code, link.close_reason)
            if refusal is not None:
                await self._turn_away(transport, refusal)
                return Admitted(Entry.REFUSED)
            if not await _accept(transport, arrival.connection.subprotocol):
                return Admitted(Entry.GONE)
            arrival.start()
        if refusal is None:
            return Admitted(Entry.ADMITTED, answer if isinstance(answer, Run) else None)
        if refusal.message is not None:
            await arrival.connection.send(refusal.message)
        link.close(refusal.code, refusal.reason)
        await link.flush()
        return Admitted(Entry.REFUSED)

    async def _ask(self, arrival: Arrival) -> _Refusal | Run | int | None:
        """Run the hooks in time; gives why the client is refused, its first message, or with what code it ended."""
        connection = arrival.connection
        hook = "authenticate"

        async def ask() -> Run | int | None:
            nonlocal hook
            first = await self._identify(arrival)
            if not isinstance(first, int):
                hook = "on_connect"
                await self._hooks.on_connect(connection)
            return first

        try:
            return await within(self._options.clock, self._options.auth_timeout, ask())
        except Reject as reject:
            return _Refusal(reject.code, reject.reason)
        except ErrorReply as reply:
            return _Refusal(UNAUTHORIZED, "refused", reply.message)
        except OutOfTime:
            return _Refusal(UNAUTHORIZED, "not authenticated in time")
        except (Exception, asyncio.CancelledError):
            if is_cancelled():
                raise
            HOOK_FAILED.log(logger, trace=True, hook=hook, connection=connection.id)
            return _Refusal(INTERNAL_ERROR, "the server failed")

    async def _identify(self, arrival: Arrival) -> Run | int | None:
        """Set who a client is, by its first message where the protocol has one for that."""
        connection = arrival.connection
        if self._authenticate is None:
            return None
        if self._protocol.authenticate is None:
            connection.identify(await self._authenticate(connection))
            return None
        first = await arrival.introduce()
        if isinstance(first, Run) and isinstance(first.received, Received):
            connection.introduction = first.received
            connection.identify(await self._authenticate(connection, first.received.message))
        return first

    def _allows(self, origin: str | None) -> bool:
        if origin is None:
            return not self._options.require_origin
        return self._origins is None or self._origins.allow(origin)

    async def _turn_away(self, transport: Transport, refusal: _Refusal) -> None:
        """Refuse a client that never became a connection."""
        if self._denies:
            await self._deny(transport, status_of(refusal.code), refusal.reason)
            return
        record_refusal(refusal.code, refusal.reason, self._observer)
        try:
            await transport.close(refusal.code, cut_reason(refusal.reason))
        except OSError:
            PEER_GONE.log(logger, code=refusal.code)

    async def _deny(self, transport: Transport, status: int, reason: str) -> None:
        # It may quote what a client sent, and UTF-8 has no lone surrogates.
        reason = reason.encode("utf-8", "replace").decode()
        record_refusal(status, reason, self._observer)
        challenges = self._challenges() if status == 401 else ()
        try:
            await transport.deny(status, tuple(("WWW-Authenticate", each) for each in challenges), reason)
        except OSError:
            PEER_GONE.log(logger, code=status)

    def _challenges(self) -> Iterator[str]:
        """Say how a client may authenticate where that is by a scheme of HTTP (RFC 9110 §11.6.1)."""
        schemes = {each.form.partition(" ")[0] for each in self._protocol.arguments if each.where == "header"}
        if "Bearer" in schemes:
            yield "Bearer"  # RFC 6750 §3
        if "Basic" in schemes:
            realm = "".join(each for each in self._protocol.name if each.isascii() and each.isalnum())
            yield f'Basic realm="{realm}", charset="UTF-8"'  # RFC 7617 §2


async def _accept(transport: Transport, subprotocol: str | None) -> bool:
    try:
        await transport.accept(subprotocol)
    except OSError:
        PEER_GONE.log(logger, code=None)
        return False
    return True
