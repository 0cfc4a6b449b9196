"""Where the freedom in a value comes from: a seed, or a search for faults; what makes values doesn't care."""

from collections.abc import Sequence
from random import Random
from typing import Protocol, TypeVar

T = TypeVar("T")


class Choices(Protocol):
    """Makes choices; a search that looks for simple values tends to the first option, the smallest number, and no."""

    def pick(self, options: Sequence[T]) -> T:
        """One of `options`, which aren't empty; the simplest stands first."""
        ...

    def whole(self, least: int, most: int) -> int:
        """An integer from `least` to `most`, both included."""
        ...

    def number(self, least: float, most: float) -> float:
        """A finite number from `least` to `most`, both included."""
        ...

    def is_so(self, share: float) -> bool:
        """Whether something is so, which it is in a `share` of all cases."""
        ...


class Seeded:
    """Choices by a seed: the same seed makes the same choices, in every version of Python."""

    def __init__(self, seed: int | str) -> None:
        self._random = Random(seed)  # noqa: S311 - nothing here is secret

    def pick(self, options: Sequence[T]) -> T:
        """See Choices."""
        return options[self.whole(0, len(options) - 1)]

    def whole(self, least: int, most: int) -> int:
        """See Choices."""
        # Of all methods of Random only `random` promises the same numbers in later versions.
        return least + int(self._random.random() * (most - least + 1))

    def number(self, least: float, most: float) -> float:
        """See Choices."""
        return min(least + self._random.random() * (most - least), most)

    def is_so(self, share: float) -> bool:
        """See Choices."""
        return self._random.random() < share


class Simplest:
    """Always the simplest choice: the first option, the number nearest to 0, no."""

    def pick(self, options: Sequence[T]) -> T:
        """See Choices."""
        return options[0]

    def whole(self, least: int, most: int) -> int:
        """See Choices."""
        return min(max(least, 0), most)

    def number(self, least: float, most: float) -> float:
        """See Choices."""
        return min(max(least, 0.0), most)

    def is_so(self, share: float) -> bool:  # noqa: ARG002 - what is so now and then is not so here
        """See Choices."""
        return False
