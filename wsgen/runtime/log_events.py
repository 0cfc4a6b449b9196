"""Every line that the runtime logs: a stable name for programs, a level, and a sentence for people."""

import logging
import re
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class LogEvent:
    """One kind of line; `when` says what it is about.

    `sentence` names its fields as `%(field)s`, and `others` has those that only programs read. All of them, and the
    name as `event`, are attributes of the log record. Neither has ever a token, a query or a header in it.
    """

    name: str
    level: int
    sentence: str
    when: str
    others: tuple[str, ...] = ()

    @property
    def fields(self) -> tuple[str, ...]:
        """The names of its fields."""
        return (*re.findall(r"%\((\w+)\)", self.sentence), *self.others)

    def log(self, logger: logging.Logger, *, trace: bool = False, level: int | None = None, **fields: object) -> None:
        """Log one line; `trace` adds the traceback of the exception that is being handled."""
        level = self.level if level is None else level
        if logger.isEnabledFor(level):
            extra = {"event": self.name, **fields}
            # An empty dict would be an argument that the sentence has no place for.
            logger.log(level, self.sentence, *((fields,) if fields else ()), exc_info=trace, extra=extra, stacklevel=2)


SERVER_LISTENING: Final = LogEvent(
    "server.listening",
    logging.INFO,
    "listening on %(where)s",
    "The server that needs no other (`server.serve`) has begun.",
)
SIGNALS_UNAVAILABLE: Final = LogEvent(
    "server.signals_unavailable",
    logging.DEBUG,
    "this event loop can't listen for signals",
    "The same server ends with its task alone, not with SIGINT or SIGTERM.",
)
CONNECTION_REFUSED: Final = LogEvent(
    "connection.refused",
    logging.INFO,
    "a client was refused with %(code)s: %(reason)s",
    "A client never became a connection: its arguments, its path, or the time, as the server is shutting down.",
)
ORIGIN_REFUSED: Final = LogEvent(
    "connection.origin_refused",
    logging.WARNING,
    "the origin %(origin)s is not among `ServerOptions.origins`",
    "A page of a web site that isn't listed tried to connect, and got HTTP 403. The origin is what the client says.",
)
CONNECTION_OPENED: Final = LogEvent(
    "connection.opened",
    logging.DEBUG,
    "connection %(connection)s: opened",
    "A client has connected, and its arguments are what the document asks for; nobody has decided yet who it is.",
)
CONNECTION_CLOSED: Final = LogEvent(
    "connection.closed",
    logging.INFO,
    "connection %(connection)s: closed with %(code)s",
    "This server closed a connection. DEBUG at a restart (1012), which closes them all.",
    ("seconds",),
)
CONNECTION_CLOSED_WHY: Final = LogEvent(
    "connection.closed_why",
    logging.DEBUG,
    "connection %(connection)s: the reason of the %(code)s is %(reason)r",
    "Beside the line above: the reason that the client was given, which may quote its frame.",
)
CONNECTION_ENDED: Final = LogEvent(
    "connection.ended",
    logging.DEBUG,
    "connection %(connection)s: ended by the client with %(code)s",
    "A client closed its connection, or was cut off (1006).",
    ("seconds",),
)
CONNECTION_FAILED: Final = LogEvent(
    "connection.failed",
    logging.ERROR,
    "a connection failed",
    "Something raised that should not: a fault of this runtime, or of the server that it runs on. Closed with 1011.",
)
PEER_GONE: Final = LogEvent(
    "peer.gone",
    logging.DEBUG,
    "a client went before it could be answered",
    "A client went before it was accepted, refused or closed with this code.",
    ("code",),
)
HANDLER_FAILED: Final = LogEvent(
    "handler.failed",
    logging.ERROR,
    "%(handler)s raised (message %(message_name)s, tag %(tag)r, request id %(request_id)r, connection %(connection)s)",
    "A handler of yours raised anything but `ErrorReply` or `Reject`. DEBUG after ten of a connection.",
)
REPLY_INVALID: Final = LogEvent(
    "reply.invalid",
    logging.ERROR,
    "ErrorReply can't be sent (message %(message_name)s, connection %(connection)s)",
    "A handler's `ErrorReply` holds what the document has no such message for. Closed with 1011.",
)
HOOK_FAILED: Final = LogEvent(
    "hook.failed",
    logging.ERROR,
    "%(hook)s raised (connection %(connection)s)",
    "`authenticate`, `on_connect` or `on_disconnect` raised; in the first two the client is closed with 1011.",
)
SHUTDOWN_INCOMPLETE: Final = LogEvent(
    "server.shutdown_incomplete",
    logging.WARNING,
    "the shutdown waits no longer for %(connections)s connections",
    "Handlers or `on_disconnect` went on after the grace period, and after they were cancelled.",
)
HEARTBEAT_IMPOSSIBLE: Final = LogEvent(
    "heartbeat.impossible",
    logging.WARNING,
    "no heartbeat: a valid %(message_name)s needs more than an id",
    "Once, at the start: the document declares a heartbeat whose ping the server can't make by itself.",
)
TOPICS_GAP: Final = LogEvent(
    "topics.gap",
    logging.WARNING,
    "frames may have been lost of %(topics)s",
    "The broker was away, and what others published meanwhile hasn't come here; at most ten of `count` are named.",
    ("count",),
)
BROKER_LOST: Final = LogEvent(
    "broker.lost",
    logging.WARNING,
    "the broker is lost, topics don't arrive until it is back: %(error)s",
    "Redis closed the connection, or didn't answer; once, until it is back. Publishing raises BrokerUnavailable.",
)
BROKER_BACK: Final = LogEvent(
    "broker.back",
    logging.WARNING,
    "the broker is back",
    "All topics are subscribed to again. `topics.gap` says which ones lack frames.",
)
OBSERVER_FAILED: Final = LogEvent(
    "observer.failed",
    logging.ERROR,
    "the observer's %(hook)s raised; further failures of it aren't logged",
    "A method of your `Observer` raised: once for each method.",
)
FRAME_UNKNOWN: Final = LogEvent(
    "frame.unknown",
    logging.DEBUG,
    "a frame of no known message was ignored: %(reason)s",
    "A client got a frame that its document doesn't have, as from a newer server.",
)
ERROR_UNANSWERED: Final = LogEvent(
    "error.unanswered",
    logging.WARNING,
    "the server reports an error that answers no request: %(text)s",
    "A client got an error message, and nobody listens with `on_error`. DEBUG from the second of a connection on.",
)
CALLBACK_FAILED: Final = LogEvent(
    "callback.failed",
    logging.ERROR,
    "a callback of the client failed",
    "A function given to `on_state`, `on_unknown` or `on_error` raised.",
)
CLIENT_LOST: Final = LogEvent(
    "client.lost",
    logging.INFO,
    "not connected (%(reason)s): attempt %(attempt)s follows in %(delay).1f s",
    "A client lost its connection, or an attempt to have another one failed; it tries again.",
)
CLIENT_ENDED: Final = LogEvent(
    "client.ended",
    logging.INFO,
    "the client connects no more: %(reason)s",
    "A client that was lost gave up, since another attempt would end the same. It is closed.",
)
FRAME_RECEIVED: Final = LogEvent(
    "frame.received",
    logging.DEBUG,
    "← %(frame)s",
    "A client got this frame; the logger is `….client.transport.frames`.",
)
FRAME_SENT: Final = LogEvent(
    "frame.sent",
    logging.DEBUG,
    "→ %(frame)s",
    "A client sent this frame; the same logger.",
)
