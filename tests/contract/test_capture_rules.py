"""Matching rules: for each kind of schema what Pact's own engine then accepts of other values, and what it doesn't."""

import json
from typing import Any

import pytest

from wsgen.contract.matching import expectation
from wsgen.contract.patterns import full_pattern
from wsgen.contract.rules import Deriving
from wsgen.instances.schemas import Schemas
from wsgen.plan.identifier import Identifier

TEXT = {"type": "string"}
THING = {"type": "object", "required": ["id"], "properties": {"id": {"type": "integer"}, "name": TEXT}}
TAGGED = {"type": "object", "required": ["t"], "properties": {"t": {"const": "a"}}}
EMPTY: Any = {}

# The schema of `$.v`, its value, the values that may come as well, and those that may not.
KINDS: list[tuple[str, Any, Any, list[Any], list[Any]]] = [
    ("const", {"const": "a"}, "a", [], ["b", None, 1]),
    ("enum", {"enum": ["a.b", "c"]}, "c", ["a.b"], ["axb", "d", "cc", 1]),
    ("enum of one", {"enum": ["a"]}, "a", [], ["b"]),
    ("enum of numbers", {"enum": [1, 2]}, 1, [2], [3, "2"]),
    ("enum with null", {"enum": ["a", None]}, "a", [None], ["b"]),
    ("text", TEXT, "a", ["b", ""], [1, None, True]),
    ("text that isn't empty", {"type": "string", "minLength": 1}, "a", ["bc"], ["", 1]),
    ("text of a length", {"type": "string", "minLength": 2, "maxLength": 3}, "ab", ["abc", "é\n"], ["a", "abcd", 12]),
    ("pattern of the whole", {"type": "string", "pattern": "^[a-z]+$"}, "a", ["bc"], ["B", "a1"]),
    ("pattern of a part", {"type": "string", "pattern": "[0-9]"}, "a1", ["1", "x2y"], ["x"]),
    ("pattern at the start", {"type": "string", "pattern": "^a"}, "ab", ["a", "ac\nd"], ["ba"]),
    ("pattern of two", {"type": "string", "pattern": "^a$|^b$"}, "a", ["b"], ["ab", "c"]),
    ("pattern that looks ahead", {"type": "string", "pattern": "^(?=.*x).+$"}, "ax", ["xb"], ["ab"]),
    ("digits of ECMA 262", {"type": "string", "pattern": r"^\d+$"}, "1", ["23"], ["٣"]),
    (
        "uuid",
        {**TEXT, "format": "uuid"},
        "5f1c3b52-0000-4000-8000-000000000000",
        ["5F1C3B52" + "-0000" * 3 + "-" + "0" * 12],
        ["5f1c"],
    ),
    (
        "date-time",
        {**TEXT, "format": "date-time"},
        "2026-01-05T09:30:00Z",
        ["2026-01-05T09:30:00.25+01:00"],
        ["now", 1],
    ),
    ("a remark", {**TEXT, "format": "date-time"}, "yesterday", ["now"], [1]),
    ("an unknown format", {**TEXT, "format": "odd"}, "a", ["b"], [1]),
    ("integer", {"type": "integer"}, 1, [2, -3], ["1", 1.5, None]),
    ("number", {"type": "number"}, 1, [2.5, 3], ["1", None]),
    ("boolean", {"type": "boolean"}, True, [False], ["true", 1]),
    ("null", {"type": "null"}, None, [], [1, "a"]),
    ("nullable", {"type": ["string", "null"]}, "a", ["b", None], [1]),
    ("null that may be a number", {"type": ["integer", "null"]}, None, [1], ["a"]),
    ("nullable by anyOf", {"anyOf": [{"type": "integer"}, {"type": "null"}]}, 1, [2, None], ["a"]),
    ("text or integer", {"type": ["string", "integer"]}, "a", ["b", 1], [None]),
    ("integer or text", {"oneOf": [{"type": "integer"}, TEXT]}, 1, [2, "a"], []),
    ("array", {"type": "array", "items": {"type": "integer"}}, [1, 2], [[3], [4, 5, 6]], [[], ["a"], "a"]),
    (
        "array of a size",
        {"type": "array", "items": TEXT, "minItems": 2, "maxItems": 3},
        ["a", "b"],
        [["c"] * 3],
        [["c"], ["c"] * 4],
    ),
    (
        "array of arrays",
        {"type": "array", "items": {"type": "array", "items": TEXT}},
        [["a"]],
        [[["b", "c"], ["d"]]],
        [[[1]]],
    ),
    (
        "array of objects",
        {"type": "array", "items": THING},
        [{"id": 1}],
        [[{"id": 2}, {"id": 3, "name": "n"}]],
        [[{}], [{"id": "a"}]],
    ),
    ("const inside an array", {"type": "array", "items": TAGGED}, [{"t": "a"}], [[{"t": "a"}] * 2], [[{"t": "b"}]]),
    (
        "array of what differs",
        {"type": "array", "items": {"anyOf": [THING, TAGGED]}},
        [{"t": "a"}],
        [[], [{"id": 1}]],
        ["a", EMPTY],
    ),
    ("empty array", {"type": "array", "items": TEXT}, [], [["a"]], ["a", None]),
    ("array without a schema", {"type": "array"}, ["a"], [["b", "c"]], ["a", []]),
    ("tuple", {"type": "array", "items": [{"type": "integer"}, TEXT]}, [1, "a"], [[2, "b"]], [["a", 1], [1]]),
    ("object", THING, {"id": 1}, [{"id": 2, "more": 1}], [{"id": "a"}, EMPTY, []]),
    ("object that nothing is said of", {"type": "object"}, {"a": 1}, [{"a": 2}], [{"a": "b"}, 1]),
    (
        "map of scalars",
        {"type": "object", "additionalProperties": {"type": "integer"}},
        {"a": 1},
        [EMPTY, {"b": 2, "c": 3}],
        [{"b": "c"}, 1],
    ),
    (
        "map of objects",
        {"type": "object", "additionalProperties": THING},
        {"a": {"id": 1}},
        [EMPTY, {"b": {"id": 2}}],
        [{"b": {"id": "c"}}, {"b": 1}],
    ),
    (
        "map of nullables",
        {"additionalProperties": {"type": ["integer", "null"]}},
        {"a": 1},
        [{"b": None}, {"b": 2}],
        [{"b": "c"}],
    ),
    (
        "map of named keys",
        {"additionalProperties": TEXT, "propertyNames": {"pattern": "^[a-z]+$"}},
        {"a": "x"},
        [{"b": "y"}],
        [{"B": "y"}, {"b": 1}],
    ),
    (
        "map by patterns",
        {"type": "object", "patternProperties": {"^x": {"type": "integer"}}},
        {"xa": 1},
        [{"xb": 2}],
        [{"xb": "c"}],
    ),
    (
        "allOf",
        {"allOf": [THING, {"required": ["n"], "properties": {"n": TEXT}}]},
        {"id": 1, "n": "a"},
        [{"id": 2, "n": "b"}],
        [{"id": 2}, {"id": "a", "n": "b"}],
    ),
    ("reference", {"$ref": "#/$defs/Thing"}, {"id": 1}, [{"id": 2}], [{"id": "a"}]),
    (
        "a key with a dot",
        {"required": ["a.b"], "properties": {"a.b": {"type": "integer"}}},
        {"a.b": 1},
        [{"a.b": 2}],
        [{"a.b": "c"}],
    ),
    (
        "a key with a quote",
        {"required": ["a'b"], "properties": {"a'b": {"type": "integer"}}},
        {"a'b": 1},
        [{"a'b": 2}],
        [{"a'b": "c"}],
    ),
    (
        "a condition",
        {
            "type": "object",
            "required": ["k"],
            "properties": {"k": TEXT},
            "if": {"required": ["n"]},
            "then": {"properties": {"n": {"type": "integer"}}},
        },
        {"k": "a", "n": 1},
        [{"k": "b", "n": 2}],
        [{"k": "b", "n": "c"}],
    ),
]


