"""Proves that no value satisfies several schemas at once."""

from collections.abc import Callable, Mapping
from typing import Final

from ..spec.node import Value
from .choices import cases, without
from .finite import finite, is_empty, numbers_of
from .proving import Proof, Question
from .wanted import Together, Wanted, flattened

_DEEP: Final = 5
_MOST_ITEMS: Final = 8


def is_impossible(proof: Proof, together: Together, source: Question, depth: int = 0) -> bool:
    """Whether it's proved that nothing does."""
    parts = flattened(proof.both, together)
    if parts is None:
        return True
    wanted = Wanted(proof.both, parts)
    if not wanted.kinds:
        return True
    values = finite(wanted)
    if values is not None:
        return not values
    if depth > _DEEP:
        return False
    if all(_KINDS[kind](proof, wanted, source, depth) for kind in wanted.kinds):
        return True
    if _contradicts(proof, wanted, source):
        return True
    split = cases(proof.both, wanted, by_kind=False)
    return split is not None and all(is_impossible(proof, each, source, depth + 1) for each in split)


def _contradicts(proof: Proof, wanted: Wanted, source: Question) -> bool:
    """Whether all else that is wanted is what one part rejects."""
    for position, part in enumerate(wanted.parts):
        if "not" in part:
            rest = (*wanted.parts[:position], without(proof.both, part, "not"), *wanted.parts[position + 1 :])
            if proof.is_proved(rest, part["not"], source):
                return True
    return False


def _objects(proof: Proof, wanted: Wanted, source: Question, depth: int) -> bool:
    most = wanted.most("maxProperties")
    if most is not None and most < max(wanted.least("minProperties"), len(wanted.required)):
        return True
    members = (wanted.member(name) for name in sorted(wanted.required))
    return any(each is None or is_impossible(proof, each, source, depth + 1) for each in members)


def _arrays(proof: Proof, wanted: Wanted, source: Question, depth: int) -> bool:
    least, most = wanted.least("minItems"), wanted.most("maxItems")
    if most is not None and most < least:
        return True
    places = range(min(least, wanted.places + 1, _MOST_ITEMS))
    return any(is_impossible(proof, wanted.item(index), source, depth + 1) for index in places)


def _texts(_: Proof, wanted: Wanted, __: Question, ___: int) -> bool:
    most = wanted.most("maxLength")
    return most is not None and most < wanted.least("minLength")


def _numbers(_: Proof, wanted: Wanted, __: Question, ___: int) -> bool:
    return is_empty(numbers_of(wanted))


def _few(values: tuple[Value, ...]) -> "_Kind":
    def are_rejected(proof: Proof, wanted: Wanted, _: Question, __: int) -> bool:
        return not any(all(proof.schemas.judge(part)(each) for part in wanted.parts) for each in values)

    return are_rejected


_Kind = Callable[[Proof, Wanted, Question, int], bool]
_KINDS: Final[Mapping[str, _Kind]] = {
    "object": _objects,
    "array": _arrays,
    "string": _texts,
    "integer": _numbers,
    "number": _numbers,
    "boolean": _few((False, True)),
    "null": _few((None,)),
}
