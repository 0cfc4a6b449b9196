"""Records when each connection of a server begins and ends: a line in the log, and a call of the observer."""

import logging

from ..clock import Clock
from ..core.close import ABNORMAL, SERVICE_RESTART
from ..log_events import (
    CONNECTION_CLOSED,
    CONNECTION_CLOSED_WHY,
    CONNECTION_ENDED,
    CONNECTION_OPENED,
    CONNECTION_REFUSED,
)
from ..observing import ClosedBy, Observer
from .link import Link

logger = logging.getLogger(__name__)


class Record:
    """One connection, from the moment at which it is accepted and its arguments are found right: `begin`."""

    def __init__(self, connection: int, clock: Clock, observer: Observer | None) -> None:
        self._connection = connection
        self._clock = clock
        self._observer = observer
        self._since: float | None = None

    def begin(self) -> None:
        """Record its beginning."""
        self._since = self._clock.monotonic()
        CONNECTION_OPENED.log(logger, connection=self._connection)
        if self._observer is not None:
            self._observer.connection_opened(self._connection)

    def end(self, link: Link, peer_code: int) -> None:
        """Record its end, where it began; `peer_code` is what the peer closed it with, unless this side did."""
        if self._since is None:
            return
        seconds = self._clock.monotonic() - self._since
        code = link.close_code or peer_code
        by: ClosedBy = "us" if link.close_code is not None else "network" if code == ABNORMAL else "peer"
        if by == "us":
            # A restart closes them all.
            level = logging.DEBUG if code == SERVICE_RESTART else None
            CONNECTION_CLOSED.log(logger, level=level, connection=self._connection, code=code, seconds=seconds)
            if link.close_reason:
                # A reason may quote a frame, so it's for who debugs.
                CONNECTION_CLOSED_WHY.log(logger, connection=self._connection, code=code, reason=link.close_reason)
        else:
            CONNECTION_ENDED.log(logger, connection=self._connection, code=code, seconds=seconds)
        if self._observer is not None:
            self._observer.connection_closed(self._connection, code, by, seconds)


def record_refusal(code: int, reason: str, observer: Observer | None) -> None:
    """Record a client that never got a connection; `code` is a close code or an HTTP status."""
    CONNECTION_REFUSED.log(logger, code=code, reason=reason)
    if observer is not None:
        observer.connection_refused(code)
