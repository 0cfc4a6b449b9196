"""Reads the paths of Pact's matching rules and mismatches, and finds what stands at them."""

import re
from collections.abc import Sequence
from typing import Final

from ..spec.node import Value

Steps = tuple[str | int, ...]
"""Keys and numbers of items from a frame's root; `*` in a rule's path is any key or any item."""

_STEP: Final = re.compile(r"\.(?P<name>[^.\[\]]+)|\[(?P<quote>['\"])(?P<quoted>.*?)(?P=quote)\]|\[(?P<item>\d+|\*)\]")
_PLAIN: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")


def steps_of(path: str) -> Steps | None:
    """The steps of a path such as `$.messages[*].role` or `$['a b'][0]`; None where it isn't one."""
    if not path.startswith("$"):
        return None
    steps: list[str | int] = []
    at = 1
    while at < len(path):
        step = _STEP.match(path, at)
        if step is None:
            return None
        at = step.end()
        item = step["item"]
        steps.append((item if item == "*" else int(item)) if item else (step["name"] or step["quoted"] or ""))
    return tuple(steps)


def path_of(steps: Sequence[str | int]) -> str:
    """The path that has these steps, as Pact writes it."""
    return "$" + "".join(map(_written, steps))


def found_at(steps: Steps, value: Value) -> tuple[Value, ...]:
    """What stands at `steps` in a value, alone in a tuple; an empty one where nothing does."""
    for step in steps:
        if isinstance(value, dict) and step in value:
            value = value[str(step)]
        elif isinstance(value, list) and isinstance(step, int) and step < len(value):
            value = value[step]
        else:
            return ()
    return (value,)


def _written(step: str | int) -> str:
    if isinstance(step, int):
        return f"[{step}]"
    return f".{step}" if _PLAIN.fullmatch(step) else f"['{step}']"
