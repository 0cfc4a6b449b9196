"""Writes patterns of JSON Schema for Pact's engine, which has Oniguruma, and fits them to whole texts."""

import re
from collections.abc import Iterator
from typing import Final

ANY_TEXT: Final = r"[\s\S]*"

_TOKEN: Final = re.compile(
    r"\\(?P<class>[dw])|(?P<other>\\[a-zA-Z0-9](?<![nrtsSDW\\]))|(?P<escape>\\.)|(?P<open>\[\^?\]?)|(?P<close>\])"
    r"|(?P<group>\(\?(?![:=!]))|(?P<odd>\{,)|(?P<both>&&)|(?P<edge>[\^$])|.",
    re.DOTALL,
)
_CLASSES: Final = {"d": "0-9", "w": "A-Za-z0-9_"}


def full_pattern(pattern: str) -> str | None:
    """A pattern of ECMA 262, which is looked for anywhere, as one that Pact's engine fits to a whole text.

    None where it says what may mean something else there.
    """
    try:
        is_whole = pattern.startswith("^") and pattern.endswith("$") and not re.search(r"\\\$$|\|", pattern)
        written = "".join(_written(pattern, is_whole=is_whole))
        re.compile(written.replace(r"\z", r"\Z"))
    except (re.error, _UnknownError):
        return None
    return written if is_whole else f"^{ANY_TEXT}(?:{written}){ANY_TEXT}$"


class _UnknownError(Exception):
    """A part of a pattern that isn't known to mean the same."""


def _written(pattern: str, *, is_whole: bool) -> Iterator[str]:
    is_inside = False
    for token in _TOKEN.finditer(pattern):
        kind, text = token.lastgroup, token[0]
        if kind == "class":
            inner = _CLASSES[token["class"]]
            yield inner if is_inside else f"[{inner}]"
        elif kind in ("other", "group", "odd", "both") or (kind == "open" and (is_inside or text.endswith("]"))):
            raise _UnknownError
        elif kind == "edge" and not is_inside and not is_whole:
            # There these two would stand for the edges of lines as well.
            yield r"\A" if text == "^" else r"\z"
        else:
            is_inside = kind == "open" or (is_inside and kind != "close")
            yield text
