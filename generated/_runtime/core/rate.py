"""How many frames one connection may send: a token bucket (no IO)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rate:
    """So many frames in so many seconds, and at most `burst` at once, which is `frames` where it isn't said."""

    frames: int
    seconds: float = 1.0
    burst: int | None = None

    def __post_init__(self) -> None:
        if self.frames < 1 or (self.burst is not None and self.burst < 1):
            raise ValueError("Rate: frames and burst must be at least 1")
        if not self.seconds > 0:
            raise ValueError("Rate: seconds must be more than 0")

    def __str__(self) -> str:
        return f"more than {self.frames} frames in {self.seconds:g} s"


class Bucket:
    """What one connection has left of its rate.

    The bucket is one number: the time at which it will be full again. A frame puts that off by its share, and is
    refused where the bucket would be empty then; so nothing is counted while nobody sends.
    """

    __slots__ = ("_full_at", "_share", "_span")

    def __init__(self, rate: Rate, now: float) -> None:
        self._share = rate.seconds / rate.frames
        # A little more, since the error of many additions is no frame too many.
        self._span = self._share * ((rate.burst or rate.frames) + 0.001)
        self._full_at = now

    def take(self, now: float) -> bool:
        """Take a token for a frame that comes now, in seconds that never go back; False when there is none."""
        full_at = max(self._full_at, now) + self._share
        if full_at - now > self._span:
            return False
        self._full_at = full_at
        return True
