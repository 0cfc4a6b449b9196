"""The keywords of the AsyncAPI Schema Object, which is JSON Schema draft 7 and a little more: what each one holds."""

from collections.abc import Mapping
from enum import Enum
from types import MappingProxyType
from typing import Final


class Holds(Enum):
    """The kind of value that a keyword has."""

    SCHEMA = "a schema"
    SCHEMA_OR_FLAG = "a schema, true or false"
    SCHEMAS = "a list of schemas"
    SCHEMA_OR_SCHEMAS = "a schema or a list of schemas"
    MAP = "a map of schemas"
    MAP_OF_NAMES = "a map of lists of property names"
    TEXT = "a string"
    FLAG = "true or false"
    NUMBER = "a number"
    POSITIVE = "a number greater than 0"
    COUNT = "a whole number, 0 or more"
    NAMES = "a list of property names"
    SOME_NAMES = "a list of one property name or more"
    TYPE = "a type"
    TYPES = "a type or a list of types"
    LIST = "a list"
    CHOICES = "a list of values"
    PATTERN = "a regular expression"
    MEMBERS = "an object"
    DOCS = "an External Documentation Object"
    VALUE = "any value"


TYPES: Final = ("array", "boolean", "integer", "null", "number", "object", "string")

KEYWORDS: Final[Mapping[str, Holds]] = MappingProxyType(
    {
        "$id": Holds.TEXT,
        "$schema": Holds.TEXT,
        "$ref": Holds.TEXT,
        "$comment": Holds.TEXT,
        "title": Holds.TEXT,
        "description": Holds.TEXT,
        "default": Holds.VALUE,
        "readOnly": Holds.FLAG,
        "writeOnly": Holds.FLAG,
        "examples": Holds.LIST,
        "multipleOf": Holds.POSITIVE,
        "maximum": Holds.NUMBER,
        "exclusiveMaximum": Holds.NUMBER,
        "minimum": Holds.NUMBER,
        "exclusiveMinimum": Holds.NUMBER,
        "maxLength": Holds.COUNT,
        "minLength": Holds.COUNT,
        "pattern": Holds.PATTERN,
        "additionalItems": Holds.SCHEMA,
        "items": Holds.SCHEMA_OR_SCHEMAS,
        "maxItems": Holds.COUNT,
        "minItems": Holds.COUNT,
        "uniqueItems": Holds.FLAG,
        "contains": Holds.SCHEMA,
        "maxProperties": Holds.COUNT,
        "minProperties": Holds.COUNT,
        "required": Holds.NAMES,
        "additionalProperties": Holds.SCHEMA,
        "definitions": Holds.MAP,
        "properties": Holds.MAP,
        "patternProperties": Holds.MAP,
        "dependencies": Holds.MAP,
        "propertyNames": Holds.SCHEMA,
        "const": Holds.VALUE,
        "enum": Holds.CHOICES,
        "type": Holds.TYPES,
        "format": Holds.TEXT,
        "contentMediaType": Holds.TEXT,
        "contentEncoding": Holds.TEXT,
        "if": Holds.SCHEMA,
        "then": Holds.SCHEMA,
        "else": Holds.SCHEMA,
        "allOf": Holds.SCHEMAS,
        "anyOf": Holds.SCHEMAS,
        "oneOf": Holds.SCHEMAS,
        "not": Holds.SCHEMA,
        # AsyncAPI's own (AsyncAPI 3.0 §Schema Object).
        "discriminator": Holds.TEXT,
        "externalDocs": Holds.DOCS,
        "deprecated": Holds.FLAG,
    }
)
