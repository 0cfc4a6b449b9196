"""Python names that came from a document, proved legal."""

import keyword
from typing import Self


class Identifier(str):
    """A legal Python name: never a keyword, never empty. Only `plan/name.py` decides which one."""

    __slots__ = ()

    def __new__(cls, name: str) -> Self:
        """Raises ValueError when `name` can't stand as a name in Python source."""
        if not name.isidentifier() or keyword.iskeyword(name):
            raise ValueError(f"not a Python identifier: {name!r}")
        return super().__new__(cls, name)
