"""Infers the JSON Schema of recorded values: it accepts each of them, and says what they have in common."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from ..spec.node import Value
from .noted import Noted, Remarked
from .text_sorts import format_of, names_in

MAX_KEY: Final = 200
"""Properties with longer names aren't listed: a document has no place for them, and they are nobody's names."""

_IDENTITY: Final = re.compile(
    r"-?\d+|[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}|.*[^A-Za-z0-9_$.@#-].*", re.DOTALL
)
_MANY: Final = 8
_KINDS: Final = ("object", "array", "string", "integer", "number", "boolean", "null")


def kind_of(value: Value) -> str:
    """The type of a value in JSON Schema's words; a number without fraction is an integer where it is written so."""
    match value:
        case bool():
            return "boolean"
        case int():
            return "integer"
        case float():
            return "number"
        case str():
            return "string"
        case list():
            return "array"
        case dict():
            return "object"
        case _:
            return "null"


def schema_of(values: Sequence[Value], field: str = "") -> Noted:
    """The schema of all values that one field had; `field` is its name, where it has one."""
    by_kind: dict[str, list[Value]] = {}
    for each in values:
        by_kind.setdefault(kind_of(each), []).append(each)
    if "number" in by_kind and "integer" in by_kind:
        by_kind["number"] += by_kind.pop("integer")
    kinds = [each for each in _KINDS if each in by_kind]
    if kinds == ["null"]:
        return Remarked({}, "only null was seen: say what else it may be")
    if not kinds:
        return {}
    rest = [each for each in kinds if each != "null"]
    if len(rest) == 1:
        return _of_kind(rest[0], by_kind[rest[0]], field, is_null="null" in kinds)
    if not {"object", "array"} & set(rest):
        return Remarked({"type": kinds}, "more than one type was seen")
    several = [_of_kind(each, by_kind[each], "", is_null=False) for each in kinds]
    return Remarked({"anyOf": several}, "more than one type was seen")


def object_schema(values: Sequence[Mapping[str, Value]], fixed: Mapping[str, Noted]) -> dict[str, Noted]:
    """The schema of objects by their properties; `fixed` are the schemas of some of them."""
    names = dict.fromkeys(name for each in values for name in each if len(name) <= MAX_KEY)
    counts = Counter(name for each in values for name in each)
    properties: dict[str, Noted] = {}
    for name in names:
        schema = fixed.get(name)
        if schema is None:
            schema = schema_of([each[name] for each in values if name in each], name)
            if counts[name] < len(values):
                schema = _also(schema, f"in {counts[name]} of {len(values)}")
        properties[name] = schema
    required = [name for name in names if counts[name] == len(values)]
    schema_parts: dict[str, Noted] = {"type": "object"}
    if required:
        schema_parts["required"] = required
    if properties:
        schema_parts["properties"] = properties
    return schema_parts


def _also(schema: Noted, remark: str) -> Remarked:
    if isinstance(schema, Remarked):
        return Remarked(schema.value, f"{remark}; {schema.remark}")
    return Remarked(schema, remark)


def _of_kind(kind: str, values: Sequence[Value], field: str, *, is_null: bool) -> Noted:
    match kind:
        case "string":
            return _string([each for each in values if isinstance(each, str)], field, is_null=is_null)
        case "array":
            items = [item for each in values if isinstance(each, list) for item in each]
            head: dict[str, Noted] = {"type": _type("array", is_null=is_null)}
            if not items:
                return Remarked(head, "only empty lists were seen")
            return {**head, "items": schema_of(items, field.removesuffix("s"))}
        case "object":
            objects = [each for each in values if isinstance(each, dict)]
            schema = _map(objects) or object_schema(objects, {})
            return {**schema, "type": _type("object", is_null=is_null)}
        case _:
            return {"type": _type(kind, is_null=is_null)}


def _type(kind: str, *, is_null: bool) -> Noted:
    return [kind, "null"] if is_null else kind


def _string(texts: Sequence[str], field: str, *, is_null: bool) -> Noted:
    schema: dict[str, Noted] = {"type": _type("string", is_null=is_null)}
    if names := names_in(texts, field):
        schema["enum"] = [*names, None] if is_null else [*names]
        return Remarked(schema, f"{len(texts)} times one of these: are there others?")
    if word := format_of(texts):
        schema["format"] = word
    return schema


def _map(objects: Sequence[Mapping[str, Value]]) -> dict[str, Noted] | None:
    """The schema of objects whose keys are values themselves, such as ids; None where they are names."""
    keys = Counter(key for each in objects for key in each)
    if not keys:
        return None
    is_odd = all(_is_identity(key) for key in keys)
    seldom = max(keys.values()) * 2 <= len(objects)
    if not is_odd and not (len(keys) >= _MANY and seldom and len(objects) > 1):
        return None
    values: Iterable[Value] = [value for each in objects for value in each.values()]
    return {"type": "object", "additionalProperties": schema_of([*values])}


def _is_identity(key: str) -> bool:
    return len(key) > MAX_KEY or bool(_IDENTITY.fullmatch(key))
