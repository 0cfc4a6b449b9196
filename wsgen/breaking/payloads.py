"""Compares the schemas of the messages that are the same to a peer, each in the directions in which it travels."""

from collections.abc import Iterator

from ..plan.protocol import Direction, Message
from .change import Change
from .pairing import Pairing
from .schemas import compare_schemas
from .sides import Side


def compare_payloads(both: Pairing) -> Iterator[Change]:
    """What is another way about the frames of each message; what tells it from others isn't looked at here."""
    directions: dict[tuple[str, str], set[Direction]] = {}
    tags: dict[tuple[str, str], set[str]] = {}
    for pair in both.pairs:
        for way in pair.ways:
            for before, after in way.routes:
                key = before.message, after.message
                directions.setdefault(key, set()).add(way.direction)
                framings = way.old.framing[way.direction], way.new.framing[way.direction]
                tags.setdefault(key, set()).update("/".join(each.tag) for each in framings if each.tag is not None)
    for key, ways in directions.items():
        old, new = both.old.messages[key[0]], both.new.messages[key[1]]
        has_moved = [each and each.data for each in (old.envelope, new.envelope)]
        # What is around a payload and moves is told once; the payload itself may be what it was.
        names = (old.frame, new.frame) if has_moved[0] == has_moved[1] else (old.payload, new.payload)
        sides = Side.of(both.old, names[0]), Side.of(both.new, names[1])
        for change in compare_schemas(*sides, sorted(ways, key=lambda each: each.value), old.wire):
            is_told = _tags(old) != _tags(new) or len(tags[key]) > 1
            if not (is_told and change.where in {f"{old.wire}/{each}" for each in tags[key]}):
                yield change


def _tags(message: Message) -> list[str]:
    return [*map(repr, message.tags)]
