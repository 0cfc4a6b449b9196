"""Makes texts that a pattern of JSON Schema (ECMA 262) matches."""

from collections.abc import Callable
from functools import cache
from typing import Final

from ..spec.ecma import runnable
from ..spec.judge import accepting
from ..spec.node import Value
from .choices import Choices
from .expression import Characters, Either, Expression, Repeated, Row, parsed

_SPREAD: Final = 4


def matching(pattern: str, choices: Choices, least: int, most: int) -> str:
    """A text that most likely matches, and most likely is from `least` to `most` characters long."""
    made = _text(parsed(pattern), choices)
    return made if least <= len(made) <= most else made.ljust(least, "x")


@cache
def _judge(pattern: str) -> Callable[[Value], bool] | None:
    written = runnable(pattern)
    return None if written is None else accepting({}, {"pattern": written})


def is_match(pattern: str, text: str) -> bool:
    """Whether a pattern matches somewhere in a text; no text, where nobody can run it."""
    accepts = _judge(pattern)
    return accepts is not None and accepts(text)


def runs(pattern: str) -> bool:
    """Whether anybody can run a pattern; one that nobody can demands nothing."""
    return _judge(pattern) is not None


def _text(expression: Expression, choices: Choices) -> str:
    match expression:
        case Characters(ranges):
            first, last = choices.pick(ranges)
            return chr(choices.whole(first, min(last, first + 25)))
        case Row(parts):
            return "".join(_text(each, choices) for each in parts)
        case Either(options):
            return _text(choices.pick(options), choices)
        case Repeated(inner, least, most):
            times = choices.whole(least, least + _SPREAD if most is None else min(most, least + _SPREAD))
            return "".join(_text(inner, choices) for _ in range(times))
        case _:
            return ""
