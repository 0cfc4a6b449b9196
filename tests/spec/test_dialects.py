"""A schema of any dialect accepts the same values as what is made of it in draft 7, by an independent validator."""

import json
from typing import Any, cast

import jsonschema_rs
import pytest
from documents import HEAD, everything, resolved
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft4Validator, validators

from wsgen.spec.dialects import dialect_of_format
from wsgen.spec.document import Document


def converted(schema: Any, schema_format: str) -> tuple[Any, bool]:
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


# jsonschema leaves the types of this function open.
OpenAPI: Any = cast("Any", validators).extend(Draft4Validator, {"type": _typed})
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

    @settings(max_examples=100, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
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


def told(body: str, schema_format: str, files: dict[str, str] | None = None) -> list[str]:
    """The codes, lines and messages about one payload in a format; the payload begins on line 8."""
    text = f"""{HEAD}channels:
  c:
    messages:
      A:
        payload:
          schemaFormat: {schema_format}
          schema: {body}
"""
    return [f"{each.code}:{each.location.column - 19} {each.message}" for each in everything(text, files or {})]


OF_OPENAPI = "application/vnd.oai.openapi;version=3.0.0"


@pytest.mark.parametrize(
    ("schema_format", "body", "expected"),
    [
        (
            OF_OPENAPI,
            "{type: object, nullable: true, discriminator: {propertyName: a}, example: {}, xml: {name: a}}",
            [],
        ),
        (OF_OPENAPI, "{minimum: 1, exclusiveMinimum: true, additionalProperties: false}", []),
        (OF_OPENAPI, "{exclusiveMinimum: 1}", ["WSG203:19 `exclusiveMinimum` must be true or false, and is a number"]),
        (OF_OPENAPI, "{type: [string]}", ["WSG203:7 `type` must be a type, and is a list"]),
        (OF_OPENAPI, "{type: 'null'}", ["WSG204:7 `null` is no type in OpenAPI 3.0"]),
        (OF_OPENAPI, "{not: true}", ["WSG203:6 `not` must be a schema, and is `true`"]),
        (OF_OPENAPI, "{const: 1}", ["WSG213:1 `const` is of JSON Schema draft 6, and means nothing in OpenAPI 3.0"]),
        (OF_OPENAPI, "{required: []}", ["WSG211:11 `required` must not be empty in OpenAPI 3.0"]),
        (OF_OPENAPI, "{xml: 1}", ["WSG203:6 `xml` must be an object, and is a number"]),
        (JUDGES["4"][0], "{id: '#a', additionalItems: true, exclusiveMaximum: false, maximum: 1}", []),
        (
            JUDGES["6"][0],
            "{if: {}}",
            ["WSG213:1 `if` is of JSON Schema draft 7, and means nothing in JSON Schema draft 6"],
        ),
        (
            JUDGES["2020-12"][0],
            "{items: [{}]}",
            ["WSG203:8 `items` must be a schema, and is a list"],
        ),
        (
            JUDGES["2020-12"][0],
            "{dependencies: {}}",
            ["WSG213:1 `dependencies` is of JSON Schema draft 4, and means nothing in JSON Schema 2020-12"],
        ),
        (
            JUDGES["2020-12"][0],
            "{dependentRequired: {a: b}}",
            ["WSG203:24 `a` must be a list of property names, and is a string"],
        ),
        (
            JUDGES["7"][0],
            "{$schema: 'https://json-schema.org/draft/2020-12/schema'}",
            ["WSG213:10 this is read as JSON Schema draft 7, whatever `$schema` says"],
        ),
        ("application/vnd.google.protobuf;version=3", "'message A {}'", []),
        ("application/vnd.apache.avro;version=1.9.0", "{$ref: a.avsc}", ["WSG302:7 there is no file `a.avsc`"]),
        ("unknown", "{type: 5}", []),
    ],
)
def test_a_schema_is_checked_by_the_words_of_its_dialect(schema_format: str, body: str, expected: list[str]) -> None:
    assert told(body, schema_format) == expected


def payload(schema: str, schema_format: str, files: dict[str, str] | None = None) -> Any:
    body = f"channels: {{c: {{messages: {{A: {{payload: {{schemaFormat: '{schema_format}', schema: {schema}}}}}}}}}}}"
    document = resolved(HEAD + body, files or {})
    value: Any = document.schemas[document.channels[0].messages[0].payload or ""].value
    return value


def test_what_says_nothing_beside_a_reference_leaves_it_one() -> None:
    newer = JUDGES["2020-12"][0]
    files = {"a.json": '{"$defs": {"N": {"type": "integer"}}}'}

    plain = payload("{properties: {n: {$ref: 'a.json#/$defs/N', description: words}}}", newer, files)
    both = payload("{properties: {n: {$ref: 'a.json#/$defs/N', minimum: 1}}}", newer, files)

    reference = {"$ref": "2020-12/a.json#/$defs/N"}
    assert plain["properties"]["n"] == reference
    assert both["properties"]["n"] == {"minimum": 1, "allOf": [reference]}


@pytest.mark.parametrize("dialect", ["4", "7", "2019-09", "2020-12"])
def test_the_schema_of_a_file_is_of_the_dialect_that_the_file_names(dialect: str) -> None:
    uri = {"4": "http://json-schema.org/draft-04/schema#", "7": "http://json-schema.org/draft-07/schema"}.get(
        dialect, f"https://json-schema.org/draft/{dialect}/schema"
    )
    files = {
        "a.json": json.dumps({"$schema": uri, "definitions": {"T": {"const": 1, "dependentRequired": {"a": ["b"]}}}})
    }
    document = resolved(
        f"{HEAD}channels: {{c: {{messages: {{A: {{payload: {{$ref: 'a.json#/definitions/T'}}}}}}}}}}", files
    )

    value: Any = document.schemas["a.json#/definitions/T"].value
    assert ("const" in value, "dependencies" in value) == (dialect != "4", dialect.startswith("20"))


def test_one_schema_may_be_read_in_two_dialects() -> None:
    body = f"""
channels:
  c:
    messages:
      A: {{payload: {{schemaFormat: '{OF_OPENAPI}', schema: {{$ref: '#/components/schemas/S'}}}}}}
      B: {{payload: {{$ref: '#/components/schemas/S'}}}}
components: {{schemas: {{S: {{type: string, const: a}}}}}}
"""
    document = resolved(HEAD + body)

    assert {key: schema.value for key, schema in document.schemas.items()} == {
        "OpenAPI 3.0/spec.yml#/components/schemas/S": {"type": "string"},
        "spec.yml#/components/schemas/S": {"type": "string", "const": "a"},
    }


def test_a_component_that_only_another_dialect_refers_to_is_read_in_that_alone() -> None:
    body = f"""
channels:
  c: {{messages: {{A: {{payload: {{schemaFormat: '{OF_OPENAPI}', schema: {{$ref: '#/components/schemas/S'}}}}}}}}}}
components: {{schemas: {{S: {{type: string}}}}}}
"""
    document = resolved(HEAD + body)

    assert list(document.schemas) == ["OpenAPI 3.0/spec.yml#/components/schemas/S"]
    assert not document.unlinked


@pytest.mark.parametrize(
    ("schema", "words"),
    [
        ("{contains: {}, minContains: 2}", "a `minContains` of more than 1"),
        ("{contains: {}, maxContains: 2}", "a `maxContains` of 1 or more"),
        ("{anyOf: [{properties: {a: {}}}, {}], unevaluatedProperties: false}", "`unevaluatedProperties` beside"),
        ("{contains: {}, unevaluatedItems: false}", "`unevaluatedItems` beside"),
    ],
)
def test_what_draft_7_can_not_say_is_kept_as_that_and_judges_no_example(schema: str, words: str) -> None:
    body = f"""
channels:
  c:
    messages:
      A:
        payload: {{schemaFormat: '{JUDGES["2020-12"][0]}', schema: {{type: string, default: 1, allOf: [{schema}]}}}}
        examples: [{{payload: 5}}]
"""
    document = resolved(HEAD + body)
    [lacking] = document.schemas[document.channels[0].messages[0].payload or ""].unsupported

    assert lacking.words.startswith(f"needs {words}")
    assert everything(HEAD + body) == ()


@pytest.mark.parametrize(
    ("dialect", "schema"),
    [
        ("2020-12", {"$dynamicAnchor": "node", "properties": {"kid": {"$dynamicRef": "#node"}}}),
        ("2020-12", {"$anchor": "node", "properties": {"kid": {"$dynamicRef": "#node"}}}),
        ("2020-12", {"properties": {"kid": {"$dynamicRef": "#"}}}),
        ("2019-09", {"$recursiveAnchor": True, "properties": {"kid": {"$recursiveRef": "#"}}}),
        ("2019-09", {"properties": {"kid": {"$recursiveRef": "#"}}}),
        ("2020-12", {"properties": {"kid": {"$ref": "#"}}}),
        ("4", {"properties": {"kid": {"$ref": "#"}}}),
    ],
)
def test_a_reference_that_can_mean_one_schema_only_is_a_plain_one(dialect: str, schema: dict[str, Any]) -> None:
    made, whole = converted(schema | {"type": "object"}, JUDGES[dialect][0])

    assert whole
    judge = jsonschema_rs.Draft7Validator(made)
    assert (judge.is_valid({"kid": {"kid": {}}}), judge.is_valid({"kid": {"kid": 1}})) == (True, False)


@pytest.mark.parametrize(("dialect", "keyword"), [("2020-12", "$recursiveRef"), ("2019-09", "$dynamicRef")])
def test_a_reference_of_another_dialect_means_nothing(dialect: str, keyword: str) -> None:
    made, whole = converted({"type": "object", "properties": {"kid": {keyword: "#"}}}, JUDGES[dialect][0])

    assert whole
    assert jsonschema_rs.Draft7Validator(made).is_valid({"kid": 1})


def test_a_reference_that_depends_on_who_refers_there_can_not_be_said() -> None:
    tree = {"$id": "tree", "$dynamicAnchor": "node", "properties": {"kid": {"$dynamicRef": "#node"}}}
    strict = {"$dynamicAnchor": "node", "$ref": "tree", "$defs": {"tree": tree}}

    assert not converted(strict, JUDGES["2020-12"][0])[1]


FORMATS = {
    "application/schema+json;version=draft-04": "JSON Schema draft 4",
    "application/schema;version=draft-05": "JSON Schema draft 4",
    "application/schema+yaml; version=draft-06": "JSON Schema draft 6",
    "APPLICATION/SCHEMA+JSON;version=draft-07": "JSON Schema draft 7",
    "application/schema+json;version=draft-2019-09": "JSON Schema 2019-09",
    'application/schema+json;version="2020-12"': "JSON Schema 2020-12",
    "application/vnd.aai.asyncapi+yaml;version=2.6.0": "JSON Schema draft 7",
    "application/vnd.aai.asyncapi;version=3.0.0-next.1": "JSON Schema draft 7",
    "application/vnd.oai.openapi+json;version=3.0.3": "OpenAPI 3.0",
    "application/vnd.oai.openapi;version=3.1.0": "OpenAPI 3.1",
    "application/vnd.oai.openapi;version=2.0": None,
    "application/vnd.apache.avro;version=1.9.0": None,
    "application/raml+yaml;version=1.0": None,
    "application/vnd.google.protobuf;version=3": None,
    "application/schema+json;version=draft-03": None,
    "text/plain": None,
}


@pytest.mark.parametrize("schema_format", FORMATS)
def test_a_schema_format_names_a_dialect_or_another_language(schema_format: str) -> None:
    dialect = dialect_of_format(schema_format)

    assert (dialect.name if dialect else None) == FORMATS[schema_format]


@pytest.mark.parametrize("dialect", [each for each in JUDGES if each != "openapi"])
def test_references_lead_through_files_and_circles_in_every_dialect(dialect: str) -> None:
    schema_format = JUDGES[dialect][0]
    yes, no = ({}, {"not": {}}) if dialect == "4" else (True, False)
    files = {
        "schema.json": {
            "type": "object",
            "properties": {"kids": {"items": {"$ref": "other.json#/components/schemas/Node"}}},
        },
        "other.json": {
            "components": {
                "schemas": {
                    "Node": {"allOf": [{"$ref": "schema.json"}, {"$ref": "#/components/schemas/Named"}]},
                    "Named": {
                        "required": ["name"],
                        "properties": {"name": {"$ref": "#/yes"}, "none": {"$ref": "#/no"}},
                    },
                }
            },
            "yes": yes,
            "no": no,
        },
    }
    multi = f"{{schemaFormat: '{schema_format}', schema: {{$ref: schema.json}}}}"
    body = f"channels: {{c: {{messages: {{A: {{payload: {multi}}}}}}}}}"
    document = resolved(HEAD + body, {path: json.dumps(content) for path, content in files.items()})
    key = document.channels[0].messages[0].payload
    made = {**bundled(document), "$ref": f"#/definitions/{list(document.schemas).index(key or '')}"}
    judge = jsonschema_rs.Draft7Validator(made)

    assert judge.is_valid({"kids": [{"name": 1, "kids": [{"name": None}]}]})
    assert not judge.is_valid({"kids": [{"name": 1, "kids": [{}]}]})
    assert not judge.is_valid({"kids": [{"name": 1, "none": 1}]})
