"""Makes the numbers that the bounds and steps of a schema allow."""

from collections.abc import Iterable
from fractions import Fraction
from math import ceil, floor, gcd, lcm
from typing import Final, NamedTuple

from ..spec.node import Value
from .choices import Choices
from .manner import Manner
from .no_instance import NoInstanceError

# What JSON readers keep who read every number as a double.
_MOST_KEPT: Final = 2**53 - 1
_FINE: Final = Fraction(1, 1000)


class Range(NamedTuple):
    """Where a number may lie: between `least` and `most` (None where open), on multiples of `step` (None: anywhere)."""

    least: Fraction | None
    most: Fraction | None
    step: Fraction | None
    is_open_below: bool = False
    is_open_above: bool = False


def range_of(parts: Iterable[dict[str, Value]], *, is_whole: bool) -> Range:
    """What all of `parts` say together; `is_whole` asks for integers."""
    least = most = None
    open_below = open_above = False
    step: Fraction | None = Fraction(1) if is_whole else None
    for part in parts:
        for word, is_open in (("minimum", False), ("exclusiveMinimum", True)):
            bound = _exact(part.get(word))
            if bound is not None and (least is None or (bound, is_open) > (least, open_below)):
                least, open_below = bound, is_open
        for word, is_open in (("maximum", False), ("exclusiveMaximum", True)):
            bound = _exact(part.get(word))
            if bound is not None and (most is None or (-bound, is_open) > (-most, open_above)):
                most, open_above = bound, is_open
        other = _exact(part.get("multipleOf"))
        if other is not None and other > 0:
            step = other if step is None else _common(step, other)
    return Range(least, most, step, open_below, open_above)


def number(found: Range, choices: Choices, manner: Manner) -> int | float:
    """A number in a range; raises NoInstanceError where there is none."""
    step = found.step
    if step is None:
        # Edges that may not be reached themselves are come near by a fine step.
        return _on_steps(found, _fine_step(found), choices, manner, is_free=True)
    return _on_steps(found, step, choices, manner, is_free=False)


def _on_steps(found: Range, step: Fraction, choices: Choices, manner: Manner, *, is_free: bool) -> int | float:
    low = None if found.least is None else ceil(found.least / step)
    if low is not None and found.is_open_below and low * step == found.least:
        low += 1
    high = None if found.most is None else floor(found.most / step)
    if high is not None and found.is_open_above and high * step == found.most:
        high -= 1
    if low is not None and high is not None and low > high:
        raise NoInstanceError("no number lies between the bounds")
    simplest: int | Fraction = 0 if low is None else max(low, 0)
    simplest = simplest if high is None else min(simplest, high)
    if is_free:
        # A whole number is simpler than a fraction.
        whole = ceil(simplest * step)
        simplest = whole / step if _is_in(found, Fraction(whole)) else simplest
    if manner is Manner.PLAIN:
        return _written(Fraction(simplest) * step)
    edges = [simplest, *(each for each in (low, high) if each is not None)]
    # Far from 0 a double holds no multiple of a fraction exactly.
    far = int(_MOST_KEPT / step) if step.denominator == 1 else int(1_000_000 / step)
    bottom = low if low is not None else min(-far, high if high is not None else 0)
    top = high if high is not None else max(far, low if low is not None else 0)
    drawn: int | Fraction
    way = choices.pick(("simple", "near", "edge", "far"))
    if way == "simple":
        drawn = simplest
    elif way == "edge":
        drawn = choices.pick(edges)
    elif way == "near":
        middle = int(simplest)
        drawn = choices.whole(max(bottom, middle - 100), min(top, middle + 100))
    else:
        drawn = choices.whole(bottom, top)
    return _written(Fraction(drawn) * step)


def _is_in(found: Range, value: Fraction) -> bool:
    if found.least is not None and (value < found.least or (found.is_open_below and value == found.least)):
        return False
    return not (found.most is not None and (value > found.most or (found.is_open_above and value == found.most)))


def _fine_step(found: Range) -> Fraction:
    if found.least is None or found.most is None or found.least == found.most:
        return Fraction(1, 2)
    step = _FINE
    while step * 4 > found.most - found.least:
        step /= 1000
    return step


def _written(value: Fraction) -> int | float:
    return value.numerator if value.denominator == 1 else float(value)


def _exact(value: Value) -> Fraction | None:
    """A number as it is written: 0.1 is a tenth."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return Fraction(repr(value)) if isinstance(value, float) else Fraction(value)


def _common(one: Fraction, other: Fraction) -> Fraction:
    """The least number that both divide."""
    return Fraction(lcm(one.numerator, other.numerator), gcd(one.denominator, other.denominator))
