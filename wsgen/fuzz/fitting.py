"""Says whether a recorded failure still is about this document: one whose messages have changed proves nothing."""

from ..instances.frames import Frames
from ..instances.reading import read_text as verdict_on
from ..plan.protocol import Direction, Protocol
from .recording import Recording
from .steps import Invalid, Step, Valid


def frames_for(recording: Recording, protocol: Protocol) -> Frames | None:
    """The frames of the connection that it was recorded on; None where the document has no such connection."""
    key = recording.trace.connection
    connection = next((each for each in protocol.connections if each.key == key), None)
    return None if connection is None else Frames.of(protocol, connection)


def misfit(recording: Recording, protocol: Protocol) -> str | None:
    """Why a recording can't be run again by this document, in a sentence without its full stop; None where it can."""
    frames = frames_for(recording, protocol)
    if frames is None:
        known = ", ".join(each.key for each in protocol.connections)
        return f"the document has no connection {recording.trace.connection} any more: it has {known}"
    for number, step in enumerate(recording.trace.steps, start=1):
        if why := _misfit_of(step, frames):
            return f"step {number} {why}"
    return None


def _misfit_of(step: Step, frames: Frames) -> str | None:
    if not isinstance(step, Valid | Invalid):
        return None
    message = frames.protocol.messages.get(step.message)
    if message is None or message not in frames.messages(Direction.CLIENT_TO_SERVER):
        return f"sends {step.message}, which clients don't send any more"
    verdict = verdict_on(frames, Direction.CLIENT_TO_SERVER, step.text)
    if isinstance(step, Invalid):
        return f"was no valid {message.wire} ({step.keyword}), and is one now" if verdict.is_valid else None
    if verdict.is_valid and verdict.message == step.message:
        return None
    return f"was a valid {message.wire}, and isn't any more: {verdict.reason or 'it is another message'}"
