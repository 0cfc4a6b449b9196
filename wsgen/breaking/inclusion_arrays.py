"""Proves the demands on arrays: what items are, how many there are, and whether they differ."""

from collections.abc import Iterator, Mapping
from typing import Final

from ..spec.node import Value
from .demand import EACH, Unproved
from .proving import Proof, Question, Rule
from .wanted import counted


def _items(proof: Proof, question: Question) -> Iterator[Unproved]:
    inner = question.part[question.word]
    if isinstance(inner, list):
        for index, each in enumerate(inner):
            yield from _item(proof, question, index, each)
    else:
        yield from _all_from(proof, question, 0, inner)


def _further(proof: Proof, question: Question) -> Iterator[Unproved]:
    items = question.part.get("items")
    if isinstance(items, list):
        yield from _all_from(proof, question, len(items), question.part[question.word])


def _all_from(proof: Proof, question: Question, start: int, inner: Value) -> Iterator[Unproved]:
    for index in range(start, max(start, question.wanted.places) + 1):
        yield from _item(proof, question, index, inner)


def _item(proof: Proof, question: Question, index: int, inner: Value) -> Iterator[Unproved]:
    most = question.wanted.most("maxItems")
    if most is None or index < most:
        step = EACH if question.wanted.places == 0 and not isinstance(question.part.get("items"), list) else index
        yield from proof.unproved(question.wanted.item(index), inner, (*question.steps, step), question)


def _count(_: Proof, question: Question) -> Iterator[Unproved]:
    bound = counted(question.part[question.word])
    if bound is None:
        return
    if question.word == "minItems":
        least = max(
            question.wanted.least("minItems"), 1 if any("contains" in each for each in question.wanted.parts) else 0
        )
        if least >= bound:
            return
    else:
        most = question.wanted.most("maxItems")
        if most is not None and most <= bound:
            return
    yield question.unproved({question.word: question.part[question.word]})


def _unique(_: Proof, question: Question) -> Iterator[Unproved]:
    most = question.wanted.most("maxItems")
    is_unique = any(part.get("uniqueItems") is True for part in question.wanted.parts)
    if question.part[question.word] is True and not is_unique and (most is None or most > 1):
        yield question.unproved({"uniqueItems": True})


def _contains(proof: Proof, question: Question) -> Iterator[Unproved]:
    inner = question.part[question.word]
    wanted = question.wanted
    own = [part["contains"] for part in wanted.parts if "contains" in part]
    if any(proof.is_proved((each,), inner, question) for each in own):
        return
    for index in range(min(wanted.least("minItems"), wanted.places + 1)):
        if proof.is_proved(wanted.item(index), inner, question):
            return
    yield question.unproved({"contains": inner})


ARRAYS: Final[Mapping[str, Rule]] = {
    "items": _items,
    "additionalItems": _further,
    "minItems": _count,
    "maxItems": _count,
    "uniqueItems": _unique,
    "contains": _contains,
}
"""By keyword."""
