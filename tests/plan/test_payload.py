"""What a message's payload is, as the bundle says it."""

import jsonschema
import pytest

from .documents import channel, named, planned, protocol_of
from .test_bundle import bundled, one

OBJECTS = "components: {schemas: {S: {properties: {a: {}}}, T: {type: object}}}\n"


def root(schema: str) -> object:
    """The definition that is the payload of a message."""
    return bundled(protocol_of(channel(f"A: {{payload: {schema}}}") + OBJECTS))["A"]


@pytest.mark.parametrize(
    ("schema", "types"),
    [
        ("{properties: {a: {}}}", "object"),
        ("{required: [a]}", "object"),
        ("{additionalProperties: {type: string}}", "object"),
        ("{minProperties: 1}", "object"),
        ("{properties: {a: {}}, nullable: true}", ["null", "object"]),
        ("{$ref: '#/components/schemas/S'}", "object"),
        ("{allOf: [{$ref: '#/components/schemas/S'}, {properties: {b: {}}}]}", "object"),
        ("{oneOf: [{$ref: '#/components/schemas/S'}, {required: [b]}]}", "object"),
        ("{anyOf: [{$ref: '#/components/schemas/S'}, {type: array}]}", ["array", "object"]),
        ("{type: [object, 'null'], allOf: [{$ref: '#/components/schemas/S'}]}", ["null", "object"]),
        ("{anyOf: [{type: object}, {type: array}], required: [a]}", ["array", "object"]),
    ],
)
def test_who_describes_properties_describes_an_object(schema: str, types: object) -> None:
    protocol = protocol_of(channel(f"A: {{payload: {schema}}}") + OBJECTS)
    definitions = bundled(protocol)
    validator = jsonschema.Draft7Validator({"$defs": definitions, "$ref": "#/$defs/A"})
    wanted = types if isinstance(types, list) else [types]
    for kind, value in (("null", None), ("array", []), ("string", ""), ("number", 0.5), ("boolean", True)):
        assert validator.is_valid(value) == (kind in wanted), kind
    assert validator.is_valid({"a": "x", "b": "y"}) or "oneOf" in schema


@pytest.mark.parametrize(
    "schema",
    [
        "{type: object, properties: {a: {}}}",
        "{allOf: [{$ref: '#/components/schemas/T'}, {properties: {b: {}}}]}",
        "{oneOf: [{type: object}, {type: 'null'}]}",
        "{description: whatever}",
        "{const: 5}",
        "{items: {}}",
        "{type: array}",
        "true",
    ],
)
def test_what_a_schema_says_itself_is_not_said_again(schema: str) -> None:
    said = root(schema)
    assert not isinstance(said, dict) or ("type" in said) == schema.startswith("{type")


def test_only_the_payload_itself_gets_a_type() -> None:
    assert root("{properties: {a: {properties: {b: {}}}}}") == {
        "type": "object",
        "properties": {"a": {"$ref": "#/$defs/AA"}},
    }
    assert "type" not in str(bundled(one("{properties: {a: {properties: {b: {}}}}}"))["HelloA"])


@pytest.mark.parametrize(
    ("schema", "others"),
    [
        ("{type: [object, 'null'], properties: {n: {type: integer}}, required: [n]}", {"type": "null"}),
        ("{type: object, nullable: true, properties: {n: {type: integer}}, required: [n]}", {"type": "null"}),
        (
            "{type: [object, array], items: {type: string}, properties: {n: {type: integer}}, required: [n]}",
            {"type": "array", "items": {"type": "string"}},
        ),
        (
            "{type: [object, string], minLength: 2, properties: {n: {type: integer}}, required: [n]}",
            {"type": "string", "minLength": 2},
        ),
    ],
)
def test_an_object_or_something_else_has_a_definition_for_the_object(schema: str, others: object) -> None:
    protocol = one(schema)
    definitions = bundled(protocol)
    assert definitions["Hello"] == {"anyOf": [{"$ref": "#/$defs/HelloObject"}, others]}
    assert protocol.models == ("Hello", "HelloObject")
    assert named(protocol, "Hello").model == "Hello"
    validator = jsonschema.Draft7Validator({"$defs": definitions, "$ref": "#/$defs/Hello"})
    assert validator.is_valid({"n": 1})
    for wrong in ({}, {"n": "1"}, 5, [1], "x"):
        assert not validator.is_valid(wrong)


def test_what_a_schema_says_of_itself_stays_with_the_payload() -> None:
    schema = "{type: [object, 'null'], title: T, description: D, examples: [null], properties: {n: {}}}"
    assert bundled(one(schema)) == {
        "Hello": {
            "title": "T",
            "description": "D",
            "examples": [None],
            "anyOf": [{"$ref": "#/$defs/HelloObject"}, {"type": "null"}],
        },
        "HelloObject": {"type": "object", "properties": {"n": {}}},
    }


def test_what_stands_inside_keeps_its_name_whether_null_is_allowed_or_not() -> None:
    inner = "properties: {n: {type: object, properties: {x: {}}}}"
    without, with_null = one(f"{{type: object, {inner}}}"), one(f"{{type: [object, 'null'], {inner}}}")
    assert {*with_null.models} - {*without.models} == {"HelloObject"}


@pytest.mark.parametrize(
    "schema",
    [
        "{oneOf: [{type: object, properties: {a: {}}}, {type: 'null'}]}",
        "{enum: [{n: 1}, null], properties: {n: {}}}",
        "{type: [object, 'null'], additionalProperties: {type: string}}",
        "{properties: {n: {}}}",
    ],
)
def test_other_payloads_have_no_such_part(schema: str) -> None:
    assert "HelloObject" not in bundled(one(schema))


def test_two_messages_with_one_payload_have_a_part_each() -> None:
    text = channel("A: {payload: {$ref: '#/components/schemas/S'}}", "B: {payload: {$ref: '#/components/schemas/S'}}")
    protocol = protocol_of(
        f"{text}components: {{schemas: {{S: {{type: [object, 'null'], properties: {{n: {{}}}}}}}}}}\n"
    )
    assert protocol.models == ("A", "AObject", "B", "BObject")


def test_in_a_frame_of_its_own_the_data_is_the_payload() -> None:
    data = "{properties: {n: {type: integer}}}"
    frame = f"{{type: object, required: [type, data], properties: {{type: {{const: a}}, data: {data}}}}}"
    protocol = protocol_of("x-wsgen-envelope: {tag: type, data: data}\n" + channel(f"A: {{payload: {frame}}}"))
    message, definitions = named(protocol, "A"), bundled(protocol)
    for name, wrap in ((message.model, False), (message.frame, True)):
        validator = jsonschema.Draft7Validator({"$defs": definitions, "$ref": f"#/$defs/{name}"})
        for value, is_valid in (({"n": 1}, True), (5, False), (None, False)):
            assert validator.is_valid({"type": "a", "data": value} if wrap else value) == is_valid


MIXED = """
servers: {socket: {host: a, protocol: ws}, queue: {host: b, protocol: kafka}}
channels:
  main: {address: /ws, servers: [{$ref: '#/servers/socket'}], messages: {A: {payload: {type: object}}}}
  jobs: {address: jobs, servers: [{$ref: '#/servers/queue'}], messages: {Jobs: {payload: {type: array}}}}
"""


def test_a_message_that_no_websocket_carries_is_not_generated() -> None:
    assert not [each for each in planned(MIXED)[1] if each.severity.value == "error"]
    protocol = protocol_of(MIXED)
    assert [each.wire for each in protocol.messages.values()] == ["A"]
    assert protocol.models == ("A",)
    assert list(protocol.definitions) == ["A"]
