"""Compares how connections are kept and ended: heartbeat, close codes, and whether formats are a rule."""

from collections.abc import Iterable, Iterator

from ..diagnostics.location import Location
from ..plan.ending import Heartbeat
from ..plan.identifier import Identifier
from ..plan.protocol import Direction, Protocol
from ..plan.subschemas import walk
from ..spec.node import Value
from .change import Change, Level
from .pairing import Pair, Pairing, routes_of


def compare_endings(both: Pairing) -> Iterator[Change]:
    """What keeps a connection alive, and what a client is told at its end."""
    for pair in both.pairs:
        yield from _heartbeat(pair)
        yield from _close_codes(pair)
    yield from _formats(both)


def _heartbeat(pair: Pair) -> Iterator[Change]:
    old, new = pair.old.heartbeat, pair.new.heartbeat
    where = pair.old.key
    if old is None and new is not None:
        text = f"the server pings every {new.interval:g} s, and closes with 4408 when no pong comes"
        reason = "clients built before this change answer no ping"
        yield _of(pair, Level.BREAKING, text, reason)
    elif new is None and old is not None:
        text = f"the server doesn't ping any more, it did every {old.interval:g} s"
        reason = f"clients built before this change drop a connection on which nothing came for {2 * old.interval:g} s"
        yield _of(pair, Level.BREAKING, text, reason)
    elif old is not None and new is not None and old.interval != new.interval:
        text = f"the server pings every {new.interval:g} s, no longer every {old.interval:g} s"
        is_late = new.interval >= 2 * old.interval
        reason = f"clients built before this change drop a connection on which nothing came for {2 * old.interval:g} s"
        if not is_late:
            reason = "clients built before this change answer, however often they are asked"
        yield _of(pair, Level.BREAKING if is_late else Level.SAFE, text, reason)
    if old is not None and new is not None and old.timeout != new.timeout:
        text = f"the server waits {new.timeout:g} s for a pong, no longer {old.timeout:g} s"
        is_shorter = new.timeout < old.timeout
        reason = "clients that answer late are closed with 4408" if is_shorter else "who answered in time still does"
        level = Level.RISKY if is_shorter else Level.SAFE
        yield Change("WSG777", level, where, text, reason, _place(pair, new), old.location or pair.old.location)


def _of(pair: Pair, level: Level, text: str, reason: str) -> Change:
    old, new = pair.old, pair.new
    was = (old.heartbeat.location if old.heartbeat else None) or old.location
    return Change("WSG777", level, old.key, text, reason, _place(pair, new.heartbeat), was)


def _place(pair: Pair, beat: Heartbeat | None) -> Location:
    return (beat.location if beat else None) or pair.new.location


def _close_codes(pair: Pair) -> Iterator[Change]:
    old, new = ({each.code: each for each in side.close_codes} for side in (pair.old, pair.new))
    where = f"{pair.old.key} close code"
    for code, closing in new.items():
        before = old.get(code)
        if before is None:
            # Where none was named before, the document didn't say that there are no others.
            level = Level.RISKY if old else Level.SAFE
            text = f"the server may close with {code}: {closing.meaning}"
            reason = "clients built before this change don't know what it means, nor whether to come back"
            if not old:
                reason = "no close code was named before"
            yield Change("WSG778", level, f"{where} {code}", text, reason, closing.location, None)
        elif before.meaning != closing.meaning:
            text = f"the close code {code} means `{closing.meaning}`, no longer `{before.meaning}`"
            reason = "clients built before this change do what was right for the old meaning"
            yield Change("WSG778", Level.RISKY, f"{where} {code}", text, reason, closing.location, before.location)
    for code, closing in old.items():
        if code not in new:
            text = f"the server doesn't close with {code} any more: {closing.meaning}"
            reason = "clients built before this change just never see it"
            yield Change("WSG778", Level.SAFE, f"{where} {code}", text, reason, pair.new.location, closing.location)


def _formats(both: Pairing) -> Iterator[Change]:
    old, new = both.old.asserts_formats, both.new.asserts_formats
    if old == new:
        return
    stricter = Direction.CLIENT_TO_SERVER if new else Direction.SERVER_TO_CLIENT
    for pair in both.pairs:
        # What is read strictly must be known to whoever writes it: the old clients, or the new server.
        protocol, side = (both.old, pair.old) if new else (both.new, pair.new)
        has_any = any(_has_format(protocol, each.message) for each in routes_of(side, stricter))
        text = f"`format` is {'a rule' if new else 'a remark'} now, it was {'a remark' if new else 'a rule'}"
        who = "clients built before this change may send" if new else "the server may send"
        reason = f"{who} a text that isn't of its format, which the other side refuses"
        if not has_any:
            reason = "no frame that is read more strictly has a format"
        level = Level.BREAKING if has_any else Level.SAFE
        yield Change("WSG779", level, pair.old.key, text, reason, pair.new.location, pair.old.location)


def _has_format(protocol: Protocol, message: str) -> bool:
    waiting, seen = [protocol.messages[message].frame], {protocol.messages[message].frame}
    while waiting:
        definition = protocol.definitions[waiting.pop()]
        for _, held in walk(definition.value):
            if isinstance(held, dict) and isinstance(held.get("format"), str):
                return True
            for name in _named(held):
                if name in protocol.definitions and name not in seen:
                    seen.add(name)
                    waiting.append(name)
    return False


def _named(schema: Value) -> Iterable[Identifier]:
    reference = schema.get("$ref") if isinstance(schema, dict) else None
    return (Identifier(reference.removeprefix("#/$defs/")),) if isinstance(reference, str) else ()
