"""Turns what a schema says of text, numbers and single values into what Pydantic can check of them."""

import math
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from typing import Final

from ..spec.node import Value
from .bundle import Schema
from .pattern import translate

LARGEST: Final = 2**53
"""Up to here every integer is a float of its own. Bounds and lengths beyond are the schema's alone."""

_INWARD: Final = (
    ("minimum", math.ceil),
    ("exclusiveMinimum", math.floor),
    ("maximum", math.floor),
    ("exclusiveMaximum", math.ceil),
)


def text(schema: Schema) -> Schema:
    """Text with its lengths in characters, and its pattern where pydantic-core can run it. `format` asserts nothing."""
    result: Schema = {"type": "string", **counts(schema, ("minLength", "maxLength"))}
    pattern = schema.get("pattern")
    translated = translate(pattern) if isinstance(pattern, str) else None
    return result if translated is None else {**result, "pattern": translated}


def integer(schema: Schema) -> Schema:
    """An integer. Bounds between two integers move to the inner one; only whole multiples stay."""
    result: Schema = {"type": "integer"}
    for keyword, rounded in _INWARD:
        bound = _number(schema.get(keyword))
        if bound is not None:
            result[keyword] = rounded(bound)
    multiple = _number(schema.get("multipleOf"))
    if multiple is not None and multiple >= 1 and float(multiple).is_integer():
        result["multipleOf"] = int(multiple)
    return result


def number(schema: Schema) -> Schema:
    """A number with its bounds."""
    result: Schema = {"type": "number"}
    for keyword in ("minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum", "multipleOf"):
        bound = _number(schema.get(keyword))
        if bound is not None and (keyword != "multipleOf" or bound > 0):
            result[keyword] = bound
    return result


def counts(schema: Schema, keywords: Iterable[str]) -> Schema:
    """Those of `keywords` that are a length; `5.0` is one too."""
    found = {keyword: _number(schema.get(keyword)) for keyword in keywords}
    return {
        keyword: int(each)
        for keyword, each in found.items()
        if each is not None and 0 <= each <= LARGEST and float(each).is_integer()
    }


def values(allowed: Iterable[Value], types: Iterable[str]) -> list[Schema]:
    """Schemas for each of the `allowed` values that has one of `types` (any where none is given).

    Text, integers, booleans and null stay what they are; of other values only the type does, which Literal can't say.
    """
    wanted = frozenset(types)
    options: list[Schema] = []
    for value in allowed:
        if wanted and not wanted & kinds(value):
            continue
        match value:
            case None:
                options.append({"type": "null"})
            case float() if not value.is_integer():
                options.append({"type": "number"})
            # pydantic-core looks for one of some integers among those of 64 bits.
            case int() | float() if abs(value) >= 2**63:
                options.append({"type": "integer"})
            case float():
                options.append({"enum": [int(value)]})
            case list():
                options.append({"type": "array"})
            case dict():
                options.append({"type": "object", "additionalProperties": True})
            case str() if any("\ud800" <= each <= "\udfff" for each in value):
                options.append({"type": "string"})
            case _:
                options.append({"enum": [value]})
    return options


def kinds(value: Value) -> AbstractSet[str]:
    """The JSON types of a value: a whole number is an integer however it's written (draft 7, validation §6.1.1)."""
    match value:
        case None:
            return {"null"}
        case bool():
            return {"boolean"}
        case int():
            return {"integer", "number"}
        case float():
            return {"integer", "number"} if value.is_integer() else {"number"}
        case str():
            return {"string"}
        case list():
            return {"array"}
        case dict():
            return {"object"}


def _number(value: Value) -> int | float | None:
    """A bound that Python and Rust both can compare with: draft 4's `exclusiveMinimum: true` is none."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return value if abs(value) <= LARGEST else None
