"""Makes frames from schemas and examples: valid ones, and near misses that differ from a valid one in one place."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice, zip_longest
from typing import Any, Final

from jsonschema.exceptions import UnknownType

from .document import Document, Message, Schema, resolve, validator

# A schema may contain itself, and one with hundreds of properties has thousands of variations.
DEEPEST: Final = 6
MOST: Final = 300

FORMATS: Mapping[str, str] = {
    "date-time": "2026-01-05T09:30:00Z",
    "date": "2026-01-05",
    "email": "ada@example.com",
    "uri": "https://example.com/ada",
    "uuid": "6f1f9d0e-9c7b-4d55-8f0e-0a4d3f6f2c11",
}
_NOTHING: Final = object()
STRANGERS: tuple[Any, ...] = (None, True, 7, 1.5, "text", [], {})
SAMPLES: Mapping[str, Any] = {"boolean": True, "number": 1.5, "null": None}


@dataclass(frozen=True, slots=True)
class Frame:
    """A payload as JSON text, and what the document's schema says about it."""

    text: str
    valid: bool


def frames(document: Document, message: Message) -> tuple[Frame, ...]:
    """Every example and made payload of a message and all their variations, each text once, always in the same order.

    Left out is what is valid or not depending on how `nullable` is read, which AsyncAPI 3.0 doesn't say. A schema that
    can't be judged, for a type that there isn't or a pattern that Python can't read, has no frames.
    """
    try:
        return tuple(_judged(document, message).values())
    except (UnknownType, re.error):
        return ()


def _judged(document: Document, message: Message) -> Mapping[str, Frame]:
    plain, lenient = (validator(document, message.payload, nullable=each) for each in (False, True))
    found: dict[str, Frame] = {}
    for value in islice(_values(document, message), MOST):
        valid = plain.is_valid(value)
        if valid == lenient.is_valid(value):
            text = json.dumps(value, ensure_ascii=False)
            found.setdefault(text, Frame(text, valid))
    return found


def _values(document: Document, message: Message) -> Iterator[Any]:
    """The seeds first, so that there is something valid of each message, then what differs from each in one place."""
    made = (sample(document, message.payload), sample(document, message.payload, full=True))
    seeds = (*message.examples, *made)
    yield from seeds
    # By turns, for one of them may have more than are looked at.
    turns = zip_longest(*(variations(document, message.payload, seed) for seed in seeds), fillvalue=_NOTHING)
    yield from (value for turn in turns for value in turn if value is not _NOTHING)


def sample(document: Document, schema: Schema, *, full: bool = False, depth: int = 0) -> Any:
    """A small value that the schema means: with all its declared properties if `full`, else with the required ones."""
    schema = merged(document, schema)
    for keyword in ("enum", "examples"):
        if schema.get(keyword):
            return schema[keyword][0]
    if "const" in schema:
        return schema["const"]
    full = full and depth < DEEPEST
    kind = _kind(schema)
    if kind == "object":
        declared = schema.get("properties", {})
        wanted = declared if full else schema.get("required", ()) if depth < 2 * DEEPEST else ()
        return {key: sample(document, declared.get(key, {}), full=full, depth=depth + 1) for key in wanted}
    if kind == "array":
        items = schema.get("items", {})
        count = max(schema.get("minItems", 0), 1 if full else 0)
        if isinstance(items, list):
            return [sample(document, each, full=full, depth=depth + 1) for each in items]
        return [sample(document, items, full=full, depth=depth + 1)] * count
    if kind == "integer":
        return schema.get("minimum", 7)
    if kind == "string":
        return FORMATS.get(schema.get("format", ""), "x" * max(schema.get("minLength", 0), 4))
    return SAMPLES.get(kind, "text")


def merged(document: Document, schema: Schema, depth: int = 0) -> Mapping[str, Any]:
    """The keywords of a schema with those that stand behind references, in `allOf`, and in the first of `oneOf`."""
    found = resolve(document, schema)
    if not isinstance(found, Mapping) or depth > DEEPEST:
        return {}
    parts = [*found.get("allOf", ()), *found.get("oneOf", ())[:1], *found.get("anyOf", ())[:1]]
    result: dict[str, Any] = {}
    for part in (*(merged(document, each, depth + 1) for each in parts), found):
        properties = {**result.get("properties", {}), **part.get("properties", {})}
        required = [*dict.fromkeys((*result.get("required", ()), *part.get("required", ())))]
        result |= part
        result |= ({"properties": properties} if properties else {}) | ({"required": required} if required else {})
    return result


def variations(document: Document, schema: Schema, value: Any) -> Iterator[Any]:
    """The value with one place changed: another type, an edge of a range, a key less, a key more, in it or below."""
    found = merged(document, schema)
    yield from _strangers(value)
    yield from _edges(found, value)
    if isinstance(value, dict):
        yield {**value, "unforeseen_key": True}
        declared = found.get("properties", {})
        for key in value:
            yield {other: value[other] for other in value if other != key}
            if key in declared:
                yield from ({**value, key: each} for each in variations(document, declared[key], value[key]))
    elif isinstance(value, list) and value:
        items = found.get("items", {})
        first = items[0] if isinstance(items, list) and items else items
        yield from ([each, *value[1:]] for each in variations(document, first or {}, value[0]))


def _strangers(value: Any) -> Iterator[Any]:
    """Values of every other JSON type, and numbers as other libraries write them: `42.0` and `"42"`."""
    yield from (each for each in STRANGERS if _type(each) is not _type(value))
    if _type(value) is int:
        yield from (float(value), str(value))


def _edges(schema: Mapping[str, Any], value: Any) -> Iterator[Any]:
    """What lies just inside and just outside of the schema's limits, where it has some for this type."""
    if "const" in schema or "enum" in schema:
        yield from schema.get("enum", ())
        if isinstance(value, str):
            yield from (f"{value}_", value.upper())
    elif isinstance(value, str):
        lengths = {schema[key] + step for key in ("minLength", "maxLength") if key in schema for step in (-1, 0, 1)}
        yield from ("x" * length for length in sorted(lengths))
    elif isinstance(value, list):
        yield from ([], [*value, *value[:1]])
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield from (schema[key] + step for key in ("minimum", "maximum") if key in schema for step in (-1, 0, 1))


def _type(value: Any) -> type:
    return type(value)


def _kind(schema: Mapping[str, Any]) -> str:
    kind = schema.get("type", "object" if "properties" in schema else "")
    return str(kind if isinstance(kind, str) else next((each for each in kind if each != "null"), "null"))
