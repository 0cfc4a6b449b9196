"""Proves of two patterns that each text which one matches is matched by the other too."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from typing import Final

from ..instances.expression import LAST, Characters, Edge, Either, Expression, Ranges, Repeated, Row, parsed

_MOST_NODES: Final = 1500
_MOST_PAIRS: Final = 3000
_ANY: Final[Ranges] = ((0, LAST),)


@cache
def is_within(one: str, other: str) -> bool:
    """Whether it's proved that `other` matches all that `one` matches; False is no proof of the contrary."""
    try:
        return _is_within(_network(parsed(one)), _network(parsed(other)))
    except (_TooHardError, ValueError, RecursionError):
        return False


@cache
def is_long(pattern: str, least: int, most: int | None) -> bool:
    """Whether it's proved that all that a pattern matches has from `least` to `most` characters."""
    length = Row((Edge("^"), Repeated(Characters(_ANY), least, most), Edge("$")))
    try:
        return _is_within(_network(parsed(pattern)), _network(length))
    except (_TooHardError, ValueError, RecursionError):
        return False


_Pair = tuple[frozenset[int], frozenset[int], bool]


class _TooHardError(Exception):
    """It would take too long, or can't be said with states alone."""


@dataclass(frozen=True, slots=True)
class _Network:
    """States: from each one ways that a character takes, and ways that a place takes (`^`, `$`, or any: empty).

    State 0 is the beginning, state 1 the end: a pattern may match anywhere, so what comes before and after is free.
    """

    taking: list[list[tuple[Ranges, int]]] = field(default_factory=list[list[tuple[Ranges, int]]])
    free: list[list[tuple[str, int]]] = field(default_factory=list[list[tuple[str, int]]])

    def state(self) -> int:
        if len(self.taking) >= _MOST_NODES:
            raise _TooHardError
        self.taking.append([])
        self.free.append([])
        return len(self.taking) - 1

    def add(self, expression: Expression, start: int, end: int) -> None:
        """Ways from `start` to `end` for all that an expression matches."""
        match expression:
            case Characters(ranges):
                self.taking[start].append((ranges, end))
            case Edge(mark) if mark in {"^", "$"}:
                self.free[start].append((mark, end))
            case Row(parts):
                for part in parts:
                    after = self.state()
                    self.add(part, start, after)
                    start = after
                self.free[start].append(("", end))
            case Either(options):
                for option in options:
                    self.add(option, start, end)
            case Repeated(inner, least, most):
                self._add_repeated(inner, (least, most), start, end)
            case _:
                raise _TooHardError

    def _add_repeated(self, inner: Expression, times: tuple[int, int | None], start: int, end: int) -> None:
        least, most = times
        for _ in range(least):
            after = self.state()
            self.add(inner, start, after)
            start = after
        if most is None:
            loop = self.state()
            self.free[start].append(("", loop))
            self.add(inner, loop, loop)
            start = loop
        for _ in range((most or least) - least):
            self.free[start].append(("", end))
            after = self.state()
            self.add(inner, start, after)
            start = after
        self.free[start].append(("", end))

    def closure(self, states: Iterable[int], marks: frozenset[str]) -> frozenset[int]:
        """These states, and those that are reached from them at a place with these marks."""
        found = {*states}
        waiting = [*found]
        while waiting:
            for mark, target in self.free[waiting.pop()]:
                if (not mark or mark in marks) and target not in found:
                    found.add(target)
                    waiting.append(target)
        return frozenset(found)

    def step(self, states: frozenset[int], character: int) -> frozenset[int]:
        """The states after one more character."""
        return frozenset(
            target
            for state in states
            for ranges, target in self.taking[state]
            if any(first <= character <= last for first, last in ranges)
        )


def _network(expression: Expression) -> _Network:
    network = _Network()
    start, end = network.state(), network.state()
    begin = network.state()
    network.taking[start].append((_ANY, start))
    network.taking[end].append((_ANY, end))
    network.free[start].append(("", begin))
    network.add(expression, begin, end)
    return network


def _is_within(one: _Network, other: _Network) -> bool:
    characters = _representatives(one, other)
    first: _Pair = frozenset({0}), frozenset({0}), True
    seen: set[_Pair] = {first}
    waiting: list[_Pair] = [first]
    while waiting:
        left, right, is_first = waiting.pop()
        marks = frozenset({"^"}) if is_first else frozenset[str]()
        ended = marks | {"$"}
        if 1 in one.closure(left, ended) and 1 not in other.closure(right, ended):
            return False
        here, there = one.closure(left, marks), other.closure(right, marks)
        if 1 in there:
            continue
        for character in characters:
            pair = one.step(here, character), other.step(there, character), False
            if pair not in seen:
                if len(seen) >= _MOST_PAIRS:
                    raise _TooHardError
                seen.add(pair)
                waiting.append(pair)
    return True


def _representatives(*networks: _Network) -> list[int]:
    """One character of each kind that the networks tell apart."""
    edges = {0}
    for network in networks:
        for ways in network.taking:
            for ranges, _ in ways:
                edges |= {edge for first, last in ranges for edge in (first, last + 1) if edge <= LAST}
    return sorted(edges)
