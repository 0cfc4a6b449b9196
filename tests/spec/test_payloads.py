"""Examples and defaults: what their schema rejects, at the very value."""

import pytest
from documents import HEAD, HEAD_2, everything


def said(schema: str, example: str) -> list[tuple[int, str, str]]:
    """Column, message and hint of each remark about one example on a line of its own."""
    text = f"""{HEAD}
channels:
  c:
    messages:
      A:
        payload: {schema}
        examples:
          - payload: {example}
components:
  schemas:
    N: {{type: integer}}
    Tree:
      properties: {{kids: {{items: {{$ref: '#/components/schemas/Tree'}}}}, n: {{$ref: '#/components/schemas/N'}}}}
"""
    found = everything(text)
    return [(each.location.column - 22, each.message, each.hint) for each in found if each.code == "WSG312"]


ACCEPTED = {
    "{type: integer}": "1.0",
    "{type: string, format: date-time}": "yesterday",
    "{type: string, nullable: true}": "null",
    "{$id: 'https://example.com/x', properties: {n: {$ref: '#/components/schemas/N'}}}": "{n: 1}",
    "{type: string, pattern: '\\p{L}+'}": "ä",
    "{type: string, pattern: '(?<name>a)'}": "a",
    "{type: string, pattern: '\\p{Foo}'}": "c",
    "{patternProperties: {'\\p{Foo}': {type: integer}}}": "{b: c}",
    "{properties: {$ref: {type: string}}}": "{$ref: x}",
    "{$ref: '#/components/schemas/Tree'}": "{kids: [{kids: [], n: 1}]}",
    "true": "{a: 1}",
}


@pytest.mark.parametrize(("schema", "example"), ACCEPTED.items(), ids=ACCEPTED)
def test_an_example_may_be(schema: str, example: str) -> None:
    assert said(schema, example) == []


REJECTED = {
    "{enum: [alpha, beta]}": ("alhpa", [(0, "the example is not one of `alpha`, `beta`", "did you mean `alpha`?")]),
    "{const: 1}": ("true", [(0, "the example is not `1`", "write `1`")]),
    "{type: integer}": ("x", [(0, "the example is not an integer", "write an integer, or widen the schema")]),
    "{type: [string, 'null']}": (
        "5",
        [(0, "the example is not a string or null", "write a string or null, or widen the schema")],
    ),
    "{required: [a, b, c]}": (
        "{b: 1}",
        [
            (0, "the example has no `a`, which the schema requires", "add `a`"),
            (0, "the example has no `c`, which the schema requires", "add `c`"),
        ],
    ),
    "{properties: {a: {items: {type: string}}}}": (
        "{a: [x, 5]}",
        [(8, "the example's `a.1` is not a string", "write a string, or widen the schema")],
    ),
    "{additionalProperties: false, properties: {name: {}}}": (
        "{nam: x}",
        [(1, "the example has `nam`, which the schema doesn't allow", "did you mean `name`?")],
    ),
    "{minLength: 3}": ("ab", [(0, "the example breaks `minLength: 3` of the schema", "change one of the two")]),
    "{$ref: '#/components/schemas/Tree'}": (
        "{kids: [{n: x}]}",
        [(12, "the example's `kids.0.n` is not an integer", "write an integer, or widen the schema")],
    ),
    "{oneOf: [{required: [a], properties: {a: {type: integer}}}, {type: string}]}": (
        "{a: x}",
        [(4, "the example's `a` is not an integer", "write an integer, or widen the schema")],
    ),
    "{type: string, pattern: '\\p{L}+'}": (
        "'1'",
        [(0, "the example breaks `pattern: \\p{L}+` of the schema", "change one of the two")],
    ),
    "{properties: {'(': {type: integer}}}": (
        "{'(': x}",
        [(6, "the example's `(` is not an integer", "write an integer, or widen the schema")],
    ),
    "{patternProperties: {'^(a+)+$': {}}, additionalProperties: false}": (
        f"{{{'a' * 40}!: 1}}",
        [
            (
                1,
                f"the example has `{'a' * 40}!`, which the schema doesn't allow",
                "remove it, or describe it in the schema",
            )
        ],
    ),
    "{uniqueItems: true}": (
        "[{a: 1}, {a: 1}]",
        [(0, "the example breaks `uniqueItems: true` of the schema", "change one of the two")],
    ),
    "{properties: {a: {multipleOf: 0.01}, b: {type: string}}}": (
        f"{{a: 1{'0' * 400}, b: 1}}",
        [(410, "the example's `b` is not a string", "write a string, or widen the schema")],
    ),
    "{type: string, enum: [a, null, true], minLength: 1}": (
        "1",
        [(0, "the example is not a string", "write a string, or widen the schema")],
    ),
    "{enum: [a, null, true]}": (
        "1",
        [(0, "the example is not one of `a`, `null`, `true`", "choose one of those, or add it to the schema")],
    ),
    "{enum: [{a: true}, ['é'], '12']}": (
        "12",
        [
            (
                0,
                'the example is not one of `{"a": true}`, `["é"]`, `12`',
                "choose one of those, or add it to the schema",
            )
        ],
    ),
    "false": (
        "1",
        [(0, "the schema allows nothing where the example stands", "remove the value, or change the schema")],
    ),
}


