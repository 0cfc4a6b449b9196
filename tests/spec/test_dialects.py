"""A schema of any dialect accepts the same values as what is made of it in draft 7, by an independent validator."""

import json
from typing import Any

import jsonschema_rs
import pytest
from documents import HEAD, resolved
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft4Validator, validators

from wsgen.spec.document import Document
from wsgen.spec.node import Value


def converted(schema: Value, schema_format: str) -> tuple[Any, bool]:
    """A schema in draft 7, with what it refers to, and whether nothing of it is lost."""
    body = f"""
channels:
  c:
    messages:
      A: {{payload: {{schemaFormat: '{schema_format}', schema: {{$ref: 'schema.json'}}}}}}
"""
    document = resolved(HEAD + body, {"schema.json": json.dumps(schema)})
    key = document.channels[0].messages[0].payload
    assert key
    whole = not any(each.unsupported for each in document.schemas.values())
    return {**bundled(document), "$ref": f"#/definitions/{list(document.schemas).index(key)}"}, whole


def bundled(document: Document) -> dict[str, Any]:
    names = {key: f"#/definitions/{index}" for index, key in enumerate(document.schemas)}

    def renamed(value: Any) -> Any:
        if isinstance(value, dict):
            if list(value) == ["$ref"] and value["$ref"] in names:
                return {"$ref": names[value["$ref"]]}
            return {
                name: renamed(each) for name, each in value.items() if name not in {"$id", "$schema", "$anchor", "id"}
            }
        return [renamed(each) for each in value] if isinstance(value, list) else value

    return {"definitions": {str(index): renamed(each.value) for index, each in enumerate(document.schemas.values())}}


NAMES = st.sampled_from(["a", "b", "ab", "c"])
SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(-3, 5), st.sampled_from([0.5, 2.5]), st.sampled_from(["", "a", "ab", "x"])
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(NAMES, inner, max_size=4)),
    max_leaves=8,
)
TYPES = ["array", "boolean", "integer", "null", "number", "object", "string"]
COUNTS = st.integers(0, 3)
NAME_LISTS = st.lists(NAMES, unique=True, min_size=1, max_size=2)


def plain_keywords() -> dict[str, st.SearchStrategy[Any]]:
    return {
        "type": st.sampled_from(TYPES),
        "enum": st.lists(SCALARS, min_size=1, max_size=4, unique_by=json.dumps),
        "minimum": st.integers(-2, 4),
        "maximum": st.integers(-2, 4),
        "multipleOf": st.sampled_from([1, 2]),
        "minLength": COUNTS,
        "maxLength": COUNTS,
        "pattern": st.sampled_from(["^a", "b$"]),
        "minItems": COUNTS,
        "maxItems": COUNTS,
        "uniqueItems": st.booleans(),
        "minProperties": COUNTS,
        "maxProperties": COUNTS,
        "required": NAME_LISTS,
        "description": st.just("words"),
    }


SINCE_6 = {"const": SCALARS, "exclusiveMinimum": st.integers(-2, 4), "exclusiveMaximum": st.integers(-2, 4)}
OF_4 = {"exclusiveMinimum": st.booleans(), "exclusiveMaximum": st.booleans()}


def holding(inner: st.SearchStrategy[Any]) -> dict[str, st.SearchStrategy[Any]]:
    """Keywords that every dialect has, and that hold schemas."""
    some = st.lists(inner, min_size=1, max_size=3)
    return {
        "properties": st.dictionaries(NAMES, inner, min_size=1, max_size=3),
        "additionalProperties": st.one_of(st.booleans(), inner),
        "items": inner,
        "allOf": some,
        "anyOf": some,
        "oneOf": some,
        "not": inner,
    }


def since_4(inner: st.SearchStrategy[Any]) -> dict[str, st.SearchStrategy[Any]]:
    return {
        "items": st.one_of(inner, st.lists(inner, min_size=1, max_size=3)),
        "additionalItems": inner,
        "patternProperties": st.dictionaries(st.sampled_from(["^a", "b$"]), inner, min_size=1, max_size=2),
        "dependencies": st.dictionaries(NAMES, st.one_of(inner, NAME_LISTS), min_size=1, max_size=2),
    }


def since_6(inner: st.SearchStrategy[Any]) -> dict[str, st.SearchStrategy[Any]]:
    return {"contains": inner, "propertyNames": inner}


def since_7(inner: st.SearchStrategy[Any]) -> dict[str, st.SearchStrategy[Any]]:
    return {"if": inner, "then": inner, "else": inner}


