"""When to ping a connection, and when to give it up."""

from collections.abc import Callable, Iterator
from enum import Enum
from typing import Final, Generic, TypeAlias, TypeVar

from .dispatch import RequestId

KeyT = TypeVar("KeyT")


class Beat(Enum):
    """What a connection needs now."""

    PING = "ping"
    LOST = "lost"


Told: TypeAlias = Callable[[float | None], None]
"""Called without a time when a ping was written, and with the time at which it was when its pong came."""
_PINGS_REMEMBERED: Final = 64


class Pulse:
    """The heartbeat of one connection.

    The deadline counts from the oldest ping that is not answered, since the moment it was written: one that each new
    ping restarted would never come. A ping that can't be written in that time (the peer reads nothing) counts as lost.
    `told` is for an observer. Before the time `due` nothing is, so that until then nobody needs to `check`.
    """

    __slots__ = ("_interval", "_next", "_oldest", "_timeout", "_told", "_unanswered", "_waiting_since", "due")

    def __init__(self, interval: float, timeout: float, *, now: float, jitter: float, told: Told | None = None) -> None:
        self._told = told
        self._interval = interval
        self._timeout = timeout
        # Connections that came at once (after a restart) are spread over the interval.
        self._next = now + interval * jitter
        self.due = self._next
        # There are rarely two, mostly none: a list for each connection would be a third of its heartbeat's memory.
        self._unanswered: tuple[tuple[RequestId | None, float], ...] = ()
        self._oldest: float | None = None
        self._waiting_since: float | None = None

    def check(self, now: float) -> Beat | None:
        """Say what is due; after `PING` the caller tells `queued`, then `written`."""
        oldest = self._waiting_since if self._oldest is None else self._oldest
        if oldest is not None and now - oldest >= self._timeout:
            return Beat.LOST
        if self._waiting_since is None and now >= self._next:
            return Beat.PING
        return None

    def queued(self, now: float) -> None:
        """Take note that a ping waits to be written."""
        self._waiting_since = now
        self._next = now + self._interval
        oldest = now if self._oldest is None else self._oldest
        self.due = min(self._next, oldest + self._timeout)

    def written(self, identity: RequestId | None, now: float) -> None:
        """Take note that a ping has left; its deadline begins."""
        self._waiting_since = None
        self._unanswered = (*self._unanswered[1 - _PINGS_REMEMBERED :], (identity, now))
        if self._oldest is None:
            self._oldest = now
        if self._told is not None:
            self._told(None)

    def postpone(self, seconds: float, now: float) -> None:
        """Leave out a time in which this side did nothing: no pong could be heard, and no ping was sent."""
        self._next += seconds
        self._unanswered = tuple((identity, min(at + seconds, now)) for identity, at in self._unanswered)
        self._oldest = self._unanswered[0][1] if self._unanswered else None
        if self._waiting_since is not None:
            self._waiting_since = min(self._waiting_since + seconds, now)
        self.due = now

    def answered(self, identity: RequestId | None) -> bool:
        """Take a pong: it answers its ping and all before it, one without id every ping. False for an unknown id."""
        written = self._unanswered[-1][1] if self._unanswered else None
        if identity is None:
            self._unanswered = ()
        else:
            answered = (at for at, (sent, _) in enumerate(self._unanswered) if sent in (identity, None))
            found = next(answered, None)
            if found is None:
                return False
            written = self._unanswered[found][1]
            self._unanswered = self._unanswered[found + 1 :]
        self._oldest = self._unanswered[0][1] if self._unanswered else None
        if self._oldest is None and self._waiting_since is None:
            self.due = self._next
        if self._told is not None and written is not None:
            self._told(written)
        return True


class Heartbeats(Generic[KeyT]):
    """All connections' heartbeats, looked at in one sweep: a timer each would cost five times the time and memory.

    `period` is the time between two sweeps. One that comes much later says that the process stood still (a handler
    that blocked it, a machine that slept): for that time no client is to blame, who couldn't have been heard.
    """

    def __init__(self, period: float) -> None:
        self._period = period
        self._pulses: dict[KeyT, Pulse] = {}
        self._swept: float | None = None

    def __len__(self) -> int:
        return len(self._pulses)

    def add(self, key: KeyT, pulse: Pulse) -> None:
        """Watch one more connection."""
        self._pulses[key] = pulse

    def remove(self, key: KeyT) -> None:
        """Watch it no more; nothing happens when it wasn't."""
        self._pulses.pop(key, None)

    def begin(self, now: float) -> None:
        """Take note that sweeps begin, perhaps again: what was before is no time in which they were missed."""
        self._swept = now

    def sweep(self, now: float) -> Iterator[tuple[KeyT, Pulse, Beat]]:
        """Give every connection that needs something, each with what it needs."""
        late = 0.0 if self._swept is None else now - self._swept - self._period
        self._swept = now
        if late > self._period:
            for pulse in self._pulses.values():
                pulse.postpone(late, now)
        due = [(key, pulse) for key, pulse in self._pulses.items() if pulse.due <= now]
        for key, pulse in due:
            if (beat := pulse.check(now)) is not None:
                yield key, pulse, beat


def sweep_period(interval: float, timeout: float) -> float:
    """Give the seconds between two sweeps: a twentieth of the shorter time, at most one second."""
    return min(1.0, interval / 20, timeout / 20)
