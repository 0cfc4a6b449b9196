"""Makes a value as small and plain as it can be while something still holds of it."""

from collections.abc import Callable, Iterator
from typing import Final

from ..spec.node import Value

_MOST: Final = 600


def smallest(value: Value, holds: Callable[[Value], bool]) -> Value:
    """The smallest value that is found step by step from `value`, of which `holds` is true, and stays true."""
    left = _MOST
    is_smaller = True
    while is_smaller:
        is_smaller = False
        for each in _smaller(value):
            left -= 1
            if left < 0:
                return value
            if holds(each):
                value, is_smaller = each, True
                break
    return value


def _smaller(value: Value) -> Iterator[Value]:
    """Values that are a step smaller, the boldest steps first: where anything will do, it's the empty text."""
    if not isinstance(value, str):
        yield ""
    match value:
        case dict():
            for name in reversed(value):
                yield {other: each for other, each in value.items() if other != name}
            for name, inner in value.items():
                yield from ({**value, name: each} for each in _smaller(inner))
        case list():
            if len(value) > 1:
                yield value[: len(value) // 2]
            for index in reversed(range(len(value))):
                yield [*value[:index], *value[index + 1 :]]
            for index, inner in enumerate(value):
                yield from ([*value[:index], each, *value[index + 1 :]] for each in _smaller(inner))
        case bool() | None:
            return
        case str():
            yield from _shorter(value)
        case int() | float():
            plainer = (0, 1, 0.5, int(value), int(value) // 2, int(value) - 1)
            yield from (each for each in plainer if _weight(each) < _weight(value))


def _shorter(value: str) -> Iterator[str]:
    if value:
        yield ""
        plain = "a" * len(value)
        if len(value) > 1:
            yield value[: len(value) // 2]
        if any(not "a" <= each <= "z" for each in value):
            yield plain
        if len(value) > 1:
            yield value[:-1]


def _weight(number: float) -> tuple[bool, float, bool]:
    """How plain a number is: whole ones first, then small ones, then those that aren't negative."""
    return number != int(number) or isinstance(number, float), abs(number), number < 0
