"""Near-misses: each keyword of draft 7 broken alone, as a second validator sees it too."""

from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import islice

import pytest

from tests.instances.second_judge import assert_is_one_fault, second_judge
from wsgen.instances.choices import Seeded
from wsgen.instances.near_miss import NearMisses, near_miss, near_misses
from wsgen.instances.schemas import Schemas
from wsgen.instances.sites import constraints_of
from wsgen.instances.valid import valid
from wsgen.plan.identifier import Identifier
from wsgen.spec.node import Value

TEXT: Value = {"type": "string", "minLength": 2, "maxLength": 4, "pattern": "^[a-z]+$"}
DEFINITIONS: dict[Identifier, Value] = {
    Identifier("Text"): TEXT,
    Identifier("Tree"): {
        "type": "object",
        "required": ["name"],
        "properties": {"name": {"$ref": "#/$defs/Text"}, "left": {"$ref": "#/$defs/Tree"}},
        "additionalProperties": False,
    },
    Identifier("Odd"): {"properties": {"x/y": {"minimum": 1}}},
}
# By name: a schema, a value that it accepts, and what is to be broken in it: keyword, place, pointer.
CASES: Mapping[str, tuple[Value, Value, str, str, str]] = {
    "type": ({"type": "integer"}, 5, "type", "", ""),
    "two types": ({"type": ["integer", "null"]}, None, "type", "", ""),
    "const": ({"type": "string", "const": "ping"}, "ping", "const", "", ""),
    "enum": ({"type": "string", "enum": ["a", "b"]}, "a", "enum", "", ""),
    "minimum": ({"type": "integer", "minimum": 3}, 3, "minimum", "", ""),
    "minimum of steps": ({"type": "integer", "minimum": 3, "multipleOf": 7}, 7, "minimum", "", ""),
    "maximum": ({"type": "number", "maximum": 2.5}, 1.5, "maximum", "", ""),
    "exclusiveMinimum": ({"type": "integer", "exclusiveMinimum": 3}, 4, "exclusiveMinimum", "", ""),
    "exclusiveMaximum": ({"type": "number", "exclusiveMaximum": 3}, 2, "exclusiveMaximum", "", ""),
    "multipleOf": ({"type": "number", "multipleOf": 0.5}, 1.5, "multipleOf", "", ""),
    "multipleOf within": ({"type": "integer", "multipleOf": 3, "minimum": 0, "maximum": 3}, 3, "multipleOf", "", ""),
    "minLength": (TEXT, "ab", "minLength", "", ""),
    "maxLength": (TEXT, "ab", "maxLength", "", ""),
    "pattern": (TEXT, "ab", "pattern", "", ""),
    "a pattern and few lengths": (
        {"type": "string", "pattern": "^(a|bbb)$", "minLength": 2},
        "bbb",
        "minLength",
        "",
        "",
    ),
    "items": ({"type": "array", "items": {"type": "string"}}, [], "items", "", ""),
    "an item": ({"type": "array", "items": {"type": "string"}}, ["a"], "type", "/items", "/0"),
    "a tuple": ({"items": [{"type": "string"}, {"type": "null"}]}, ["a", None], "type", "/items/1", "/1"),
    "additionalItems": ({"items": [True], "additionalItems": False}, [1], "additionalItems", "", ""),
    "a later item": ({"items": [True], "additionalItems": {"minimum": 0}}, [1, 2], "minimum", "/additionalItems", "/1"),
    "minItems": ({"type": "array", "minItems": 2}, [1, 2, 3], "minItems", "", ""),
    "maxItems": ({"type": "array", "items": {"enum": [1, 2]}, "maxItems": 3}, [1], "maxItems", "", ""),
    "maxItems, unique": ({"items": {"type": "integer"}, "maxItems": 2, "uniqueItems": True}, [1], "maxItems", "", ""),
    "uniqueItems": ({"type": "array", "uniqueItems": True, "maxItems": 2}, [1, 2], "uniqueItems", "", ""),
    "uniqueItems of none": (
        {"type": "array", "items": {"type": "string"}, "uniqueItems": True},
        [],
        "uniqueItems",
        "",
        "",
    ),
    "contains": ({"type": "array", "contains": {"type": "integer"}, "minItems": 1}, [1], "contains", "", ""),
    "required": ({"type": "object", "required": ["a", "b"]}, {"a": 1, "b": 2}, "required", "", ""),
    "properties": ({"properties": {"old": False}}, {}, "properties", "", ""),
    "a property": ({"properties": {"a": {"minimum": 1}}}, {"a": 1}, "minimum", "/properties/a", "/a"),
    "additionalProperties": (
        {"properties": {"a": True}, "additionalProperties": False},
        {"a": 1},
        "additionalProperties",
        "",
        "",
    ),
    "others": ({"additionalProperties": {"type": "integer"}}, {}, "additionalProperties", "", ""),
    "another": ({"additionalProperties": {"type": "integer"}}, {"z": 1}, "type", "/additionalProperties", "/z"),
    "patternProperties": ({"patternProperties": {"^x-": {"type": "string"}}}, {}, "patternProperties", "", ""),
    "a pattern's": (
        {"patternProperties": {"^x/": {"type": "string"}}},
        {"x/a": "b"},
        "type",
        "/patternProperties/^x~1",
        "/x~1a",
    ),
    "propertyNames": ({"propertyNames": {"pattern": "^[a-z]+$"}}, {"a": 1}, "propertyNames", "", ""),
    "minProperties": (
        {"type": "object", "minProperties": 2, "required": ["a"]},
        {"a": 1, "b": 2},
        "minProperties",
        "",
        "",
    ),
    "maxProperties": ({"type": "object", "maxProperties": 2}, {"a": 1}, "maxProperties", "", ""),
    "maxProperties, closed": (
        {
            "properties": {"a": {"type": "null"}, "b": {"type": "string"}},
            "additionalProperties": False,
            "maxProperties": 1,
        },
        {"a": None},
        "maxProperties",
        "",
        "",
    ),
    "dependencies, there": ({"dependencies": {"a": ["b"]}}, {"a": 1, "b": 2}, "dependencies", "", ""),
    "dependencies, absent": ({"dependencies": {"a": ["b"]}}, {}, "dependencies", "", ""),
    "a dependency": ({"dependencies": {"a": {"required": ["b"]}}}, {"a": 1, "b": 2}, "required", "/dependencies/a", ""),
    "not": ({"type": "string", "not": {"pattern": "^admin"}}, "ada", "not", "", ""),
    "anyOf": ({"type": "integer", "anyOf": [{"minimum": 10}, {"maximum": 5}]}, 3, "anyOf", "", ""),
    "a branch": ({"anyOf": [{"type": "integer", "minimum": 10}, {"type": "null"}]}, 12, "minimum", "/anyOf/0", ""),
    "oneOf, both": (
        {"oneOf": [{"multipleOf": 3}, {"multipleOf": 5}], "type": "integer", "minimum": 1},
        3,
        "oneOf",
        "",
        "",
    ),
    "allOf": ({"allOf": [{"minimum": 1}, {"maximum": 5}], "type": "integer"}, 3, "allOf", "", ""),
    "a part": ({"allOf": [{"minimum": 1}, {"maximum": 5}]}, 3, "maximum", "/allOf/1", ""),
    "then": ({"if": {"required": ["a"]}, "then": {"required": ["b"]}}, {"a": 1, "b": 1}, "then", "", ""),
    "in then": ({"if": {"required": ["a"]}, "then": {"required": ["b"]}}, {"a": 1, "b": 1}, "required", "/then", ""),
    "in else": ({"if": {"required": ["a"]}, "else": {"required": ["b"]}}, {"b": 1}, "required", "/else", ""),
    "else": ({"if": {"required": ["a"]}, "else": {"required": ["b"]}}, {"b": 1}, "else", "", ""),
    "a definition": (
        {"$ref": "#/$defs/Tree"},
        {"name": "ab", "left": {"name": "cd"}},
        "minLength",
        "Text",
        "/left/name",
    ),
    "an odd name": ({"$ref": "#/$defs/Odd"}, {"x/y": 4}, "minimum", "Odd/properties/x~1y", "/x~1y"),
}


