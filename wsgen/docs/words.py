"""Says in words what a JSON Schema asks of a value, keyword by keyword."""

import json
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from ..spec.node import Value
from .html import Html, code, join, text

Schema = Mapping[str, Value]

_LONG: Final = 400
_MANY: Final = 40

_RANGES: Final = (
    ("minimum", "maximum", ""),
    ("minLength", "maxLength", "character"),
    ("minItems", "maxItems", "item"),
    ("minProperties", "maxProperties", "member"),
)
_SHOWN_AS_JSON: Final = (
    "not",
    "if",
    "then",
    "else",
    "contains",
    "propertyNames",
    "patternProperties",
    "dependencies",
    "additionalItems",
)
_KINDS: Final[Mapping[str, str]] = MappingProxyType({"null": "null", "boolean": "true or false"})


def constraints(schema: Schema) -> Iterator[Html]:
    """What a schema asks beyond the type of a value, each in a few words."""
    for low, high, unit in _RANGES:
        if said := _range(schema.get(low), schema.get(high), unit):
            yield text(said)
    if _is_number(schema.get("exclusiveMinimum")):
        yield text(f"more than {as_json(schema['exclusiveMinimum'])}")
    if _is_number(schema.get("exclusiveMaximum")):
        yield text(f"less than {as_json(schema['exclusiveMaximum'])}")
    if "multipleOf" in schema:
        yield text(f"a multiple of {as_json(schema['multipleOf'])}")
    if isinstance(pattern := schema.get("pattern"), str):
        yield join((text("matches "), code(pattern)))
    if isinstance(form := schema.get("format"), str):
        yield join((text("format "), code(form)))
    if schema.get("uniqueItems") is True:
        yield text("no two items alike")
    if schema.get("additionalProperties") is False:
        yield text("no other members")
    for word in _SHOWN_AS_JSON:
        if word in schema and schema[word] not in (True, {}):
            yield join((text(f"{word} "), code(cut(as_json(schema[word])))))


def values(schema: Schema) -> Html | None:
    """The only values that there are, None where they aren't listed."""
    if "const" in schema:
        return join((text("always "), code(cut(as_json(schema["const"])))))
    listed = schema.get("enum")
    if not isinstance(listed, list):
        return None
    shown = [code(cut(as_json(each))) for each in listed[:_MANY]]
    more = [text(f"{len(listed) - _MANY} more")] if len(listed) > _MANY else []
    return join((text("one of "), join((*shown, *more), " ")))


def kind(schema: Schema) -> str:
    """The type as somebody would say it; empty where a schema has none."""
    written = schema.get("type")
    listed = written if isinstance(written, list) else [written]
    return " or ".join(_KINDS.get(each, each) for each in listed if isinstance(each, str))


def as_json(value: Value) -> str:
    """A value as JSON, in one line."""
    return json.dumps(value, ensure_ascii=False)


def cut(said: str) -> str:
    """Text that is no longer than anybody reads."""
    return said if len(said) <= _LONG else f"{said[:_LONG]}…"


def _is_number(value: Value) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _range(low: Value, high: Value, unit: str) -> str:
    def counted(number: Value) -> str:
        return as_json(number) + (f" {unit}{'' if number == 1 else 's'}" if unit else "")

    if low in (None, 0) and unit:
        return f"at most {counted(high)}" if _is_number(high) else ""
    if _is_number(low) and _is_number(high):
        return f"exactly {counted(low)}" if low == high else f"{as_json(low)} to {counted(high)}"
    if _is_number(low):
        return f"at least {counted(low)}"
    return f"at most {counted(high)}" if _is_number(high) else ""
