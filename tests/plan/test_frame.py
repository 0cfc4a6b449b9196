from collections.abc import Mapping
from dataclasses import dataclass

import pytest

from wsgen.diagnostics.diagnostic import Severity
from wsgen.plan.protocol import Direction, Recognition, Scalar
from wsgen.plan.settings import PlanSettings

from .documents import SERVER, channel, codes, names, only, planned, protocol_of, tagged

C2S = Direction.CLIENT_TO_SERVER


@dataclass
class Seen:
    by: Recognition
    tag: tuple[str, ...] | None
    tags: Mapping[str, tuple[Scalar, ...]]
    untagged: list[str]


def seen(text: str) -> Seen:
    """How the messages of both directions, which are the same, are recognised."""
    protocol = protocol_of(text)
    framing = only(protocol).framing[C2S]
    tags = {each.wire: each.tags for each in protocol.messages.values() if each.tags}
    return Seen(framing.recognition, framing.tag, tags, names(protocol, framing.untagged))


def message(key: str, schema: str, extra: str = "") -> str:
    return f"{key}: {{payload: {schema}{extra}}}"


FREE = "{type: object, required: [type], properties: {type: {type: string}}}"


def shown(key: str) -> str:
    return message(key, f"{{type: object, properties: {{type: {{type: string, example: {key}-shown}}}}}}")


