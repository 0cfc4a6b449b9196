"""Makes frames from schemas and examples: valid ones, and near misses that differ from a valid one in one place."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from .document import Document, Message, resolve, validator

Schema = Mapping[str, Any]

FORMATS: Mapping[str, str] = {
    "date-time": "2026-01-05T09:30:00Z",
    "date": "2026-01-05",
    "email": "ada@example.com",
    "uri": "https://example.com/ada",
    "uuid": "6f1f9d0e-9c7b-4d55-8f0e-0a4d3f6f2c11",
}
STRANGERS: tuple[Any, ...] = (None, True, 7, 1.5, "text", [], {})
SAMPLES: Mapping[str, Any] = {"boolean": True, "number": 1.5, "null": None}


@dataclass(frozen=True, slots=True)
class Frame:
    """A payload as JSON text, and what the document's schema says about it."""

    text: str
    valid: bool


def frames(document: Document, message: Message) -> tuple[Frame, ...]:
    """Every example and made payload of a message and all their variations, each text once, always in the same order.

    Left out is what is valid or not depending on how `nullable` is read, which AsyncAPI 3.0 doesn't say.
    """
    plain, lenient = (validator(document, message.payload, nullable=each) for each in (False, True))
    found: dict[str, Frame] = {}
    seeds = (*message.examples, sample(document, message.payload), sample(document, message.payload, full=True))
    for seed in seeds:
        for value in (seed, *variations(document, message.payload, seed)):
            valid = plain.is_valid(value)
            if valid == lenient.is_valid(value):
                text = json.dumps(value, ensure_ascii=False)
                found.setdefault(text, Frame(text, valid))
    return tuple(found.values())


def sample(document: Document, schema: Schema, *, full: bool = False) -> Any:
    """A small value that the schema means: with all its declared properties if `full`, else with the required ones."""
    schema = resolve(document, schema)
    for keyword in ("enum", "examples"):
        if schema.get(keyword):
            return schema[keyword][0]
    if "const" in schema:
        return schema["const"]
    kind = _kind(schema)
    if kind == "object":
        wanted = schema.get("properties", {}) if full else schema.get("required", ())
        declared = schema.get("properties", {})
        return {key: sample(document, declared.get(key, {}), full=full) for key in wanted}
    if kind == "array":
        item = sample(document, schema.get("items", {}), full=full)
        return [item] * max(schema.get("minItems", 0), 1 if full else 0)
    if kind == "integer":
        return schema.get("minimum", 7)
    if kind == "string":
        return FORMATS.get(schema.get("format", ""), "x" * max(schema.get("minLength", 0), 4))
    return SAMPLES.get(kind, "text")


def variations(document: Document, schema: Schema, value: Any) -> Iterator[Any]:
    """The value with one place changed: another type, an edge of a range, a key less, a key more, in it or below."""
    schema = resolve(document, schema)
    yield from _strangers(value)
    yield from _edges(schema, value)
    if isinstance(value, dict):
        yield {**value, "unforeseen_key": True}
        declared = schema.get("properties", {})
        for key in value:
            yield {other: value[other] for other in value if other != key}
            if key in declared:
                yield from ({**value, key: each} for each in variations(document, declared[key], value[key]))
    elif isinstance(value, list) and value:
        yield from ([each, *value[1:]] for each in variations(document, schema.get("items", {}), value[0]))


def _strangers(value: Any) -> Iterator[Any]:
    """Values of every other JSON type, and numbers as other libraries write them: `42.0` and `"42"`."""
    yield from (each for each in STRANGERS if _type(each) is not _type(value))
    if _type(value) is int:
        yield from (float(value), str(value))


def _edges(schema: Schema, value: Any) -> Iterator[Any]:
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


def _kind(schema: Schema) -> str:
    kind = schema.get("type", "object" if "properties" in schema else "")
    return str(kind if isinstance(kind, str) else next((each for each in kind if each != "null"), "null"))
