"""Draws case after case with Hypothesis: the same seed draws the same cases in the same order."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from typing import Final, TypeVar

from ..instances.choices import Choices
from ..instances.no_instance import NoInstanceError

T = TypeVar("T")
# A number of Hypothesis takes 20 times as long to draw as a frame takes to be made of it, so it draws bytes, many at a
# time: what is made of the bytes 0 is the simplest.
_BLOCK: Final = 512
_BATCH: Final = 40
_PRECISION: Final = 53


class NoHypothesisError(Exception):
    """Hypothesis isn't installed; the message says how to install it."""


class HypothesisChoices:
    """Choices that Hypothesis makes: `draw` gives as many bytes as it's asked for."""

    def __init__(self, draw: Callable[[int], bytes]) -> None:
        self._draw = draw
        self._block = b""
        self._used = 0

    def pick(self, options: Sequence[T]) -> T:
        """See Choices."""
        return options[self.whole(0, len(options) - 1)]

    def whole(self, least: int, most: int) -> int:
        """See Choices."""
        width = most - least + 1
        # Two bytes more than are needed, so that every number is as likely as every other one, nearly.
        size = width.bit_length() // 8 + 2
        return least + (self._take(size) * width >> 8 * size)

    def number(self, least: float, most: float) -> float:
        """See Choices."""
        share = (self._take(7) >> 56 - _PRECISION) / (1 << _PRECISION)
        return min(least + share * (most - least), most)

    def is_so(self, share: float) -> bool:
        """See Choices."""
        # No is the simplest, and stands for the smallest numbers.
        return self._take(2) >= round((1 - share) * 65536)

    def _take(self, size: int) -> int:
        if self._used + size > len(self._block):
            self._block, self._used = self._draw(max(_BLOCK, size)), 0
        taken = self._block[self._used : self._used + size]
        self._used += size
        return int.from_bytes(taken, "big")


def drawn(make: Callable[[Choices], T], seed: int) -> Iterator[T]:
    """What `make` makes of one case after another, without an end.

    Cases in which it raises NoInstanceError are left out; where it always does, there are none at all.

    Raises NoHypothesisError where there is no Hypothesis.
    """
    try:
        import hypothesis
    except ImportError:
        raise NoHypothesisError("Hypothesis isn't installed; to install it: pip install 'wsgen[fuzz]'") from None
    del hypothesis
    return _drawn(make, seed)


def _drawn(make: Callable[[Choices], T], seed: int) -> Iterator[T]:
    number = 0
    # In batches, because Hypothesis remembers all cases of a search, and can't be stopped within one.
    while made := _batch(make, f"{seed} {number}"):
        yield from made
        number += 1


def _batch(make: Callable[[Choices], T], seed: str) -> list[T]:
    from hypothesis import HealthCheck, Phase, given, settings, strategies
    from hypothesis import seed as seeded

    found: list[T] = []

    @seeded(int.from_bytes(seed.encode(), "big"))
    @settings(
        max_examples=_BATCH,
        database=None,
        deadline=None,
        report_multiple_bugs=False,
        derandomize=False,
        print_blob=False,
        phases=[Phase.generate],
        suppress_health_check=[
            HealthCheck.too_slow,
            HealthCheck.filter_too_much,
            HealthCheck.data_too_large,
            HealthCheck.large_base_example,
        ],
    )
    @given(strategies.data())
    def collect(data: strategies.DataObject) -> None:
        choices = HypothesisChoices(lambda size: data.draw(strategies.binary(min_size=size, max_size=size)))
        with suppress(NoInstanceError):
            found.append(make(choices))

    collect()
    return found
