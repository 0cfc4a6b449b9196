"""Decides what tells messages apart that no tag tells: a key of their own, their structure, or nothing."""

from dataclasses import dataclass, replace
from itertools import combinations

from .alike import groups_of
from .disjoint import Prover
from .draft import FramingDraft
from .key import Keys, own_keys
from .protocol import Recognition
from .recognise import FrameView
from .shape import shape_of


@dataclass(frozen=True, slots=True)
class Apart:
    """What tells the messages of a document apart; proofs are kept from one direction to the next."""

    view: FrameView
    prover: Prover

    def settle(self, framing: FramingDraft) -> FramingDraft:
        """Add to a framing the keys of what is tried in order, and the groups of messages that nothing tells apart.

        Where there is no tag either, this decides the layer: key, structure, union.
        """
        if len(framing.untagged) < 2:
            return framing
        everyone = dict.fromkeys((*framing.tags, *framing.untagged))
        keys = own_keys(self.view.document.schemas, self.view.of(everyone), framing.untagged)
        tried = framing.tried
        alike = self._alike(tried, keys)
        settled = replace(framing, keys=keys.by_key, alike=alike)
        if framing.tags:
            return settled
        settled = replace(settled, recognition=Recognition.UNION, tag=None)
        if alike:
            one, other = (self.view.name(id_) for id_ in alike[0][:2])
            reason = f"nothing tells `{one}` from `{other}`, so the first schema that accepts a frame gets it"
            return replace(settled, reason=reason)
        rest = [id_ for id_ in tried if id_ not in keys.required]
        if len(rest) < 2:
            return replace(settled, recognition=Recognition.KEY, reason=self._key_reason(keys, rest))
        return replace(settled, recognition=Recognition.STRUCTURE, reason=self._structure_reason(rest))

    def _alike(self, tried: tuple[str, ...], keys: Keys) -> tuple[tuple[str, ...], ...]:
        schemas = [each.schema for each in self.view.of(tried)]

        def are_told(one: int, other: int) -> bool:
            return keys.tell(tried[one], tried[other]) or bool(self.prover.why_disjoint(schemas[one], schemas[other]))

        shapes = [shape_of(self.view.document.schemas, each) for each in schemas]
        return tuple(tuple(tried[index] for index in group) for group in groups_of(shapes, are_told))

    def _key_reason(self, keys: Keys, rest: list[str]) -> str:
        who = f"each but `{self.view.name(rest[0])}`" if rest else "each"
        id_, key = next(iter(keys.required.items()))
        return f"{who} requires a key that no other has, such as `{key}` of `{self.view.name(id_)}`"

    def _structure_reason(self, rest: list[str]) -> str:
        for one, other in combinations(rest, 2):
            if why := self.prover.why_disjoint(self.view.tagged[one].schema, self.view.tagged[other].schema):
                names = f"`{self.view.name(one)}` and `{self.view.name(other)}`"
                return f"no frame satisfies two of the schemas, such as those of {names}: {why}"
        return "no frame satisfies two of the schemas"
