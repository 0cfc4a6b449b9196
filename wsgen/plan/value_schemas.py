"""The types of what stands behind the keys of a document as JSON Schemas (draft 7), for editors."""

from collections.abc import Mapping
from typing import Final, TypeAlias

from ..spec.node import Value
from .value_types import ENVELOPE_FIELDS, ROLE_FIELDS

Schema: TypeAlias = Mapping[str, Value]

TEXT: Final[Schema] = {"type": "string", "minLength": 1}
_SCALAR: Final[Schema] = {"type": ["string", "number", "boolean"]}
_SECONDS: Final[Schema] = {"type": "number", "exclusiveMinimum": 0}


def one_or_several(single: Schema) -> Schema:
    """One value, or a list of at least one."""
    return {"anyOf": [dict(single), {"type": "array", "minItems": 1, "items": dict(single)}]}


def _or_false(properties: Mapping[str, Schema], *required: str) -> Schema:
    """An object that has nothing but `properties`, or the word that there is none."""
    table: dict[str, Value] = {
        "type": "object",
        "additionalProperties": False,
        "properties": {name: dict(schema) for name, schema in properties.items()},
    }
    if required:
        table["required"] = list(required)
    return {"anyOf": [{"const": False}, table]}


NAMES: Final = one_or_several(TEXT)
TAG: Final = one_or_several(_SCALAR)
CODES: Final[Schema] = {"type": "array", "items": dict(TEXT)}
DATE: Final[Schema] = {"type": "string", "format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
OFFER: Final[Schema] = {"type": "string", "pattern": "^[^{}]*\\{token(:base64url)?\\}[^{}]*$"}
HEARTBEAT: Final = _or_false({"interval": _SECONDS, "timeout": _SECONDS})
STREAM: Final = _or_false({"start": TEXT, "end": NAMES}, "end")
ENVELOPE: Final = _or_false(
    {
        "schema": TEXT,
        "around": {"type": "boolean"},
        "constants": {"type": "object", "additionalProperties": dict(_SCALAR)},
        "timestamp_unit": {"enum": ["ms", "s", "iso"]},
        **dict.fromkeys(ENVELOPE_FIELDS, TEXT),
    }
)
ROLE_FIELD_NAMES: Final[Schema] = {
    "type": "object",
    "additionalProperties": False,
    "properties": {name: dict(TEXT) for name in ROLE_FIELDS},
}
# RFC 6455 §7.4.2, without those codes that no close frame carries.
CLOSING: Final[Schema] = {
    "type": "object",
    "additionalProperties": False,
    "patternProperties": {"^0*(100[0-3]|100[7-9]|101[0-4]|[34][0-9]{3})$": dict(TEXT)},
}
