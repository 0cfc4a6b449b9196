"""How every contestant listens: a socket of its own whose port it prints, and for ASGI the same uvicorn for all."""

import socket
from typing import Any


def listen() -> socket.socket:
    """Listen on a free port, and print it: from here on clients may connect, and wait until somebody accepts them."""
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", 0))
    listener.listen(8192)
    print(listener.getsockname()[1], flush=True)
    return listener


def serve(app: Any) -> None:
    """Run an ASGI application as docs/bench.md says, until the process is ended."""
    import uvicorn

    config = uvicorn.Config(
        app, ws="websockets-sansio", loop="uvloop", ws_per_message_deflate=False, ws_ping_interval=None,
        log_level="warning", access_log=False,
    )  # fmt: skip
    uvicorn.Server(config).run(sockets=[listen()])
