"""Compares two JSON Schemas by what crosses the wire: what a peer built before sends, and what it refuses."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from ..diagnostics.location import Location
from ..plan.protocol import Direction
from ..spec.node import Value
from .change import Change, Level, Witness
from .demand import Steps, Unproved
from .inclusion import unproved
from .presence import Presence, presences
from .same import is_same
from .sides import Both, Place, Side, side_by_side
from .witness import Search
from .wording import Words, path_of, words_of

_UP: Final = Direction.CLIENT_TO_SERVER
_DOWN: Final = Direction.SERVER_TO_CLIENT
# What isn't proved of these may be a difference or none: only a frame tells.
_VAGUE: Final = frozenset({"", "anyOf", "oneOf", "not", "if", "dependencies", "contains", "propertyNames", "allOf"})
# One clause says both what was and what is.
_SAID_ONCE: Final = frozenset({"type", "pattern", "format"})
_KEPT: Final = {
    _UP: "the server accepts all that clients built before this change send",
    _DOWN: "clients built before this change accept all that the server sends",
}
_BROKEN: Final = {
    _UP: "clients built before this change will be refused",
    _DOWN: "clients built before this change will refuse what the server sends",
}
_REFUSES: Final = {_UP: "the new server refuses it", _DOWN: "a client built before refuses it"}


def compare_schemas(old: Side, new: Side, directions: Iterable[Direction], where: str) -> tuple[Change, ...]:
    """What is another way between two schemas of one message, which travels in `directions` (in both: the stricter).

    `where` is the message's name for people, and begins the place of each change: `send_message/content`. SAFE is
    proved; BREAKING has a witness; RISKY is what neither is, and says why.
    """
    both = side_by_side(old, new)
    if is_same(both.schemas, both.root(is_old=True), both.root(is_old=False)):
        return ()
    comparison = _Comparison(both, frozenset(directions), where)
    # A frame that shows a change has no hash.
    return tuple({(each.code, each.message, each.location): each for each in comparison.changes()}.values())


class _Comparison:
    """One comparison. A new demand harms what clients send, one that was given up harms what they get."""

    def __init__(self, both: Both, directions: frozenset[Direction], where: str) -> None:
        self._both, self._directions, self._where = both, directions, where
        self._covered: set[Steps] = set()
        self._worded: set[tuple[Steps, str]] = set()

    def changes(self) -> Iterator[Change]:
        """Those that harm first."""
        demands = {way: self._unproved(way) for way in (_UP, _DOWN)}
        for way, found in demands.items():
            if way in self._directions:
                yield from self._harmful(found, way)
        for way, found in demands.items():
            if way not in self._directions:
                yield from self._safe(found, way)
        yield from self._present()

    def _unproved(self, way: Direction) -> list[Unproved]:
        is_old = way is _UP
        return unproved(self._both, self._both.root(is_old=is_old), self._both.root(is_old=not is_old))

    def _search(self, way: Direction) -> Search:
        is_old = way is _UP
        return Search(self._both, self._both.root(is_old=is_old), self._both.root(is_old=not is_old))

    def _harmful(self, found: list[Unproved], way: Direction) -> Iterator[Change]:
        search = self._search(way)
        open_: list[tuple[Unproved, Words]] = []
        is_shown = False
        for each in found:
            words = self._words(each, way)
            shown = None if each.is_soft else search.of(each)
            if shown is None:
                open_.append((each, words))
                continue
            is_shown = True
            yield self._change(each, words, Level.BREAKING, way, _witness(way, shown))
        for each, words in open_:
            shown = None if each.is_soft or is_shown else search.explained(each)
            if shown is not None:
                is_shown = True
                yield self._change(each, words, Level.BREAKING, way, _witness(way, shown))
            else:
                yield self._change(each, words, Level.RISKY, way, None)
        if not is_shown and (shown := search.any()):
            yield self._whole(way, shown[0])

    def _safe(self, found: list[Unproved], way: Direction) -> Iterator[Change]:
        search = self._search(way)
        for each in found:
            words = self._words(each, way)
            is_change = each.keyword not in _VAGUE or search.of(each) is not None
            is_said = each.keyword in _SAID_ONCE and (words.steps, each.keyword) in self._worded
            # What is gone is told with its weight: it's missed by somebody, though nothing refuses that.
            if is_change and not is_said and words.code != "WSG704":
                yield self._change(each, words, Level.SAFE, way, None)

    def _words(self, found: Unproved, way: Direction) -> Words:
        return words_of(self._both, found, self._where, is_tight=way is _UP)

    def _change(self, found: Unproved, words: Words, level: Level, way: Direction, witness: Witness | None) -> Change:
        self._covered.add(words.steps)
        self._worded.add((words.steps, found.keyword))
        match level:
            case Level.BREAKING:
                reason = f"{_BROKEN[way]}: {words.clause}"
            case Level.RISKY if found.is_soft:
                reason = "formats aren't checked here, but peers built before this change may rely on it"
            case Level.RISKY:
                reason = "can't be decided: nothing proves that it harms nobody, and no frame was found that shows harm"
            case _:
                reason = _KEPT[_UP if _UP in self._directions else _DOWN]
        there, here = self._places(found, way)
        return Change(words.code, level, self._place(words.steps), words.clause, reason, there, here, witness)

    def _places(self, found: Unproved, way: Direction) -> tuple[Location | None, Location | None]:
        """Where it's written in the new document, and in the old one."""
        reader = self._keyword(found.reader, found.keyword)
        parts = [each for each in found.writer if isinstance(each, dict) and id(each) in self._both.places]
        holding = [each for each in parts if found.keyword in each] or parts
        own = [each for each in holding if self._both.places[id(each)].is_old is (way is _UP)]
        writer = self._keyword(own[0], found.keyword) if own else None
        return (reader, writer) if way is _UP else (writer, reader)

    def _keyword(self, part: Value, word: str) -> Location | None:
        place = self._both.places.get(id(part))
        return None if place is None else self._both.location(replace(place, pointer=f"{place.pointer}/{word}"))

    def _place(self, steps: Steps) -> str:
        return "/".join(filter(None, (self._where, path_of(steps))))

    def _whole(self, way: Direction, frame: Value) -> Change:
        clause = f"`{self._where}` as a whole is another one"
        roots = [self._keyword(self._both.root(is_old=each), "") for each in (False, True)]
        witness = Witness(way, frame, f"{_REFUSES[way]}: no single change of its schema says why")
        code = "WSG724" if way is _UP else "WSG725"
        return Change(
            code, Level.BREAKING, self._where, clause, f"{_BROKEN[way]}: {clause}", roots[0], roots[1], witness
        )

    def _present(self) -> Iterator[Change]:
        for each in presences(self._both):
            if each.steps in self._covered:
                continue
            self._covered.add(each.steps)
            yield self._presence(each)

    def _presence(self, each: Presence) -> Change:
        name = f"`{path_of(each.steps)}`"
        holder, other = self._property(each), self._keyword(each.other, "properties")
        where = self._place(each.steps)
        if each.is_added:
            reason = (
                "clients built before this change don't send it, and needn't"
                if _DOWN not in self._directions
                else "clients built before this change ignore it: their object is open"
            )
            return Change("WSG703", Level.SAFE, where, f"{name} is new, and optional", reason, holder, other)
        reason = (
            "clients built before this change may miss it"
            if _DOWN in self._directions
            else "clients built before this change send it still, and the server doesn't read it any more"
        )
        return Change("WSG704", Level.RISKY, where, f"{name} is gone", reason, other, holder)

    def _property(self, each: Presence) -> Location | None:
        place = self._both.places.get(id(each.holder))
        if place is None:
            return None
        return self._both.location(Place(place.is_old, place.name, f"{place.pointer}/properties/{each.steps[-1]}"))


def _witness(way: Direction, shown: tuple[Value]) -> Witness:
    return Witness(way, shown[0], _REFUSES[way])
