"""Makes the ASGI scope of a WebSocket connection that no web server has opened."""

from collections.abc import Iterable, Mapping
from typing import Any

from ..server.asgi import Scope


def make_scope(
    path: str, query: bytes, headers: Iterable[tuple[str, str]], more: Mapping[str, Any] | None = None
) -> Scope:
    """Give the scope of a client on this machine; `more` sets further keys, or others than these."""
    return {
        "type": "websocket",
        "asgi": {"version": "3.0", "spec_version": "2.4"},
        "http_version": "1.1",
        "scheme": "ws",
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": query,
        "headers": [(name.lower().encode(), value.encode()) for name, value in headers],
        "client": ("127.0.0.1", 50000),
        "server": ("127.0.0.1", 80),
        "subprotocols": [],
        "extensions": {"websocket.http.response": {}},
        **(more or {}),
    }
