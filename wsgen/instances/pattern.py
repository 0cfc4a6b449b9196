"""Makes texts that patterns of JSON Schema (ECMA 262) match, of a length that is wanted."""

from collections.abc import Callable
from functools import lru_cache
from typing import Final

from ..spec.ecma import runnable
from ..spec.judge import accepting
from ..spec.node import Value
from .automaton import Automaton
from .choices import Choices
from .expression import parsed
from .language import Language
from .manner import Manner
from .no_instance import NoInstanceError

# Beyond the least length that texts have, so many more are looked at; but for as long as there may be.
_MORE: Final = 40
_SANE: Final = 2000
_TRIES: Final = 10


def matching(pattern: str, choices: Choices, least: int, most: int, manner: Manner = Manner.ANY) -> str:
    """A text from `least` to `most` characters long in which a pattern matches; raises like `matching_all`."""
    return matching_all((pattern,), choices, least, most, manner)


def matching_all(
    patterns: tuple[str, ...], choices: Choices, least: int, most: int, manner: Manner = Manner.ANY
) -> str:
    """A text from `least` to `most` characters long in which all patterns match.

    Raises NoInstanceError where none was found, and for a pattern that can't be read.
    """
    automaton = _automaton(patterns)
    lengths, bound = 0, min(most, least + _MORE)
    while not (lengths := automaton.lengths(bound) >> least) and bound < min(most, least + _SANE):
        bound = min(most, least + _SANE)
    if not lengths:
        raise NoInstanceError("no text has such a length and such a pattern")
    possible = [least + at for at in range(lengths.bit_length()) if lengths >> at & 1]
    for _ in range(_TRIES):
        made = automaton.text(_length(possible, choices, manner), bound, choices)
        # Word edges, looks behind and references back are more than the automaton knows.
        if all(is_match(each, made) for each in patterns):
            return made
    raise NoInstanceError("no text was found in which the patterns match")


def is_match(pattern: str, text: str) -> bool:
    """Whether a pattern matches somewhere in a text; no text, where nobody can run it."""
    accepts = _judge(pattern)
    return accepts is not None and accepts(text)


def runs(pattern: str) -> bool:
    """Whether anybody can run a pattern; one that nobody can demands nothing."""
    return _judge(pattern) is not None


def _length(possible: list[int], choices: Choices, manner: Manner) -> int:
    if manner is Manner.PLAIN:
        return next((each for each in possible if each), possible[0])
    match choices.pick(("shortest", "some", "some", "longest")):
        case "some":
            return choices.pick(possible[:12])
        case "longest":
            return possible[-1]
        case _:
            return possible[0]


@lru_cache(maxsize=500)
def _automaton(patterns: tuple[str, ...]) -> Automaton:
    language = Language()
    try:
        terms = tuple(language.matching(parsed(each)) for each in patterns)
    except (ValueError, IndexError, RecursionError):
        raise NoInstanceError("a pattern can't be read") from None
    return Automaton(language, language.both(terms))


@lru_cache(maxsize=2000)
def _judge(pattern: str) -> Callable[[Value], bool] | None:
    written = runnable(pattern)
    return None if written is None else accepting({}, {"pattern": written})
