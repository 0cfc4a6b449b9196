"""Says whether one step is to the protocol what another is: as valid, or wrong by the same fault."""

from ..instances.faults import Faults
from ..instances.frames import Frames
from ..instances.reading import Verdict
from ..instances.reading import read_text as verdict_on
from ..plan.protocol import Direction
from ..spec.node import Value
from .simpler_steps import SameFault
from .steps import Invalid, NotText, Raw, Step, Valid


def same_fault(frames: Frames) -> SameFault:
    """Compares steps on one connection: the second with the first, which it is to take the place of."""
    faults = Faults(frames.schemas)

    def verdict(text: str) -> Verdict:
        return verdict_on(frames, Direction.CLIENT_TO_SERVER, text)

    def faults_of(read: Verdict, frame: Value) -> object:
        if read.kind != "invalid" or read.message is None:
            return ()
        return faults.of(frames.protocol.messages[read.message].frame, frame)

    def is_same(old: Step, new: Step) -> bool:
        match old, new:
            case Valid(), Valid():
                found = verdict(new.text)
                return found.is_valid and found.message == verdict(old.text).message
            case Invalid(), Invalid():
                one, other = verdict(old.text), verdict(new.text)
                return one == other and faults_of(one, old.frame) == faults_of(other, new.frame)
            case Raw(), Raw():
                one, other = verdict(old.text), verdict(new.text)
                # Of what is valid JSON and nevertheless wrong, only `kind` knows the reason: too large, say.
                return not one.is_valid and _why(one) == _why(other)
            case NotText(), NotText():
                return not _is_text(new.payload)
            case _:
                return type(old) is type(new)

    return is_same


def _why(verdict: Verdict) -> tuple[str | None, str, str]:
    """What is wrong, without the place in the text."""
    return verdict.message, verdict.kind, verdict.reason.partition(":")[0]


def _is_text(payload: bytes) -> bool:
    try:
        payload.decode()
    except UnicodeDecodeError:
        return False
    return True
