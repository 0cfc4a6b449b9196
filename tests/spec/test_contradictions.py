"""Contradictions: what a schema, a variable or a reply says twice in two ways."""

import pytest
from documents import HEAD, HEAD_2, codes, sources

from wsgen.spec.validate import validate

SCHEMAS = {
    "{type: integer, default: '1'}": ["WSG335"],
    "{type: [string, boolean], default: []}": ["WSG335"],
    "{type: object, default: }": ["WSG335"],
    "{type: integer, default: 1.5}": ["WSG335"],
    "{type: integer, default: 1.0}": [],
    "{type: number, default: 1}": [],
    "{type: string, nullable: true, default: }": [],
    "{type: 'null', default: }": [],
    "{default: {a: 1}}": [],
    # Of the right type, and it doesn't fit otherwise: that is advice (WSG313).
    "{type: string, minLength: 2, default: a}": [],
    "{type: integer, enum: [1, a, true, 2.5]}": ["WSG339", "WSG339", "WSG339"],
    "{type: [string, 'null'], enum: [a, null]}": [],
    "{type: string, nullable: true, enum: [a, null]}": [],
    "{enum: [1, a]}": [],
    "{minItems: 2, maxItems: 1}": ["WSG340"],
    "{minItems: 1, maxItems: 1}": [],
    "{minProperties: 3, maxProperties: 2}": ["WSG340"],
    "{minimum: 1, maximum: 0.5}": ["WSG340"],
    "{minimum: 1, maximum: 1}": [],
    "{exclusiveMinimum: 1, maximum: 1}": ["WSG340"],
    "{exclusiveMinimum: 1, exclusiveMaximum: 2}": [],
    "{discriminator: a, required: [a], properties: {a: {type: string}}}": [],
    "{discriminator: a, properties: {a: {type: string}}}": ["WSG338"],
    "{discriminator: a, required: [a]}": ["WSG338"],
}


@pytest.mark.parametrize(("schema", "wanted"), SCHEMAS.items(), ids=SCHEMAS)
def test_a_schema_that_contradicts_itself(schema: str, wanted: list[str]) -> None:
    body = f"channels: {{}}\ncomponents: {{schemas: {{A: {{properties: {{x: {schema}}}}}}}}}"

    assert [each.code for each in validate(sources(HEAD_2 + body))] == wanted


def test_a_default_of_another_type_is_a_warning_in_3x() -> None:
    body = "channels: {c: {messages: {M: {payload: {properties: {x: {type: integer, default: a}}}}}}}"

    assert codes(HEAD + body) == ["WSG313:3"]


@pytest.mark.parametrize(("head", "wanted"), [(HEAD, "WSG312:5"), (HEAD_2, "WSG334:5")])
def test_an_example_that_does_not_fit_is_an_error_in_2x(head: str, wanted: str) -> None:
    message = "{name: m, payload: {type: string}, examples: [\n{payload: a},\n{payload: 1}]}"
    three = f"channels: {{c: {{messages: {{m: {message}}}}}}}"
    two = f"channels: {{c: {{publish: {{message: {message}}}}}}}"

    assert codes(head + (three if head is HEAD else two)) == [wanted]


UNDESCRIBED = {
    "{required: [a, b], properties: {a: true}}": 1,
    "{items: {required: [a, b], properties: {a: true}}}": 1,
    "{properties: {not: {required: [a], properties: {b: true}}}}": 1,
    "{required: [a]}": 0,
    "{required: [a, b], properties: {a: true}, additionalProperties: {type: string}}": 0,
    "{required: [a, b], properties: {a: true}, patternProperties: {b: true}}": 0,
    "{required: [a, b], properties: {a: true}, allOf: [{properties: {b: true}}]}": 0,
    "{oneOf: [{required: [a, b], properties: {a: true}}], properties: {b: true}}": 0,
    "{oneOf: [{$ref: '#/components/schemas/B'}]}": 0,
    "{properties: {x: {$ref: '#/components/schemas/B'}}}": 1,
    # That one is spelled in two ways is said once, as that (WSG320).
    "{required: [room], properties: {room_id: true}}": 0,
}


@pytest.mark.parametrize(("schema", "count"), UNDESCRIBED.items(), ids=UNDESCRIBED)
def test_a_required_property_that_nothing_describes(schema: str, count: int) -> None:
    body = f"""
channels: {{c: {{messages: {{M: {{payload: {schema}}}}}}}}}
components: {{schemas: {{B: {{required: [a, b], properties: {{a: true}}}}}}}}
"""
    # B is of no channel in most of them; then it's alone, and says so itself.
    own = 0 if "schemas/B" in schema else 1

    assert [each.partition(":")[0] for each in codes(HEAD + body)].count("WSG341") == count + own


CHOICES = {
    "a server variable of 3.x": (
        HEAD + "servers: {a: {host: '{v}', protocol: ws, variables: {v: {enum: [x], default: y}}}}",
        ["WSG336:3"],
    ),
    "a server variable of 2.x": (
        HEAD_2
        + "servers: {a: {url: '{v}', protocol: ws, variables: {v: {enum: [x], examples: [x, y]}}}}\nchannels: {}",
        ["WSG336:3"],
    ),
    "a parameter of 3.x": (
        HEAD + "channels: {c: {address: '{p}', parameters: {p: {enum: [x], default: y}}}}",
        ["WSG336:3"],
    ),
    "the schema of a parameter of 2.x": (
        HEAD_2 + "channels: {'{p}': {parameters: {p: {schema: {type: string, enum: [x], default: y}}}}}",
        ["WSG321:3"],
    ),
    "no enum": (
        HEAD + "channels: {c: {address: '{p}', parameters: {p: {default: y, examples: [z]}}}}",
        [],
    ),
}


@pytest.mark.parametrize(("text", "wanted"), CHOICES.values(), ids=CHOICES)
def test_a_default_or_an_example_outside_of_an_enum(text: str, wanted: list[str]) -> None:
    assert codes(text) == wanted


REPLY = """
channels: {a: {address: /a, messages: {m: {}}}, b: {address: %s, messages: {n: {}}}}
operations:
  o: {action: send, channel: {$ref: '#/channels/a'}, reply: {%s}}
"""
REPLIES = {
    "an address beside a channel's": (
        "/b",
        "address: {location: '$message.header#/x'}, channel: {$ref: '#/channels/b'}",
        1,
    ),
    "an address beside a channel without one": (
        "null",
        "address: {location: '$message.header#/x'}, channel: {$ref: '#/channels/b'}",
        0,
    ),
    "an address alone": ("/b", "address: {location: '$message.header#/x'}", 0),
    "a channel alone": ("/b", "channel: {$ref: '#/channels/b'}", 0),
}


@pytest.mark.parametrize(("address", "reply", "count"), REPLIES.values(), ids=REPLIES)
def test_a_reply_has_one_address(address: str, reply: str, count: int) -> None:
    assert codes(HEAD + REPLY % (address, reply)) == ["WSG337:6"] * count
