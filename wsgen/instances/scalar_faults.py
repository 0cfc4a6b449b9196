"""Makes of a text, a number or any value such ones as a keyword about it alone rejects, and others don't."""

import math
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from types import MappingProxyType
from typing import Final, TypeAlias

from ..spec.node import Value

Faults: TypeAlias = Callable[[Value, Value], Iterator[Value]]
"""From what a keyword holds and a value that it accepts to values that it rejects; some may be no fault after all."""

ODD: Final[tuple[Value, ...]] = (None, 0, "", [], {}, False, True, 1.5, -1, "x", "null", [None], {"": None})
"""Values of every type, the emptiest first."""
_LONGEST: Final = 20_000
_FAR: Final = 10**9
_WRONG: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "date-time": ("2024-02-30T00:00:00Z", "2024-01-31", "2024-01-31 12:00:00", "2024-01-31T12:00:00"),
        "date": ("2024-02-30", "24-01-31", "2024-1-31", "2024-01-31T00:00:00Z"),
        "time": ("24:00:00Z", "12:00", "12:00:00"),
        "duration": ("P", "1D", "PT"),
        "email": ("ada", "@example.com", "ada@"),
        "hostname": ("-a.example", "a_b.example", "a..b"),
        "ipv4": ("256.0.0.1", "1.2.3", "01.2.3.4"),
        "ipv6": ("1::2::3", "12345::", ":::"),
        "uri": ("example.com/a b", "/a", "http://[::1"),
        "uuid": ("123e4567-e89b-42d3-a456-42661417400", "123e4567e89b42d3a456426614174000", "zzze4567-"),
        "json-pointer": ("a", "/~2", "#/a"),
        "regex": ("(", "[a", "a**"),
    }
)


def of_type(_: Value, value: Value) -> Iterator[Value]:
    """Values of other types; those that look like the value come first."""
    match value:
        case bool():
            yield from ("true" if value else "false", int(value))
        case int():
            yield from (str(value), value + 0.5)
        case float():
            yield str(value)
        case str() if value.isdecimal() and value.isascii() and len(value) < 16:
            yield int(value)
        case list():
            yield from ({}, value[0] if value else None)
        case dict():
            yield [value]
        case _:
            pass
    yield from ODD
    if not isinstance(value, list):
        yield [value]


def of_constants(held: Value, value: Value) -> Iterator[Value]:
    """Values that are nearly one of those that `const` or `enum` names."""
    constants = held if isinstance(held, list) else []
    for each in (value, *constants):
        match each:
            case bool():
                yield not each
            case int() | float():
                yield from (each + 1, each - 1, -each, each + 0.5, str(each))
            case str():
                yield from _edited(each)
            case _:
                pass
    yield from ODD


def of_const(held: Value, _: Value) -> Iterator[Value]:
    """Values that are nearly the one that `const` names."""
    return of_constants([held], held)


def of_minimum(held: Value, value: Value) -> Iterator[Value]:
    """Numbers below a bound."""
    if isinstance(held, int | float):
        whole = math.ceil(held) - 1
        yield from (whole, whole - 1, min(whole, 0) - _FAR)
        if not isinstance(value, int):
            yield from (held - abs(held) * 1e-9 - 1e-9, held - 0.5)
        yield float(whole)
        yield from (whole - each for each in range(2, 100))


def of_maximum(held: Value, value: Value) -> Iterator[Value]:
    """Numbers above a bound."""
    if isinstance(held, int | float):
        whole = math.floor(held) + 1
        yield from (whole, whole + 1, max(whole, 0) + _FAR)
        if not isinstance(value, int):
            yield from (held + abs(held) * 1e-9 + 1e-9, held + 0.5)
        yield float(whole)
        yield from (whole + each for each in range(2, 100))


def of_exclusive(held: Value, _: Value) -> Iterator[Value]:
    """The bound itself, and what lies beyond it on one side or the other."""
    if isinstance(held, int | float):
        yield from (held, held - 1, held + 1, held - _FAR, held + _FAR)


def of_multiple(held: Value, value: Value) -> Iterator[Value]:
    """Numbers between the multiples."""
    if isinstance(held, int | float) and isinstance(value, int | float):
        step = Fraction(held)
        for part in (1, step / 2, -1, -step / 2, step / 3, step / 10, -step / 10):
            near = Fraction(value) + part
            yield int(near) if near.denominator == 1 else float(near)


def of_min_length(held: Value, value: Value) -> Iterator[Value]:
    """Shorter texts."""
    if isinstance(value, str) and isinstance(held, int | float):
        most = int(held) - 1
        # By UTF-16's units the last one is long enough, by its characters it isn't.
        yield from (value[:most], value[len(value) - most :], "", "a" * most, " " * most, "😀" * min(most, _LONGEST))


def of_max_length(held: Value, value: Value) -> Iterator[Value]:
    """Longer texts."""
    if isinstance(value, str) and isinstance(held, int | float) and held < _LONGEST:
        least = int(held) + 1
        last = value[-1:] or "a"
        yield from (value.ljust(least, last), (value or "a") * (least // max(len(value), 1) + 1))
        yield from ("a" * least, "0" * least, " " * least, "é" * least, "a" * (least + 1000))


def of_pattern(_: Value, value: Value) -> Iterator[Value]:
    """Texts that differ from one that matches by a character or two."""
    if isinstance(value, str):
        yield from _edited(value)
        yield from ("", " ", "!", "a", "0", "\n", "中", "A", "_", "/")


def of_format(held: Value, value: Value) -> Iterator[Value]:
    """Texts that are nearly of the format."""
    yield from _WRONG.get(str(held), ())
    if isinstance(value, str):
        yield from _edited(value)
        yield from ("", " ", "no such thing", "\u0000", "[", "a b")


def _edited(text: str) -> Iterator[Value]:
    yield from (f"{text} ", f" {text}", f"{text}\n", text.upper(), text.lower(), text.title(), text[:-1], text[1:])
    middle = len(text) // 2
    for each in ("!", "é", "A", "a", "0", " ", "\u0660"):
        yield text[:middle] + each + text[middle + 1 :]
    yield from (
        f"{text}{text}",
        f"{text}s",
        f"!{text}",
        f"{text}_",
        f"{text}\u0000",
        text[::-1],
        text.replace("_", "-"),
    )


SCALAR_FAULTS: Final[Mapping[str, Faults]] = MappingProxyType(
    {
        "type": of_type,
        "const": of_const,
        "enum": of_constants,
        "minimum": of_minimum,
        "maximum": of_maximum,
        "exclusiveMinimum": of_exclusive,
        "exclusiveMaximum": of_exclusive,
        "multipleOf": of_multiple,
        "minLength": of_min_length,
        "maxLength": of_max_length,
        "pattern": of_pattern,
        "format": of_format,
    }
)
