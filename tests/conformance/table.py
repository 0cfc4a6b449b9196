"""The conformance table: all behaviours of clients, in the order of the page."""

from tests.conformance.asking_played import ASKING
from tests.conformance.behaviour import Behaviour
from tests.conformance.frames_played import FRAMES
from tests.conformance.listening_played import LISTENING
from tests.conformance.living_played import LIVING

SECTIONS: dict[str, tuple[Behaviour, ...]] = {
    "Connections": LIVING,
    "Frames": FRAMES,
    "Requests": ASKING,
    "Topics": LISTENING,
}
