"""The protocol that every contestant speaks: its document, its frames, and the package that wsgen makes of it."""

import json
from pathlib import Path
from typing import Any, Final

from ..processes import BIN, run

SAY: Final = '{"action":"say","payload":{"id":42,"text":"What is AsyncAPI, and what do I need it for, please?"}}'
SAID: Final = SAY.replace('"say"', '"said"')
POST: Final = '{"action":"post","payload":{"size":200}}'

PACKAGE: Final = "served"


def document() -> str:
    """Give the AsyncAPI document: a request with its reply, a topic to publish to, and a heartbeat."""
    words = _object(id={"type": "integer", "minimum": 1}, text={"type": "string", "minLength": 1, "maxLength": 1000})
    posted = _object(room_id={"type": "integer"}, number={"type": "integer"}, text={"type": "string"})
    messages = {
        "say": words,
        "said": words,
        "post": _object(size={"type": "integer", "minimum": 0}),
        "posted": posted,
        "ping": _object(id={"type": "string"}),
        "pong": _object(id={"type": "string"}),
    }
    channels = {
        "talk": {"address": "talk", "messages": _of("say", "said", "post", "ping", "pong")},
        "room": {"address": "room:{room_id}", "parameters": {"room_id": {}}, "messages": _of("posted")},
    }
    whole = {
        "asyncapi": "3.0.0",
        "info": {"title": "Served", "version": "1.0.0"},
        "x-wsgen-connection": "shared",
        "x-wsgen-heartbeat": {"interval": 30, "timeout": 60},
        "servers": {"local": {"host": "localhost", "pathname": "/ws", "protocol": "ws"}},
        "channels": channels,
        "operations": {
            "say": _operation("receive", "talk", "say", reply="said"),
            "post": _operation("receive", "talk", "post"),
            "ping": _operation("send", "talk", "ping"),
            "pong": _operation("receive", "talk", "pong"),
            "posted": _operation("send", "room", "posted"),
        },
        "components": {"messages": {name: _message(name, payload) for name, payload in messages.items()}},
    }
    return json.dumps(whole)


def generate(folder: Path) -> Path:
    """Make the package in `folder`, which a server then has on its path."""
    (folder / "served.json").write_text(document(), encoding="utf-8")
    run(BIN / "wsgen", "regen", "served.json", "--out", PACKAGE, cwd=folder)
    return folder


def _of(*names: str) -> dict[str, Any]:
    return {name: {"$ref": f"#/components/messages/{name}"} for name in names}


def _message(name: str, payload: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "payload": _object(action={"const": name}, payload=payload)}


def _operation(action: str, channel: str, message: str, reply: str = "") -> dict[str, Any]:
    place = {"$ref": f"#/channels/{channel}"}
    operation = {"action": action, "channel": place, "messages": [_reference(channel, message)]}
    return {**operation, "reply": {"messages": [_reference(channel, reply)]}} if reply else operation


def _reference(channel: str, message: str) -> dict[str, str]:
    return {"$ref": f"#/channels/{channel}/messages/{message}"}


def _object(**properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "required": [*properties], "properties": properties}
