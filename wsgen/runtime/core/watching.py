"""Tells an observer what a codec reads and writes."""

from collections.abc import Callable

from ..observing import Observer
from ..protocol import AnyMessage
from ..wire import WireValue
from .reading import Received
from .refusing import Refused, RequestId


def watch_reading(read: Callable[[str], Received], observer: Observer) -> Callable[[str], Received]:
    """Read as before, and tell the observer of each frame what it was, or why it was refused."""

    def watched(text: str) -> Received:
        try:
            received = read(text)
        except Refused as refused:
            observer.frame_refused(refused.kind, refused.message)
            raise
        observer.frame_received(received.route.message.name, size_of(text))
        return received

    return watched


def watch_writing(
    write: Callable[[WireValue, AnyMessage, RequestId | None, str | None, float], str], observer: Observer
) -> Callable[[WireValue, AnyMessage, RequestId | None, str | None, float], str]:
    """Write as before, and tell the observer of each frame."""

    def watched(
        model: WireValue, message: AnyMessage, request_id: RequestId | None, topic: str | None, now: float
    ) -> str:
        text = write(model, message, request_id, topic, now)
        observer.frame_sent(message.name, size_of(text))
        return text

    return watched


def size_of(text: str) -> int:
    """Count the bytes of a frame's text."""
    return len(text) if text.isascii() else len(text.encode("utf-8", "surrogatepass"))
