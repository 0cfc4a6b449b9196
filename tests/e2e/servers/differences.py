"""What a server does in another way than the rest: the runtime can't see it, or has no say in it.

docs/behaviour.md shows this table; the tests prove it, so that a server that has learned better is noticed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final


@dataclass(frozen=True, slots=True)
class Ends:
    """How a connection ends: the close code that the client sees, and the one that `on_disconnect` gets.

    None is no close frame for a client; for an application it says that all of it depends on who is faster.
    """

    client: int | None
    app: int | None


SERVERS: Final = (
    "uvicorn websockets-sansio",
    "uvicorn wsproto",
    "uvicorn websockets",
    "hypercorn",
    "granian",
    "standalone",
)


def _all_but(expected: Ends, **others: Ends) -> Mapping[str, Ends]:
    named = {server: others.get(server.replace(" ", "_").replace("-", "_"), expected) for server in SERVERS}
    return MappingProxyType(named)


ENDINGS: Final[Mapping[str, Mapping[str, Ends]]] = MappingProxyType(
    {
        "a frame against RFC 6455": _all_but(
            Ends(1002, 1002),
            uvicorn_wsproto=Ends(None, 1002),
            uvicorn_websockets=Ends(1002, 1006),
            hypercorn=Ends(None, 1006),
            granian=Ends(1005, 1005),
        ),
        "a close code against RFC 6455": _all_but(
            Ends(1002, 1002),
            uvicorn_wsproto=Ends(None, 1002),
            uvicorn_websockets=Ends(1002, 1006),
            hypercorn=Ends(None, 1006),
        ),
        "text that is not UTF-8": _all_but(
            Ends(1007, 1007),
            uvicorn_wsproto=Ends(None, 1007),
            uvicorn_websockets=Ends(1007, 1006),
            hypercorn=Ends(None, 1006),
            granian=Ends(1005, 1005),
        ),
        "a frame that is too big": _all_but(Ends(1009, 1009), uvicorn_websockets=Ends(1009, 1006)),
        "a binary frame": _all_but(Ends(1003, 1003)),
        "a client that vanishes": _all_but(
            Ends(None, 1006),
            uvicorn_websockets_sansio=Ends(None, 1005),
            uvicorn_wsproto=Ends(None, 1005),
            granian=Ends(None, 1005),
        ),
        "the server is stopped": _all_but(Ends(1012, 1012), granian=Ends(None, None)),
        "a client that closes 1000": _all_but(Ends(1000, 1000), hypercorn=Ends(1000, 1006)),
        "a client that closes 4000": _all_but(Ends(4000, 4000), hypercorn=Ends(4000, 1006)),
        "a client that closes without a code": _all_but(Ends(1005, 1005), hypercorn=Ends(1005, 1006)),
    }
)

CUTS_HANDLERS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "granian": "granian stops writing when it is told to stop",
        "starlette without lifespan": "without a lifespan nobody tells the runtime that the server stops",
    }
)
"""Where a handler that runs when the server is told to stop can't send its last replies, by server or host: why not."""
