"""Proves that a reader accepts all that a writer sends, and lists the demands for which that can't be shown."""

from collections.abc import Iterator, Mapping
from typing import Final

from ..instances.kinds import Part
from ..instances.schemas import Schemas
from ..spec.node import Value
from .choices import cases
from .demand import Steps, Unproved
from .finite import finite
from .impossible import is_impossible
from .inclusion_arrays import ARRAYS
from .inclusion_choices import CHOICES
from .inclusion_objects import OBJECTS
from .inclusion_scalars import SCALARS
from .proving import Question, Rule
from .same import is_same
from .sides import Both
from .wanted import Together, Wanted, flattened

_MOST_STEPS: Final = 20_000
_MOST_SPLITS: Final = 6
_DEEPEST: Final = 60
_RULES: Final[Mapping[str, tuple[str, Rule]]] = {
    **{word: ("object", rule) for word, rule in OBJECTS.items()},
    **{word: ("array", rule) for word, rule in ARRAYS.items()},
    **{word: ("", rule) for word, rule in (*SCALARS.items(), *CHOICES.items())},
}
# Keywords that say something only together with others of the same schema.
_WITH: Final[Mapping[str, tuple[str, ...]]] = {
    "additionalProperties": ("properties", "patternProperties"),
    "additionalItems": ("items",),
    "if": ("then", "else"),
}


def unproved(both: Both, writer: Value, reader: Value) -> list[Unproved]:
    """The demands of `reader` that what `writer` sends isn't proved to keep; none, where it's proved to keep all."""
    nowhere = Question(Wanted(both, ()), {}, "", (), is_last=True)
    found = _Prover(both).unproved((writer,), reader, (), nowhere)
    kept: dict[tuple[object, ...], Unproved] = {}
    for each in found:
        kept.setdefault((each.steps, id(each.reader), each.keyword, each.detail), each)
    return [*kept.values()]


class _Prover:
    """One proof. A schema may lead back to itself, so what is being proved is granted for what lies inside."""

    def __init__(self, both: Both) -> None:
        self.both = both
        self._left = _MOST_STEPS
        self._depth = 0
        self._active: dict[tuple[frozenset[int], int], int] = {}

    @property
    def schemas(self) -> Schemas:
        """See Proof."""
        return self.both.schemas

    def is_proved(self, writer: Together, reader: Value, source: Question) -> bool:
        """See Proof."""
        return all(each.is_soft for each in self.unproved(writer, reader, source.steps, source))

    def is_impossible(self, together: Together, source: Question) -> bool:
        """See Proof."""
        return is_impossible(self, together, source)

    def unproved(self, writer: Together, reader: Value, steps: Steps, source: Question) -> list[Unproved]:
        """See Proof."""
        parts = flattened(self.both, writer)
        reader = self.schemas.followed(reader)
        if parts is None or reader is True:
            return []
        detail = str(steps[-1]) if steps else ""
        if not isinstance(reader, dict):
            refused = Unproved(steps, source.word, detail, source.part, False, parts)  # noqa: FBT003 - a schema
            return [] if self.is_impossible(parts, source) else [refused]
        self._left -= 1
        key = frozenset(map(id, parts)), id(reader)
        if key in self._active and len(steps) > self._active[key]:
            return []
        if self._left < 0 or self._depth > _DEEPEST or key in self._active:
            return [Unproved(steps, "", detail, reader, reader, parts)]
        self._active[key] = len(steps)
        self._depth += 1
        try:
            return self._by_cases(parts, reader, steps, _MOST_SPLITS)
        finally:
            self._depth -= 1
            del self._active[key]

    def _by_cases(self, parts: tuple[Part, ...], reader: Part, steps: Steps, left: int) -> list[Unproved]:
        wanted = Wanted(self.both, parts)
        if not wanted.kinds:
            return []
        values = finite(wanted)
        if values is not None and all(map(self.schemas.judge(reader), values)):
            return []
        demands = flattened(self.both, (reader,))
        if demands is None:
            return [Unproved(steps, "allOf", "", reader, reader, parts)]
        has_choice = any(word in part for part in demands for word in CHOICES)
        split = cases(self.both, wanted, by_kind=has_choice) if left and self._left > 0 else None
        found = [*self._conjuncts(wanted, demands, steps, is_last=split is None)]
        if split is None or all(each.is_soft for each in found):
            return found
        inside: list[Unproved] = []
        for case in split:
            inner = flattened(self.both, case)
            nowhere = Question(wanted, reader, "", steps, is_last=False)
            if inner is not None and not self.is_impossible(inner, nowhere):
                inside += self._by_cases(inner, reader, steps, left - 1)
        return inside

    def _conjuncts(
        self, wanted: Wanted, demands: tuple[Part, ...], steps: Steps, *, is_last: bool
    ) -> Iterator[Unproved]:
        values = finite(wanted)
        for part in demands:
            for word in part:
                kind, rule = _RULES.get(word, ("none", None))
                if rule is None or (kind and kind not in wanted.kinds):
                    continue
                alone = self._alone(part, word)
                if values is not None and all(map(self.schemas.judge(alone), values)):
                    continue
                own = (self._alone(each, word) for each in wanted.parts if word in each)
                if not any(is_same(self.schemas, each, alone) for each in own):
                    yield from rule(self, Question(wanted, part, word, steps, is_last))

    def _alone(self, part: Part, word: str) -> Part:
        """What a keyword says by itself, with those that it means something with."""
        words = (word, *_WITH.get(word, ()))
        return self.both.derived(("alone", word), part, {each: part[each] for each in words if each in part})
