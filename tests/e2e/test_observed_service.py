"""The examples of docs/operations.md work as they stand: what they count, what they trace, what they log."""

import asyncio
import importlib.util
import io
import json
import logging
import subprocess
import sys
from collections.abc import AsyncIterator
from typing import Any

import pytest
from opentelemetry import metrics, trace
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import InMemoryMetricReader
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from prometheus_client import CollectorRegistry, generate_latest
from served import ROOT

from generated import ChatClient, ChatServer, Connection, Observer, RequestFailed, ServerOptions
from generated import ErrorReply as Refusal
from generated._runtime.testing import connect, pair
from generated.models import Error, SendMessage, StreamChunk, StreamEnd, StreamStart, SubscribeThread, ThreadHistory
from generated.server import SendMessageReply


def load(name: str) -> Any:
    """One of the examples, by its place: another module that is called `examples` is on the path of tests."""
    spec = importlib.util.spec_from_file_location(f"observing_{name}", ROOT / "examples" / "observing" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


prometheus, opentelemetry, json_logs = load("prometheus"), load("opentelemetry"), load("json_logs")


class Chat(ChatServer):
    def __init__(self, observer: Observer) -> None:
        super().__init__(ServerOptions(observer=observer))

    async def on_subscribe_thread(self, connection: Connection, message: SubscribeThread) -> ThreadHistory:
        if message.thread_id == 13:
            raise Refusal(Error(code=404, message="no such thread"))
        connection.subscribe(self.thread(thread_id=message.thread_id))
        return ThreadHistory(thread_id=message.thread_id, messages=[])

    async def on_send_message(self, connection: Connection, message: SendMessage) -> AsyncIterator[SendMessageReply]:
        yield StreamStart(thread_id=message.thread_id)
        with trace.get_tracer("database").start_as_current_span("select"):
            yield StreamChunk(thread_id=message.thread_id, content="x", chunk_type="assistant_token")
        yield StreamEnd(thread_id=message.thread_id)


async def talk(chat: Chat) -> None:
    """One request that is answered, one that is refused, a stream, a publication, and a bad frame."""
    async with pair(chat, ChatClient, token="t") as (client, _):
        await client.subscribe_thread(thread_id=1)
        with pytest.raises(RequestFailed):
            await client.subscribe_thread(thread_id=13)
        async with client.send_message(thread_id=1, content="hi") as replies:
            assert len([reply async for reply in replies]) == 3
        await chat.thread(thread_id=1).send(StreamStart(thread_id=1))
    async with connect(chat, query={"token": "t"}) as peer:
        await peer.send({"type": "send_message"})


def test_prometheus_counts_what_happened_and_what_is_held() -> None:
    registry = CollectorRegistry()
    chat = Chat(prometheus.Metrics(registry))
    prometheus.Held(chat, registry)
    asyncio.run(talk(chat))
    lines = generate_latest(registry).decode().splitlines()
    for expected in (
        'ws_frames_received_total{message="subscribe_thread"} 2.0',
        'ws_frames_refused_total{kind="invalid",message="send_message"} 1.0',
        'ws_frames_sent_total{message="stream_chunk"} 1.0',
        'ws_deliveries_total{channel="thread"} 1.0',
        'ws_connections_closed_total{by="peer",code="1000"} 1.0',
        'ws_connections_closed_total{by="us",code="1002"} 1.0',
        'ws_handler_seconds_count{message="subscribe_thread",outcome="error"} 1.0',
        'ws_handler_seconds_count{message="send_message",outcome="ok"} 1.0',
        "ws_connections 0.0",
        "ws_longest_queue 0.0",
    ):
        assert expected in lines, "\n".join(lines)


def test_opentelemetry_has_metrics_and_spans(monkeypatch: pytest.MonkeyPatch) -> None:
    reader, spans = InMemoryMetricReader(), InMemorySpanExporter()
    meters, tracers = MeterProvider([reader]), TracerProvider()
    tracers.add_span_processor(SimpleSpanProcessor(spans))
    monkeypatch.setattr(metrics, "get_meter", meters.get_meter)
    monkeypatch.setattr(trace, "get_tracer", tracers.get_tracer)
    chat = Chat(opentelemetry.Telemetry())
    opentelemetry.held(chat.gauges)
    asyncio.run(talk(chat))
    data = reader.get_metrics_data()
    assert data is not None
    found: dict[str, list[Any]] = {
        metric.name: list(metric.data.data_points)
        for resource in data.resource_metrics
        for scope in resource.scope_metrics
        for metric in scope.metrics
    }
    assert [point.value for point in found["websocket.connections"]] == [0]
    handlers = {(point.attributes["message"], point.attributes["outcome"]) for point in found["websocket.handler"]}
    assert handlers == {("subscribe_thread", "ok"), ("subscribe_thread", "error"), ("send_message", "ok")}
    assert [point.value for point in found["websocket.longest_queue"]] == [0]
    by_name = {span.name: span for span in spans.get_finished_spans()}
    assert by_name["select"].parent == by_name["send_message"].context
    tracers.shutdown()
    meters.shutdown()


def test_logs_can_be_json() -> None:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(json_logs.JsonLines())
    logger = logging.getLogger("generated")
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    try:
        asyncio.run(talk(Chat(Observer())))
    finally:
        logger.removeHandler(handler)
        logger.setLevel(logging.NOTSET)
    line = next(
        line for line in map(json.loads, stream.getvalue().splitlines()) if line["event"] == "connection.closed"
    )
    assert (line["level"], line["code"], line["connection"]) == ("INFO", 1002, 2)
    assert line["text"] == "connection 2: closed with 1002"


@pytest.mark.parametrize("checker", [("mypy", "--strict"), ("pyright", "--pythonpath", sys.executable)])
def test_they_are_typed(checker: tuple[str, ...]) -> None:
    ran = subprocess.run(
        [sys.executable, "-m", *checker, "examples/observing"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert "Success" in ran.stdout or "0 errors" in ran.stdout, ran.stdout
