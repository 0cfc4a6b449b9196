"""The kinds of JSON values, and what the keywords of a schema hold, read by type."""

from typing import Final, TypeAlias

from ..spec.node import Value

Part: TypeAlias = dict[str, Value]
"""A schema that is an object."""

KINDS: Final = ("null", "boolean", "integer", "number", "string", "array", "object")
"""JSON's types, the simplest first; `number` stands for those alone that are no integers."""

ALL: Final = frozenset(KINDS)
MANY: Final = 1 << 30
"""More than anybody makes: where nothing bounds a count."""


def kinds_of(part: Part) -> frozenset[str]:
    """The kinds that `type` names."""
    named = part.get("type")
    if named is None:
        return ALL
    kinds = {str(each) for each in (named if isinstance(named, list) else [named])}
    return frozenset(kinds | {"integer"} if "number" in kinds else kinds)


def count_of(value: Value, otherwise: int) -> int:
    """A number of things; `otherwise` where there is none."""
    return int(value) if isinstance(value, int | float) and not isinstance(value, bool) else otherwise


def mapped(value: Value) -> dict[str, Value]:
    """An object; an empty one where there is none."""
    return value if isinstance(value, dict) else {}


def listed(value: Value) -> list[Value]:
    """A list; an empty one where there is none."""
    return value if isinstance(value, list) else []