# Patterns of which nothing is known to mean the same in Pact's engine: any text will do then.
UNKNOWN = [r"^\u{1F600}$", r"^\ca$", "^[^]$", "^[[]$", "^[a&&b]$", "^a{,2}$", r"^\p{L}+$", r"^(?<n>a)\k<n>$", "("]


@pytest.mark.parametrize("pattern", UNKNOWN)
def test_a_pattern_that_may_mean_something_else_there_is_left_out(pattern: str) -> None:
    assert full_pattern(pattern) is None


@pytest.mark.parametrize(
    ("schema", "value", "yes", "no"), [each[1:] for each in KINDS], ids=[each[0] for each in KINDS]
)
def test_pact_accepts_what_the_schema_does(schema: Any, value: Any, yes: list[Any], no: list[Any]) -> None:
    frame: Any = {"required": ["v"], "properties": {"v": schema}}
    schemas = Schemas({Identifier("Thing"): THING})
    derived = Deriving(schemas, lambda _, __: None, lambda _, __: True).derive(frame, {"v": value})
    expected = expectation(derived.value, "application/json", derived.rules)

    for each in [value, *yes]:
        assert schemas.judge(frame)({"v": each}), "the table is wrong"
        assert expected.mismatches(json.dumps({"v": each})) == (), each
    for each in no:
        assert expected.mismatches(json.dumps({"v": each})), each
