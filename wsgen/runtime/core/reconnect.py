"""Says whether a client connects again after it lost its connection, and how long it waits before it does (no IO)."""

import math
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from ..errors import Closed, Ending, HandshakeFailed
from .close import (
    ABNORMAL,
    BAD_GATEWAY,
    GOING_AWAY,
    HEARTBEAT_LOST,
    INTERNAL_ERROR,
    NO_STATUS,
    SERVICE_RESTART,
    TRY_AGAIN_LATER,
)

RETRIABLE: Final = frozenset(
    {
        GOING_AWAY,
        NO_STATUS,
        ABNORMAL,
        INTERNAL_ERROR,
        SERVICE_RESTART,
        TRY_AGAIN_LATER,
        BAD_GATEWAY,
        HEARTBEAT_LOST,
    }
)
"""The codes after which another connection may live. All others mean that it would end the same."""

_FAILING: Final = 500
_RETRIABLE_STATUS: Final = frozenset({408, 425, 429})


@dataclass(frozen=True, slots=True, kw_only=True)
class ReconnectPolicy:
    """How fast a client connects again; times are in seconds.

    The wait before an attempt is a random part of a ceiling, so that clients which lost their server together don't
    return together. The ceiling is `first`, for each further attempt `factor` times the one before and at most `most`;
    it is `first` again once a connection has lived for `stable`.
    """

    first: float = 0.5
    factor: float = 2.0
    most: float = 20.0
    stable: float = 10.0

    def __post_init__(self) -> None:
        if not (0 < self.first <= self.most < math.inf):
            raise ValueError("ReconnectPolicy.first must be more than 0 seconds, and at most ReconnectPolicy.most")
        if not 1 <= self.factor < math.inf:
            raise ValueError("ReconnectPolicy.factor must be at least 1")
        if not 0 <= self.stable < math.inf:
            raise ValueError("ReconnectPolicy.stable must be at least 0 seconds")


class BackOff:
    """Counts the attempts since the last connection that was stable."""

    def __init__(self, policy: ReconnectPolicy) -> None:
        self._policy = policy
        self.attempts = 0

    def wait(self, jitter: float) -> float:
        """Give the seconds to wait before the next attempt; `jitter` is a random number from 0 to 1."""
        policy = self._policy
        try:
            ceiling = policy.first * policy.factor**self.attempts
        except OverflowError:
            ceiling = policy.most
        self.attempts += 1
        return min(policy.most, ceiling) * jitter

    def lived(self, seconds: float) -> bool:
        """Take note how long a connection lived; says whether that was stable, and begins anew where it was."""
        if seconds < self._policy.stable:
            return False
        self.attempts = 0
        return True


def is_retriable(ending: Ending, also: Collection[int] = ()) -> bool:
    """Say whether another connection may live after one that ended so; `also` are further codes of the server's.

    What this client ended is over, but for a server from which nothing came in time.
    """
    if ending.by_client:
        return ending.code == HEARTBEAT_LOST
    return ending.code in RETRIABLE or ending.code in also


def is_passing(error: BaseException, also: Collection[int] = ()) -> bool:
    """Say whether an attempt that failed so may succeed later: nobody there, too slow, HTTP 5xx, 408, 425 or 429.

    A server that answers with something that is no handshake is taken for one that is about to start.
    """
    if isinstance(error, Closed):
        return is_retriable(Ending(error.code, error.reason, error.by_client), also)
    if isinstance(error, HandshakeFailed):
        status = error.status
        return status is None or status >= _FAILING or status in _RETRIABLE_STATUS
    # TimeoutError is one too, and so is what the name service and TLS say.
    return isinstance(error, OSError)
