from typing import Any

import pytest
from built import HERE, definitions, ref
from protocols import message

from wsgen.code.divergence import DIVERGENCES, Enforced
from wsgen.code.exactness import exactness
from wsgen.plan.identifier import Identifier
from wsgen.plan.protocol import Envelope, Protocol
from wsgen.spec.keywords import KEYWORDS

TEXT = {"type": "string"}
WHOLE = {"type": "integer"}


def protocol(schemas: dict[str, Any], name: str = "Aa") -> Protocol:
    """A protocol with one message, whose payload is the schema `name` of some."""
    made, _ = message(name, {})
    bundle = definitions(schemas)
    return Protocol("chat", "Chat", "1", "", (), {made.id: made}, bundle, tuple(bundle), "asyncapi/chat.yml")


def said(schema: dict[str, Any], **others: Any) -> tuple[bool, str]:
    """The verdict on a message with one key, and the reason."""
    whole = {"type": "object", "required": ["a"], "properties": {"a": schema}}
    (found,) = exactness(protocol({"Aa": whole, **others})).values()
    return found.never_looser, found.reason


UNRUNNABLE = "`a` has `pattern`, which its model doesn't check as ECMA 262 means it"
PAIR = {
    "Bb": {"type": "object", "properties": {"t": {"const": "b"}}, "required": ["t"]},
    "Cc": {"type": "object", "properties": {"t": {"const": "c"}}, "required": ["t"]},
}
PROVED: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({}, {}),
    (TEXT, {}),
    ({"type": ["string", "null"], "minLength": 1.0, "maxLength": 5}, {}),
    ({"type": "integer", "minimum": 0.5, "exclusiveMaximum": 9, "multipleOf": 2}, {}),
    ({"type": "integer", "exclusiveMinimum": 0.5, "maximum": 9.5}, {}),
    ({"type": "number", "minimum": 0, "exclusiveMaximum": 0.5}, {}),
    ({"type": "string", "pattern": "^[a-z]\\d$"}, {}),
    ({"const": "ab", "pattern": "^a", "minLength": 2}, {}),
    ({"enum": [1, 3], "minimum": 1, "exclusiveMaximum": 3.5, "multipleOf": 1}, {}),
    ({"type": "string", "format": "date-time"}, {}),
    ({"const": 1}, {}),
    ({"const": True}, {}),
    ({"enum": ["a", 1, True, None]}, {}),
    ({"type": "array", "items": WHOLE, "minItems": 1, "maxItems": 3, "uniqueItems": False}, {}),
    ({"type": "array", "items": [TEXT, WHOLE], "minItems": 2, "maxItems": 2}, {}),
    ({"type": "array", "items": [TEXT, WHOLE], "minItems": 2, "additionalItems": False}, {}),
    ({"type": "object", "additionalProperties": WHOLE}, {}),
    ({"type": "object"}, {}),
    ({"anyOf": [TEXT, {"type": "array", "items": TEXT}, {"type": "null"}]}, {}),
    ({"oneOf": [TEXT, WHOLE]}, {}),
    ({"oneOf": [ref("Bb"), ref("Cc")]}, PAIR),
    ({"oneOf": [{"const": "a"}, {"const": "b"}]}, {}),
    ({"allOf": [ref("Bb")], "default": {"t": "b"}}, PAIR),
    (ref("Dd"), {"Dd": {"type": "object", "properties": {"x": WHOLE}, "additionalProperties": False}}),
    ({"title": "A", "description": "a", "examples": [1], "deprecated": True, "type": "boolean"}, {}),
]  # fmt: skip


@pytest.mark.parametrize(("schema", "others"), PROVED)
def test_a_model_that_enforces_all_of_its_schema_is_never_looser(
    schema: dict[str, Any], others: dict[str, Any]
) -> None:
    assert said(schema, **others) == (True, "its model is never looser than its schema")


