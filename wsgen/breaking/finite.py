"""Lists the values that are left where a few are: then nobody has to prove anything, and each is asked."""

from fractions import Fraction
from math import ceil
from typing import Final

from ..instances.numbers import Range, range_of
from ..plan.accepted import type_of
from ..spec.node import Value
from .wanted import Wanted, values_of

_MOST: Final = 24
_FEW: Final = frozenset({"null", "boolean"})


def finite(wanted: Wanted) -> list[Value] | None:
    """The values that satisfy all that is wanted, where few can; None where many may."""
    candidates = _candidates(wanted)
    if candidates is None:
        return None
    return [
        each
        for each in candidates
        if type_of(each) in wanted.kinds and all(wanted.both.schemas.judge(part)(each) for part in wanted.parts)
    ]


def numbers_of(wanted: Wanted) -> Range:
    """The range of the numbers among what is wanted."""
    is_whole = "number" not in wanted.kinds
    found = range_of(wanted.parts, is_whole=is_whole)
    least, most = found.least, found.most
    if is_whole and least is not None:
        found = found._replace(least=_next(least, 1 if found.is_open_below else 0), is_open_below=False)
    if is_whole and most is not None:
        found = found._replace(most=-_next(-most, 1 if found.is_open_above else 0), is_open_above=False)
    return found


def _next(edge: Fraction, open_: int) -> Fraction:
    """The first whole number from an edge on, or after it where it's open."""
    return Fraction(ceil(edge) + (open_ if edge.denominator == 1 else 0))


def _candidates(wanted: Wanted) -> list[Value] | None:
    listed = [values for part in wanted.parts if (values := values_of(part)) is not None]
    if listed:
        return min(listed, key=len)
    if wanted.kinds <= _FEW:
        return [None, False, True]
    if wanted.kinds == frozenset({"string"}) and wanted.most("maxLength") == 0:
        return [""]
    if wanted.kinds == frozenset({"integer"}):
        found = numbers_of(wanted)
        if found.least is not None and found.most is not None and found.most - found.least < _MOST:
            return [*range(int(found.least), int(found.most) + 1)]
    return None


def is_empty(found: Range) -> bool:
    """Whether no number lies in a range, as far as its edges say."""
    if found.least is None or found.most is None:
        return False
    is_open = found.is_open_below or found.is_open_above
    return found.least > found.most or (is_open and found.least == found.most)
