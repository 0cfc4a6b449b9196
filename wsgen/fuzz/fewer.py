"""Makes lists, texts, numbers and whole values as small as they can be while something still holds of them."""

from collections.abc import Callable, Sequence
from typing import Final, TypeVar

from ..spec.node import Value

T = TypeVar("T")
Text = TypeVar("Text", str, bytes)
# A text of which every character is needed costs a trial for each; longer ones lose their two ends only.
_SHORT: Final = 48
_PLAIN: Final = "a"


def fewest(items: Sequence[T], holds: Callable[[Sequence[T]], bool]) -> tuple[T, ...]:
    """As few of `items`, in their order, as `holds` says yes to: leaving out one more makes it say no.

    `holds` is taken to be true of `items` themselves. Large parts are tried before small ones, the last ones first
    (Zeller and Hildebrandt, "Simplifying and isolating failure-inducing input", 2002).
    """
    kept = tuple(items)
    size = len(kept)
    while kept and size:
        before = len(kept)
        end = len(kept)
        while end > 0:
            start = max(end - size, 0)
            without = kept[:start] + kept[end:]
            if holds(without):
                kept = without
            end = start
        if size == 1 and len(kept) < before:
            continue  # What went may have been what another one was needed for.
        size //= 2
    return kept


def simplest(value: Value, holds: Callable[[Value], bool]) -> Value:
    """The simplest value found of which `holds` is true, as it's taken to be of `value`.

    Fewer properties and items, shorter texts of plain characters, numbers nearer to zero, false rather than true.
    """
    match value:
        case True:
            simple: Value = False
            return simple if holds(simple) else value
        case int() if value is not False:
            return _nearest(value, holds)
        case float():
            return _rounded(value, holds)
        case str():
            return simplest_text(value, holds)
        case list():
            return _list(value, holds)
        case dict():
            return _object(value, holds)
        case _:
            return value


def simplest_text(value: str, holds: Callable[[str], bool]) -> str:
    """The shortest text found of which `holds` is true, as it's taken to be of `value`, and of plain characters."""
    kept = shortest(value, holds)
    if len(kept) <= _SHORT:
        kept = "".join(fewest(kept, lambda characters: holds("".join(characters))))
    if holds(_PLAIN * len(kept)):
        return _PLAIN * len(kept)
    for character in dict.fromkeys(kept[:_SHORT]):
        plain = kept.replace(character, _PLAIN)
        if character != _PLAIN and holds(plain):
            kept = plain
    return kept


def shortest(value: Text, holds: Callable[[Text], bool]) -> Text:
    """A part of `value` without what bisection finds that can go from its end, then from its beginning."""
    if holds(value[:0]):
        return value[:0]
    end = _least(len(value), lambda length: holds(value[:length]))
    start = end - _least(end, lambda length: holds(value[end - length : end]))
    return value[start:end]


def _least(most: int, holds: Callable[[int], bool]) -> int:
    """The least number that bisection finds of which `holds` is true, as it is of `most` and isn't of 0."""
    fails, passes = most, 0
    while fails - passes > 1:
        middle = (fails + passes) // 2
        if holds(middle):
            fails = middle
        else:
            passes = middle
    return fails


def _list(value: list[Value], holds: Callable[[Value], bool]) -> Value:
    kept = list(fewest(value, lambda items: holds([*items])))
    for index, item in enumerate(kept):
        kept[index] = simplest(item, _with_item(kept, index, holds))
    return kept


def _with_item(items: list[Value], index: int, holds: Callable[[Value], bool]) -> Callable[[Value], bool]:
    return lambda item: holds([*items[:index], item, *items[index + 1 :]])


def _object(value: dict[str, Value], holds: Callable[[Value], bool]) -> Value:
    kept = dict(fewest(tuple(value.items()), lambda pairs: holds(dict(pairs))))
    for key, item in tuple(kept.items()):
        kept[key] = simplest(item, _with_property(kept, key, holds))
        renamed = {_PLAIN if each == key else each: item for each, item in kept.items()}
        if len(key) > 1 and _PLAIN not in kept and holds(renamed):
            kept = renamed
    return kept


def _with_property(kept: dict[str, Value], key: str, holds: Callable[[Value], bool]) -> Callable[[Value], bool]:
    return lambda item: holds({**kept, key: item})


def _nearest(value: int, holds: Callable[[Value], bool]) -> int:
    if value == 0:
        return value
    for simple in (0, 1, -value if value < 0 else value):
        if abs(simple) < abs(value) or simple > value:
            if holds(simple):
                return simple if abs(simple) < 2 else _nearest(simple, holds)
    sign = -1 if value < 0 else 1
    return sign * _least(abs(value), lambda size: holds(sign * size))


def _rounded(value: float, holds: Callable[[Value], bool]) -> Value:
    whole = int(value)
    return _nearest(whole, holds) if holds(whole) else value