DEEP = "{{required: [h], properties: {{h: {{required: [k], properties: {{k: {{const: {}}}}}}}}}}}"
CALL = "{{type: array, minItems: 4, items: [{{const: 2}}, {{type: string}}, {{const: {}}}, {{type: object}}]}}"
RESULT = "{type: array, minItems: 3, items: [{const: 3}, {type: string}, {type: object}]}"
SPELT = "{{type: object, required: [op], properties: {{op: {{type: string, pattern: ^{}$}}}}}}"
ENUM = "{type: object, required: [op], properties: {op: {enum: [start, stop]}}}"
NUMBERED = "{{type: object, required: [op], properties: {{op: {{type: integer, example: {}}}}}}}"
TWO_OF_ENUM = "{type: object, properties: {event: {type: string, enum: [new_item, OLD_ITEM]}}}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            channel(message("A", "{type: object}")), Seen(Recognition.ALONE, None, {}, ["A"]), id="the only message"
        ),
        pytest.param(
            channel(tagged("A", "a"), tagged("B", "b")),
            Seen(Recognition.TAG, ("type",), {"A": ("a",), "B": ("b",)}, []),
            id="constants",
        ),
        pytest.param(
            channel(tagged("A", "1"), tagged("B", "2")),
            Seen(Recognition.TAG, ("type",), {"A": (1,), "B": (2,)}, []),
            id="integers",
        ),
        pytest.param(
            channel(tagged("A", "1"), tagged("B", "true"), tagged("C", "1e300")),
            Seen(Recognition.TAG, ("type",), {"A": (1,), "B": (True,), "C": (1e300,)}, []),
            id="1 is not true",
        ),
        pytest.param(
            channel(
                message("A", "{type: object, required: [type], properties: {type: {enum: [a, aa]}}}"), tagged("B", "b")
            ),
            Seen(Recognition.TAG, ("type",), {"A": ("a", "aa"), "B": ("b",)}, []),
            id="several values for one message",
        ),
        pytest.param(
            channel(tagged("A", "a"), tagged("B", "b"), tagged("C", "c"), tagged("D", "c")),
            Seen(Recognition.TAG, ("type",), {"A": ("a",), "B": ("b",)}, ["C", "D"]),
            id="one value for two messages tells neither",
        ),
        pytest.param(
            channel(tagged("A", "a"), tagged("B", "b"), message("C", FREE)),
            Seen(Recognition.TAG, ("type",), {"A": ("a",), "B": ("b",)}, ["C"]),
            id="tagged and not",
        ),
        pytest.param(
            channel(*(message(x, DEEP.format(x)) for x in "ab")),
            Seen(Recognition.TAG, ("h", "k"), {"a": ("a",), "b": ("b",)}, []),
            id="a level deeper",
        ),
        pytest.param(
            channel(*(tagged(x, x, "v: {const: 1}").replace("[type]", "[type, v]") for x in "ab")),
            Seen(Recognition.TAG, ("type",), {"a": ("a",), "b": ("b",)}, []),
            id="a version is no tag",
        ),
        pytest.param(
            channel(message("hello", FREE, ", x-aliases: [hi]"), message("bye", FREE)),
            Seen(Recognition.NAMED_TAG, ("type",), {"hello": ("hello", "hi"), "bye": ("bye",)}, []),
            id="names",
        ),
        pytest.param(
            channel(message("A", FREE, ", examples: [{payload: {type: x}}]"), message("B", FREE)),
            Seen(Recognition.NAMED_TAG, ("type",), {"A": ("x",), "B": ("B",)}, []),
            id="examples before names",
        ),
        pytest.param(
            channel(message("newItem", TWO_OF_ENUM), message("old-item", TWO_OF_ENUM)),
            Seen(Recognition.NAMED_TAG, ("event",), {"newItem": ("new_item",), "old-item": ("OLD_ITEM",)}, []),
            id="names in an enum, however they are spelled",
        ),
        pytest.param(
            channel(*(message(x, "{required: [name], properties: {name: {type: string}}}") for x in "ab")),
            Seen(Recognition.UNION, None, {}, ["a", "b"]),
            id="a property that usually isn't the tag",
        ),
        pytest.param(
            channel(message("A", "{type: object}"), message("B", "{type: array}")),
            Seen(Recognition.STRUCTURE, None, {}, ["A", "B"]),
            id="nothing in common",
        ),
        pytest.param(
            "x-wsgen-tag-field: /name\n"
            + channel(*(message(x, "{required: [name], properties: {name: {type: string}}}") for x in "ab")),
            Seen(Recognition.NAMED_TAG, ("name",), {"a": ("a",), "b": ("b",)}, []),
            id="told where",
        ),
        pytest.param(
            channel(*(message(name, CALL.format(name)) for name in ("Boot", "Heartbeat")), message("Result", RESULT)),
            Seen(Recognition.TAG, ("2",), {"Boot": ("Boot",), "Heartbeat": ("Heartbeat",)}, ["Result"]),
            id="a place of an array, and one without it",
        ),
        pytest.param(
            channel(*(message(name, SPELT.format(name)) for name in ("Login", "Logout"))),
            Seen(Recognition.TAG, ("op",), {"Login": ("Login",), "Logout": ("Logout",)}, []),
            id="a pattern that spells out its text",
        ),
        pytest.param(
            channel(message("Chunk", "{type: object, properties: {audio: {}}}"), *(shown(x) for x in ("a", "b"))),
            Seen(Recognition.NAMED_TAG, ("type",), {"a": ("a-shown",), "b": ("b-shown",)}, ["Chunk"]),
            id="examples of most",
        ),
        pytest.param(
            channel(*(message(f"{x}Request", ENUM) for x in ("Start", "Stop"))),
            Seen(Recognition.NAMED_TAG, ("op",), {"StartRequest": ("start",), "StopRequest": ("stop",)}, []),
            id="names in an enum, without what kind of thing they are",
        ),
        pytest.param(
            channel(*(message(x, NUMBERED.format(at)) for at, x in enumerate("ab"))),
            Seen(Recognition.NAMED_TAG, ("op",), {"a": (0,), "b": (1,)}, []),
            id="examples that are numbers",
        ),
        pytest.param(
            channel(message("A", FREE, ", x-wsgen-tag: [one, two]"), message("B", FREE)),
            Seen(Recognition.NAMED_TAG, ("type",), {"A": ("one", "two"), "B": ("B",)}, []),
            id="told which",
        ),
    ],
)
def test_how_messages_are_recognised(text: str, expected: Seen) -> None:
    assert seen(text) == expected


