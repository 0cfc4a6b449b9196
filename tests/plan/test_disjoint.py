from itertools import combinations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema_rs import Draft7Validator

from wsgen.plan.alike import groups_of
from wsgen.plan.disjoint import Prover
from wsgen.plan.shape import shape_of
from wsgen.spec.node import Value

from .test_shape import tag


def inside(value: Value) -> Value:
    """An object that must have `data`."""
    return {"type": "object", "required": ["data"], "properties": {"data": value}}


def row(*items: Value, least: int = 0) -> Value:
    return {"type": "array", "items": list(items), "minItems": least}


TYPED: Value = {"type": "object", "required": ["k"], "properties": {"k": {"const": "a"}}}
OTHER: Value = {"type": "object", "required": ["k"], "properties": {"k": {"const": "b"}}}

DISJOINT: list[tuple[str, Value, Value, str]] = [
    ("constants", tag({"const": "a"}), tag({"const": "b"}), "`t` has other values"),
    ("equal constants", tag({"const": "a"}), tag({"const": "a"}), ""),
    ("constants that may be left out", tag({"const": "a"}, required=False), tag({"const": "b"}, required=False), ""),
    ("types", tag({"type": "string"}), tag({"type": "integer"}), "`t` has another type"),
    ("an integer is a number", tag({"type": "number"}), tag({"type": "integer"}), ""),
    (
        "a key that the other one excludes",
        tag({}),
        {"additionalProperties": False, "properties": {"u": {}}},
        "only one of them may have `t`, which it requires",
    ),
    ("a key that the other one allows", tag({}), {"properties": {"u": {}}}, ""),
    ("an array and an object", {"type": "array"}, {"type": "object"}, "their types differ"),
    ("1 is not true", tag({"const": 1}), tag({"const": True}), "`t` has other values"),
    ("1 is 1.0", tag({"const": 1}), tag({"const": 1.0}), ""),
    ("anything", True, {"type": "object"}, ""),
    ("nothing", False, True, "their types differ"),
    ("texts", {"enum": ["a", "b"]}, {"const": "c"}, "their values differ"),
    ("a text and a type", {"const": "a"}, {"type": "integer"}, "their values differ"),
    ("a text and a length", {"const": "abc"}, {"type": "string", "maxLength": 2}, "their values differ"),
    (
        "lengths",
        {"type": "string", "maxLength": 2},
        {"type": ["string", "null"], "minLength": 3},
        "their sizes differ",
    ),
    ("null beside lengths", {"type": ["null", "string"], "maxLength": 2}, {"type": ["string", "null"]}, ""),
    ("numbers", tag({"type": "integer", "maximum": 0}), tag({"type": "number", "minimum": 1}), "`t` is another"),
    ("numbers that meet", tag({"type": "integer", "maximum": 1}), tag({"type": "number", "minimum": 1}), ""),
    ("below a property", inside(TYPED), inside(OTHER), "`data` is another"),
    (
        "below a property that may be a text",
        inside({**TYPED, "type": ["object", "string"]}),
        inside(OTHER),
        "`data` is another",
    ),
    ("below a property that says no type", inside({"properties": {"k": {}}}), inside({"type": "string"}), ""),
    (
        "below a property whose part says no type",
        inside({"allOf": [{"type": "string"}, {"maxProperties": 3}]}),
        inside({"type": "string"}),
        "",
    ),
    (
        "parts that may be null",
        inside({"nullable": True, "allOf": [{"const": "a"}]}),
        inside({"nullable": True, "allOf": [{"const": "b"}]}),
        "",
    ),
    (
        "branches or null",
        inside({"nullable": True, "oneOf": [{"type": "string"}, {"type": "array"}]}),
        inside({"type": "integer", "nullable": True}),
        "",
    ),
    ("each branch", {"oneOf": [tag({"const": "a"}), tag({"const": "b"})]}, tag({"const": "c"}), "`t` has other values"),
    ("one branch", {"anyOf": [tag({"const": "a"}), {"type": "object"}]}, tag({"const": "c"}), ""),
    ("sizes of arrays", row({}, {}, least=2), {"type": "array", "maxItems": 1}, "their sizes differ"),
    ("a closed tuple", {**row({}), "additionalItems": False}, row(least=2), "their sizes differ"),
    ("places", row({"const": 2}, least=1), row({"const": 3}), "at `0` has other values"),
    ("places that may be missing", row({"const": 2}), row({"const": 3}), ""),
]


