"""Says of what crosses a connection which message it is, and whether the document allows it."""

from ..instances.frames import Frames
from ..instances.reading import Verdict
from ..instances.reading import read_text as verdict_on
from ..plan.protocol import Direction
from .seen import Frame


def judged(
    frames: Frames, direction: Direction, text: str | bytes, *, at: float, connection: int, note: str = ""
) -> Frame:
    """A frame with its verdict by the document; one that is binary is none of its messages."""
    if isinstance(text, bytes):
        verdict = Verdict(None, is_valid=False, reason="binary frame", kind="unreadable")
    elif direction not in frames.connection.framing:
        verdict = Verdict(None, is_valid=False, reason="no message goes this way", kind="unknown")
    else:
        verdict = verdict_on(frames, direction, text)
    message = None if verdict.message is None else frames.protocol.messages[verdict.message].wire
    return Frame(at, connection, direction, text, message, verdict, note)
