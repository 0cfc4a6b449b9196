"""All connections of one server, from handshake to end, and the server's own end."""

import asyncio
import itertools
import logging
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Any, Protocol, TypeAlias

from ..clock import wait_within
from ..core.close import ABNORMAL, SERVICE_RESTART
from ..core.dispatch import Codec, RequestId
from ..core.handshake import Handshake
from ..core.heartbeat import Pulse
from ..core.lanes import Run
from ..core.session import Session, Terms
from ..log_events import HOOK_FAILED, SHUTDOWN_INCOMPLETE
from ..observing import guard
from ..protocol import Protocol as WireProtocol
from ..wire import WireValue
from .admission import Admission, AdmissionHooks, Admitted, Arrival, Entry
from .connection import Connection
from .gauges import Gauges
from .handling import Authenticate, Handler, Handling, OnUnknown
from .link import Link
from .options import ServerOptions
from .publishing import Publishing
from .pulses import Pulses
from .record import Record
from .starting import Starter
from .subscribing import Authorize
from .transport import Transport

logger = logging.getLogger(__name__)

AnyConnection: TypeAlias = Connection[Any, Any, Any]


class Hooks(AdmissionHooks, Protocol):
    """What a hub asks of the application."""

    @property
    def on_disconnect(self) -> Callable[[AnyConnection, int], Awaitable[None]]:
        """Called when it has gone."""
        ...

    @property
    def authorize(self) -> Authorize:
        """Asked before a subscription."""
        ...

    @property
    def on_unknown(self) -> OnUnknown:
        """Called with a frame that is ignored."""
        ...


