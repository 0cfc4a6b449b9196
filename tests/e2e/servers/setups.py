"""Every server, host and environment that the same tests run on."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[3]
OLDEST: Final = ROOT / ".cache" / "oldest" / "bin"
"""Of the environment with the oldest versions that are supported, requirements/oldest.txt."""

NEWEST: Final = Path(sys.executable).parent

LIMIT: Final = 64 * 1024
"""The default of `ServerOptions.max_frame`, and what servers are told that can be told."""

# As docs/behaviour.md recommends: no pings of the server's own, since the protocol has a heartbeat, and no compression.
_UVICORN: Final = ("-m", "uvicorn", "hosted:app", "--port", "0", "--ws-max-size", str(LIMIT))
_UVICORN_QUIET: Final = (*_UVICORN, "--ws-per-message-deflate", "false", "--ws-ping-interval", "0", "--ws")
_COMMANDS: Final[Mapping[str, tuple[str, ...]]] = {
    "uvicorn websockets-sansio": (*_UVICORN_QUIET, "websockets-sansio"),
    "uvicorn wsproto": (*_UVICORN_QUIET, "wsproto"),
    # To this one an interval of 0 means pings without a pause.
    "uvicorn websockets": (*_UVICORN, "--ws-ping-interval", "86400", "--ws", "websockets"),
    "hypercorn": ("-m", "hypercorn", "hosted:app", "--bind", "127.0.0.1:0"),
    "granian": ("-m", "granian", "hosted:app", "--interface", "asgi", "--port"),
    "standalone": ("-m", "hosted"),
}


@dataclass(frozen=True, slots=True)
class Setup:
    """One way to serve: a server, what the application is mounted in, and the versions of both."""

    server: str
    host: str = "bare"
    folder: Path = NEWEST

    @property
    def name(self) -> str:
        """What tests and docs call it."""
        age = ", oldest" if self.folder == OLDEST else ""
        return f"{self.server}, {self.host}{age}"

    @property
    def command(self) -> tuple[str, ...]:
        """The command that starts it."""
        return (str(self.folder / "python"), *_COMMANDS[self.server])


SETUPS: Final = (
    *(Setup(server) for server in _COMMANDS),
    Setup("uvicorn websockets-sansio", "fastapi"),
    Setup("uvicorn websockets-sansio", "starlette"),
    Setup("hypercorn", "fastapi"),
    Setup("granian", "starlette"),
    Setup("uvicorn websockets-sansio", "starlette without lifespan"),
    Setup("uvicorn websockets-sansio", "fastapi", OLDEST),
    Setup("uvicorn websockets-sansio", "starlette", OLDEST),
    Setup("standalone", folder=OLDEST),
)

RECOMMENDED: Final = tuple(
    each for each in SETUPS if each.name in ("uvicorn websockets-sansio, bare", "standalone, bare")
)
"""What docs/behaviour.md recommends: tests that take long run on these two alone."""
