"""Takes out of recorded frames what may be secret, by the names of the fields that hold it."""

import json
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
"""Names of numbers that tell how long something was; texts of such a name are secret like all others."""


def is_secret(name: str) -> bool:
    """Whether a field of this name may hold what nobody else should read."""
    return bool(_SECRET.search(_words(name)))


def redacted(value: Value, hidden: Counter[str], holder: str | None = None) -> Value:
    """The value without what stands anywhere below such a field; `hidden` counts texts and numbers by its name.

    JSON that stands in a text is read too. `holder` is the field that the value is below, where that may be secret.
    """
    match value:
        case dict():
            return {name: redacted(each, hidden, _holder(name, each, holder)) for name, each in value.items()}
        case list():
            return [redacted(each, hidden, holder) for each in value]
        case None | bool():
            return value
        case str() if holder is None:
            return _redacted_text(value, hidden)
        case str() if not value:
            return value
        case _ if holder is None:
            return value
        case _:
            hidden[holder] += 1
            return REDACTED if isinstance(value, str) else 0


def _holder(name: str, value: Value, above: str | None) -> str | None:
    is_count = isinstance(value, int | float) and bool(_HARMLESS.search(_words(name)))
    is_kind = bool(re.search(r"token_?type", _words(name), re.IGNORECASE))
    return name if is_secret(name) and not is_count and not is_kind else above


def _redacted_text(text: str, hidden: Counter[str]) -> str:
    if not text.lstrip().startswith(("{", "[")):
        return text
    try:
        inner: Value = json.loads(text)
    except (ValueError, RecursionError):
        return text
    clean = redacted(inner, hidden)
    return text if clean == inner else json.dumps(clean)


def _words(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9]+", "_", name)
