"""Proves the demands on objects: what is required, what properties hold, which of them may be, and how many."""

from collections.abc import Iterator, Mapping
from typing import Final

from ..instances.choices import Simplest
from ..instances.kinds import listed, mapped
from ..instances.no_instance import NoInstanceError
from ..instances.pattern import is_match, matching
from ..spec.node import Value
from .demand import Unproved
from .proving import Proof, Question, Rule
from .wanted import Together, counted, own_members


def _required(_: Proof, question: Question) -> Iterator[Unproved]:
    for name in listed(question.part[question.word]):
        if str(name) not in question.wanted.required:
            yield question.unproved({"required": [name]}, str(name))


def _properties(proof: Proof, question: Question) -> Iterator[Unproved]:
    for name, inner in mapped(question.part[question.word]).items():
        yield from _one(proof, question, name, inner)


def _patterns(proof: Proof, question: Question) -> Iterator[Unproved]:
    for pattern, inner in mapped(question.part[question.word]).items():
        for name in question.wanted.names:
            if is_match(pattern, name):
                yield from _one(proof, question, name, inner)
        for writer, other in question.wanted.further():
            # Names that match two patterns, or any name and a pattern: there may be some.
            name = _name(other if other is not None else pattern)
            yield from proof.unproved(writer, inner, (*question.steps, name), question)


def _rest(proof: Proof, question: Question) -> Iterator[Unproved]:
    inner = question.part[question.word]
    for name in question.wanted.names:
        if not own_members(question.part, name):
            yield from _one(proof, question, name, inner)
    for writer, pattern in question.wanted.further():
        if pattern is None or pattern not in mapped(question.part.get("patternProperties")):
            yield from proof.unproved(writer, inner, (*question.steps, _name(pattern)), question)


def _names(proof: Proof, question: Question) -> Iterator[Unproved]:
    inner = question.part[question.word]
    demand: Value = {"propertyNames": inner}
    accepts = proof.schemas.judge(inner)
    for name in question.wanted.names:
        if question.wanted.member(name) is not None and not accepts(name):
            yield question.unproved(demand, name)
    own = [each["propertyNames"] for each in question.wanted.parts if "propertyNames" in each]
    for _, pattern in question.wanted.further():
        text = proof.both.derived(
            ("name", pattern), question.part, {"type": "string", **({"pattern": pattern} if pattern else {})}
        )
        if not proof.is_proved((text, *own), inner, question):
            yield question.unproved(demand)


def _count(_: Proof, question: Question) -> Iterator[Unproved]:
    wanted, word = question.wanted, question.word
    bound = counted(question.part[word])
    if bound is None or (word == "minProperties" and max(wanted.least(word), len(wanted.required)) >= bound):
        return
    if word == "maxProperties":
        most = wanted.most(word)
        sent = [name for name in wanted.names if wanted.member(name) is not None]
        if (most is not None and most <= bound) or (not wanted.further() and len(sent) <= bound):
            return
    yield question.unproved({word: question.part[word]})


def _dependencies(proof: Proof, question: Question) -> Iterator[Unproved]:
    wanted = question.wanted
    for name, held in mapped(question.part[question.word]).items():
        if name not in wanted.names and not wanted.further():
            continue
        if name in wanted.names and wanted.member(name) is None:
            continue
        inner: Value = (
            proof.both.derived(("required", name), question.part, {"required": held})
            if isinstance(held, list)
            else held
        )
        there = proof.both.derived(("there", name), question.part, {"required": [name]})
        if not _has_same(question, name, held) and not proof.is_proved((*wanted.parts, there), inner, question):
            yield question.unproved({"dependencies": {name: held}}, name)


def _has_same(question: Question, name: str, held: Value) -> bool:
    own = (mapped(part.get("dependencies")).get(name) for part in question.wanted.parts)
    return isinstance(held, list) and any(
        isinstance(each, list) and {*map(str, held)} <= {*map(str, each)} for each in own
    )


def _one(proof: Proof, question: Question, name: str, inner: Value) -> Iterator[Unproved]:
    sent: Together | None = question.wanted.member(name)
    if sent is not None:
        yield from proof.unproved(sent, inner, (*question.steps, name), question)


def _name(pattern: str | None) -> str:
    """A name that a further property may have."""
    try:
        return "extra" if pattern is None else matching(pattern, Simplest(), 0, 40)
    except NoInstanceError:
        # Nobody can look for the pattern, so that no frame shows anything; what can't be proved stays open.
        return "extra"


OBJECTS: Final[Mapping[str, Rule]] = {
    "required": _required,
    "properties": _properties,
    "patternProperties": _patterns,
    "additionalProperties": _rest,
    "propertyNames": _names,
    "minProperties": _count,
    "maxProperties": _count,
    "dependencies": _dependencies,
}
"""By keyword."""