def since_2019(inner: st.SearchStrategy[Any]) -> dict[str, st.SearchStrategy[Any]]:
    return {
        "dependentSchemas": st.dictionaries(NAMES, inner, min_size=1, max_size=2),
        "dependentRequired": st.dictionaries(NAMES, NAME_LISTS, min_size=1, max_size=2),
        "unevaluatedProperties": inner,
        "unevaluatedItems": inner,
        "minContains": st.integers(0, 1),
        "maxContains": st.integers(0, 1),
    }


def schemas(dialect: str, refs: tuple[str, ...], depth: int) -> st.SearchStrategy[Any]:
    """Random schemas of a dialect; `refs` are the texts that a reference may have."""
    inner = schemas(dialect, refs, depth - 1) if depth else st.just({})
    words = plain_keywords()
    words |= OF_4 if dialect in {"4", "openapi"} else SINCE_6
    if depth:
        words |= holding(inner)
        if dialect != "openapi":
            words |= since_4(inner)
        if dialect not in {"4", "openapi"}:
            words |= since_6(inner)
        if dialect in {"7", "2019-09", "2020-12"}:
            words |= since_7(inner)
        if dialect in {"2019-09", "2020-12"}:
            words |= since_2019(inner)
            del words["dependencies"]
        if dialect == "2020-12":
            words |= {"prefixItems": st.lists(inner, min_size=1, max_size=3), "items": inner}
            del words["additionalItems"]
    if dialect == "openapi":
        words["type"] = st.sampled_from([each for each in TYPES if each != "null"])
        words |= {"nullable": st.booleans(), "example": SCALARS}
    if refs:
        words["$ref"] = st.sampled_from(refs)
    # Many keywords at once seldom accept anything.
    names = st.lists(st.sampled_from(sorted(words)), unique=True, max_size=4)
    made = names.flatmap(lambda chosen: st.fixed_dictionaries({name: words[name] for name in chosen})).map(_allowed)
    return made if dialect in {"4", "openapi"} else st.one_of(made, made, made, st.booleans())


def _allowed(schema: dict[str, Any]) -> dict[str, Any]:
    """Draft 4 has no exclusive limit without the limit."""
    alone = {
        name
        for name, limit in (("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum"))
        if isinstance(schema.get(name), bool) and limit not in schema
    }
    return {name: value for name, value in schema.items() if name not in alone}


@st.composite
def documents(draw: st.DrawFn, dialect: str) -> Any:
    """A schema with definitions; what is applied to the same value never leads back."""
    holder = "$defs" if dialect in {"2019-09", "2020-12"} else "definitions"
    texts = tuple(f"#/{holder}/{name}" for name in ("p", "q"))
    root = draw(schemas(dialect, texts, 2).filter(lambda value: isinstance(value, dict)))
    first = draw(schemas(dialect, texts[1:], 1))
    if isinstance(first, dict) and "$ref" not in first:
        first = {**first, "properties": {"c": {"$ref": texts[0]}}}
    return {**root, holder: {"p": first, "q": draw(schemas(dialect, (), 1))}}


def _typed(validator: Any, types: Any, instance: Any, schema: Any) -> Any:
    if instance is not None or schema.get("nullable") is not True:
        yield from Draft4Validator.VALIDATORS["type"](validator, types, instance, schema)


OpenAPI = validators.extend(Draft4Validator, {"type": _typed})
JUDGES: dict[str, tuple[str, Any]] = {
    "4": ("application/schema+json;version=draft-04", jsonschema_rs.Draft4Validator),
    "6": ("application/schema+yaml;version=draft-06", jsonschema_rs.Draft6Validator),
    "7": ("application/schema;version=draft-07", jsonschema_rs.Draft7Validator),
    "2019-09": ("application/schema+json;version=2019-09", jsonschema_rs.Draft201909Validator),
    "2020-12": ("application/schema+json; version=draft/2020-12", jsonschema_rs.Draft202012Validator),
    "openapi": ("application/vnd.oai.openapi;version=3.0.3", OpenAPI),
}


@pytest.mark.parametrize("dialect", JUDGES)
def test_the_converted_schema_accepts_the_same_values(dialect: str) -> None:
    schema_format, judge = JUDGES[dialect]
    wholes: list[bool] = []

    @settings(max_examples=250, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(documents(dialect), st.lists(VALUES, min_size=5, max_size=10))
    def check(schema: Any, values: list[Any]) -> None:
        made, whole = converted(schema, schema_format)
        wholes.append(whole)
        if whole:
            before, after = judge(schema), jsonschema_rs.Draft7Validator(made)
            for value in values:
                assert before.is_valid(value) == after.is_valid(value), (schema, made, value)

    check()
    assert sum(wholes) > 0.7 * len(wholes)
