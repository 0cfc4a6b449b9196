"""Tells Prometheus what a server does: `ServerOptions(observer=Metrics(registry))`, then `Held(chat, registry)`."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any, Protocol

from prometheus_client import CollectorRegistry, Counter, Histogram
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from generated import Observer


class Metrics(Observer):
    """Counters and histograms: what has happened."""

    def __init__(self, registry: CollectorRegistry) -> None:
        def counter(name: str, text: str, *labels: str) -> Counter:
            return Counter(f"ws_{name}", text, labels, registry=registry)

        self.closed = counter("connections_closed", "Connections that ended.", "code", "by")
        self.refused = counter("connections_refused", "Clients that never got in.", "code")
        self.received = counter("frames_received", "Frames that were accepted.", "message")
        self.received_bytes = counter("received_bytes", "Bytes of accepted frames.")
        self.invalid = counter("frames_refused", "Frames that weren't.", "kind", "message")
        self.sent = counter("frames_sent", "Frames for one connection.", "message")
        self.deliveries = counter("deliveries", "Frames of topics, times their receivers.", "channel")
        self.sent_bytes = counter("sent_bytes", "Bytes of all frames that were sent.")
        self.gaps = counter("broker_gaps", "Topics that may lack frames.", "channel")
        self.pongs = Histogram("ws_pong_seconds", "From a ping to its pong.", registry=registry)
        self.handlers = Histogram("ws_handler_seconds", "A handler's run.", ("message", "outcome"), registry=registry)

    def connection_closed(self, connection: int, code: int, by: str, seconds: float) -> None:
        # Peers choose codes from 3000 on as they like, and each would be a series of its own.
        self.closed.labels("application" if by == "peer" and code >= 3000 else code, by).inc()

    def connection_refused(self, code: int) -> None:
        self.refused.labels(code).inc()

    def frame_received(self, message: str, size: int) -> None:
        self.received.labels(message).inc()
        self.received_bytes.inc(size)

    def frame_refused(self, kind: str, message: str | None) -> None:
        self.invalid.labels(kind, message or "").inc()

    def frame_sent(self, message: str, size: int) -> None:
        self.sent.labels(message).inc()
        self.sent_bytes.inc(size)

    def published(self, channel: str, size: int, receivers: int) -> None:
        self.deliveries.labels(channel).inc(receivers)
        self.sent_bytes.inc(size * receivers)

    def pong_received(self, connection: int, seconds: float) -> None:
        self.pongs.observe(seconds)

    def handler_finished(self, message: str, outcome: str, seconds: float) -> None:
        self.handlers.labels(message, outcome).observe(seconds)

    def broker_gap(self, channel: str) -> None:
        self.gaps.labels(channel).inc()


class HasGauges(Protocol):
    """A generated server."""

    def gauges(self) -> Any: ...


class Held(Collector):
    """Gauges: what the server holds when Prometheus asks."""

    def __init__(self, server: HasGauges, registry: CollectorRegistry) -> None:
        self._server = server
        registry.register(self)

    def collect(self) -> Iterator[Metric]:
        for name, value in asdict(self._server.gauges()).items():
            yield GaugeMetricFamily(f"ws_{name}", f"{name.replace('_', ' ')} now", value=value)
