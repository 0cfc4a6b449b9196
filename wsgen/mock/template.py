"""Fills the templates of a scenario: `{{ request.thread_id }}`, `{{ count }}`, `{{ now }}`."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from ..instances.places import value_at
from ..spec.node import Value

_TEMPLATE: Final = re.compile(r"\{\{\s*(.*?)\s*\}\}", re.DOTALL)
NAMES: Final = ("request", "count", "now", "now_ms", "connection")
"""What a template may begin with; of `request` the steps to a value follow."""


@dataclass(frozen=True, slots=True)
class Known:
    """What templates are filled with: `request` is the payload of the client's message, None where there is none.

    `count` says how often the rule has held on this connection, `at` is in seconds since 1970.
    """

    request: Value
    count: int
    at: float
    connection: int

    def value(self, expression: str) -> Value:
        """What one expression stands for; None where the request lacks it."""
        name, *steps = expression.split(".")
        moment = datetime.fromtimestamp(self.at, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        values: dict[str, Value] = {
            "request": value_at(self.request, tuple(steps)),
            "count": self.count,
            "now": moment,
            "now_ms": int(self.at * 1000),
            "connection": self.connection,
        }
        return values[name]


def expressions(value: Value) -> Iterator[str]:
    """All expressions in the texts of a value."""
    match value:
        case str():
            yield from _TEMPLATE.findall(value)
        case list():
            for item in value:
                yield from expressions(item)
        case dict():
            for inner in value.values():
                yield from expressions(inner)
        case _:
            return


def filled(value: Value, known: Known) -> Value:
    """`value` with its templates filled: a text that is nothing but one becomes the value itself, of its own type."""
    match value:
        case str():
            whole = _TEMPLATE.fullmatch(value.strip())
            if whole and len(_TEMPLATE.findall(value)) == 1:
                return known.value(whole[1])
            return _TEMPLATE.sub(lambda match: _as_text(known.value(match[1])), value)
        case list():
            return [filled(item, known) for item in value]
        case dict():
            return {name: filled(inner, known) for name, inner in value.items()}
        case _:
            return value


def _as_text(value: Value) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
