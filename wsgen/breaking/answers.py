"""Compares what answers each request: nothing, one message, or a stream."""

from collections.abc import Iterable, Iterator, Mapping

from ..plan.protocol import Direction, One, Route, Stream
from .change import Change, Level
from .pairing import Pairing, same_messages


def compare_answers(both: Pairing) -> Iterator[Change]:
    """What a client gets that asks as before."""
    same = same_messages(both.old.messages.values(), both.new.messages.values())
    for pair in both.pairs:
        for way in pair.ways:
            if way.direction is Direction.CLIENT_TO_SERVER:
                for old, new in way.routes:
                    yield from _Request(both, old, new, same).changes()


class _Request:
    """One request in both protocols; `same` gives the new id of each old message."""

    def __init__(self, both: Pairing, old: Route, new: Route, same: Mapping[str, str]) -> None:
        self._both, self._same = both, same
        self._old, self._new = old.reply, new.reply
        self._wire = both.old.messages[old.message].wire
        self._places = (new.location, old.location)

    def changes(self) -> Iterator[Change]:
        """What became of its answer."""
        match self._old, self._new:
            case None, None:
                return
            case None, _:
                text, reason = "is answered now", "clients built before this change expect no answer"
                yield self._change("WSG776", Level.SAFE, text, reason)
            case _, None:
                text, reason = "isn't answered any more", "clients built before this change wait for ever"
                yield self._change("WSG774", Level.BREAKING, text, reason)
            case One(old), One(new):
                yield from self._choice(old, new)
            case Stream(), Stream():
                yield from self._stream(self._old, self._new)
            case One(), _:
                text = "is answered by a stream, no longer by one message"
                reason = "clients built before this change take its first message for all of it, or wait for ever"
                yield self._change("WSG775", Level.BREAKING, text, reason)
            case _:
                text = "is answered by one message, no longer by a stream"
                reason = "clients built before this change wait for the end of the stream"
                yield self._change("WSG775", Level.BREAKING, text, reason)

    def _choice(self, old: Iterable[str], new: Iterable[str]) -> Iterator[Change]:
        further, gone = self._differences(old, new)
        if further:
            text = f"may be answered by `{further[0]}`"
            reason = "clients built before this change don't take it for an answer, and wait for ever"
            yield self._change("WSG775", Level.BREAKING, text, reason)
        elif gone:
            text = f"isn't answered by `{gone[0]}` any more"
            yield self._change("WSG776", Level.SAFE, text, "clients built before this change know the other answers")

    def _stream(self, old: Stream, new: Stream) -> Iterator[Change]:
        start = self._same.get(old.start, "") if old.start else None
        if old.start and start != new.start:
            text = f"is answered by a stream that doesn't begin with `{self._both.old.messages[old.start].wire}`"
            reason = "clients built before this change refuse what comes before that"
            yield self._change("WSG775", Level.BREAKING, text, reason)
        elif new.start and not old.start:
            text = f"is answered by a stream that begins with `{self._both.new.messages[new.start].wire}`"
            reason = "clients built before this change don't take it for a part of the stream"
            yield self._change("WSG775", Level.RISKY, text, reason)
        further, gone = self._differences(old.end, new.end)
        if further:
            text = f"is answered by a stream that may end with `{further[0]}`"
            reason = "clients built before this change don't see the end, and wait for ever"
            yield self._change("WSG775", Level.BREAKING, text, reason)
        more, fewer = self._differences(old.items, new.items)
        if more:
            text = f"is answered by a stream in which `{more[0]}` may come"
            reason = "clients built before this change don't take it for a part of the stream"
            yield self._change("WSG775", Level.RISKY, text, reason)
        elif (gone or fewer) and not further:
            text = f"is answered by a stream without `{(*gone, *fewer)[0]}`"
            yield self._change("WSG776", Level.SAFE, text, "clients built before this change know the rest of it")

    def _differences(self, old: Iterable[str], new: Iterable[str]) -> tuple[list[str], list[str]]:
        """The names of the messages that came, and of those that went."""
        before = {self._same.get(each, ""): each for each in old}
        known = {*before}
        kept = [*new]
        further = [self._both.new.messages[each].wire for each in kept if each not in known]
        gone = [self._both.old.messages[each].wire for key, each in before.items() if key not in kept]
        return further, gone

    def _change(self, code: str, level: Level, text: str, reason: str) -> Change:
        return Change(code, level, self._wire, f"`{self._wire}` {text}", reason, *self._places)
