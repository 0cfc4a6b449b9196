"""Proves the demands that are made of other schemas: one of several, exactly one, none, and conditions."""

from collections.abc import Iterator, Mapping
from typing import Final

from ..instances.kinds import listed
from .choices import rejecting
from .demand import Unproved
from .proving import Proof, Question, Rule


def _any(proof: Proof, question: Question) -> Iterator[Unproved]:
    branches = listed(question.part[question.word])
    if not any(proof.is_proved(question.wanted.parts, each, question) for each in branches):
        yield from _nearest(proof, question)


def _one(proof: Proof, question: Question) -> Iterator[Unproved]:
    branches, parts = listed(question.part[question.word]), question.wanted.parts
    for index, each in enumerate(branches):
        if proof.is_proved(parts, each, question):
            others = (other for at, other in enumerate(branches) if at != index)
            if all(proof.is_impossible((*parts, other), question) for other in others):
                return
            break
    yield from _nearest(proof, question)


def _nearest(proof: Proof, question: Question) -> Iterator[Unproved]:
    """What the branch lacks that was meant: the one that has the fewest demands too many, where one can be meant."""
    parts, branches = question.wanted.parts, listed(question.part[question.word])
    if question.is_last:
        meant = [each for each in branches if not proof.is_impossible((*parts, each), question)]
        found = [proof.unproved(parts, each, question.steps, question) for each in meant]
        near = min((each for each in found if each), key=len, default=list[Unproved]())
        if near and all(found) and all(each.steps or len(meant) == 1 for each in near):
            yield from near
            return
    yield question.unproved({question.word: question.part[question.word]})


def _not(proof: Proof, question: Question) -> Iterator[Unproved]:
    inner = question.part[question.word]
    if not proof.is_impossible((*question.wanted.parts, inner), question):
        yield question.unproved({"not": inner})


def _condition(proof: Proof, question: Question) -> Iterator[Unproved]:
    part, parts = question.part, question.wanted.parts
    asked, then, otherwise = part["if"], part.get("then", True), part.get("else", True)
    rejected = rejecting(proof.both, part, asked)
    if not proof.is_proved((*parts, asked), then, question):
        yield question.unproved({"if": asked, "then": then}, "then")
    if not proof.is_proved((*parts, rejected), otherwise, question):
        yield question.unproved({"if": asked, "else": otherwise}, "else")


CHOICES: Final[Mapping[str, Rule]] = {"anyOf": _any, "oneOf": _one, "not": _not, "if": _condition}
"""By keyword."""
