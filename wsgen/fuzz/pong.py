"""Answers a ping of the protocol as a client must."""

from collections.abc import Iterator, Mapping

from ..instances.choices import Simplest
from ..instances.frames import Frames
from ..instances.no_instance import NoInstanceError
from ..instances.reading import read
from ..plan.protocol import Direction, Message, Path
from ..spec.node import Value
from .steps import frame_text
from .subscribed import payload_of


def pong_for(frames: Frames, ping: Value) -> str | None:
    """The text of the frame that answers a ping, with its id; None where the protocol has no such answer."""
    heartbeat = frames.connection.heartbeat
    if heartbeat is None:
        return None
    pong = frames.protocol.messages[heartbeat.pong]
    for fixed in _fixed(frames.protocol.messages[heartbeat.ping], pong, ping):
        try:
            frame = frames.frame(pong.id, Simplest(), fixed=fixed, direction=Direction.CLIENT_TO_SERVER)
        except NoInstanceError:
            continue
        if read(frames, Direction.CLIENT_TO_SERVER, frame).is_valid:
            return frame_text(frame)
    return None


def _fixed(ping: Message, pong: Message, frame: Value) -> Iterator[Mapping[Path, Value]]:
    payload = payload_of(ping, frame)
    here: Path = pong.envelope.data if pong.envelope else ()
    source, target = ping.role_fields.get("id"), pong.role_fields.get("id")
    if isinstance(payload, dict):
        if source in payload and target is not None:
            yield {(*here, target): payload[source]}
        names = {each.name for each in pong.fields}
        yield {(*here, name): value for name, value in payload.items() if name in names and value not in ping.tags}
    yield {}
