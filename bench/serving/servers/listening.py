"""How every contestant listens: a socket of its own whose port it prints, and for ASGI the same uvicorn for all."""

import resource
import socket
from typing import Any


def listen() -> socket.socket:
    """Listen on a free port, and print it: from here on clients may connect, and wait until somebody accepts them."""
    allow_many_files()
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", 0))
    listener.listen(8192)
    print(listener.getsockname()[1], flush=True)
    return listener


def allow_many_files() -> None:
    """Let this process have as many connections as it may have."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def serve(app: Any) -> None:
    """Run an ASGI application as docs/bench.md says, until the process is ended."""
    import uvicorn

    config = uvicorn.Config(
        app, ws="websockets-sansio", loop="uvloop", ws_per_message_deflate=False, ws_ping_interval=None,
        log_level="warning", access_log=False,
    )  # fmt: skip
    uvicorn.Server(config).run(sockets=[listen()])