FIRST: list[tuple[dict[str, Any], str]] = [
    ({"minimum": 1}, "`a` has `minimum`, which its model doesn't check"),
    ({"minLength": 1}, "`a` has `minLength`, which its model doesn't check"),
    ({"type": "number", "multipleOf": 0.1},
     "`a` has `multipleOf`, which Pydantic checks of fractions with a tolerance"),
    ({"type": "number", "maximum": 2**63}, "`a` has `maximum`, which its model doesn't check"),
    ({"type": "string", "pattern": "(?=a)"},
     UNRUNNABLE),
    ({"const": "ab", "pattern": "^b"}, UNRUNNABLE),
    ({"enum": [1, 3], "exclusiveMaximum": 3}, "`a` has `exclusiveMaximum`, which its model doesn't check"),
    ({"const": 1.5}, "`a` has `const`, some of whose values Literal can't say"),
    ({"enum": [{"a": 1}]}, "`a` has `enum`, some of whose values Literal can't say"),
    ({"enum": []}, "`a` has `enum`, some of whose values Literal can't say"),
    ({"type": "array", "uniqueItems": True}, "`a` has `uniqueItems`, which its model doesn't check"),
    ({"type": "array", "contains": TEXT}, "`a` has `contains`, which its model doesn't check"),
    ({"type": "array", "contains": False}, "`a` has `contains`, which its model doesn't check"),
    ({"type": "array", "items": [TEXT]}, "`a.0` has `type`, which its model doesn't check"),
    ({"type": "array", "items": {"type": "array", "items": {"const": 1.5}}},
     "`a.[].[]` has `const`, some of whose values Literal can't say"),
    ({"type": "object", "patternProperties": {"": TEXT}}, "`a` has `patternProperties`, which its model doesn't check"),
    ({"type": "object", "propertyNames": {"maxLength": 1}}, "`a` has `propertyNames`, which its model doesn't check"),
    ({"type": "object", "minProperties": 1}, "`a` has `minProperties`, which its model doesn't check"),
    ({"type": "object", "required": ["b"]}, "`a` has `required`, which its model doesn't check"),
    ({"type": "object", "dependencies": {"a": ["b"]}}, "`a` has `dependencies`, which its model doesn't check"),
    ({"not": TEXT}, "`a` has `not`, which its model doesn't check"),
    ({"if": TEXT, "then": {"minLength": 1}}, "`a` has `if`, which its model doesn't check"),
    ({"oneOf": [TEXT, {"type": "string", "maxLength": 2}]}, "`a` has `oneOf`, more than one of whose branches may fit"),
    ({"oneOf": [{"type": "number"}, WHOLE]}, "`a` has `oneOf`, more than one of whose branches may fit"),
    ({"type": "integer", "format": "x", "unknown": 1}, "`a` has `unknown`, which isn't a keyword of draft 7"),
]  # fmt: skip


@pytest.mark.parametrize(("schema", "reason"), FIRST)
def test_what_a_model_does_not_enforce_makes_the_schema_go_first(schema: dict[str, Any], reason: str) -> None:
    assert said(schema) == (False, reason)


def test_schemas_that_stand_deeper_inside_one_another_than_anybody_looks_go_first() -> None:
    chain: dict[str, Any] = {
        "A" + "a" * depth: {"type": "object", "properties": {"a": ref("A" + "a" * (depth + 1))}}
        for depth in range(1, 400)
    }
    found = exactness(protocol({**chain, "A" + "a" * 400: {"type": "object"}}))

    text = "has more schemas inside one another than are compared with their models"
    assert next(each.reason for each in found.values()) == f"`{'a.' * 8}…` {text}"


def test_a_schema_that_leads_back_to_itself_goes_first() -> None:
    tree = {"type": "object", "properties": {"a": {"type": "array", "items": ref("Aa")}}}
    (found,) = exactness(protocol({"Aa": tree})).values()

    assert not found.never_looser
    assert found.reason == "`a.[]` leads back to its own schema, and how deep it goes isn't its model's"


def test_a_key_that_must_not_be_there_makes_the_schema_go_first() -> None:
    (found,) = exactness(protocol({"Aa": {"type": "object", "properties": {"a": False}}})).values()

    assert found.reason == "`a` must not be there, which its model doesn't check"


def test_a_schema_for_other_keys_makes_the_schema_go_first() -> None:
    schema = {"type": "object", "properties": {"a": TEXT}, "additionalProperties": WHOLE}
    (found,) = exactness(protocol({"Aa": schema})).values()

    assert found.reason == "the frame has `additionalProperties`, which its model doesn't check"


def test_a_closed_part_that_takes_no_key_of_the_other_makes_the_schema_go_first() -> None:
    closed = {"type": "object", "properties": {"a": TEXT}, "additionalProperties": False}
    both = {"allOf": [ref("Bb"), {"type": "object", "properties": {"b": TEXT}}]}
    (found,) = exactness(protocol({"Aa": both, "Bb": closed})).values()

    assert found.reason == "`b` must not be there, which its model doesn't check"


