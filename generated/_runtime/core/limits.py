"""What one connection of a server may ask for, and what happens beyond (no IO)."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from .dispatch import UnknownPolicy

FailurePolicy: TypeAlias = Literal["close", "keep"]


@dataclass(frozen=True, slots=True)
class Limits:
    """Bytes a frame, handlers and streams at a time, requests (and their characters) that wait; and two policies."""

    frame_bytes: int = 64 * 1024
    concurrent: int = 1
    streams: int = 16
    waiting: int = 1024
    waiting_size: int = 1024 * 1024
    unknown: UnknownPolicy = "close"
    on_failure: FailurePolicy = "close"