@pytest.mark.parametrize("name", CASES)
def test_each_keyword_is_broken_alone_at_its_place(name: str) -> None:
    schema, value, keyword, place, pointer = CASES[name]
    schemas = Schemas(DEFINITIONS)
    assert second_judge(schemas, schema).is_valid(value)
    misses = NearMisses(schemas, schema)
    sites = [each for each in misses.keywords(value)[keyword] if str(each.place) == place]
    found = [each for site in sites for each in islice(misses.at(value, site, Seeded(1)), 20)]

    here = [each for each in found if each.pointer == pointer]
    assert here, f"nothing breaks {keyword}"
    for each in here:
        assert (each.keyword, str(each.place)) == (keyword, place)
        assert_is_one_fault(schemas, schema, each)


def test_formats_are_broken_where_they_are_rules_and_only_there() -> None:
    schema: Value = {"type": "string", "format": "date-time"}
    value = "2024-01-31T12:00:00Z"
    broken = {each.keyword for each in near_misses(Schemas({}, asserts_formats=True), schema, value, Seeded(1))}
    assert broken == {"type", "format"}
    assert {each.keyword for each in near_misses(Schemas({}), schema, value, Seeded(1))} == {"type"}


def test_what_rejects_nothing_is_never_broken() -> None:
    schema: Value = {"minLength": 0, "uniqueItems": False, "required": [], "additionalProperties": True, "items": {}}
    assert [*near_misses(Schemas({}), schema, {}, Seeded(1))] == []
    assert near_miss(Schemas({}), schema, "a", Seeded(1)) is None


def test_the_keyword_is_drawn_before_the_place() -> None:
    properties: Value = {f"p{number}": {"type": "string"} for number in range(40)}
    schema: Value = {"type": "object", "properties": properties, "required": ["id"], "maxProperties": 60}
    value: Value = {"id": 1, **{f"p{number}": "a" for number in range(40)}}
    misses, choices = NearMisses(Schemas({}), schema), Seeded(3)
    drawn = Counter(each.keyword for _ in range(600) if (each := misses.draw(value, choices)))
    assert drawn.keys() == {"type", "required", "maxProperties"}
    assert min(drawn.values()) > 150


def test_the_same_seed_draws_the_same() -> None:
    def drawn() -> Iterator[str]:
        misses, choices = NearMisses(Schemas(DEFINITIONS), {"$ref": "#/$defs/Tree"}), Seeded(11)
        for _ in range(50):
            value = valid(Schemas(DEFINITIONS), {"$ref": "#/$defs/Tree"}, choices)
            yield repr(misses.draw(value, choices))

    assert [*drawn()] == [*drawn()]


def test_every_constraint_of_a_schema_and_what_it_leads_to_is_listed_once() -> None:
    found = [(keyword, str(place)) for keyword, place in constraints_of(Schemas(DEFINITIONS), {"$ref": "#/$defs/Tree"})]
    assert sorted(found) == [
        ("additionalProperties", "Tree"),
        ("maxLength", "Text"),
        ("minLength", "Text"),
        ("pattern", "Text"),
        ("required", "Tree"),
        ("type", "Text"),
        ("type", "Tree"),
    ]
