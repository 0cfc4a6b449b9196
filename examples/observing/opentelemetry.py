"""Tells OpenTelemetry what a server or a client does: `ServerOptions(observer=Telemetry())`; `held` adds the gauges."""

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import asdict
from typing import Any

from opentelemetry import metrics, trace
from opentelemetry.metrics import CallbackOptions, Observation

from generated import Observer


class Telemetry(Observer):
    """Metrics, and a span around each handler: spans of its database and of its HTTP calls are inside it."""

    def __init__(self) -> None:
        meter = metrics.get_meter("websocket")
        self._tracer = trace.get_tracer("websocket")
        self._open = meter.create_up_down_counter("websocket.connections", "{connection}")
        self._closed = meter.create_counter("websocket.connections.closed", "{connection}")
        self._received = meter.create_histogram("websocket.frames.received", "By", "Frames that were accepted.")
        self._refused = meter.create_counter("websocket.frames.refused", "{frame}")
        self._sent = meter.create_histogram("websocket.frames.sent", "By", "Frames for one connection.")
        self._deliveries = meter.create_counter("websocket.deliveries", "{frame}")
        self._pong = meter.create_histogram("websocket.pong", "s", "From a ping to its pong.")
        self._handler = meter.create_histogram("websocket.handler", "s", "A handler's run.")
        self._request = meter.create_histogram("websocket.request", "s", "From a client's request to its reply.")

    def connection_opened(self, connection: int) -> None:
        self._open.add(1)

    def connection_closed(self, connection: int, code: int, by: str, seconds: float) -> None:
        self._open.add(-1)
        # Peers choose codes from 3000 on as they like, and each would be a series of its own.
        self._closed.add(1, {"code": 0 if by == "peer" and code >= 3000 else code, "by": by})

    def frame_received(self, message: str, size: int) -> None:
        self._received.record(size, {"message": message})

    def frame_refused(self, kind: str, message: str | None) -> None:
        self._refused.add(1, {"kind": kind, "message": message or ""})

    def frame_sent(self, message: str, size: int) -> None:
        self._sent.record(size, {"message": message})

    def published(self, channel: str, size: int, receivers: int) -> None:
        self._deliveries.add(receivers, {"channel": channel})

    def pong_received(self, connection: int, seconds: float) -> None:
        self._pong.record(seconds)

    def around_handler(
        self, connection: int, message: str, request_id: str | int | None
    ) -> AbstractContextManager[object]:
        return self._tracer.start_as_current_span(
            message,
            kind=trace.SpanKind.SERVER,
            attributes={"websocket.connection": connection, "websocket.request_id": str(request_id or "")},
        )

    def handler_finished(self, message: str, outcome: str, seconds: float) -> None:
        self._handler.record(seconds, {"message": message, "outcome": outcome})

    def request_finished(self, message: str, outcome: str, seconds: float) -> None:
        self._request.record(seconds, {"message": message, "outcome": outcome})


def held(gauges: Callable[[], Any]) -> None:
    """Show what a server holds whenever metrics are collected: `held(chat.gauges)`."""

    def observe(field: str) -> Callable[[CallbackOptions], Iterable[Observation]]:
        def look(options: CallbackOptions) -> Iterable[Observation]:
            return [Observation(asdict(gauges())[field])]

        return look

    meter = metrics.get_meter("websocket")
    for field in ("topics", "subscriptions", "handlers", "queued_frames", "queued_bytes", "longest_queue"):
        meter.create_observable_gauge(f"websocket.{field}", [observe(field)])
