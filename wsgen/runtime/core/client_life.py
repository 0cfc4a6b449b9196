"""A client from its first connection to its end: which state it is in, and what it does next (no IO)."""

import copy
import random
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from ..errors import Closed, Ending
from ..observing import ClosedBy, Observer
from ..protocol import Protocol
from ..wire import WireValue
from .client_session import ClientSession
from .client_topics import ClientTopics
from .close import ABNORMAL, HEARTBEAT_LOST, NORMAL, UNAUTHORIZED
from .dispatch import UnknownPolicy
from .reconnect import BackOff, ReconnectPolicy, is_passing, is_retriable

ClientState: TypeAlias = Literal["connecting", "live", "stale", "closed"]
"""What a badge shows: amber, green, amber, red. Without reconnecting a lost connection is `closed`, never `stale`."""

SILENT_INTERVALS: Final = 2
"""After so many intervals of the server's pings without any frame the connection is taken for dead."""

LATE: Final = 1.0
"""Seconds by which the watchdog may wake late; later, the whole process stood still, and so did the reading."""

READING: Final = 2.0
"""Seconds that a reader which stood still gets, to read what came in the meantime."""

MAX_POSTED: Final = 1024
"""Pongs and unsubscriptions that may wait while the server doesn't read."""

DROP_TIMEOUT: Final = 1.0
"""Seconds that a server which is taken for dead gets for its closing handshake."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LifeSettings:
    """What a client's user decides about its life.

    Without `reconnect` a lost connection is the end. `reconnect_on` are further close codes to connect again after;
    `can_refresh` says that there is a hook for new arguments.
    """

    reconnect: ReconnectPolicy | None
    reconnect_on: Collection[int]
    can_refresh: bool
    unknown: UnknownPolicy


@dataclass(frozen=True, slots=True)
class Again:
    """Connect again `delay` seconds from now; where `refresh` is set, ask the hook for new arguments first.

    `attempt` counts from 1 since the last connection that was stable; `reason` says why there is another one.
    """

    delay: float
    attempt: int
    reason: str
    refresh: bool = False


@dataclass(frozen=True, slots=True)
class Over:
    """Nothing more is tried; `error` makes the exception that everybody gets who waits, or asks later."""

    error: Callable[[], Exception]


Next: TypeAlias = Again | Over


class ClientLife:
    """Outlives connections: knows what is subscribed to, whether to connect again and when, and when one is dead.

    The adapter moves: it opens connections and closes them, sleeps, and calls, in this order: `begin`; for each attempt
    `attempt`, then `first_frames`, each of which it writes before it asks for the next, then `ready`, or else `failed`;
    `lost` when a connection that was ready is gone, with all that belonged to it; `close` when the user is done. Times
    are any steady clock's seconds. `on_state` is called with each new state.
    """

    def __init__(
        self,
        protocol: Protocol,
        settings: LifeSettings,
        seed: int,
        on_state: Callable[[ClientState], None],
        observer: Observer | None = None,
    ) -> None:
        self.topics = ClientTopics()
        self.session: ClientSession | None = None
        self.state: ClientState = "closed"
        self._protocol = protocol
        self._settings = settings
        # It spreads attempts, and makes request ids differ: nothing that must be kept secret.
        self._random = random.Random(seed)  # noqa: S311
        self._on_state = on_state
        self._observer = observer
        self._told: set[str] = set()
        self._back_off = BackOff(settings.reconnect or ReconnectPolicy())
        self._error: Callable[[], Exception] | None = None
        self._reason = ""
        self._is_refreshed = False
        self._count = 0
        self._ready_at = 0.0
        self._wakes_at = 0.0

    def begin(self) -> None:
        """Open the client, for the first time or again; raises RuntimeError when it is open."""
        if self.state != "closed":
            raise RuntimeError("this client is open already: make another one for another connection")
        self._error = None
        self._is_refreshed = False
        self._back_off = BackOff(self._settings.reconnect or ReconnectPolicy())
        self._set_state("connecting")

    def attempt(self, now: float, epoch: float) -> ClientSession:
        """Take a connection that was just opened, and give its session; `epoch` is as of ClientSession.

        Raises what `refusal` gives where the client was closed meanwhile.
        """
        if refusal := self.refusal():
            raise refusal
        session = ClientSession(
            self._protocol,
            self.topics,
            epoch=epoch,
            seed=self._random.getrandbits(128),
            unknown=self._settings.unknown,
            observer=self._observer,
        )
        session.heard_at = now
        self.session = session
        self._told.clear()
        return session

    def first_frames(self, now: float, greeting: WireValue | None = None) -> Iterator[str]:
        """Give what must leave on the new connection before all else: what introduces the client, then the open topics.

        Topics come in the order in which they were opened; one that is closed meanwhile isn't told any more. Raises
        InvalidMessage for a greeting that its schema refuses.
        """
        session = self.session
        if session is None:
            return
        if greeting is not None:
            yield session.send(greeting, now)
        for address in self.topics.addresses:
            text = session.subscribe(address, now) if self.topics.is_open(address) else None
            if text is not None:
                self._told.add(address)
                yield text

    def unsubscription(self, address: str, now: float) -> str | None:
        """Write what tells the server that an address was closed; None where it needn't be told."""
        if self.session is None or not (self.state == "live" or address in self._told):
            return None
        return self.session.unsubscribe(address, now)

    def ready(self, now: float) -> None:
        """Take note that the first frames have left: the client is live."""
        was_lost = self.state == "stale"
        self._ready_at = self._wakes_at = now
        self._count += 1
        if self._observer is not None:
            self._observer.connection_opened(self._count)
        self._set_state("live")
        if was_lost:
            self.topics.resume()

    def failed(self, error: Exception) -> Next:
        """Say what follows an attempt that failed; the first one of all is never repeated."""
        self._forget(_ending_of(error))
        if self.state == "closed":
            return Over(self._error or _copies(error))
        is_lost = self.state == "stale"
        if is_lost and self._may_refresh(error.code if isinstance(error, Closed) else None):
            return self._again(str(error), refresh=True)
        if is_lost and is_passing(error, self._settings.reconnect_on):
            return self._again(str(error) or type(error).__name__)
        return self._over(_copies(error))

    def refresh_failed(self, error: Exception) -> Next:
        """Say what follows a hook for new arguments that raised: it is asked again where that may pass."""
        if is_passing(error):
            return self._again(str(error) or type(error).__name__, refresh=True)
        return self._over(_copies(error))

    def lost(self, ending: Ending, now: float) -> Next:
        """Say what follows the end of a connection that was ready: what was under way on it fails now."""
        self._forget(ending)
        if self._observer is not None:
            by: ClosedBy = "us" if ending.by_client else "network" if ending.code == ABNORMAL else "peer"
            self._observer.connection_closed(self._count, ending.code, by, now - self._ready_at)
        if self.state == "closed":
            return Over(self._error or ending.error)
        if self._back_off.lived(now - self._ready_at):
            self._is_refreshed = False
        may_refresh = not ending.by_client and self._may_refresh(ending.code)
        if self._settings.reconnect is None or not (may_refresh or is_retriable(ending, self._settings.reconnect_on)):
            return self._over(ending.error, is_wanted=ending.by_client and ending.code == NORMAL)
        self.topics.mark_gap()
        self._set_state("stale")
        return self._again(str(ending.error()), refresh=may_refresh)

    def close(self, ending: Ending | None = None) -> None:
        """End the client as its user wishes; nothing where it is closed. What waits is told, subscriptions just end."""
        ending = ending or Ending(NORMAL, by_client=True)
        if self.state == "closed":
            return
        self._forget(ending)
        self._over(ending.error, is_wanted=True)

    def refusal(self) -> Exception | None:
        """Give the exception for a call that is made now; None where the client is open, or never was."""
        return self._error() if self.state == "closed" and self._error is not None else None

    def complaint(self, what: str, seconds: float) -> str:
        """Say why something had no connection in time, and what to do."""
        return (
            f"{what} waited {seconds:g} s for a connection and was not sent; the client connects again "
            f"({self._reason}): check the server, give a longer timeout, or retry when `state` is live"
        )

    @property
    def silence(self) -> float | None:
        """The seconds without any frame after which a connection is dead; None where the server sends no pings."""
        heartbeat = self._protocol.heartbeat
        return None if heartbeat is None else SILENT_INTERVALS * heartbeat.interval

    def watch(self, session: ClientSession, now: float) -> float | Ending:
        """Look whether a connection is alive: gives the seconds until the next look, or the end of a dead one.

        Ask once when it is ready, then each time when so many seconds have passed. A look that comes much too late
        says that this whole process stood still: then the reader gets a moment, since frames may be waiting.
        """
        silence = self.silence
        if silence is None:
            raise ValueError(f"{self._protocol.name} has no heartbeat to watch")
        left = session.heard_at + silence - now
        if left <= 0 and now - self._wakes_at <= LATE:
            return Ending(HEARTBEAT_LOST, f"nothing came for {silence:g} s", by_client=True)
        left = READING if left <= 0 else left
        self._wakes_at = now + left
        return left

    def _may_refresh(self, code: int | None) -> bool:
        return (
            code == UNAUTHORIZED
            and self._settings.can_refresh
            and self._settings.reconnect is not None
            and not self._is_refreshed
        )

    def _again(self, reason: str, *, refresh: bool = False) -> Again:
        self._reason = reason
        self._is_refreshed = self._is_refreshed or refresh
        delay = self._back_off.wait(self._random.random())
        return Again(delay, self._back_off.attempts, reason, refresh)

    def _over(self, error: Callable[[], Exception], *, is_wanted: bool = False) -> Over:
        self._error = error
        self.topics.end(None if is_wanted else error)
        self._set_state("closed")
        return Over(error)

    def _forget(self, ending: Ending) -> None:
        session, self.session = self.session, None
        if session is not None:
            session.end(ending)

    def _set_state(self, state: ClientState) -> None:
        if state != self.state:
            self.state = state
            self._on_state(state)


def _ending_of(error: Exception) -> Ending:
    if isinstance(error, Closed):
        return Ending(error.code, error.reason, error.by_client)
    return Ending(ABNORMAL, str(error))


def _copies(error: Exception) -> Callable[[], Exception]:
    """Make a new exception for each who gets it: one that is raised in several places mixes up their tracebacks."""

    def make() -> Exception:
        try:
            return copy.copy(error)
        except Exception:
            # A user's exception, whose constructor takes something else than its `args`.
            return error

    return make
