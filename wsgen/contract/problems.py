"""Says in a sentence why an interaction failed, and how to go on."""

from typing import Final

from ..plan.protocol import Protocol
from ..provider.arrived import NO_CLOSE_FRAME, SocketClosedError, SocketRefusedError
from ..spec.node import Value
from .course import Expected
from .mismatch import Mismatch, shown
from .verdict import Problem

_UNAUTHORISED: Final = frozenset({401, 403, 1008, 4400, 4401, 4403})
_GIVE: Final = "the consumer counts on it; mend the provider, or agree on another contract"
_ARGUMENTS: Final = "give what the handshake needs: --argument name=value, or [tool.wsgen.arguments]"


def numbered(number: int, total: int) -> str:
    """How a response is called; numbers count from 0."""
    return f"response {number + 1} of {total}" if total > 1 else "the response"


def differs(expected: Expected, total: int, mismatches: tuple[Mismatch, ...]) -> Problem:
    """A frame is the message that was due, with other values."""
    return Problem("WSG871", f"{numbered(expected.number, total)} isn't what the contract says", _GIVE, mismatches)


def is_another(expected: Expected, total: int, came: str, protocol: Protocol) -> Problem:
    """A frame is another message than the one that was due; `came` is what it is called."""
    due = protocol.messages[expected.message].wire if expected.message else "another"
    return Problem("WSG871", f"{numbered(expected.number, total)} should be `{due}`, but `{came}` came", _GIVE)


def is_missing(number: int, total: int, seconds: float) -> Problem:
    """Nothing came."""
    return Problem(
        "WSG872", f"{numbered(number, total)} didn't come within {seconds:g} s", "give a slow provider more --timeout"
    )


def is_late(number: int, total: int, seconds: float) -> Problem:
    """It came, but not in time."""
    message = f"{numbered(number, total)} came too late, after more than {seconds:g} s"
    return Problem("WSG873", message, "give a slow provider more --timeout")


def is_too_many(total: int) -> Problem:
    """A frame came when all responses had come."""
    expected = {0: "no response", 1: "one response"}.get(total, f"{total} responses")
    return Problem("WSG874", f"another frame came after all that the contract says: {expected}", _GIVE)


def has_closed(closed: SocketClosedError, when: str) -> Problem:
    """The connection has ended; `when` says where in the interaction."""
    reason = f" ({closed.reason})" if closed.reason else ""
    how = f"closed the connection with {closed.code}{reason}"
    if closed.code == NO_CLOSE_FRAME:
        how = "dropped the connection without a close frame"
    hint = _ARGUMENTS if closed.code in _UNAUTHORISED else "its log should say why"
    return Problem("WSG875", f"the provider {how} {when}", hint)


def is_refused(refused: SocketRefusedError) -> Problem:
    """The provider answered the handshake otherwise than by a WebSocket."""
    hint = _ARGUMENTS if refused.status in _UNAUTHORISED else "see that the URL's path is the WebSocket's"
    return Problem("WSG876", f"the provider refuses the connection: {refused}", hint)


def has_another_id(number: int, total: int, came: Value, sent: Value) -> Problem:
    """A response belongs to another request."""
    message = f"{numbered(number, total)} has the request id {shown(came)}, and the request had {shown(sent)}"
    return Problem("WSG877", message, "copy the request's id into every frame that answers it")


def can_not_begin(reason: object) -> Problem:
    """A provider state, or a trigger, failed."""
    return Problem("WSG878", str(reason), "the hook must know each state of the contract")


def earlier_failed(what: str, why: str) -> Problem:
    """What has to cross before the interaction, such as a subscription, didn't."""
    return Problem("WSG872", f"before the interaction, `{what}` {why}", "the frames show what the provider did")


def unknown_connection(key: str) -> Problem:
    """The contract speaks of a connection that the document doesn't have."""
    return Problem("WSG879", f"the document has no connection `{key}`", "record the contract again, by this document")


def rules_of_no_use(number: int, total: int, reason: object) -> Problem:
    """The contract contradicts itself."""
    message = f"{numbered(number, total)} of the contract doesn't follow its own matching rules: {reason}"
    return Problem("WSG880", message, "no provider could: record the contract again")
