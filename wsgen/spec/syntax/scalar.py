"""The value of one unquoted scalar by the core schema (YAML 1.2.2 §10.3.2)."""

import math
import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

_WORDS: Final[Mapping[str, bool | None]] = MappingProxyType(
    {
        **dict.fromkeys(("", "~", "null", "Null", "NULL")),
        **dict.fromkeys(("true", "True", "TRUE"), True),
        **dict.fromkeys(("false", "False", "FALSE"), False),
    }
)
_NUMBER_STARTS: Final = frozenset("+-.0123456789")
_DECIMAL: Final = re.compile(r"[-+]?[0-9]+", re.ASCII)
_OCTAL: Final = re.compile(r"0o[0-7]+", re.ASCII)
_HEXADECIMAL: Final = re.compile(r"0x[0-9a-fA-F]+", re.ASCII)
_FLOAT: Final = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?", re.ASCII)
_NOT_FINITE: Final = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
# Python refuses to print an integer with more digits (sys.set_int_max_str_digits), so no code could hold it either.
_MAX_DIGITS: Final = 4300


class NoNumberError(ValueError):
    """A scalar that is written like a number, but that JSON or Python lacks; its message says what it is."""


def plain_value(text: str) -> str | int | float | bool | None:
    """Give the value of the unquoted scalar `text`.

    Only the core schema's forms are anything but strings: `no`, `on`, `2024-01-01` and `12:30:45` are strings. Integers
    are exact, floats the nearest double. Raises NoNumberError for NaN, infinity, and what is too big to be kept.
    """
    if text[:1] not in _NUMBER_STARTS:
        return _WORDS.get(text, text)
    if _DECIMAL.fullmatch(text):
        if len(text) > _MAX_DIGITS:
            raise NoNumberError("an integer of more than 4,300 digits")
        return int(text)
    if _FLOAT.fullmatch(text):
        number = float(text)
        if math.isinf(number):
            raise NoNumberError("a number beyond what a double can hold, 1.8e308")
        return number
    if _OCTAL.fullmatch(text):
        return _bounded(int(text[2:], 8))
    if _HEXADECIMAL.fullmatch(text):
        return _bounded(int(text[2:], 16))
    if _NOT_FINITE.fullmatch(text):
        raise NoNumberError("NaN, which JSON lacks" if text.lower() == ".nan" else "infinity, which JSON lacks")
    return text


def _bounded(number: int) -> int:
    # 3 bits a digit is less than any decimal digit takes.
    if number.bit_length() > _MAX_DIGITS * 3:
        raise NoNumberError("an integer of more than 4,300 digits")
    return number
