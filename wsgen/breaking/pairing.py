"""Finds what of two protocols is the same to a peer: connections by path, messages by tag, else by place or name."""

import re
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, TypeVar

from ..plan.protocol import Connection, Direction, Message, Protocol, Route, Topic

_PARAMETER: Final = re.compile(r"\{[^{}]*\}")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Way:
    """One direction of a connection in both protocols; `routes` are those that a peer takes for the same."""

    direction: Direction
    old: Connection
    new: Connection
    routes: tuple[tuple[Route, Route], ...]
    gone: tuple[Route, ...]
    added: tuple[Route, ...]


@dataclass(frozen=True, slots=True)
class Pair:
    """One connection in both protocols."""

    old: Connection
    new: Connection
    ways: tuple[Way, ...]
    topics: tuple[tuple[Topic, Topic], ...]
    gone_topics: tuple[Topic, ...]
    new_topics: tuple[Topic, ...]


@dataclass(frozen=True, slots=True)
class Pairing:
    """What two protocols have in common; `same` are the messages by their id in the old one, per direction."""

    old: Protocol
    new: Protocol
    pairs: tuple[Pair, ...]
    gone: tuple[Connection, ...]
    added: tuple[Connection, ...]


def pairing(old: Protocol, new: Protocol) -> Pairing:
    """Pair what is the same on the wire, whatever it is called in the documents."""
    sieves: tuple[_Keys[Connection], ...] = (
        lambda each: [(place.server, bare(place.path)) for place in each.endpoints],
        lambda each: [bare(place.path) for place in each.endpoints],
        lambda each: [each.location.pointer],
        lambda each: [frozenset(topic.channel for topic in each.topics)] if each.topics else [],
    )
    both, gone, added = _matched(old.connections, new.connections, sieves)
    if len(gone) == len(added) == 1 and not both:
        both, gone, added = ((gone[0], added[0]),), (), ()
    pairs = tuple(_pair(old, new, *each) for each in both)
    return Pairing(old, new, pairs, gone, added)


def bare(address: str) -> str:
    """An address without the names of its parameters, which no frame and no URL holds."""
    return _PARAMETER.sub("{}", address)


def routes_of(connection: Connection, direction: Direction) -> tuple[Route, ...]:
    """The routes of a connection in one direction."""
    is_up = direction is Direction.CLIENT_TO_SERVER
    return connection.client_to_server if is_up else connection.server_to_client


def same_messages(old: Iterable[Message], new: Iterable[Message]) -> Mapping[str, str]:
    """The id in the new protocol of each message that a peer takes for the same, by its id in the old one."""
    return {before.id: after.id for before, after in _matched(tuple(old), tuple(new), _MESSAGES)[0]}


_Keys = Callable[[T], Iterable[Hashable]]


def _tag(message: Message) -> Iterator[Hashable]:
    # True is 1 to Python, and not to JSON.
    yield from ((type(tag) is bool, tag) for tag in message.tags[:1])


def _tags(message: Message) -> Iterator[Hashable]:
    yield from ((type(tag) is bool, tag) for tag in message.tags)


_MESSAGES: Final[tuple[_Keys[Message], ...]] = (
    lambda each: [(tag, each.id) for tag in _tag(each)],
    _tag,
    _tags,
    lambda each: [each.id],
    lambda each: [each.wire],
    lambda each: [each.role] if each.role else [],
)


def _pair(old: Protocol, new: Protocol, before: Connection, after: Connection) -> Pair:
    sieves: tuple[_Keys[Topic], ...] = (lambda each: [bare(each.address)], lambda each: [each.channel])
    topics, gone, added = _matched(before.topics, after.topics, sieves)
    ways = tuple(_way(old, new, (before, after), direction) for direction in Direction)
    return Pair(before, after, ways, topics, gone, added)


def _way(old: Protocol, new: Protocol, both: tuple[Connection, Connection], direction: Direction) -> Way:
    before, after = (routes_of(each, direction) for each in both)
    messages = [*(old.messages[each.message] for each in before)], [*(new.messages[each.message] for each in after)]
    same = same_messages(*messages)
    if len(before) == len(after) == 1 and not same:
        # Nothing else travels this way, so that each is taken for what it is here.
        same = {before[0].message: after[0].message} if not (messages[0][0].tags or messages[1][0].tags) else {}
    by_id = {each.message: each for each in after}
    taken = {*same.values()}
    return Way(
        direction,
        *both,
        routes=tuple((each, by_id[same[each.message]]) for each in before if each.message in same),
        gone=tuple(each for each in before if each.message not in same),
        added=tuple(each for each in after if each.message not in taken),
    )


def _matched(
    old: Iterable[T], new: Iterable[T], sieves: Iterable[_Keys[T]]
) -> tuple[tuple[tuple[T, T], ...], tuple[T, ...], tuple[T, ...]]:
    """Pairs those that have a key in common: by the first sieve, what is left by the next. Then those left of both."""
    before, after = [*old], [*new]
    found: dict[int, int] = {}
    taken: set[int] = set()
    for keys in sieves:
        homes: dict[Hashable, list[int]] = {}
        for position, each in enumerate(after):
            if position not in taken:
                for key in keys(each):
                    homes.setdefault(key, []).append(position)
        for position, each in enumerate(before):
            if position in found:
                continue
            free = (home for key in keys(each) for home in homes.get(key, ()) if home not in taken)
            home = next(free, None)
            if home is not None:
                found[position] = home
                taken.add(home)
    return (
        tuple((each, after[found[position]]) for position, each in enumerate(before) if position in found),
        tuple(each for position, each in enumerate(before) if position not in found),
        tuple(each for position, each in enumerate(after) if position not in taken),
    )
