"""Makes the frames that the page shows of each message: the document's examples, else one made of its schema."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from ..instances.choices import Seeded
from ..instances.frames import Frames
from ..instances.manner import Manner
from ..instances.no_instance import NoInstanceError
from ..plan.protocol import Connection, Protocol
from ..spec.node import Value

_MOST: Final = 3


@dataclass(frozen=True, slots=True)
class Examples:
    """Whole frames of one message; `is_made` says that they are ours and not the document's."""

    frames: tuple[Value, ...]
    is_made: bool


def examples(protocol: Protocol) -> Mapping[str, Examples]:
    """The frames of every message that crosses a connection, by its id: as they cross the first one that has it."""
    found: dict[str, Examples] = {}
    for connection in protocol.connections:
        frames = Frames.of(protocol, connection)
        for id_ in carried(connection):
            if id_ not in found:
                found[id_] = _examples(frames, id_)
    return MappingProxyType(found)


def carried(connection: Connection) -> tuple[str, ...]:
    """The messages of a connection, each once: first those that clients send."""
    routes = (*connection.client_to_server, *connection.server_to_client)
    return tuple(dict.fromkeys(each.message for each in routes))


def _examples(frames: Frames, id_: str) -> Examples:
    if own := frames.examples(id_)[:_MOST]:
        return Examples(own, is_made=False)
    try:
        return Examples((frames.frame(id_, Seeded(id_), manner=Manner.PLAIN),), is_made=True)
    except NoInstanceError:
        return Examples((), is_made=True)
