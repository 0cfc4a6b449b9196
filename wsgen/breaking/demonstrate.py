"""Shows a change of the wire by a frame: one that the side before it writes, and the side after it takes otherwise."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from ..instances.choices import Seeded
from ..instances.frames import Frames
from ..instances.no_instance import NoInstanceError
from ..plan.protocol import Direction
from ..spec.node import Value
from .change import Change, Witness
from .pairing import Pairing, Way

_TRIES: Final = 8
# What a frame can show: a message that nobody knows any more, or yet, or that is taken for another one.
_SHOWN: Final = frozenset({"WSG758", "WSG760", "WSG761", "WSG762", "WSG763", "WSG764", "WSG765", "WSG766"})


def with_witnesses(both: Pairing, changes: tuple[Change, ...]) -> tuple[Change, ...]:
    """`changes`, with a frame where one can show it: written by the side that was built before, or read by it."""
    sides = [_Sides.of(both, way) for pair in both.pairs for way in pair.ways]
    return tuple(replace(each, witness=_witness(each, sides)) if each.code in _SHOWN else each for each in changes)


@dataclass(frozen=True, slots=True)
class _Sides:
    """One direction: who writes frames, and who reads them, one of them before the change and the other after it.

    `messages` are what may be written, by the wire's name; `same` is what a message of the writer is to the reader.
    """

    way: Way
    writer: Frames
    reader: Frames
    messages: Mapping[str, str]
    same: Mapping[str, str]

    @classmethod
    def of(cls, both: Pairing, way: Way) -> "_Sides":
        before, after = Frames.of(both.old, way.old), Frames.of(both.new, way.new)
        is_up = way.direction is Direction.CLIENT_TO_SERVER
        writer, reader = (before, after) if is_up else (after, before)
        named = {each.wire: each.id for each in writer.messages(way.direction)}
        pairs = ((one.message, two.message) for one, two in way.routes)
        return cls(way, writer, reader, named, dict(pairs if is_up else ((two, one) for one, two in pairs)))


def _witness(change: Change, sides: list[_Sides]) -> Witness | None:
    for side in sides:
        id_ = side.messages.get(change.where)
        ids = [id_] if id_ else [*side.messages.values()] if change.where == side.way.old.key else []
        for each in ids:
            found = _shown(side, each)
            if found is not None:
                return found
    return None


def _shown(side: _Sides, id_: str) -> Witness | None:
    direction = side.way.direction
    is_up = direction is Direction.CLIENT_TO_SERVER
    who = "the new server" if is_up else "a client built before"
    for frame in _frames(side, id_):
        verdict = side.reader.reader(direction).read(frame)
        if not verdict.is_valid:
            word = "refuses" if is_up or verdict.kind == "invalid" else "ignores"
            return Witness(direction, frame, f"{who} {word} it: {verdict.reason}")
        if id_ in side.same and verdict.message not in {None, side.same[id_]}:
            taken = side.reader.protocol.messages[verdict.message or ""].wire
            return Witness(direction, frame, f"{who} takes it for {taken}")
    return None


def _frames(side: _Sides, id_: str) -> list[Value]:
    """A few frames of a message, the document's own examples first."""
    made = [*side.writer.examples(id_)]
    for seed in range(_TRIES):
        try:
            made.append(side.writer.frame(id_, Seeded(seed), direction=side.way.direction))
        except NoInstanceError:
            break
    return made
