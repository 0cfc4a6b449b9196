"""What comes on a socket: messages, and the end of the connection."""

from dataclasses import dataclass
from typing import Final

NO_CODE: Final = 1005
"""What stands for the code of a close frame that has none (RFC 6455 §7.1.5)."""
NO_CLOSE_FRAME: Final = 1006
"""What stands for the code where a connection ended without a close frame."""


@dataclass(frozen=True, slots=True)
class Arrived:
    """One message as it came: text, or bytes; `at` is the event loop's time.

    A text frame that isn't UTF-8 (RFC 6455 §8.1) has bytes too, and `is_text` nevertheless.
    """

    content: str | bytes
    at: float
    is_text: bool


class SocketRefusedError(Exception):
    """There is no connection; `status` is the answer's (HTTP), None where there was none. The message says why."""

    def __init__(self, reason: str, status: int | None = None) -> None:
        super().__init__(reason)
        self.status = status


class SocketClosedError(Exception):
    """The connection has ended; the code is 1006 where no close frame came."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(f"closed {code}{f' ({reason})' if reason else ''}")
        self.code = code
        self.reason = reason
