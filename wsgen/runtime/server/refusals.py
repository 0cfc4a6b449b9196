"""What a server's hooks and handlers raise to refuse."""

from ..wire import WireValue


class Reject(Exception):  # noqa: N818 - a decision, not a mistake
    """Close the connection with this code and reason. 3000 to 4999 are the application's (RFC 6455 §7.4.2)."""

    def __init__(self, code: int = 4403, reason: str = "") -> None:
        super().__init__(code, reason)
        self.code = code
        self.reason = reason


class ErrorReply(Exception):  # noqa: N818 - an answer, not a mistake
    """Answer a request with this message, usually the protocol's error, and keep the connection.

    The request's id is copied into it where it has a place for one.
    """

    def __init__(self, message: WireValue) -> None:
        super().__init__(message)
        self.message = message
