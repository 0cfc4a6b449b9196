"""Proves the demands on types, listed values, numbers and texts."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Final

from ..spec.node import Value
from .demand import Unproved
from .finite import numbers_of
from .languages import is_long, is_within
from .proving import Proof, Question, Rule
from .wanted import NUMBERS, counted, kinds_left


def _type(_: Proof, question: Question) -> Iterator[Unproved]:
    word = question.word
    if not question.wanted.kinds <= kinds_left({word: question.part[word]}):
        yield question.unproved({word: question.part[word]})


def _listed(_: Proof, question: Question) -> Iterator[Unproved]:
    # Where the writer has few values, each was asked before.
    yield question.unproved({question.word: question.part[question.word]})


def _bound(_: Proof, question: Question) -> Iterator[Unproved]:
    word = question.word
    bound = _exact(question.part[word])
    if bound is None or not question.wanted.kinds & NUMBERS:
        return
    found = numbers_of(question.wanted)
    is_below = word in {"minimum", "exclusiveMinimum"}
    edge, is_open = (found.least, found.is_open_below) if is_below else (found.most, found.is_open_above)
    if edge is not None:
        if (edge > bound) if is_below else (edge < bound):
            return
        if edge == bound and (is_open or word in {"minimum", "maximum"}):
            return
    yield question.unproved({word: question.part[word]})


def _multiple(_: Proof, question: Question) -> Iterator[Unproved]:
    step = _exact(question.part[question.word])
    if step is None or not question.wanted.kinds & NUMBERS:
        return
    own = numbers_of(question.wanted).step
    if own is None or (own / step).denominator != 1:
        yield question.unproved({question.word: question.part[question.word]})


def _length(_: Proof, question: Question) -> Iterator[Unproved]:
    wanted = counted(question.part[question.word])
    if wanted is None or "string" not in question.wanted.kinds:
        return
    if question.word == "minLength" and question.wanted.least("minLength") >= wanted:
        return
    most = question.wanted.most("maxLength") if question.word == "maxLength" else None
    bounds = (wanted, None) if question.word == "minLength" else (0, wanted)
    if (most is None or most > wanted) and not any(is_long(each, *bounds) for each in _patterns(question)):
        yield question.unproved({question.word: question.part[question.word]})


def _pattern(_: Proof, question: Question) -> Iterator[Unproved]:
    pattern = question.part[question.word]
    if not any(is_within(each, str(pattern)) for each in _patterns(question)):
        yield from _text(_, question)


def _patterns(question: Question) -> Iterator[str]:
    yield from (str(part["pattern"]) for part in question.wanted.parts if "pattern" in part)


def _text(_: Proof, question: Question) -> Iterator[Unproved]:
    # The same format was seen before.
    if "string" in question.wanted.kinds:
        yield question.unproved({question.word: question.part[question.word]})


def _format(proof: Proof, question: Question) -> Iterator[Unproved]:
    place = proof.both.places.get(id(question.part))
    for found in _text(proof, question):
        is_asserted = proof.schemas.asserts_formats and (place is None or proof.both.asserting[place.is_old])
        yield Unproved(
            found.steps, found.keyword, found.detail, found.reader, found.demand, found.writer, is_soft=not is_asserted
        )


def _exact(held: Value) -> Fraction | None:
    if isinstance(held, bool) or not isinstance(held, int | float):
        return None
    return Fraction(repr(held)) if isinstance(held, float) else Fraction(held)


SCALARS: Final[Mapping[str, Rule]] = {
    "type": _type,
    "const": _listed,
    "enum": _listed,
    "minimum": _bound,
    "maximum": _bound,
    "exclusiveMinimum": _bound,
    "exclusiveMaximum": _bound,
    "multipleOf": _multiple,
    "minLength": _length,
    "maxLength": _length,
    "pattern": _pattern,
    "format": _format,
}
"""By keyword."""
