"""Values of a schema: each keyword alone and the nasty combinations, judged by two validators."""

from typing import Any

import pytest
from jsonschema import Draft7Validator

from wsgen.instances.choices import Seeded
from wsgen.instances.no_instance import NoInstanceError
from wsgen.instances.schemas import Schemas
from wsgen.instances.valid import valid
from wsgen.plan.identifier import Identifier
from wsgen.spec.node import Value

SEEDS = range(30)
TREE: Value = {"type": "object", "properties": {"next": {"$ref": "#/$defs/Tree"}}, "required": ["next"]}
DEFINITIONS: dict[Identifier, Value] = {
    Identifier("Tree"): TREE,
    Identifier("List"): {
        "type": "object",
        "required": ["next"],
        "properties": {"next": {"anyOf": [{"$ref": "#/$defs/List"}, {"type": "null"}]}},
    },
}
SCHEMAS: dict[str, Value] = {
    "const": {"const": {"a": [1]}},
    "enum": {"enum": ["a", 1, None]},
    "types": {"type": ["string", "integer"]},
    "bounds": {"type": "integer", "exclusiveMinimum": 3, "maximum": 5},
    "steps": {"type": "number", "multipleOf": 0.25, "minimum": -1},
    "lengths": {"type": "string", "minLength": 3, "maxLength": 5},
    "pattern": {"type": "string", "pattern": "^[A-Z]{2}-[0-9]+$"},
    "items": {"type": "array", "items": {"type": "boolean"}, "minItems": 2, "maxItems": 4},
    "unique": {"type": "array", "items": {"enum": [1, 2, 3]}, "uniqueItems": True, "minItems": 3},
    "contains": {"type": "array", "contains": {"const": 7}},
    "closed": {"type": "object", "properties": {"a": True}, "additionalProperties": False},
    "required": {"type": "object", "required": ["a", "b"], "properties": {"a": {"type": "string"}}},
    "allOf": {"allOf": [{"type": "object", "required": ["a"]}, {"properties": {"a": {"type": "integer"}}}]},
    "oneOf": {"oneOf": [{"type": "integer"}, {"minimum": 2, "type": "number"}]},
    "not": {"type": "string", "not": {"maxLength": 2}},
    "if": {"type": "object", "if": {"required": ["a"]}, "then": {"required": ["b"]}, "else": {"required": ["c"]}},
    "list": {"$ref": "#/$defs/List"},
}


@pytest.mark.parametrize("name", SCHEMAS)
def test_every_value_is_accepted(name: str) -> None:
    schemas = Schemas(DEFINITIONS)
    second: Any = Draft7Validator({"$defs": {**DEFINITIONS}, "allOf": [SCHEMAS[name]]})

    for seed in SEEDS:
        value = valid(schemas, SCHEMAS[name], Seeded(seed))

        assert schemas.judge(SCHEMAS[name])(value), value
        assert second.is_valid(value), value


def test_a_schema_that_only_endless_values_fit_has_none() -> None:
    with pytest.raises(NoInstanceError, match="without end"):
        valid(Schemas(DEFINITIONS), {"$ref": "#/$defs/Tree"}, Seeded(0))
