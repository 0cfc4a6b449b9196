"""Makes the numbers that the bounds and steps of a schema allow."""

from collections.abc import Sequence
from fractions import Fraction
from math import ceil, floor, gcd, isfinite, lcm, nextafter
from typing import Final, NamedTuple

from ..spec.node import Value
from .choices import Choices
from .kinds import Part
from .manner import Manner
from .no_instance import NoInstanceError

# What JSON readers keep who read every number as a double.
_MOST_KEPT: Final = 2**53 - 1
# Far from 0 a double holds no multiple of a fraction exactly, and validators come to differ.
_FAR: Final = 1_000_000
_NEAR: Final = 100
_INFINITE: Final = float("inf")


class Range(NamedTuple):
    """Where a number may lie: between `least` and `most` (None where open), on multiples of `step` (None: anywhere)."""

    least: Fraction | None
    most: Fraction | None
    step: Fraction | None
    is_open_below: bool = False
    is_open_above: bool = False


def range_of(parts: Sequence[Part], *, is_whole: bool) -> Range:
    """What all of `parts` say together; `is_whole` asks for integers."""
    below = [each for part in parts for each in _bounds(part, "minimum", "exclusiveMinimum")]
    above = [each for part in parts for each in _bounds(part, "maximum", "exclusiveMaximum")]
    least, open_below = max(below) if below else (None, False)
    most, is_closed = min((bound, not is_open) for bound, is_open in above) if above else (None, True)
    step: Fraction | None = Fraction(1) if is_whole else None
    for part in parts:
        other = _exact(part.get("multipleOf"))
        if other is not None and other > 0:
            step = other if step is None else _common(step, other)
    return Range(least, most, step, open_below, not is_closed)


def is_in(found: Range, value: Value) -> bool:
    """Whether a number lies in a range."""
    exact = _exact(value)
    return exact is not None and _is_in(found, exact) and (found.step is None or (exact / found.step).denominator == 1)


def is_nowhere(found: Range) -> bool:
    """Whether a range is empty."""
    if found.step is not None:
        low, high = _steps(found, found.step)
        return low is not None and high is not None and low > high
    if found.least is None or found.most is None:
        return False
    return found.least > found.most or (found.least == found.most and (found.is_open_below or found.is_open_above))


def number(found: Range, choices: Choices, manner: Manner) -> int | float:
    """A number in a range; raises NoInstanceError where there is none."""
    made = _anywhere(found, choices, manner) if found.step is None else _on_steps(found, found.step, choices, manner)
    if manner is Manner.ANY and isinstance(made, int) and abs(made) <= _MOST_KEPT and choices.is_so(0.08):
        # The same number to JSON Schema; 0 may be -0.0 too, which is the same again.
        return -0.0 if made == 0 and choices.is_so(0.5) else float(made)
    return made


def _on_steps(found: Range, step: Fraction, choices: Choices, manner: Manner) -> int | float:
    low, high = _steps(found, step)
    if low is not None and high is not None and low > high:
        raise NoInstanceError("no number lies between the bounds")
    simplest = min(max(0, low if low is not None else 0), high if high is not None else _MOST_KEPT)
    if manner is Manner.PLAIN:
        return _written(simplest * step)
    far = int(_MOST_KEPT / step) if step.denominator == 1 else int(_FAR / step)
    bottom = low if low is not None else min(-far, simplest)
    top = high if high is not None else max(far, simplest)
    match choices.pick(("simplest", "near", "near", "edge", "far")):
        case "near":
            drawn = choices.whole(max(bottom, simplest - _NEAR), min(top, simplest + _NEAR))
        case "edge":
            edges = [each for each in (low, high) if each is not None]
            drawn = choices.pick([*edges, *(each + by for each in edges for by in (1, -1))] or [top, bottom])
            drawn = max(bottom, min(drawn, top))
        case "far":
            drawn = choices.whole(bottom, top)
        case _:
            drawn = simplest
    return _written(drawn * step)


def _anywhere(found: Range, choices: Choices, manner: Manner) -> int | float:
    if is_nowhere(found):
        raise NoInstanceError("no number lies between the bounds")
    least = -_INFINITE if found.least is None else float(found.least)
    most = _INFINITE if found.most is None else float(found.most)
    middle = least / 2 + most / 2 if isfinite(least) and isfinite(most) else max(least + 1, min(most - 1, 1.5))
    whole = max(ceil(least) if isfinite(least) else 0, 0)
    simple: list[int | float] = [whole, whole + 1, min(whole, floor(most)) if isfinite(most) else whole, middle]
    possible = [each for each in simple if _is_in(found, Fraction(each))]
    if not possible:
        raise NoInstanceError("no double lies between the bounds")
    if manner is Manner.PLAIN:
        return possible[0]
    edges: list[int | float] = [*_edge(found.least, 1), *_edge(found.most, -1)]
    match choices.pick(("simplest", "simple", "edge", "between", "between")):
        case "simple":
            drawn = choices.pick(possible)
        case "edge":
            drawn = choices.pick(edges or [0.5, 1e9, -1e9, 0.1, 1e-7, 2**53 - 1])
        case "between":
            bottom = least if isfinite(least) else min(-1e6, most - 1e6)
            drawn = round(choices.number(bottom, most if isfinite(most) else max(1e6, least + 1e6)), 6)
        case _:
            drawn = possible[0]
    return drawn if _is_in(found, Fraction(drawn)) else possible[0]


def _edge(bound: Fraction | None, inward: int) -> list[int | float]:
    """A bound, and the double next to it inside."""
    if bound is None:
        return []
    return [_written(bound), nextafter(float(bound), inward * _INFINITE), _written(bound + inward)]


def _steps(found: Range, step: Fraction) -> tuple[int | None, int | None]:
    """The first and the last multiple of `step` in a range."""
    low = None if found.least is None else ceil(found.least / step)
    if low is not None and found.is_open_below and low * step == found.least:
        low += 1
    high = None if found.most is None else floor(found.most / step)
    if high is not None and found.is_open_above and high * step == found.most:
        high -= 1
    return low, high


def _is_in(found: Range, value: Fraction) -> bool:
    if found.least is not None and (value < found.least or (found.is_open_below and value == found.least)):
        return False
    return found.most is None or value < found.most or (not found.is_open_above and value == found.most)


def _bounds(part: Part, closed: str, opened: str) -> list[tuple[Fraction, bool]]:
    """The bounds that a schema names, and whether each is open."""
    found = ((_exact(part.get(word)), word == opened) for word in (closed, opened))
    return [(bound, is_open) for bound, is_open in found if bound is not None]


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