class Hub:
    """The engine of a server; it knows no transport and no framework.

    `shows_unknown`: the application looks at the frames that are ignored, which wait for that. `authenticate` is its
    own hook, where it has one.
    """

    def __init__(
        self,
        protocol: WireProtocol,
        options: ServerOptions,
        hooks: Hooks,
        handlers: Mapping[str, Handler],
        *,
        shows_unknown: bool = False,
        authenticate: Authenticate | None = None,
    ) -> None:
        self.protocol = protocol
        self.options = options
        self._links: dict[Link, None] = {}
        self._emptied: asyncio.Future[None] | None = None
        self._observer = guard(options.observer)
        self._codec = Codec.for_server(protocol, self._observer)
        # What is published goes to many, and is counted there.
        uncounted = self._codec if self._observer is None else Codec.for_server(protocol)
        self.publishing = Publishing(protocol, uncounted, options, self._observer)
        self._hooks = hooks
        self.admission = Admission(protocol, hooks, options, self._observer, authenticate=authenticate)
        self._terms = Terms(protocol, self._codec, options.limits(), handlers=handlers, shows_unknown=shows_unknown)
        self._unknown_frames = 0
        self._starter = Starter()
        self._handling = Handling(
            protocol,
            self._codec,
            options,
            handlers=handlers,
            authorize=hooks.authorize,
            on_unknown=hooks.on_unknown,
            publishing=self.publishing,
            authenticate=authenticate,
            observer=self._observer,
        )
        self._ids = itertools.count(1)
        self._pulses = Pulses(protocol, uncounted, options, self._observer)
        self._is_shut = False

    @property
    def unknown_frames(self) -> int:
        """How many frames were ignored."""
        return self._unknown_frames

    @property
    def has_heartbeat(self) -> bool:
        """Whether this server pings its clients by messages of the protocol."""
        return self._pulses.beats

    def gauges(self) -> Gauges:
        """Count what is held now. Looks at copies, for a metrics system asks from a thread of its own."""
        links = tuple(self._links)
        waiting = [len(link.outbox) for link in links]
        topics, subscriptions = self.publishing.topics.counts()
        return Gauges(
            connections=len(links),
            topics=topics,
            subscriptions=subscriptions,
            handlers=sum(link.handlers for link in links),
            queued_frames=sum(waiting),
            queued_bytes=sum(link.outbox.waiting_bytes for link in links),
            longest_queue=max(waiting, default=0),
            unknown_frames=self._unknown_frames,
        )

    def next_id(self) -> int:
        """Give a number that no other connection of this server has."""
        return next(self._ids)

    async def serve(self, transport: Transport, handshake: Handshake) -> None:
        """Let a client in and serve it until it ends: with a close frame or an HTTP status, unless the peer is gone."""
        guest = await self.admission.receive(transport, handshake, is_shut=lambda: self._is_shut)
        if guest is None:
            return
        pulse = self._pulses.make(handshake.id)
        session = Session(self._terms, pulse)
        link = Link(transport, session, self.options, pulse, on_ignored=self._count_ignored, starter=self._starter)
        connection: AnyConnection = Connection(
            handshake,
            guest.arguments,
            link=link,
            subprotocol=guest.subprotocol,
            topics=self.publishing.topics,
            encode=self._encode,
        )
        self._links[link] = None
        self._pulses.begin()
        self.publishing.begin()
        record, peer_code = Record(connection.id, self.options.clock, self._observer), ABNORMAL
        try:
            start = partial(self._begin, record, connection, session)
            introduce = partial(self._introduce, link, pulse)
            admitted = await self.admission.admit(Arrival(connection, link, transport, start, introduce))
            peer_code = admitted.code
            if admitted.entry is Entry.ADMITTED:
                peer_code = await self._attend(connection, pulse, admitted)
            elif admitted.entry is Entry.GONE:
                await self._see_off(connection, ABNORMAL)
        finally:
            try:
                await link.finish()
            finally:
                # Last, since a handler that is cancelled may still subscribe.
                self.publishing.leave(connection)
                del self._links[link]
                if not self._links and self._emptied is not None:
                    self._emptied.set_result(None)
                    self._emptied = None
                if not self._links:
                    await self._starter.end()
                record.end(link, peer_code)

    def _begin(self, record: Record, connection: AnyConnection, session: Session) -> None:
        record.begin()
        connection.link.start(partial(self._handling.run, connection, session))

    async def _introduce(self, link: Link, pulse: Pulse | None) -> Run | int:
        self._pulses.add(link, pulse)
        try:
            return await link.read_first()
        finally:
            self._pulses.remove(link)

    def _count_ignored(self) -> None:
        self._unknown_frames += 1

    def start(self) -> None:
        """Let clients in, again after a shutdown; needed only where a lifespan says when it begins."""
        self._is_shut = False
        self._pulses.begin()
        self.publishing.begin()

    async def shutdown(self) -> None:
        """Let running handlers finish within the grace period, close every connection 1012, end every task.

        Who comes meanwhile, or later, is closed 1012 at once. Hooks get the grace period as well.
        """
        self._is_shut = True
        grace = self.options.shutdown_grace
        async with asyncio.TaskGroup() as group:
            for link in self._links:
                group.create_task(link.drain(grace))
        if self._links:
            self._emptied = self._emptied or asyncio.get_running_loop().create_future()
            # Each end of a connection may take its time to write the close, and the peer's to answer it.
            if not await wait_within(self.options.clock, grace + 2 * self.options.close_timeout, {self._emptied}):
                SHUTDOWN_INCOMPLETE.log(logger, connections=len(self._links))
        await self._pulses.stop()
        await self.publishing.stop()

    async def stop_when_empty(self) -> None:
        """End the sweep with the last connection, for a server that has no lifespan."""
        if not self._links:
            await self._pulses.stop()
            await self.publishing.stop()

    async def _attend(self, connection: AnyConnection, pulse: Pulse | None, admitted: Admitted) -> int:
        link, code = connection.link, ABNORMAL
        self._pulses.add(link, pulse)
        try:
            if admitted.first is not None:
                # Its answer is the first frame that such a client gets.
                await link.run_first(admitted.first)
            self.publishing.enter(connection)
            code = await link.read()
        except asyncio.CancelledError:
            # A server that stops cancels whatever didn't end by itself.
            link.close(SERVICE_RESTART, "the server restarts")
            await link.flush()
            raise
        finally:
            self._pulses.remove(link)
            self.publishing.leave(connection)
            await link.end_handlers()
            await self._see_off(connection, link.close_code or code)
        return code

    async def _see_off(self, connection: AnyConnection, code: int) -> None:
        try:
            await self._hooks.on_disconnect(connection, code)
        except Exception:
            HOOK_FAILED.log(logger, trace=True, hook="on_disconnect", connection=connection.id)

    def _encode(self, message: WireValue, request_id: RequestId | None, topic: str | None) -> str:
        return self._codec.encode(message, request_id=request_id, topic=topic, now=self.options.clock.epoch())
