"""Says of recorded texts what they have in common: a format, or that they are a few names."""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from types import MappingProxyType
from typing import Final

from .secrets import is_secret

_DATE_TIME: Final = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d{1,6})?([Zz]|[+-]\d\d:\d\d)")
_DATE: Final = re.compile(r"\d{4}-\d\d-\d\d")
_UUID: Final = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_URI: Final = re.compile(r"(https?|wss?|ftp)://[A-Za-z0-9][A-Za-z0-9.-]*(:\d{1,5})?(/[A-Za-z0-9._~/?#&=:+-]*)?")
_EMAIL: Final = re.compile(r"[A-Za-z0-9_+-]+(\.[A-Za-z0-9_+-]+)*@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,24}")
_IPV4: Final = re.compile(r"((25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(25[0-5]|2[0-4]\d|1?\d?\d)")
_WORD: Final = re.compile(r"[A-Za-z][A-Za-z0-9_.-]{0,31}")
# What people fill in: that a few texts were seen there says nothing about the others.
_FREE: Final = re.compile(
    r"(^|_)(id|ids|name|names|user|users|author|sender|title|text|content|message|body|description|summary|comment|"
    r"label|query|topic|channel|room|symbol|tag|tags|key|path|file|url|host|version|note|value|reason)$"
)
_MOST: Final = 8
_EACH: Final = 2
_ALL: Final = 3


def _is_date_time(text: str) -> bool:
    return bool(_DATE_TIME.fullmatch(text)) and _is_read(datetime.fromisoformat, text.upper())


def _is_date(text: str) -> bool:
    return bool(_DATE.fullmatch(text)) and _is_read(date.fromisoformat, text)


def _is_read(read: Callable[[str], object], text: str) -> bool:
    try:
        read(text)
    except ValueError:
        return False
    return True


_FORMATS: Final[Mapping[str, Callable[[str], object]]] = MappingProxyType(
    {
        "date-time": _is_date_time,
        "date": _is_date,
        "uuid": _UUID.fullmatch,
        "ipv4": _IPV4.fullmatch,
        "uri": _URI.fullmatch,
        "email": _EMAIL.fullmatch,
    }
)


def format_of(texts: Sequence[str]) -> str | None:
    """The format that all of them have; None where there is none."""
    return next((name for name, has in _FORMATS.items() if all(has(each) for each in texts)), None)


def names_in(texts: Sequence[str], field: str) -> tuple[str, ...]:
    """The few words that a field's texts are, as they first came, each of them several times; empty where it's open."""
    snake = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", field).lower()
    if not field or _FREE.search(snake) or is_secret(field):
        return ()
    counts = Counter(texts)
    if not 1 < len(counts) <= _MOST or len(texts) < _ALL * len(counts) or min(counts.values()) < _EACH:
        return ()
    return tuple(counts) if all(_WORD.fullmatch(each) for each in counts) else ()
