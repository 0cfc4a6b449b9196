"""Compares how frames are told apart: where the tag stands, and in which order schemas are tried."""

import itertools
from collections.abc import Iterator

from ..plan.place import as_place
from ..plan.protocol import Direction, Framing
from .change import Change, Level
from .pairing import Pair, Pairing, Way


def compare_recognition(both: Pairing) -> Iterator[Change]:
    """What becomes of frames that one side writes as it did, and the other side sorts in a new way."""
    for pair in both.pairs:
        for way in pair.ways:
            if way.routes:
                yield from _framing(pair, way)
                yield from _order(both, pair, way)


def _framing(pair: Pair, way: Way) -> Iterator[Change]:
    old, new = (side.framing[way.direction] for side in (way.old, way.new))
    is_up, places = way.direction is Direction.CLIENT_TO_SERVER, (pair.new.location, pair.old.location)
    sent, read = (old, new) if is_up else (new, old)
    if old.tag == new.tag:
        return
    text = f"frames are told apart by {_sign(new)}, no longer by {_sign(old)} ({way.direction.value})"
    if read.tag is None:
        # Whoever reads doesn't look for a tag, so the schemas alone decide, and they are compared by themselves.
        reason = (
            "peers built before this change don't look for a tag" if is_up is False else "the server looks for no tag"
        )
        yield Change("WSG764", Level.RISKY, pair.old.key, text, reason, *places)
        return
    who = "clients built before this change write" if is_up else "the server writes"
    reason = (
        f"{who} {'no tag' if sent.tag is None else 'it elsewhere'}, and the other side takes the frames for unknown"
    )
    yield Change("WSG764", Level.BREAKING, pair.old.key, text, reason, *places)


def _sign(framing: Framing) -> str:
    return framing.recognition.value if framing.tag is None else f"`{as_place(framing.tag) or 'the frame itself'}`"


def _order(both: Pairing, pair: Pair, way: Way) -> Iterator[Change]:
    """The order in which schemas are tried: a frame that two of them accept is the first one's message."""
    old, new = (side.framing[way.direction].untagged for side in (way.old, way.new))
    same = {before.message: after.message for before, after in way.routes}
    kept = [same[each] for each in old if same.get(each) in new]
    order = {each: position for position, each in enumerate(new)}
    for first, second in itertools.pairwise(kept):
        if order[first] > order[second]:
            one, two = (both.new.messages[each] for each in (first, second))
            text = f"`{two.wire}` is tried before `{one.wire}`, which came first ({way.direction.value})"
            reason = "a frame that both accept is taken for another message than before"
            yield Change("WSG765", Level.RISKY, one.wire, text, reason, two.location, pair.old.location)
