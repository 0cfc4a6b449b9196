"""All connections of one server: lets them in, publishes to them, keeps their heartbeats, ends them."""

import asyncio
import itertools
import logging
import uuid
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Protocol, TypeAlias

from ..core.answers import make_ping
from ..core.close import ABNORMAL, INTERNAL_ERROR, SERVICE_RESTART, UNAUTHORIZED, cut_reason
from ..core.dispatch import Codec, RequestId
from ..core.handshake import Handshake, RefusedHandshake, read_arguments
from ..core.heartbeat import Heartbeats, Pulse, sweep_period
from ..core.open_channels import open_channels
from ..core.session import Effect, Run, Session
from ..protocol import Channel, Heartbeat
from ..protocol import Protocol as WireProtocol
from ..wire import WireValue
from .connection import Connection
from .handling import Authorize, Handler, Handling, OnUnknown, is_cancelled
from .link import Link, Transport
from .options import ServerOptions
from .refusals import ErrorReply, Reject
from .topics import Topics

logger = logging.getLogger(__name__)

AnyConnection: TypeAlias = Connection[Any, Any]


class Hooks(Protocol):
    """What a hub asks of the application."""

    @property
    def on_connect(self) -> Callable[[AnyConnection], Awaitable[None]]:
        """Called when a client has connected."""
        ...

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

    `shows_unknown`: the application looks at the frames that are ignored, which wait for that.
    """

    def __init__(
        self,
        protocol: WireProtocol,
        options: ServerOptions,
        hooks: Hooks,
        handlers: Mapping[str, Handler],
        *,
        shows_unknown: bool = False,
    ) -> None:
        self.protocol = protocol
        self.options = options
        self.topics: Topics[AnyConnection] = Topics(options.max_topics)
        self._links: dict[Link, asyncio.Future[None]] = {}
        self._admitted: dict[AnyConnection, None] = {}
        self._codec = Codec.for_server(protocol)
        self._hooks = hooks
        self._shows_unknown = shows_unknown
        self._unknown_frames = 0
        self._handling = Handling(
            protocol,
            self._codec,
            options,
            handlers=handlers,
            authorize=hooks.authorize,
            on_unknown=hooks.on_unknown,
            topics=self.topics,
        )
        self._ids = itertools.count(1)
        self._heartbeats: Heartbeats[Link] = Heartbeats()
        self._sweeper: asyncio.Task[None] | None = None
        self._is_shut = False
        self._everyone = open_channels(protocol)
        self._times = _heartbeat_times(protocol, options)
        if protocol.heartbeat is not None and not self._can_ping(protocol.heartbeat):
            logger.warning("no heartbeat: a valid %s needs more than an id", protocol.heartbeat.ping.name)
            self._times = None

    @property
    def unknown_frames(self) -> int:
        """How many frames were ignored."""
        return self._unknown_frames

    def next_id(self) -> int:
        """Give a number that no other connection of this server has."""
        return next(self._ids)

    async def serve(self, transport: Transport, handshake: Handshake) -> None:
        """Serve one accepted connection until it ends; it always ends with a close frame, unless the peer was gone."""
        if self._is_shut:
            await _close_quietly(transport, SERVICE_RESTART, "the server restarts")
            return
        try:
            arguments = read_arguments(self.protocol, handshake)
        except RefusedHandshake as refused:
            await _close_quietly(transport, refused.code, refused.reason)
            return
        pulse = self._pulse()
        session = Session(self.protocol, self._codec, self.options.limits(), pulse, shows_unknown=self._shows_unknown)
        link = Link(transport, session, self.options, pulse, on_ignored=self._count_ignored)
        connection: AnyConnection = Connection(handshake, arguments, link=link, topics=self.topics, encode=self._encode)

        async def handle(run: Run) -> list[Effect]:
            return await self._handling.run(connection, session, run)

        link.start(handle)
        ended = self._links[link] = asyncio.get_running_loop().create_future()
        self._begin_sweep()
        try:
            if await self._admit(connection, link):
                await self._attend(connection, link, pulse)
        finally:
            try:
                await link.finish()
            finally:
                # Last, since a handler that is cancelled may still subscribe.
                self.topics.leave(connection)
                del self._links[link]
                ended.set_result(None)
            if link.close_code is not None:
                _log_close(connection.id, link.close_code, link.close_reason)

    def _count_ignored(self) -> None:
        self._unknown_frames += 1

    def encode(self, channel: Channel, address: str, message: WireValue) -> str:
        """Write a topic's frame, once for all who get it; raises InvalidMessage, and ValueError for another topic's."""
        carried = channel.address_in(self._codec.message_of(message).name, message.to_wire())
        if channel.parameters and carried is not None and carried != address:
            raise ValueError(f"{type(message).__name__} belongs to {carried}, not to {address}")
        return self._codec.encode(message, topic=address, now=self.options.clock.epoch())

    def publish(self, channel: Channel, address: str, text: str) -> int:
        """Queue a frame for everyone on a topic; gives how many get it. A consumer that is too slow is closed 1013."""
        everyone = channel.name in self._everyone
        receivers = tuple(self._admitted) if everyone else self.topics.subscribers(address)
        return sum(connection.link.offer(text) for connection in receivers)

    def start(self) -> None:
        """Let clients in, again after a shutdown; needed only where a lifespan says when it begins."""
        self._is_shut = False
        self._begin_sweep()

    async def shutdown(self) -> None:
        """Let running handlers finish within the grace period, close every connection 1012, end every task.

        Who comes meanwhile, or later, is closed 1012 at once. Hooks get the grace period as well.
        """
        self._is_shut = True
        links, grace = dict(self._links), self.options.shutdown_grace
        async with asyncio.TaskGroup() as group:
            for link in links:
                group.create_task(link.drain(grace))
        if links:
            # Each end of a connection may take its time to write the close, and the peer's to answer it.
            await asyncio.wait(links.values(), timeout=grace + 2 * self.options.close_timeout)
        await self._stop_sweeper()

    async def stop_when_empty(self) -> None:
        """End the sweep with the last connection, for a server that has no lifespan."""
        if not self._links:
            await self._stop_sweeper()

    def _begin_sweep(self) -> None:
        if self._times is not None and (self._sweeper is None or self._sweeper.done()):
            self._sweeper = asyncio.create_task(self._sweep())

    async def _stop_sweeper(self) -> None:
        sweeper, self._sweeper = self._sweeper, None
        if sweeper is not None:
            sweeper.cancel()
            await asyncio.wait({sweeper})

    async def _admit(self, connection: AnyConnection, link: Link) -> bool:
        """Run `on_connect`; False when it refused, failed or took too long, and the close is written."""
        limit = asyncio.timeout(self.options.auth_timeout)
        try:
            async with limit:
                await self._hooks.on_connect(connection)
        except Reject as reject:
            link.close(reject.code, reject.reason)
        except ErrorReply as reply:
            await connection.send(reply.message)
            link.close(UNAUTHORIZED, "refused")
        except (Exception, asyncio.CancelledError):
            if is_cancelled():
                raise
            if limit.expired():
                link.close(UNAUTHORIZED, "not authenticated in time")
            else:
                logger.exception("on_connect raised (connection %s)", connection.id)
                link.close(INTERNAL_ERROR, "the server failed")
        else:
            return True
        await link.flush()
        return False

    async def _attend(self, connection: AnyConnection, link: Link, pulse: Pulse | None) -> None:
        self._admitted[connection] = None
        if pulse is not None:
            self._heartbeats.add(link, pulse)
        code = ABNORMAL
        try:
            code = await link.read()
        finally:
            self._heartbeats.remove(link)
            self._admitted.pop(connection, None)
            self.topics.leave(connection)
            await link.end_handlers()
            try:
                await self._hooks.on_disconnect(connection, link.close_code or code)
            except Exception:
                logger.exception("on_disconnect raised (connection %s)", connection.id)

    async def _sweep(self) -> None:
        if self._times is None:
            return
        clock, period = self.options.clock, sweep_period(*self._times)
        while True:
            await clock.sleep(period)
            for link, _, beat in self._heartbeats.sweep(clock.monotonic()):
                link.beat(beat, uuid.uuid4().hex)

    def _can_ping(self, heartbeat: Heartbeat) -> bool:
        now = self.options.clock.epoch()
        return make_ping(self._codec, heartbeat.ping, heartbeat.pong, fresh=uuid.uuid4().hex, now=now) is not None

    def _pulse(self) -> Pulse | None:
        if self._times is None:
            return None
        interval, timeout = self._times
        return Pulse(interval, timeout, now=self.options.clock.monotonic(), jitter=self.options.random())

    def _encode(self, message: WireValue, request_id: RequestId | None, topic: str | None) -> str:
        return self._codec.encode(message, request_id=request_id, topic=topic, now=self.options.clock.epoch())


def _heartbeat_times(protocol: WireProtocol, options: ServerOptions) -> tuple[float, float] | None:
    if protocol.heartbeat is None:
        return None
    interval = options.heartbeat_interval or protocol.heartbeat.interval
    return interval, options.heartbeat_timeout or protocol.heartbeat.timeout


async def _close_quietly(transport: Transport, code: int, reason: str) -> None:
    try:
        await transport.close(code, cut_reason(reason))
    except OSError:
        logger.debug("the peer went before it could be refused with %s", code)


def _log_close(connection: int, code: int, reason: str) -> None:
    """One line for each connection that this side ended. A reason may quote a frame, so it's for who debugs."""
    # A restart closes them all.
    level = logging.DEBUG if code == SERVICE_RESTART else logging.INFO
    said = f": {reason!r}" if logger.isEnabledFor(logging.DEBUG) else ""
    logger.log(level, "connection %s: closed with %s%s", connection, code, said)
