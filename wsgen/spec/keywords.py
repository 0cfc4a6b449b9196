"""The keywords of the AsyncAPI Schema Object, which is JSON Schema draft 7 and a little more: what each one holds."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType
from typing import Final

_DRAFT_7: Final = re.compile(
    r"application/(vnd\.aai\.asyncapi(\+json|\+yaml)?;version=[23]\.\d+\.\d+(-\S+)?|schema(\+json|\+yaml)?;version=draft-07)"
)


def is_draft_7(schema_format: str) -> bool:
    """Whether a `schemaFormat` means AsyncAPI's own schema object or JSON Schema draft 7, of which it is a superset."""
    return _DRAFT_7.fullmatch(schema_format.replace(" ", "").lower()) is not None


class Holds(Enum):
    """The kind of value that a keyword has."""

    SCHEMA = "a schema"
    SCHEMAS = "a list of schemas"
    SCHEMA_OR_SCHEMAS = "a schema or a list of schemas"
    MAP = "a map of schemas"
    TEXT = "a string"
    FLAG = "true or false"
    NUMBER = "a number"
    POSITIVE = "a number greater than 0"
    COUNT = "a whole number, 0 or more"
    NAMES = "a list of property names"
    TYPES = "a type or a list of types"
    LIST = "a list"
    CHOICES = "a list of values"
    PATTERN = "a regular expression"
    DOCS = "an External Documentation Object"
    VALUE = "any value"


@dataclass(frozen=True, slots=True)
class Keyword:
    """One keyword; `draft` is 7 where AsyncAPI's own schema object knows it, else the newer draft that does."""

    holds: Holds
    draft: str = "7"


TYPES: Final = ("array", "boolean", "integer", "null", "number", "object", "string")

KEYWORDS: Final[Mapping[str, Keyword]] = MappingProxyType(
    {
        "$id": Keyword(Holds.TEXT),
        "$schema": Keyword(Holds.TEXT),
        "$ref": Keyword(Holds.TEXT),
        "$comment": Keyword(Holds.TEXT),
        "title": Keyword(Holds.TEXT),
        "description": Keyword(Holds.TEXT),
        "default": Keyword(Holds.VALUE),
        "readOnly": Keyword(Holds.FLAG),
        "writeOnly": Keyword(Holds.FLAG),
        "examples": Keyword(Holds.LIST),
        "multipleOf": Keyword(Holds.POSITIVE),
        "maximum": Keyword(Holds.NUMBER),
        "exclusiveMaximum": Keyword(Holds.NUMBER),
        "minimum": Keyword(Holds.NUMBER),
        "exclusiveMinimum": Keyword(Holds.NUMBER),
        "maxLength": Keyword(Holds.COUNT),
        "minLength": Keyword(Holds.COUNT),
        "pattern": Keyword(Holds.PATTERN),
        "additionalItems": Keyword(Holds.SCHEMA),
        "items": Keyword(Holds.SCHEMA_OR_SCHEMAS),
        "maxItems": Keyword(Holds.COUNT),
        "minItems": Keyword(Holds.COUNT),
        "uniqueItems": Keyword(Holds.FLAG),
        "contains": Keyword(Holds.SCHEMA),
        "maxProperties": Keyword(Holds.COUNT),
        "minProperties": Keyword(Holds.COUNT),
        "required": Keyword(Holds.NAMES),
        "additionalProperties": Keyword(Holds.SCHEMA),
        "definitions": Keyword(Holds.MAP),
        "properties": Keyword(Holds.MAP),
        "patternProperties": Keyword(Holds.MAP),
        "dependencies": Keyword(Holds.MAP),
        "propertyNames": Keyword(Holds.SCHEMA),
        "const": Keyword(Holds.VALUE),
        "enum": Keyword(Holds.CHOICES),
        "type": Keyword(Holds.TYPES),
        "format": Keyword(Holds.TEXT),
        "contentMediaType": Keyword(Holds.TEXT),
        "contentEncoding": Keyword(Holds.TEXT),
        "if": Keyword(Holds.SCHEMA),
        "then": Keyword(Holds.SCHEMA),
        "else": Keyword(Holds.SCHEMA),
        "allOf": Keyword(Holds.SCHEMAS),
        "anyOf": Keyword(Holds.SCHEMAS),
        "oneOf": Keyword(Holds.SCHEMAS),
        "not": Keyword(Holds.SCHEMA),
        # AsyncAPI's own (AsyncAPI 3.0 §Schema Object).
        "discriminator": Keyword(Holds.TEXT),
        "externalDocs": Keyword(Holds.DOCS),
        "deprecated": Keyword(Holds.FLAG),
        # Of newer drafts: without meaning in draft 7, but people write them, and references stand in them.
        "$defs": Keyword(Holds.MAP, "2019-09"),
        "dependentSchemas": Keyword(Holds.MAP, "2019-09"),
        "dependentRequired": Keyword(Holds.VALUE, "2019-09"),
        "unevaluatedItems": Keyword(Holds.SCHEMA, "2019-09"),
        "unevaluatedProperties": Keyword(Holds.SCHEMA, "2019-09"),
        "minContains": Keyword(Holds.VALUE, "2019-09"),
        "maxContains": Keyword(Holds.VALUE, "2019-09"),
        "prefixItems": Keyword(Holds.SCHEMAS, "2020-12"),
    }
)
