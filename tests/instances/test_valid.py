"""Values of a schema: each keyword alone and the nasty combinations, judged by two validators."""

import json
import subprocess
import sys
from typing import Any

import pytest
from jsonschema import Draft7Validator

from wsgen.instances.choices import Seeded
from wsgen.instances.manner import Manner
from wsgen.instances.no_instance import NoInstanceError
from wsgen.instances.schemas import Schemas
from wsgen.instances.valid import plain, valid
from wsgen.plan.identifier import Identifier
from wsgen.spec.node import Value

SEEDS = range(40)


def ref(name: str) -> dict[str, Any]:
    """A reference to one of the definitions."""
    return {"$ref": f"#/$defs/{name}"}


DEFINED: dict[str, Any] = {
    "Endless": {"type": "object", "properties": {"next": ref("Endless")}, "required": ["next"]},
    "EndlessItems": {"type": "array", "items": ref("EndlessItems"), "minItems": 1},
    "List": {
        "type": "object",
        "required": ["value", "next"],
        "properties": {"value": {"type": "integer"}, "next": {"anyOf": [ref("List"), {"type": "null"}]}},
    },
    "Tree": {
        "type": "object",
        "required": ["children"],
        "properties": {"children": {"type": "array", "items": ref("Tree"), "maxItems": 3}},
    },
    "Even": {"oneOf": [{"const": 0}, {"type": "array", "items": ref("Odd"), "minItems": 1, "maxItems": 2}]},
    "Odd": {"type": "array", "items": ref("Even"), "minItems": 1, "maxItems": 2},
    "Cat": {"type": "object", "required": ["kind"], "properties": {"kind": {"const": "cat"}, "lives": {"maximum": 9}}},
    "Dog": {"type": "object", "required": ["kind"], "properties": {"kind": {"const": "dog"}}},
    "Pet": {"oneOf": [ref("Cat"), ref("Dog")]},
}
SCHEMAS: dict[str, Any] = {
    "const": {"const": {"a": [1]}},
    "enum": {"enum": ["a", 1, None, [], {"b": True}]},
    "enum that a type narrows": {"enum": ["a", 1, None], "type": ["string", "null"]},
    "enum that a pattern narrows": {"enum": ["a", "b", "c1"], "pattern": "\\d"},
    "types": {"type": ["string", "integer"]},
    "nothing said": {},
    "true": True,
    "bounds": {"type": "integer", "exclusiveMinimum": 3, "maximum": 5},
    "a narrow gap": {"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1e-9},
    "one number": {"type": "number", "minimum": 0.25, "maximum": 0.25},
    "steps": {"type": "number", "multipleOf": 0.25, "minimum": -1},
    "two steps": {"allOf": [{"type": "integer", "multipleOf": 4}, {"multipleOf": 6, "exclusiveMinimum": 0}]},
    "a step of integers": {"type": "integer", "multipleOf": 2.5},
    "lengths": {"type": "string", "minLength": 3, "maxLength": 5},
    "one length": {"type": "string", "minLength": 300, "maxLength": 300},
    "pattern": {"type": "string", "pattern": "^[A-Z]{2}-[0-9]+$"},
    "pattern anywhere": {"type": "string", "pattern": "b[0-9]", "maxLength": 3},
    "pattern of a length": {"type": "string", "pattern": "^(ab)*$", "minLength": 5, "maxLength": 6},
    "patterns": {"type": "string", "allOf": [{"pattern": "^a"}, {"pattern": "z$"}, {"pattern": "[0-9]{3}"}]},
    "pattern that looks ahead": {"type": "string", "pattern": "^(?=.*\\d)(?=.*[A-Z])(?!.*x).{6,}$", "maxLength": 8},
    "pattern of words": {"type": "string", "pattern": "\\bcat\\b"},
    "format": {"type": "string", "format": "date-time"},
    "items": {"type": "array", "items": {"type": "boolean"}, "minItems": 2, "maxItems": 4},
    "list of items": {"type": "array", "items": [{"type": "null"}, {"const": 2}], "additionalItems": False},
    "more than a list": {"type": "array", "items": [{"const": 1}], "additionalItems": {"const": 2}, "minItems": 3},
    "unique": {"type": "array", "items": {"enum": [1, 2, 3]}, "uniqueItems": True, "minItems": 3},
    "contains": {"type": "array", "items": {"type": "integer"}, "contains": {"minimum": 7}, "maxItems": 2},
    "closed": {"type": "object", "properties": {"a": True}, "additionalProperties": False},
    "required": {"type": "object", "required": ["a", "b"], "properties": {"a": {"type": "string"}}},
    "a map": {"type": "object", "additionalProperties": {"type": "integer"}, "minProperties": 2, "maxProperties": 3},
    "patternProperties": {
        "type": "object",
        "patternProperties": {"^x-": {"type": "string"}, "-n$": {"minLength": 2}},
        "additionalProperties": False,
        "minProperties": 1,
    },
    "propertyNames": {"type": "object", "propertyNames": {"pattern": "^[a-c]{2}$"}, "minProperties": 2},
    "dependencies": {
        "type": "object",
        "properties": {"a": {}, "b": {}, "c": {}},
        "dependencies": {"a": ["b"], "b": {"required": ["c"], "properties": {"c": {"const": 1}}}},
    },
    "allOf": {"allOf": [{"type": "object", "required": ["a"]}, {"properties": {"a": {"type": "integer"}}}]},
    "allOf of one property": {
        "allOf": [{"properties": {"a": {"minimum": 3}}}, {"properties": {"a": {"maximum": 4, "type": "integer"}}}],
        "type": "object",
        "required": ["a"],
    },
    "anyOf": {"anyOf": [{"type": "string", "maxLength": 1}, {"type": "array", "maxItems": 1}]},
    "anyOf beside": {"type": "object", "anyOf": [{"required": ["a"]}, {"required": ["b"]}]},
    "oneOf": {"oneOf": [{"type": "integer"}, {"minimum": 2, "type": "number"}]},
    "oneOf that overlap": {"type": "object", "oneOf": [{"required": ["a"]}, {"required": ["b"]}, {"required": ["c"]}]},
    "tagged": {"allOf": [ref("Pet"), {"properties": {"kind": {"enum": ["dog", "bird"]}}}]},
    "not": {"type": "string", "not": {"maxLength": 2}},
    "not of all": {"not": {"type": "object", "required": ["a"], "properties": {"a": {"const": 1}}}, "type": "object"},
    "not of a choice": {"not": {"anyOf": [{"type": "string"}, {"type": "number"}, {"type": "object"}]}},
    "not of an enum": {"type": "integer", "minimum": 1, "maximum": 3, "not": {"enum": [1, 2]}},
    "if": {"type": "object", "if": {"required": ["a"]}, "then": {"required": ["b"]}, "else": {"required": ["c"]}},
    "if of a value": {
        "type": "object",
        "required": ["kind", "size"],
        "properties": {"kind": {"enum": ["big", "small"]}, "size": {"type": "integer"}},
        "if": {"properties": {"kind": {"const": "big"}}},
        "then": {"properties": {"size": {"minimum": 1000}}},
        "else": {"properties": {"size": {"maximum": 10}}},
    },
    "list": ref("List"),
    "tree": ref("Tree"),
    "each other": ref("Odd"),
    "pet": {"type": "array", "items": ref("Pet"), "minItems": 1},
}
IMPOSSIBLE: dict[str, tuple[Any, str]] = {
    "false": (False, "accepts nothing"),
    "types": ({"allOf": [{"type": "string"}, {"type": "integer"}]}, "no type is left"),
    "bounds": ({"type": "integer", "minimum": 2, "maximum": 1}, "no number lies between the bounds"),
    "lengths": ({"type": "string", "minLength": 2, "maxLength": 1}, "no text is as long"),
    "pattern": ({"type": "string", "pattern": "^a{3}$", "maxLength": 2}, "such a length and such a pattern"),
    "required": ({"type": "object", "required": ["a"], "properties": {"a": False}}, "required and forbidden"),
    "enum": ({"enum": [1, 2], "type": "string"}, "const and enum"),
    "endless": (ref("Endless"), "without end"),
    "endless items": (ref("EndlessItems"), "without end"),
}


def schemas() -> Schemas:
    """The definitions, of which nothing is known yet."""
    return Schemas({Identifier(name): each for name, each in DEFINED.items()})


@pytest.mark.parametrize("manner", Manner)
@pytest.mark.parametrize("name", SCHEMAS)
def test_every_value_is_accepted(name: str, manner: Manner) -> None:
    known, schema = schemas(), SCHEMAS[name]
    first = known.acceptor(schema)
    second: Any = Draft7Validator({"$defs": DEFINED, "allOf": [schema]})

    for seed in SEEDS:
        value = valid(known, schema, Seeded(seed), manner)

        assert first(value), value
        assert second.is_valid(value), value


@pytest.mark.parametrize("name", IMPOSSIBLE)
def test_where_there_is_no_value_the_reason_is_said(name: str) -> None:
    schema, reason = IMPOSSIBLE[name]

    with pytest.raises(NoInstanceError, match=reason):
        valid(schemas(), schema, Seeded(0))


def depth_of(value: Value) -> int:
    """Levels of nesting."""
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return 1 + max(map(depth_of, inner), default=0)


def test_values_of_schemas_that_refer_to_themselves_end_soon() -> None:
    known = schemas()

    for seed in SEEDS:
        for name in ("List", "Tree", "Odd", "Even"):
            assert depth_of(valid(known, ref(name), Seeded(seed))) < 20


def made_by(schema: Any, manner: Manner = Manner.ANY, count: int = 300) -> list[Value]:
    """Values of many seeds."""
    known = schemas()
    return [valid(known, schema, Seeded(seed), manner) for seed in range(count)]


def test_the_edges_of_each_constraint_are_met() -> None:
    numbers = made_by({"type": "number", "minimum": -2.5, "exclusiveMaximum": 7})
    texts = made_by({"type": "string", "minLength": 2, "maxLength": 9})
    arrays = made_by({"type": "array", "minItems": 1, "maxItems": 6, "items": True})
    integers = made_by({"type": "integer"})
    objects = made_by({"type": "object", "properties": {"a": True, "b": True}})

    assert -2.5 in numbers
    assert any(6.999 < each < 7 for each in numbers if isinstance(each, float))
    assert {len(each) for each in texts if isinstance(each, str)} >= {2, 9}
    assert {len(each) for each in arrays if isinstance(each, list)} >= {1, 6}
    assert any(isinstance(each, float) for each in integers)
    assert any(isinstance(each, int) and abs(each) > 2**40 for each in integers)
    assert {len(each) for each in objects if isinstance(each, dict)} >= {0, 1, 2, 3}
    assert any(not each.isascii() for each in texts if isinstance(each, str))
    assert any(ord(character) > 0xFFFF for each in texts if isinstance(each, str) for character in each)


def test_only_declared_properties_stand_in_what_a_peer_sends() -> None:
    declared = {"type": "object", "properties": {"a": True, "b": True}}

    assert {key for each in made_by(declared, Manner.DECLARED) if isinstance(each, dict) for key in each} == {"a", "b"}
    assert any(isinstance(each, dict) and not each.keys() <= {"a", "b"} for each in made_by(declared))


def test_a_plain_value_is_the_example_that_fits() -> None:
    schema: Value = {
        "type": "object",
        "required": ["name", "count"],
        "properties": {
            "name": {"type": "string", "examples": [7, "Ada"]},
            "count": {"type": "integer", "default": 3, "minimum": 5},
            "when": {"type": "string", "format": "date"},
        },
    }

    assert plain(schemas(), schema) == {"name": "Ada", "count": 5, "when": "2024-01-31"}


PROGRAM = """
import json
from wsgen.instances.choices import Seeded
from wsgen.instances.schemas import Schemas
from wsgen.instances.valid import valid
import sys
defined, wanted = json.load(sys.stdin)
known = Schemas(defined)
json.dump([valid(known, each, Seeded(seed)) for seed in (3, 1, 2) for each in wanted], sys.stdout)
"""


def test_the_same_seed_makes_the_same_values_in_every_process_and_order() -> None:
    wanted = [each for each in SCHEMAS.values() if each is not True]
    here, known = {}, schemas()
    for seed in (1, 2, 3):
        here[seed] = [valid(known, each, Seeded(seed)) for each in reversed(wanted)][::-1]

    for hash_seed in ("0", "4711"):
        done = subprocess.run(
            [sys.executable, "-c", PROGRAM],
            input=json.dumps([DEFINED, wanted]),
            env={"PYTHONHASHSEED": hash_seed, "PYTHONPATH": ":".join(sys.path)},
            capture_output=True,
            text=True,
            check=True,
        )

        assert json.loads(done.stdout) == [*here[3], *here[1], *here[2]]