def test_a_tag_that_may_be_left_out_tells_and_is_tried() -> None:
    schema = "{{type: object, properties: {{type: {{const: {}}}}}}}"
    protocol, diagnostics = planned(channel(*(message(x, schema.format(x)) for x in "ab")))
    framing = only(protocol).framing[C2S]

    assert names(protocol, framing.untagged) == names(protocol, framing.optional) == ["a", "b"]
    assert [each.tags for each in protocol.messages.values()] == [("a",), ("b",)]
    assert set(codes(diagnostics)) == {"WSG422"}


def test_each_direction_may_have_a_tag_of_its_own() -> None:
    schema = "{{required: [{0}], properties: {{{0}: {{const: {1}}}}}}}"
    client, server = ", x-wsgen-direction: client-to-server", ", x-wsgen-direction: server-to-client"
    protocol = protocol_of(
        channel(
            message("a", schema.format("op", "a"), client),
            message("b", schema.format("op", "b"), client),
            message("c", schema.format("event", "c"), server),
            message("d", schema.format("event", "d"), server),
        )
    )

    assert [each.tag for each in only(protocol).framing.values()] == [("op",), ("event",)]


def test_messages_that_cannot_be_told_apart_are_one_warning_with_what_would_settle_it() -> None:
    _, diagnostics = planned(channel(*(message(x, "{type: object}") for x in "abc")))
    (warning,) = {each.message: each for each in diagnostics}.values()

    assert (warning.code, warning.severity) == ("WSG411", Severity.WARNING)
    said = "one handler gets all, as the first whose schema accepts"
    assert warning.message == f"messages `a` and `b` can't be told apart, nor can 1 other: {said}"
    assert warning.hint == "give `type` a `const` in each, such as `a` and `b`, and require it"


def test_a_setting_makes_them_an_error() -> None:
    settings = PlanSettings(perspective="server", ambiguous="error")
    _, diagnostics = planned(channel(*(message(x, "{type: object}") for x in "ab")), settings)

    assert {each.severity for each in diagnostics} == {Severity.ERROR}


ENVELOPE = """\
components:
  schemas:
    Envelope:
      type: object
      required: [v, type, topic, ts, data]
      additionalProperties: false
      properties:
        v: {type: integer, const: 1}
        type: {type: string}
        topic: {type: string}
        req_id: {type: string}
        ts: {type: integer, description: Milliseconds since the epoch.}
        data: {type: object}
"""
BODY = "{type: object, properties: {text: {type: string}}}"


def test_a_schema_that_nothing_refers_to_is_the_envelope_and_a_note_asks() -> None:
    protocol, diagnostics = planned(channel(message("Hello", BODY, ", name: hello, x-aliases: [hi]")) + ENVELOPE)
    framing = only(protocol).framing[C2S]
    (hello,) = protocol.messages.values()
    envelope = hello.envelope

    assert envelope is not None
    assert (framing.recognition, framing.tag) == (Recognition.ENVELOPE, ("type",))
    assert (envelope.schema, envelope.data, envelope.topic) == ("Envelope", ("data",), ("topic",))
    assert (envelope.request_id, envelope.timestamp, envelope.timestamp_unit) == (("req_id",), ("ts",), "ms")
    assert dict(envelope.constants) == {("v",): 1}
    assert (hello.tags, hello.model, hello.frame, hello.request_id) == (
        ("hello", "hi"),
        "Hello",
        "HelloFrame",
        ("req_id",),
    )
    assert "HelloFrame" not in protocol.models
    assert protocol.definitions[hello.frame].value == {
        "allOf": [
            {"$ref": "#/$defs/Envelope"},
            {
                "type": "object",
                "required": ["type", "data"],
                "properties": {"type": {"enum": ["hello", "hi"]}, "data": {"$ref": "#/$defs/Hello"}},
            },
        ]
    }
    assert codes(diagnostics) == ["WSG408"]