@pytest.mark.parametrize(
    ("one", "other", "expected"), [each[1:] for each in DISJOINT], ids=[each[0] for each in DISJOINT]
)
def test_schemas_are_disjoint_only_where_that_is_proved(one: Value, other: Value, expected: str) -> None:
    assert Prover({}).why_disjoint(one, other) == expected
    assert bool(Prover({}).why_disjoint(other, one)) is bool(expected)


SCALARS = st.sampled_from(["", "a", "abc", 0, 1, 1.0, 2.5, True, False, None])
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("ab"), inner, max_size=2),
    max_leaves=5,
)
TYPES = st.sampled_from(["string", "integer", "number", "boolean", "null", "array", "object"])


def schemas(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    words: dict[str, st.SearchStrategy[Any]] = {
        "type": TYPES | st.lists(TYPES, min_size=1, max_size=3, unique=True),
        "const": SCALARS,
        "enum": st.lists(SCALARS, min_size=1, max_size=3),
        "properties": st.dictionaries(st.sampled_from("ab"), inner, max_size=2),
        "required": st.lists(st.sampled_from("ab"), max_size=2, unique=True),
        "additionalProperties": st.booleans(),
        "items": inner | st.lists(inner, min_size=1, max_size=2),
        "additionalItems": st.booleans(),
        "allOf": st.lists(inner, min_size=1, max_size=2),
        "anyOf": st.lists(inner, min_size=1, max_size=2),
        "oneOf": st.lists(inner, min_size=1, max_size=2),
        "pattern": st.sampled_from(["^a$", "^(a|abc)$", "a"]),
        **{
            word: st.integers(0, 3) for word in ("minLength", "maxLength", "minItems", "maxItems", "minimum", "maximum")
        },
        **{word: st.integers(0, 2) for word in ("minProperties", "maxProperties", "exclusiveMinimum")},
    }
    return st.fixed_dictionaries({}, optional={**words, "nullable": st.just(value=True)})


def without_nullable(schema: Any) -> Any:
    """A schema of draft 7 that means the same."""
    if isinstance(schema, list):
        return [without_nullable(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    rest = {word: without_nullable(held) for word, held in schema.items() if word != "nullable"}
    return {"anyOf": [rest, {"type": "null"}]} if "nullable" in schema else rest


SCHEMAS = st.recursive(st.booleans() | st.fixed_dictionaries({"type": TYPES}), schemas, max_leaves=6)


@settings(max_examples=800, deadline=None)
@given(SCHEMAS, SCHEMAS, st.lists(VALUES, min_size=8, max_size=20))
def test_no_value_satisfies_two_schemas_that_are_proved_disjoint(one: Any, other: Any, values: list[Any]) -> None:
    if Prover({}).why_disjoint(inside(one), inside(other)):
        left, right = Draft7Validator(without_nullable(one)), Draft7Validator(without_nullable(other))
        assert [each for each in values if left.is_valid(each) and right.is_valid(each)] == []


def test_the_groups_are_those_that_a_look_at_every_pair_finds() -> None:
    every = [each for found in DISJOINT for each in found[1:3]]
    every += [{**each, "additionalProperties": False} for each in every if isinstance(each, dict)]
    prover = Prover({})
    for turn in range(0, len(every), 5):
        turned = every[turn:] + every[:turn]

        def are_told(one: int, other: int, turned: list[Value] = turned) -> bool:
            return bool(prover.why_disjoint(turned[one], turned[other]))

        heads = list(range(len(turned)))
        for one, other in combinations(range(len(turned)), 2):
            if not are_told(one, other):
                heads = [heads[one] if each == heads[other] else each for each in heads]
        linked = {tuple(index for index, each in enumerate(heads) if each == head) for head in heads}
        found = groups_of([shape_of({}, each) for each in turned], are_told)
        assert {tuple(sorted(each)) for each in found} == {each for each in linked if len(each) > 1}
        assert not any(are_told(*each[:2]) for each in found)
        assert all(each[0] == min(each) and [*each[2:]] == sorted(each[2:]) for each in found)
