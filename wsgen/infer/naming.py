"""Gives drafted messages and channels names that a document and Python can have."""

import re
from collections.abc import Iterable
from typing import Final

_PARTS: Final = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
_LONGEST: Final = 60


def component_name(text: str, otherwise: str) -> str:
    """`text` as `PascalCase`, such as a key of `components`; `otherwise` where nothing of it can stand there."""
    words = _PARTS.findall(text)
    name = "".join(word[0].upper() + word[1:] for word in words)[:_LONGEST]
    if not name:
        return otherwise
    return name if name[0].isalpha() else f"{otherwise}{name}"


def unique(name: str, taken: Iterable[str]) -> str:
    """`name`, with a number behind it where it is taken; upper and lower case don't make a difference."""
    folded = {each.lower() for each in taken}
    number, found = 2, name
    while found.lower() in folded:
        found, number = f"{name}{number}", number + 1
    return found


def snake(name: str) -> str:
    """`PascalCase` as `snake_case`."""
    return "_".join(each.lower() for each in _PARTS.findall(name))
