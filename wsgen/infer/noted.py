"""A document being drafted: JSON values of which some have a remark for those who read it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias, Union

Noted: TypeAlias = Union[bool, int, float, str, "Mapping[str, Noted]", "Sequence[Noted]", "Remarked", "Apart", None]
"""A JSON value that may have remarks inside."""


@dataclass(frozen=True, slots=True)
class Remarked:
    """A value and what there is to say about it, in one line."""

    value: Noted
    remark: str


@dataclass(frozen=True, slots=True)
class Apart:
    """An object whose entries stand apart from each other, with an empty line before each."""

    value: "Mapping[str, Noted]"