@pytest.mark.parametrize(("schema", "wanted"), REJECTED.items(), ids=REJECTED)
def test_what_a_schema_rejects_is_said_at_the_value(
    schema: str, wanted: tuple[str, list[tuple[int, str, str]]]
) -> None:
    example, remarks = wanted

    assert said(schema, example) == remarks


def test_a_default_in_a_referenced_schema_is_judged_once() -> None:
    body = """
channels:
  a: {messages: {A: {payload: {$ref: '#/components/schemas/S'}}, B: {payload: {$ref: '#/components/schemas/S'}}}}
components:
  schemas:
    S: {properties: {n: {$ref: '#/components/schemas/N'}, m: {allOf: [{type: integer}], default: x}}}
    N: {type: integer, default: y, examples: [1, z]}
"""

    found = everything(HEAD + body)

    assert [(each.code, each.location.line) for each in found] == [("WSG313", 8), ("WSG313", 9), ("WSG314", 9)]


COUNTLESS = {
    ("allOf", "1"): False, ("anyOf", "1"): False, ("oneOf", "1"): True, ("if", "1"): False,
    ("allOf", "x"): True, ("anyOf", "x"): True, ("oneOf", "x"): True, ("if", "x"): True,
}  # fmt: skip


@pytest.mark.parametrize(("case", "is_wrong"), COUNTLESS.items(), ids=map(" ".join, COUNTLESS))
def test_schemas_that_lead_to_one_by_countless_ways_are_judged_all_the_same(
    case: tuple[str, str], is_wrong: bool
) -> None:
    """2⁴⁰ ways lead to the last two, which want an integer."""
    keyword, value = case
    rows = [
        f"    {one}{level}: {combined(keyword, f'{one}{level + 1}', f'{other}{level + 1}')}\n"
        for level in range(40)
        for one, other in ("ST", "TS")
    ]
    body = f"""
channels:
  c: {{messages: {{A: {{payload: {{$ref: '#/components/schemas/S0'}}, examples: [{{payload: {{n: {value}}}}}]}}}}}}
components:
  schemas:
{"".join(rows)}    S40: {{properties: {{n: {{type: integer}}}}}}
    T40: {{properties: {{n: {{type: integer}}}}}}
"""

    assert ("WSG312" in [each.code for each in everything(HEAD + body)]) is is_wrong


def combined(keyword: str, one: str, other: str) -> str:
    first, second = (f"{{$ref: '#/components/schemas/{each}'}}" for each in (one, other))
    return (
        f"{{if: {first}, then: {second}, else: {second}}}" if keyword == "if" else f"{{{keyword}: [{first}, {second}]}}"
    )


def test_an_example_that_is_nested_as_deep_as_can_be_is_judged() -> None:
    example = "{l: " * 90 + "x" + "}" * 90
    schema = "{anyOf: [{type: object, properties: {l: {anyOf: [{$ref: '#/components/schemas/S'}]}}}, {type: integer}]}"
    body = f"""
channels:
  c: {{messages: {{A: {{payload: {{$ref: '#/components/schemas/S'}}, examples: [{{payload: {example}}}]}}}}}}
components: {{schemas: {{S: {schema}}}}}
"""

    assert "WSG312" in [each.code for each in everything(HEAD + body)]


HEADERS = "headers: {properties: {size: {type: integer}}}, examples: [{headers: {size: big}}]"
SPARE = {
    "message": f"components: {{messages: {{A: {{{HEADERS}}}}}}}",
    "trait": f"components: {{messageTraits: {{A: {{{HEADERS}}}}}}}",
    "channel": f"components: {{channels: {{c: {{messages: {{A: {{{HEADERS}}}}}}}}}}}",
    "default": "components: {messages: {A: {payload: {type: string, minLength: 2, default: a}}}}",
}


@pytest.mark.parametrize(
    ("head", "body", "code"),
    [
        (HEAD, SPARE["message"], "WSG312"),
        (HEAD, SPARE["trait"], "WSG312"),
        (HEAD, SPARE["channel"], "WSG312"),
        (HEAD, SPARE["default"], "WSG313"),
        (HEAD_2, f"channels: {{}}\n{SPARE['message']}", "WSG334"),
        (HEAD_2, f"channels: {{}}\n{SPARE['trait']}", "WSG334"),
    ],
)
def test_what_no_channel_has_is_judged_too(head: str, body: str, code: str) -> None:
    assert code in {each.code for each in everything(f"{head}\n{body}\n")}


def test_a_trait_has_no_id_of_its_own() -> None:
    text = f"""{HEAD_2}
channels: {{}}
components:
  messageTraits: {{T: {{messageId: x}}}}
  messages: {{A: {{messageId: x, traits: [{{$ref: '#/components/messageTraits/T'}}]}}}}
"""
    assert "WSG319" not in {each.code for each in everything(text)}