def many(count: int, shared: str = "") -> dict[str, Any]:
    """Classes that a tag tells apart; the last one has the tag `shared` as well."""
    made = {
        f"C{number}": {"type": "object", "required": ["t"], "properties": {"t": {"enum": [f"c{number}"]}}}
        for number in range(count)
    }
    if shared:
        made[f"C{count - 1}"]["properties"]["t"]["enum"].append(shared)
    return made


def test_a_hundred_branches_with_a_tag_are_told_apart() -> None:
    classes = many(100)

    assert said({"oneOf": [*map(ref, classes)]}, **classes)[0]
    assert not said({"oneOf": [*map(ref, classes), ref("C7")]}, **classes)[0]


@pytest.mark.parametrize("count", [3, 100])
def test_branches_with_one_tag_in_common_are_not(count: int) -> None:
    classes = many(count, "c0")

    assert said({"oneOf": [*map(ref, classes)]}, **classes) == (
        False,
        "`a` has `oneOf`, more than one of whose branches may fit",
    )


AROUND = Envelope(None, ("t",), ("body", "data"), None, None, None, "ms", {}, HERE)
PAYLOAD = {"type": "object", "required": ["a"], "properties": {"a": TEXT}}


def enveloped(body: Any, own: Any = True) -> tuple[bool, str]:
    """The verdict on a message whose frame has `body`, which holds its payload at `data`, beside what `own` says."""
    frame = {"allOf": [ref("Own"), {"type": "object", "required": ["body"], "properties": {"body": body}}]}
    made, _ = message("Aa", {}, frame="AaFrame", envelope=AROUND)
    bundle = definitions({"Aa": PAYLOAD, "AaFrame": frame, "Own": own})
    names = (Identifier("Aa"),)
    (found,) = exactness(Protocol("p", "P", "1", "", (), {"Aa": made}, bundle, names, "spec.yml")).values()
    return found.never_looser, found.reason


BODY = {"type": "object", "required": ["data"], "properties": {"data": ref("Aa")}}


@pytest.mark.parametrize(
    "own",
    [
        True,
        {"type": "object", "properties": {"topic": {"type": "string", "pattern": "(?=a)"}}, "required": ["topic"]},
        {"type": "object", "properties": {"more": {"uniqueItems": True}, "body": {"type": "object"}}},
        {"additionalProperties": False, "properties": {"body": {}, "t": {}}, "description": "around it"},
    ],
)
def test_what_stands_beside_a_payload_is_for_the_runtime_to_check(own: Any) -> None:
    assert enveloped(BODY, own) == (True, "its model is never looser than its schema")


ALONE = "around its payload, which its schema alone checks"


@pytest.mark.parametrize(
    ("body", "own", "reason"),
    [
        (BODY, {"minProperties": 1}, f"the frame has `minProperties` {ALONE}"),
        (BODY, {"additionalProperties": TEXT}, f"the frame has `additionalProperties` {ALONE}"),
        (BODY, {"own": 1}, f"the frame has `own` {ALONE}"),
        ({**BODY, "propertyNames": TEXT}, True, f"`body` has `propertyNames` {ALONE}"),
        ({"type": "array"}, True, "`body` is no object, and its schema alone describes what stands around its payload"),
        (BODY, ref("Own"), "the frame leads back to its own schema, around its payload"),
        (BODY, {"properties": {"body": False}}, "`body` must not be there, which its model doesn't check"),
        (
            {**BODY, "properties": {"data": {"allOf": [ref("Aa"), {"properties": {"a": {"minLength": 1}}}]}}},
            True,
            "`body.data.a` has `minLength`, which its model doesn't check",
        ),
    ],
)
def test_what_is_said_of_a_payload_around_it_makes_the_schema_go_first(body: Any, own: Any, reason: str) -> None:
    assert enveloped(body, own) == (False, reason)


def test_every_keyword_that_a_bundle_may_have_is_in_the_table() -> None:
    dropped = {"$id", "$schema", "discriminator", "externalDocs"}

    assert DIVERGENCES.keys() == KEYWORDS.keys() - dropped
    assert all(each.alone and each.here for each in DIVERGENCES.values() if each.enforced is Enforced.WHERE_PROVED)
