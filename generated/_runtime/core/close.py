"""Close codes and reasons as RFC 6455 §7.4 allows them on the wire."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

NORMAL: Final = 1000
GOING_AWAY: Final = 1001
PROTOCOL_ERROR: Final = 1002
UNSUPPORTED_DATA: Final = 1003
NO_STATUS: Final = 1005
ABNORMAL: Final = 1006
INVALID_TEXT: Final = 1007
POLICY: Final = 1008
TOO_BIG: Final = 1009
INTERNAL_ERROR: Final = 1011
SERVICE_RESTART: Final = 1012
TRY_AGAIN_LATER: Final = 1013
BAD_GATEWAY: Final = 1014
BAD_ARGUMENTS: Final = 4400
UNAUTHORIZED: Final = 4401
FORBIDDEN: Final = 4403
HEARTBEAT_LOST: Final = 4408

_STATUS: Final[Mapping[int, int]] = MappingProxyType(
    {BAD_ARGUMENTS: 400, UNAUTHORIZED: 401, INTERNAL_ERROR: 500, SERVICE_RESTART: 503, TRY_AGAIN_LATER: 503}
)

REASON_BYTES: Final = 123
"""A close frame's payload is at most 125 bytes, two of them the code (RFC 6455 §5.5)."""


def cut_reason(reason: str) -> str:
    """Cut a reason to 123 bytes of UTF-8 at a character; what UTF-8 can't hold (lone surrogates) becomes `?`."""
    encoded = reason.encode("utf-8", "replace")
    return encoded[:REASON_BYTES].decode("utf-8", "ignore")


def status_of(code: int) -> int:
    """Give the HTTP status that says what a close code does, before there is a connection to close."""
    return _STATUS.get(code, 403)


def is_sendable(code: int) -> bool:
    """Say whether a close frame may carry the code: RFC 6455 §7.4.2, and the codes registered since (1012 to 1014)."""
    return 1000 <= code <= 1003 or 1007 <= code <= 1014 or 3000 <= code <= 4999
