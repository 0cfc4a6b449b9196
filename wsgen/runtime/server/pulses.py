"""Keeps the heartbeats of all connections of one server: one task looks at all of them."""

import asyncio
import logging
import uuid

from ..core.answers import make_ping
from ..core.dispatch import Codec
from ..core.heartbeat import Heartbeats, Pulse, Told, sweep_period
from ..log_events import HEARTBEAT_IMPOSSIBLE
from ..observing import Observer
from ..protocol import Heartbeat
from ..protocol import Protocol as WireProtocol
from .link import Link
from .options import ServerOptions

logger = logging.getLogger(__name__)


class Pulses:
    """The heartbeats of a server's connections; none where the protocol declares none, or where no ping can be made."""

    def __init__(
        self, protocol: WireProtocol, codec: Codec, options: ServerOptions, observer: Observer | None = None
    ) -> None:
        self._codec = codec
        self._options = options
        self._observer = observer
        self._sweeper: asyncio.Task[None] | None = None
        self._times = _times(protocol, options)
        self._period = sweep_period(*self._times) if self._times else 0.0
        self._heartbeats: Heartbeats[Link] = Heartbeats(self._period)
        if protocol.heartbeat is not None and not self._can_ping(protocol.heartbeat):
            HEARTBEAT_IMPOSSIBLE.log(logger, message_name=protocol.heartbeat.ping.name)
            self._times = None

    @property
    def beats(self) -> bool:
        """Whether there are any."""
        return self._times is not None

    def make(self, connection: int) -> Pulse | None:
        """Give the heartbeat of a new connection, its first ping at a random time of the first interval."""
        if self._times is None:
            return None
        interval, timeout = self._times
        told = None if self._observer is None else self._teller(self._observer, connection)
        return Pulse(interval, timeout, now=self._options.clock.monotonic(), jitter=self._options.random(), told=told)

    def add(self, link: Link, pulse: Pulse | None) -> None:
        """Watch a connection."""
        if pulse is not None:
            self._heartbeats.add(link, pulse)

    def remove(self, link: Link) -> None:
        """Watch it no more."""
        self._heartbeats.remove(link)

    def begin(self) -> None:
        """Start the task that looks at all of them, if it doesn't run."""
        if self._times is not None and (self._sweeper is None or self._sweeper.done()):
            self._sweeper = asyncio.create_task(self._sweep())

    async def stop(self) -> None:
        """End that task."""
        sweeper, self._sweeper = self._sweeper, None
        if sweeper is not None:
            sweeper.cancel()
            await asyncio.wait({sweeper})

    def _teller(self, observer: Observer, connection: int) -> Told:
        def tell(answered: float | None) -> None:
            if answered is None:
                observer.ping_sent(connection)
            else:
                observer.pong_received(connection, self._options.clock.monotonic() - answered)

        return tell

    async def _sweep(self) -> None:
        clock = self._options.clock
        self._heartbeats.begin(clock.monotonic())
        while True:
            await clock.sleep(self._period)
            for link, _, beat in self._heartbeats.sweep(clock.monotonic()):
                link.beat(beat, uuid.uuid4().hex)

    def _can_ping(self, heartbeat: Heartbeat) -> bool:
        now = self._options.clock.epoch()
        return make_ping(self._codec, heartbeat.ping, heartbeat.pong, fresh=uuid.uuid4().hex, now=now) is not None


def _times(protocol: WireProtocol, options: ServerOptions) -> tuple[float, float] | None:
    if protocol.heartbeat is None:
        return None
    interval = options.heartbeat_interval or protocol.heartbeat.interval
    return interval, options.heartbeat_timeout or protocol.heartbeat.timeout
