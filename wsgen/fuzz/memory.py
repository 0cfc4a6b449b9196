"""Judges how a server's memory grew against what it was given to keep."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from .failure import Failure

_SLACK: Final = 8 << 20
"""Bytes that any server may come to need: caches, buffers, an allocator's reserve."""
_PER_BYTE: Final = 24
"""Bytes that a server may keep for each one of a valid frame: a few words are hundreds of bytes of objects."""
_WARM: Final = 0.3
"""The share of the connections that comes before anything counts: caches fill, and code is loaded."""


@dataclass(frozen=True, slots=True)
class Sample:
    """A server's memory in bytes, and what it was given until then."""

    memory: int
    connections: int
    frames: int
    bytes_accepted: int


def growth(samples: Sequence[Sample]) -> Failure | None:
    """The failure that memory grows beyond what valid frames may have left in it; None where it doesn't.

    Compared is the median of the last samples with that of the first ones after the server had warmed up.
    """
    if not samples:
        return None
    begin = samples[-1].connections * _WARM
    warm = [each for each in samples if each.connections >= begin]
    if len(warm) < _LEAST:
        return None
    third = len(warm) // 3
    first, last = _middle(warm[:third]), _middle(warm[-third:])
    grown = last.memory - first.memory
    allowed = _SLACK + _PER_BYTE * (last.bytes_accepted - first.bytes_accepted)
    middle = _middle(warm[third : 2 * third])
    # What grows once and then stays isn't a leak.
    if grown <= allowed or last.memory - middle.memory < grown * _STEADY:
        return None
    connections, frames = last.connections - first.connections, last.frames - first.frames
    what = (
        f"memory grew by {grown / 2**20:.0f} MiB over {connections} connections and {frames} frames, "
        f"of which {(last.bytes_accepted - first.bytes_accepted) / 2**20:.1f} MiB were valid"
    )
    return Failure("WSG811", "memory", what, "memory stays flat, but for what valid frames leave to be kept")


_LEAST: Final = 9
_STEADY: Final = 0.3


def _middle(samples: Sequence[Sample]) -> Sample:
    return sorted(samples, key=lambda each: each.memory)[len(samples) // 2]
