"""Walks through all texts of a language that have a given length: each step is one that can still be finished."""

from typing import Final

from .choices import Choices
from .language import Language, Term

_MOST_STATES: Final = 2000
_PLAIN: Final = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ -_./:@+#"
_POINTS: Final = tuple(map(ord, _PLAIN))


class Automaton:
    """The states of one term, as far as they are reached, and how long the texts are that lead from them to an end."""

    def __init__(self, language: Language, start: Term) -> None:
        self._language = language
        self._start = start
        self._edges: dict[Term, tuple[tuple[int, int, Term], ...]] = {}
        self._lengths: dict[int, dict[Term, int]] = {}
        waiting = [start]
        while waiting and len(self._edges) < _MOST_STATES:
            # Breadth first: what lies farther away than there are states is left out.
            later: list[Term] = []
            for state in waiting:
                if state not in self._edges and len(self._edges) < _MOST_STATES:
                    self._edges[state] = self._edges_of(state)
                    later += (target for _, _, target in self._edges[state])
            waiting = later

    def lengths(self, most: int) -> int:
        """The lengths up to `most` that texts have, as the bits of a number."""
        return self._possible(most).get(self._start, 0)

    def text(self, length: int, most: int, choices: Choices) -> str:
        """A text of a length, which is one of `lengths(most)`."""
        possible, state, found = self._possible(most), self._start, ""
        for left in range(length - 1, -1, -1):
            edges = [each for each in self._edges[state] if possible.get(each[2], 0) >> left & 1]
            plain = [each for each in edges if _simplest(each[0], each[1]) is not None]
            edges = plain if plain and (len(plain) == len(edges) or not choices.is_so(0.1)) else edges
            first, last, state = choices.pick(edges) if len(edges) > 1 else edges[0]
            found += chr(_character(first, last, choices))
        return found

    def _edges_of(self, state: Term) -> tuple[tuple[int, int, Term], ...]:
        steps = ((first, last, self._language.after(state, first)) for first, last in self._language.segments(state))
        # What is simple to read stands first; nothing follows in 0.
        return tuple(sorted((each for each in steps if each[2]), key=_rank))

    def _possible(self, most: int) -> dict[Term, int]:
        """By state, the lengths up to `most` of what may follow."""
        if most not in self._lengths:
            mask = (1 << (most + 1)) - 1
            found = {state: int(self._language.has_blank(state)) for state in self._edges}
            before: dict[Term, set[Term]] = {}
            for state, edges in self._edges.items():
                for _, _, target in edges:
                    before.setdefault(target, set()).add(state)
            waiting = {state for state, lengths in found.items() if lengths}
            while waiting:
                reached: set[Term] = set()
                for target in waiting:
                    for state in before.get(target, ()):
                        lengths = (found[state] | found[target] << 1) & mask
                        if lengths != found[state]:
                            found[state] = lengths
                            reached.add(state)
                waiting = reached
            self._lengths[most] = found
        return self._lengths[most]


def _simplest(first: int, last: int) -> int | None:
    return next((point for point in _POINTS if first <= point <= last), None)


def _rank(edge: tuple[int, int, Term]) -> tuple[int, int]:
    simplest = _simplest(edge[0], edge[1])
    return (len(_POINTS) if simplest is None else _POINTS.index(simplest)), edge[0]


def _character(first: int, last: int, choices: Choices) -> int:
    simplest = _simplest(first, last)
    if first == last:
        return first
    if simplest is None:
        return choices.pick((first, last, choices.whole(first, last)))
    end = min(last, simplest + 25)
    match choices.pick(("simplest", "near", "near", "first", "last")):
        case "near":
            return choices.whole(simplest, end if chr(end).isalnum() else simplest)
        case "first" if choices.is_so(0.3):
            return first
        case "last" if choices.is_so(0.3):
            return last
        case _:
            return simplest
