"""A server without wsgen that checks nothing: it takes what it needs from each frame, as many real ones do."""

import json
from typing import Any

from .wires import Event, Receive, Send


async def app(scope: Event, receive: Receive, send: Send) -> None:
    """Answers each request as documented, and whatever else comes with nothing."""
    if scope["type"] != "websocket":
        return
    await receive()
    await send({"type": "websocket.accept"})
    while (event := await receive())["type"] == "websocket.receive":
        try:
            frame = json.loads(event.get("text") or event.get("bytes") or "")
        except (ValueError, RecursionError):
            continue
        for answer in _answers(frame if isinstance(frame, dict) else {}):
            await send({"type": "websocket.send", "text": json.dumps(answer)})


def _answers(frame: dict[str, Any]) -> list[dict[str, Any]]:
    answer = {"thread_id": frame.get("thread_id", 1)}
    if "request_id" in frame:
        answer["request_id"] = frame["request_id"]
    match frame.get("type"):
        case "subscribe_thread":
            return [{"type": "thread_history", "messages": [], **answer}]
        case "send_message":
            return [{"type": "stream_start", **answer}, {"type": "stream_end", **answer}]
        case _:
            return []
