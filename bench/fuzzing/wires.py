"""Servers with one fault each, in what stands between application and socket: reading, writing, closing."""

import json
import os
from collections.abc import Awaitable, Callable, MutableMapping, Sequence
from typing import Any, ClassVar

from .correct import Correct

Event = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Event]]
Send = Callable[[Event], Awaitable[None]]
App = Callable[[Event, Receive, Send], Awaitable[None]]


class Wire:
    """What one connection does to the ASGI events that cross it: nothing."""

    def incoming(self, event: Event) -> Event | None:
        """What the server gets instead; None is nothing."""
        return event

    def outgoing(self, event: Event) -> Sequence[Event]:
        """What the client gets instead."""
        return (event,)


def behind(wire: Callable[[], Wire]) -> App:
    """A correct server behind a faulty wire."""
    correct = Correct().asgi()

    async def app(scope: Event, receive: Receive, send: Send) -> None:
        own = wire()

        async def read() -> Event:
            while True:
                event = await receive()
                if (passed := own.incoming(event)) is not None:
                    return passed

        async def write(event: Event) -> None:
            for each in own.outgoing(event):
                await send(each)

        await (correct(scope, read, write) if scope["type"] == "websocket" else correct(scope, receive, send))

    return app


def frame_of(event: Event) -> dict[str, Any]:
    """The JSON object of a text frame; empty where it is none."""
    try:
        frame = json.loads(event.get("text") or "null")
    except (ValueError, RecursionError):
        return {}
    return frame if isinstance(frame, dict) else {}


def with_frame(event: Event, frame: dict[str, Any]) -> Event:
    """The event with another frame."""
    return {**event, "text": json.dumps(frame)}


class BoundForgotten(Wire):
    """Accepts a message without text."""

    def incoming(self, event: Event) -> Event:
        frame = frame_of(event)
        return with_frame(event, {**frame, "content": "?"}) if frame.get("content") == "" else event


class BinaryAccepted(Wire):
    """Reads a binary frame as if it were text."""

    def incoming(self, event: Event) -> Event:
        data = event.get("bytes")
        return event if data is None else {"type": event["type"], "text": data.decode("utf-8", "replace")}


class NonBmp(Wire):
    """Hangs up on characters that don't fit into 16 bits."""

    def __init__(self) -> None:
        self.is_over = False

    def incoming(self, event: Event) -> Event:
        self.is_over = any(ord(each) > 0xFFFF for text in _texts(frame_of(event)) for each in text)
        return {"type": "websocket.disconnect", "code": 1000} if self.is_over else event


class DeepJson(Wire):
    """Dies of JSON that is nested deeply."""

    def incoming(self, event: Event) -> Event:
        text = event.get("text") or ""
        if max(text.count("["), text.count("{")) > 400:
            os._exit(70)
        return event


class UnknownIgnored(Wire):
    """Ignores frames of a type that doesn't exist."""

    def incoming(self, event: Event) -> Event | None:
        kind = frame_of(event).get("type", "pong")
        known = {"pong", "subscribe", "unsubscribe", "subscribe_thread", "send_message"}
        return event if not isinstance(kind, str) or kind in known else None


class WrongCloseCode(Wire):
    """Closes 1011 where it must be 1002."""

    def outgoing(self, event: Event) -> Sequence[Event]:
        return ({**event, "code": 1011},) if event.get("code") == 1002 else (event,)


class NoError(Wire):
    """Closes without saying what was wrong."""

    def outgoing(self, event: Event) -> Sequence[Event]:
        return () if frame_of(event).get("type") == "error" else (event,)


class WrongTag(Wire):
    """Ends a stream with a frame that the document doesn't have."""

    def outgoing(self, event: Event) -> Sequence[Event]:
        frame = frame_of(event)
        return (with_frame(event, {**frame, "type": "stream_stop"}) if frame.get("type") == "stream_end" else event,)


class WrongRequestId(Wire):
    """Gives every answer the id of the first request."""

    def __init__(self) -> None:
        self.first: str | None = None

    def outgoing(self, event: Event) -> Sequence[Event]:
        frame = frame_of(event)
        if "request_id" not in frame or frame.get("type") == "error":
            return (event,)
        self.first = self.first or frame["request_id"]
        return (with_frame(event, {**frame, "request_id": self.first}),)


class NoStreamEnd(Wire):
    """Ends no stream."""

    def outgoing(self, event: Event) -> Sequence[Event]:
        return () if frame_of(event).get("type") == "stream_end" else (event,)


class AnswersTwice(Wire):
    """Gives each history twice."""

    def outgoing(self, event: Event) -> Sequence[Event]:
        return (event,) * (2 if frame_of(event).get("type") == "thread_history" else 1)


class TwoStarts(Wire):
    """Begins each stream twice."""

    def outgoing(self, event: Event) -> Sequence[Event]:
        return (event,) * (2 if frame_of(event).get("type") == "stream_start" else 1)


class InvalidReply(Wire):
    """Forgets when things were said, which shows only where something was."""

    def outgoing(self, event: Event) -> Sequence[Event]:
        frame = frame_of(event)
        if frame.get("type") != "thread_history":
            return (event,)
        said = [{key: value for key, value in each.items() if key != "created_at"} for each in frame["messages"]]
        return (with_frame(event, {**frame, "messages": said}),)


class LeakPerFrame(Wire):
    """Keeps something of every frame, which nobody asks for again."""

    kept: ClassVar[list[bytearray]] = []

    def incoming(self, event: Event) -> Event:
        self.kept.append(bytearray(b"x") * 20_000)
        return event


def _texts(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    parts = value if isinstance(value, list) else [*value, *value.values()] if isinstance(value, dict) else []
    return [text for each in parts for text in _texts(each)]


bound_forgotten = behind(BoundForgotten)
binary_accepted = behind(BinaryAccepted)
non_bmp = behind(NonBmp)
deep_json = behind(DeepJson)
leak_per_frame = behind(LeakPerFrame)
unknown_ignored = behind(UnknownIgnored)
wrong_close_code = behind(WrongCloseCode)
no_error = behind(NoError)
wrong_tag = behind(WrongTag)
wrong_request_id = behind(WrongRequestId)
no_stream_end = behind(NoStreamEnd)
answers_twice = behind(AnswersTwice)
two_starts = behind(TwoStarts)
invalid_reply = behind(InvalidReply)
