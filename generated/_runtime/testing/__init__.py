"""For users' tests: server and client in one process, without a socket, on a clock and a network that tests move."""

from .fake_clock import FakeClock, settle
from .faults import (
    CORRUPT,
    CUT,
    DUPLICATE,
    HALF_OPEN,
    CloseWith,
    Crossing,
    Delay,
    Fault,
    Faults,
    FrameFaults,
    at,
    random_faults,
)
from .pair import pair
from .peer import Peer, PeerClosed, connect
from .scripted import ScriptedServer
from .wire import Wire
from .wire_connection import WireConnection

__all__ = [
    "CORRUPT",
    "CUT",
    "DUPLICATE",
    "HALF_OPEN",
    "CloseWith",
    "Crossing",
    "Delay",
    "FakeClock",
    "Fault",
    "Faults",
    "FrameFaults",
    "Peer",
    "PeerClosed",
    "ScriptedServer",
    "Wire",
    "WireConnection",
    "at",
    "connect",
    "pair",
    "random_faults",
    "settle",
]
