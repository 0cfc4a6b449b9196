import jsonschema
import pytest

from wsgen.plan.protocol import Protocol

from .documents import named, protocol_of


def one(schema: str, components: str = "") -> Protocol:
    text = f"channels: {{main: {{address: /ws, messages: {{Hello: {{payload: {schema}}}}}}}}}\n"
    return protocol_of(text + (f"components: {{schemas: {{{components}}}}}\n" if components else ""))


def bundled(protocol: Protocol) -> dict[str, object]:
    return {str(name): each.value for name, each in protocol.definitions.items()}


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        pytest.param(
            "{properties: {address: {type: object, properties: {kind: {enum: [home, work]}}}}}",
            {
                "Hello": {"type": "object", "properties": {"address": {"$ref": "#/$defs/HelloAddress"}}},
                "HelloAddress": {"type": "object", "properties": {"kind": {"$ref": "#/$defs/HelloAddressKind"}}},
                "HelloAddressKind": {"enum": ["home", "work"]},
            },
            id="objects and enums are named by their place",
        ),
        pytest.param(
            "{properties: {entries: {type: array, items: {properties: {n: {}}}}}}",
            {
                "Hello": {
                    "type": "object",
                    "properties": {"entries": {"type": "array", "items": {"$ref": "#/$defs/HelloEntry"}}},
                },
                "HelloEntry": {"properties": {"n": {}}},
            },
            id="an item is one of the list",
        ),
        pytest.param(
            "{properties: {map: {additionalProperties: {properties: {n: {}}}}}}",
            {
                "Hello": {
                    "type": "object",
                    "properties": {"map": {"additionalProperties": {"$ref": "#/$defs/HelloMapValue"}}},
                },
                "HelloMapValue": {"properties": {"n": {}}},
            },
            id="a value of a map",
        ),
        pytest.param(
            "{properties: {x: {oneOf: "
            "[{required: [k], properties: {k: {const: cat}}}, {title: Dog, properties: {a: {}}}]}}}",
            {
                "Hello": {
                    "type": "object",
                    "properties": {"x": {"oneOf": [{"$ref": "#/$defs/HelloXCat"}, {"$ref": "#/$defs/HelloXDog"}]}},
                },
                "HelloXCat": {"required": ["k"], "properties": {"k": {"const": "cat"}}},
                "HelloXDog": {"title": "Dog", "properties": {"a": {}}},
            },
            id="a branch by its constant, or its title",
        ),
        pytest.param(
            "{properties: {k: {enum: [a, b], default: a}}}",
            {
                "Hello": {
                    "type": "object",
                    "properties": {"k": {"allOf": [{"$ref": "#/$defs/HelloK"}], "default": "a"}},
                },
                "HelloK": {"enum": ["a", "b"], "default": "a"},
            },
            id="a default stays with its property",
        ),
        pytest.param(
            "{properties: {n: {}}, not: {properties: {x: {enum: [1, 2]}}}, if: {required: [x]}}",
            {
                "Hello": {
                    "type": "object",
                    "properties": {"n": {}},
                    "not": {"properties": {"x": {"enum": [1, 2]}}},
                    "if": {"required": ["x"]},
                }
            },
            id="what only asks gets no name",
        ),
        pytest.param(
            "{$id: 'https://x', x-python-type: os, customTypePath: os.system, discriminator: k, prefixItems: [{}], "
            "type: object}",
            {"Hello": {"type": "object"}},
            id="what means nothing in draft 7 is left out",
        ),
        pytest.param(
            "{properties: {x-kept: {type: string}, $ref: {type: string}}, examples: [{x-kept: 1}], const: {x-a: 1}}",
            {
                "Hello": {
                    "properties": {"x-kept": {"type": "string"}, "$ref": {"type": "string"}},
                    "examples": [{"x-kept": 1}],
                    "const": {"x-a": 1},
                }
            },
            id="names and values are no keywords",
        ),
        pytest.param("true", {"Hello": True}, id="a schema that is true"),
        pytest.param(
            "{type: array, items: [{type: string}]}",
            {"Hello": {"type": "array", "items": [{"type": "string"}]}},
            id="a tuple",
        ),
    ],
)
def test_the_bundle_of_one_message(schema: str, expected: dict[str, object]) -> None:
    assert bundled(one(schema)) == expected


@pytest.mark.parametrize(
    "schema",
    [
        "{type: string, nullable: true}",
        "{type: [string, integer], nullable: true}",
        "{type: string, enum: [a, b], nullable: true}",
        "{enum: [a, b], nullable: true}",
        "{const: a, nullable: true}",
        "{oneOf: [{type: string}, {type: integer}], nullable: true}",
        "{allOf: [{type: string}], nullable: true}",
        "{$ref: '#/components/schemas/Text'}",
    ],
)
def test_nullable_accepts_null_and_nothing_else_besides(schema: str) -> None:
    text = "Text: {type: string, nullable: true}"
    protocol = one(f"{{type: object, properties: {{x: {schema}}}}}", text)
    validator = jsonschema.Draft7Validator({"$defs": bundled(protocol), "$ref": "#/$defs/Hello"})

    assert validator.is_valid({"x": None})
    assert validator.is_valid({"x": "a"})
    assert not validator.is_valid({"x": []})


def test_recursion_is_kept() -> None:
    tree = "Tree: {type: object, properties: {left: {$ref: '#/components/schemas/Tree'}}}"
    protocol = one("{$ref: '#/components/schemas/Tree'}", tree)

    assert bundled(protocol) == {
        "Hello": {"type": "object", "properties": {"left": {"$ref": "#/$defs/Tree"}}},
        "Tree": {"type": "object", "properties": {"left": {"$ref": "#/$defs/Tree"}}},
    }
    assert protocol.models == ("Hello", "Tree")


def test_a_component_that_no_message_reaches_is_no_part_of_it() -> None:
    assert list(bundled(one("{type: object}", "Other: {type: object}"))) == ["Hello"]


def test_a_message_without_payload_is_an_object_of_which_nothing_is_said() -> None:
    protocol = protocol_of("channels: {main: {address: /ws, messages: {Hello: {summary: Hi.}}}}\n")

    assert bundled(protocol) == {"Hello": {"type": "object"}}


def test_every_value_of_a_definition_knows_its_place_in_the_document() -> None:
    protocol = one("{properties: {address: {type: object, properties: {kind: {enum: [home, work]}}}}}")
    inner = protocol.definitions[named(protocol, "Hello").model]
    kind = next(each for name, each in protocol.definitions.items() if name == "HelloAddressKind")

    assert inner.positions["/properties/address"].pointer.endswith("/payload/properties/address")
    assert kind.positions["/enum/1"].pointer.endswith("/kind/enum/1")
