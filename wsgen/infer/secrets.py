"""Takes out of recorded frames what may be secret, by the names of the fields that hold it."""

import re
from collections import Counter
from typing import Final

from ..spec.node import Value

REDACTED: Final = "redacted"
_SECRET: Final = re.compile(
    r"pass(word|wd|phrase)?|pwd|secret|token|authorization|cookie|credential|session_?key|(api|private|access)_?key|jwt",
    re.IGNORECASE,
)
_HARMLESS: Final = re.compile(r"tokens|token_?(count|type|usage)|max_?token", re.IGNORECASE)


def is_secret(name: str) -> bool:
    """Whether a field of this name may hold what nobody else should read."""
    words = re.sub(r"[^A-Za-z0-9]+", "_", name)
    return bool(_SECRET.search(words)) and not _HARMLESS.search(words)


def redacted(value: Value, hidden: Counter[str]) -> Value:
    """The value with the texts of such fields replaced; `hidden` counts them by name."""
    if isinstance(value, list):
        return [redacted(each, hidden) for each in value]
    if not isinstance(value, dict):
        return value
    found: dict[str, Value] = {}
    for name, each in value.items():
        if isinstance(each, str) and each and is_secret(name):
            hidden[name] += 1
            found[name] = REDACTED
        else:
            found[name] = redacted(each, hidden)
    return found
