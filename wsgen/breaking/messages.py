"""Compares which messages cross a connection in each direction: what is gone, new, or goes another way."""

from collections.abc import Iterator

from ..plan.protocol import Connection, Direction, Recognition, Role, Route
from .announced import days_of, ending
from .change import Change, Level
from .message import compare_message
from .pairing import Pair, Pairing, Way, routes_of, same_messages

_UP, _DOWN = Direction.CLIENT_TO_SERVER, Direction.SERVER_TO_CLIENT


def compare_messages(both: Pairing, today: str) -> Iterator[Change]:
    """What became of each message, in each direction of each connection."""
    for pair in both.pairs:
        for way in pair.ways:
            turned = _turned(both, pair, way)
            for route in way.gone:
                yield _gone(both, way, route, today, elsewhere=_elsewhere(both, pair, way, route), turned=turned)
            for route in way.added:
                if route.message not in turned.values():
                    yield _added(both, way, route)
            for old, new in way.routes:
                yield from compare_message(
                    both.old.messages[old.message], both.new.messages[new.message], way.direction
                )


def _turned(both: Pairing, pair: Pair, way: Way) -> dict[str, str]:
    """The messages that went this way and only go the other one now, by their old id."""
    other = next(each for each in pair.ways if each.direction is not way.direction)
    gone = [both.old.messages[each.message] for each in (*way.gone, *other.gone)]
    added = [both.new.messages[each.message] for each in (*way.added, *other.added)]
    same = same_messages(gone, added)
    here, there = {each.message for each in way.gone}, {each.message for each in other.added}
    back, forth = {each.message for each in way.added}, {each.message for each in other.gone}
    return {old: new for old, new in same.items() if (old in here and new in there) or (old in forth and new in back)}


def _elsewhere(both: Pairing, pair: Pair, way: Way, route: Route) -> Connection | None:
    """The connection that a message which is gone from this one came to."""
    message = both.old.messages[route.message]
    others = [*(each.new for each in both.pairs if each is not pair), *both.added]
    for connection in others:
        there = [both.new.messages[each.message] for each in routes_of(connection, way.direction)]
        if message.id in {each.id for each in there} or (message.tags and same_messages([message], there)):
            return connection
    return None


def _gone(
    both: Pairing, way: Way, route: Route, today: str, *, elsewhere: Connection | None, turned: dict[str, str]
) -> Change:
    message = both.old.messages[route.message]
    is_up = way.direction is _UP
    if message.id in turned:
        now = both.new.messages[turned[message.id]]
        text = f"`{message.wire}` goes {_other(way.direction).value} now, and no longer {way.direction.value}"
        reason = "peers built before this change send what nobody takes, and wait for what nobody sends"
        return Change("WSG761", Level.BREAKING, message.wire, text, reason, now.location, message.location)
    reason = (
        f"clients built before this change send `{message.wire}`, and the server refuses it"
        if is_up
        else f"clients built before this change wait for `{message.wire}`, which never comes"
    )
    end = ending(days_of(message, route), today, reason, is_deprecated=message.deprecated)
    if elsewhere is not None:
        text = f"`{message.wire}` ({way.direction.value}) moved to the connection at `{elsewhere.key}`"
        return Change(
            "WSG762", end.level, message.wire, text, end.reason, elsewhere.location, message.location, hint=end.hint
        )
    text = f"`{message.wire}` is gone ({way.direction.value})"
    return Change(
        "WSG758", end.level, message.wire, text, end.reason, way.new.location, message.location, hint=end.hint
    )


def _other(direction: Direction) -> Direction:
    return _DOWN if direction is _UP else _UP


def _added(both: Pairing, way: Way, route: Route) -> Change:
    message = both.new.messages[route.message]
    places = (message.location, None)
    if way.direction is _UP and message.role is Role.AUTHENTICATE:
        text = f"a client must say who it is, by `{message.wire}`"
        reason = "clients built before this change don't, and are closed"
        return Change("WSG759", Level.BREAKING, message.wire, text, reason, *places)
    if way.direction is _UP:
        text, reason = f"clients may send `{message.wire}`", "clients built before this change don't"
        return Change("WSG759", Level.SAFE, message.wire, text, reason, *places)
    text = f"the server may send `{message.wire}`"
    framing = way.old.framing[_DOWN]
    if framing.recognition is Recognition.ALONE and way.old.server_to_client:
        reason = "clients built before this change take every frame for the one message that they know, and refuse it"
        return Change("WSG760", Level.BREAKING, message.wire, text, reason, *places)
    reason = "clients built before this change don't know it: wsgen's ignore it, others may fail"
    return Change("WSG760", Level.RISKY, message.wire, text, reason, *places)