def test_a_told_envelope_is_no_guess() -> None:
    root = "x-wsgen-envelope: {schema: '#/components/schemas/Envelope', topic: topic, timestamp_unit: s}\n"
    protocol, diagnostics = planned(root + channel(message("Hello", BODY)) + ENVELOPE)
    (hello,) = protocol.messages.values()
    envelope = hello.envelope

    assert envelope is not None
    assert (envelope.topic, envelope.timestamp_unit) == (("topic",), "s")
    assert codes(diagnostics) == []


def test_an_envelope_can_be_refused() -> None:
    protocol = protocol_of("x-wsgen-envelope: false\n" + channel(message("Hello", BODY)) + ENVELOPE)

    assert only(protocol).framing[C2S].recognition is Recognition.ALONE


def test_messages_with_tags_of_their_own_have_no_envelope() -> None:
    protocol = protocol_of(channel(tagged("A", "a"), tagged("B", "b")) + ENVELOPE)

    assert [each.envelope for each in protocol.messages.values()] == [None, None]


def test_an_envelope_in_the_schema_leaves_the_payload_as_the_model() -> None:
    text = "x-wsgen-envelope: {tag: op, data: data}\n" + channel(
        *(
            message(
                x,
                f"{{required: [op, data], properties: {{op: {{const: {x}}}, "
                f"data: {{type: object, properties: {{{x}: {{type: integer}}}}}}}}}}",
            )
            for x in ("ask", "tell")
        )
    )
    protocol = protocol_of(text)
    ask = next(iter(protocol.messages.values()))

    assert ask.envelope is not None
    assert ask.tags == ("ask",)
    assert protocol.definitions[ask.frame].value == {
        "required": ["op", "data"],
        "properties": {"op": {"const": "ask"}, "data": {"$ref": "#/$defs/AskData"}},
    }
    assert protocol.definitions[ask.model].value == {"$ref": "#/$defs/AskData"}


@pytest.mark.parametrize("value", ["{schema: Nothing}", "{schema: Envelope, tag: kind}"])
def test_an_envelope_that_cannot_be_one_is_an_error(value: str) -> None:
    _, diagnostics = planned(f"x-wsgen-envelope: {value}\n" + channel(message("Hello", BODY)) + ENVELOPE, SERVER)

    assert "WSG409" in codes(diagnostics)


@pytest.mark.parametrize(
    ("message", "noted"),
    [
        ("E: {payload: {type: array, items: {type: number}}}", False),
        ("E: {payload: {type: object, required: [type, e], properties: {type: {const: a}, e: {type: string}}}}", False),
        (
            "E: {payload: {type: object, required: [type, e], properties: {type: {type: string}, e: {type: string}}}}",
            True,
        ),
        ("E: {payload: {type: object, required: [e], properties: {e: {type: string}}}}", True),
    ],
)
def test_that_a_message_has_no_tag_of_its_own_is_noted_where_its_frames_may_have_anothers(
    message: str, noted: bool
) -> None:
    shared = "F: {payload: {type: object, required: [type, f], properties: {type: {const: a}, f: {type: string}}}}"
    text = channel(tagged("B", "b"), tagged("C", "c"), tagged("D", "d"), shared, message)

    assert any(each.code == "WSG412" and "`E`" in each.message for each in planned(text)[1]) is noted


@pytest.mark.parametrize(
    ("tag", "tried"), [("{const: d}", ["D"]), ("{enum: [d, e]}", []), ("{type: string, example: d}", [])]
)
def test_a_named_tag_that_may_be_left_out_is_tried_too_where_it_is_a_constant(tag: str, tried: list[str]) -> None:
    protocol, diagnostics = planned(
        channel(
            message("A", "{required: [type], properties: {type: {const: a}}}"),
            message("C", "{required: [type], properties: {type: {enum: [a, c]}}}"),
            message("D", f"{{required: [q], properties: {{type: {tag}, q: {{}}}}, examples: [{{type: d, q: 1}}]}}"),
        )
    )
    framing = only(protocol).framing[C2S]

    assert framing.tag == ("type",)
    assert names(protocol, framing.optional) == tried
    assert names(protocol, framing.untagged) == tried
    assert ("WSG422" in codes(diagnostics)) == bool(tried)
