"""Which messages travel in an envelope, which of its fields means what, and how frames with and without are told."""

from typing import Any

import pytest

from wsgen.plan.protocol import Direction, Envelope, Protocol, Recognition

from .documents import channel, codes, named, names, only, planned, protocol_of, tagged

C2S, S2C = Direction.CLIENT_TO_SERVER, Direction.SERVER_TO_CLIENT

OBJECT = "{type: object}"
WRAPPER = """\
components:
  schemas:
    Wrapper:
      type: object
      required: [type, data]
      properties: {type: {type: string}, data: {type: object}}
    Older:
      type: object
      required: [op, payload]
      properties: {op: {type: string}, payload: {type: object}}
"""


def body(name: str, kind: str = "integer") -> str:
    return f"{{type: object, required: [{name}], properties: {{{name}: {{type: {kind}}}}}}}"


def message(key: str, schema: str | None, extra: str = "") -> str:
    payload = f"payload: {schema}" if schema else f"summary: {key}"
    return f"{key}: {{{payload}{extra}}}"


def frame(key: str, tag: str, data: str, *more: str, field: str = "op", extra: str = "") -> str:
    """A message whose own schema is the whole frame, its payload at `data`."""
    properties = ", ".join((f"{field}: {{const: {tag}}}", f"data: {data}", *more))
    needed = ", ".join((field, "data", *(each.partition(":")[0] for each in more)))
    return message(key, f"{{type: object, required: [{needed}], properties: {{{properties}}}}}", extra)


def envelope_of(protocol: Protocol, wire: str) -> Envelope | None:
    return named(protocol, wire).envelope


def frame_of(protocol: Protocol, wire: str) -> Any:
    return protocol.definitions[named(protocol, wire).frame].value


def test_bare_frames_beside_enveloped_ones_are_told_by_the_tag_that_both_have_or_tried() -> None:
    inside = ", x-wsgen-envelope: {schema: Wrapper}"
    protocol, diagnostics = planned(
        channel(
            message("note", body("n"), inside),
            message("memo", body("m"), inside),
            tagged("hello", "hello"),
            message("raw", body("bytes")),
        )
        + WRAPPER
    )
    framing = only(protocol).framing[C2S]

    assert (framing.recognition, framing.tag) == (Recognition.ENVELOPE, ("type",))
    assert {each.wire: each.tags for each in protocol.messages.values()} == {
        "note": ("note",),
        "memo": ("memo",),
        "hello": ("hello",),
        "raw": (),
    }
    assert names(protocol, framing.untagged) == ["raw"]
    assert [each.envelope is None for each in protocol.messages.values()] == [False, False, True, True]
    assert {"WSG412"} == set(codes(diagnostics)) - {"WSG405"}


def test_a_message_can_be_left_out_of_the_envelope_that_all_others_have() -> None:
    root = "x-wsgen-envelope: {schema: Wrapper}\n"
    protocol = protocol_of(
        root + channel(message("note", body("n")), message("bye", body("m"), ", x-wsgen-envelope: false")) + WRAPPER
    )

    assert envelope_of(protocol, "note") is not None
    assert envelope_of(protocol, "bye") is None
    assert named(protocol, "bye").frame == named(protocol, "bye").payload


def test_one_direction_can_have_two_envelopes() -> None:
    protocol = protocol_of(
        channel(
            message("note", body("n"), ", x-wsgen-envelope: {schema: Wrapper}"),
            message("memo", body("n"), ", x-wsgen-envelope: {schema: Wrapper}"),
            message("old", body("n"), ", x-wsgen-envelope: {schema: Older}"),
        )
        + WRAPPER
    )
    framing = only(protocol).framing[C2S]
    old = named(protocol, "old")

    assert framing.tag == ("type",)
    assert names(protocol, framing.untagged) == ["old"]
    assert old.envelope is not None
    assert (old.envelope.tag, old.tags) == (("op",), ("old",))


def test_each_connection_can_have_its_own() -> None:
    text = """\
channels:
  one:
    address: /one
    x-wsgen-envelope: {schema: Wrapper}
    messages: {a: {payload: {type: object}}, b: {payload: {type: object}}}
  two:
    address: /two
    x-wsgen-envelope: {schema: Older}
    messages: {c: {payload: {type: object}}, d: {payload: {type: object}}}
  three:
    address: /three
    messages: {e: {payload: {type: object}}}
"""
    protocol = protocol_of(text + WRAPPER)
    found = {each.wire: each.envelope and each.envelope.tag for each in protocol.messages.values()}

    assert found == {"a": ("type",), "b": ("type",), "c": ("op",), "d": ("op",), "e": None}
    assert [each.framing[C2S].tag for each in protocol.connections] == [("type",), ("op",), None]
    assert {"Wrapper", "Older"} <= set(protocol.models)


def test_an_envelope_of_told_fields_alone_has_a_schema_made_of_them() -> None:
    root = (
        "x-wsgen-envelope: {around: true, tag: event, data: data, topic: room, request_id: ref, timestamp: at, "
        "timestamp_unit: iso, constants: {v: 2}}\n"
    )
    protocol, diagnostics = planned(root + channel(message("say", body("n")), message("bye", None)))
    envelope = envelope_of(protocol, "say")

    assert envelope is not None
    assert (envelope.schema, envelope.timestamp_unit, dict(envelope.constants)) == (None, "iso", {("v",): 2})
    assert frame_of(protocol, "say") == {
        "type": "object",
        "required": ["event", "data", "v"],
        "properties": {
            "event": {"const": "say"},
            "data": {"$ref": "#/$defs/Say"},
            "v": {"const": 2},
            "room": {"type": ["string", "null"]},
            "ref": {"type": ["string", "integer", "null"]},
            "at": {"type": ["string", "null"]},
        },
    }
    assert [named(protocol, each).empty for each in ("say", "bye")] == [False, True]
    assert frame_of(protocol, "bye")["required"] == ["event", "v"]
    assert frame_of(protocol, "bye")["properties"]["data"] == {"type": ["object", "null"]}
    assert set(codes(diagnostics)) <= {"WSG405"}


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        pytest.param(
            "{around: true, tag: /0, data: /1}",
            {"type": "array", "minItems": 2, "items": [{"const": "say"}, {"$ref": "#/$defs/Say"}]},
            id="an array",
        ),
        pytest.param(
            "{around: true, tag: /3, data: /4, topic: /2, request_id: /1}",
            {
                "type": "array",
                "minItems": 5,
                "items": [
                    True,
                    {"type": ["string", "integer", "null"]},
                    {"type": ["string", "null"]},
                    {"const": "say"},
                    {"$ref": "#/$defs/Say"},
                ],
            },
            id="Phoenix",
        ),
        pytest.param(
            "{around: true, tag: /2, data: /3, request_id: /1, constants: {/0: 2}}",
            {
                "type": "array",
                "minItems": 4,
                "items": [
                    {"const": 2},
                    {"type": ["string", "integer", "null"]},
                    {"const": "say"},
                    {"$ref": "#/$defs/Say"},
                ],
            },
            id="a constant in an array",
        ),
        pytest.param(
            "{around: true, tag: /head/name, data: /body/0}",
            {
                "type": "object",
                "required": ["head", "body"],
                "properties": {
                    "head": {"type": "object", "required": ["name"], "properties": {"name": {"const": "say"}}},
                    "body": {"type": "array", "minItems": 1, "items": [{"$ref": "#/$defs/Say"}]},
                },
            },
            id="places of any depth",
        ),
    ],
)
def test_fields_are_places_by_json_pointers(told: str, expected: object) -> None:
    protocol = protocol_of(
        f"x-wsgen-envelope: {told}\n" + channel(message("say", body("n")), message("bye", body("m")))
    )

    assert frame_of(protocol, "say") == expected
    assert only(protocol).framing[C2S].recognition is Recognition.ENVELOPE


@pytest.mark.parametrize("missing", ["tag", "data"])
def test_an_envelope_of_told_fields_alone_needs_both(missing: str) -> None:
    told = {"tag": "event", "data": "data"}
    del told[missing]
    words = ", ".join(f"{word}: {name}" for word, name in told.items())
    _, diagnostics = planned(f"x-wsgen-envelope: {{around: true, {words}}}\n" + channel(message("say", OBJECT)))

    (fault,) = [each for each in diagnostics if each.code == "WSG409"]
    assert fault.message == f"the envelope needs a `{missing}`"


@pytest.mark.parametrize(
    ("told", "text"),
    [
        ("tag: a, data: a", "`tag` and `data` of the envelope are told one place, or one inside the other"),
        ("tag: /a, data: /a/b", "`tag` and `data` of the envelope are told one place, or one inside the other"),
        (
            "tag: /0, data: /1, topic: /1/x",
            "`data` and `topic` of the envelope are told one place, or one inside the other",
        ),
        (
            "tag: /0, data: /1, constants: {/0: 2}",
            "`tag` and `/0` of the envelope are told one place, or one inside the other",
        ),
        ("tag: /10000000, data: /1", "`tag` of the envelope is too far in an array, `/10000000`"),
    ],
)
def test_each_field_of_an_envelope_has_a_place_of_its_own(told: str, text: str) -> None:
    _, diagnostics = planned(f"x-wsgen-envelope: {{around: true, {told}}}\n" + channel(message("say", OBJECT)))

    assert [each.message for each in diagnostics if each.code == "WSG409"] == [text]


def test_the_id_of_a_request_may_stand_in_its_payload() -> None:
    told = "x-wsgen-envelope: {around: true, tag: op, data: data, request_id: /data/id}\n"
    protocol, diagnostics = planned(told + channel(message("say", OBJECT)))

    assert "WSG409" not in codes(diagnostics)
    assert named(protocol, "say").request_id == ("data", "id")


def test_frames_of_a_tag_and_a_payload_are_an_envelope_and_a_note_says_so() -> None:
    protocol, diagnostics = planned(channel(frame("ask", "ask", body("n")), frame("tell", "tell", body("m"))))
    (note,) = [each for each in diagnostics if each.code == "WSG427"]

    assert envelope_of(protocol, "ask") is not None
    assert [each.name for each in named(protocol, "ask").fields] == ["n"]
    assert only(protocol).framing[C2S].recognition is Recognition.ENVELOPE
    assert note.hint == "say so: `x-wsgen-envelope: {tag: op, data: data}` at the root, or `false`"


@pytest.mark.parametrize(
    ("others", "expected"),
    [
        pytest.param((), [None], id="one message alone"),
        pytest.param(
            (tagged("b", "b", "text: {type: string}").replace("type]", "op]"),), [None, None], id="another form"
        ),
        pytest.param((frame("b", "b", OBJECT, "sequence: {type: integer}"),), [None, None], id="a further property"),
        pytest.param(
            (frame("b", "b", OBJECT, "channel: {type: string}"),), [None, None], id="a channel that is no topic"
        ),
        pytest.param((frame("b", "b", OBJECT, "urgent: {const: true}"),), [("op",), ("op",)], id="a constant"),
        pytest.param((frame("b", "b", OBJECT, "ts: {type: integer}"),), [("op",), ("op",)], id="a time"),
        pytest.param(
            (frame("b", "b", OBJECT), frame("c", "c", "{type: [object, 'null']}")),
            [("op",), ("op",), None],
            id="a payload that may be null is no object",
        ),
        pytest.param(
            (frame("b", "b", OBJECT), message("c", "{type: object, required: [op], properties: {op: {const: c}}}")),
            [("op",), ("op",), None],
            id="a tag alone is a bare frame",
        ),
        pytest.param(
            (frame("b", "b", OBJECT, "x: {type: integer}", extra=", x-wsgen-envelope: false"), frame("c", "c", OBJECT)),
            [("op",), None, ("op",)],
            id="one is left out",
        ),
    ],
)
def test_what_is_taken_for_an_envelope_in_the_messages_own_schemas(
    others: tuple[str, ...], expected: list[tuple[str, ...] | None]
) -> None:
    protocol = protocol_of(channel(frame("a", "a", body("n")), *others))

    assert [each.envelope and each.envelope.tag for each in protocol.messages.values()] == expected


def test_a_plain_id_is_a_requests_where_a_client_asks_and_the_applications_where_a_server_tells() -> None:
    up, down = ", x-wsgen-direction: client-to-server", ", x-wsgen-direction: server-to-client"
    number = "id: {type: integer}"
    protocol = protocol_of(
        channel(
            frame("ask", "ask", OBJECT, number, extra=up),
            frame("beg", "beg", OBJECT, number, extra=up),
            frame("tell", "tell", OBJECT, number, extra=down),
            frame("cry", "cry", OBJECT, number, extra=down),
        )
    )

    assert [each.envelope is not None for each in protocol.messages.values()] == [True, True, False, False]
    assert named(protocol, "ask").request_id == ("id",)


def test_a_message_is_in_the_same_envelope_wherever_it_travels() -> None:
    text = f"""\
channels:
  one:
    address: /one
    messages:
      a: {{$ref: '#/components/messages/a'}}
      b: {{$ref: '#/components/messages/b'}}
  two:
    address: /two
    messages:
      a: {{$ref: '#/components/messages/a'}}
      c: {{$ref: '#/components/messages/c'}}
components:
  messages:
    {frame("a", "a", OBJECT)}
    {frame("b", "b", OBJECT)}
    {frame("c", "c", OBJECT, "sequence: {type: integer}")}
"""
    protocol = protocol_of(text)

    assert [each.envelope for each in protocol.messages.values()] == [None, None, None]


def test_a_told_envelope_in_the_schemas_leaves_out_what_doesnt_fit_and_a_note_says_so() -> None:
    protocol, diagnostics = planned(
        "x-wsgen-envelope: {tag: op, data: data}\n"
        + channel(
            frame("ask", "ask", body("n")),
            frame("more", "more", OBJECT, "sequence: {type: integer}"),
            message("bare", "{type: object, required: [op], properties: {op: {const: bare}}}"),
        )
    )

    assert [each.envelope is not None for each in protocol.messages.values()] == [True, False, False]
    assert codes(diagnostics).count("WSG428") == 2


def test_a_told_payload_that_may_be_left_out_is_wanted_unless_it_needs_nothing() -> None:
    loose = "{{type: object, required: [op], properties: {{op: {{const: {0}}}, data: {1}}}}}"
    protocol = protocol_of(
        "x-wsgen-envelope: {tag: op, data: data}\n"
        + channel(message("ask", loose.format("ask", body("n"))), message("tell", loose.format("tell", OBJECT)))
    )

    assert [each.empty for each in protocol.messages.values()] == [False, True]
    assert frame_of(protocol, "ask")["allOf"][1] == {
        "type": "object",
        "required": ["data"],
        "properties": {"data": True},
    }
    assert frame_of(protocol, "tell")["required"] == ["op"]


def test_roles_and_examples_are_of_the_payload() -> None:
    protocol = protocol_of(
        "x-wsgen-envelope: {tag: op, data: data}\n"
        + channel(
            frame(
                "error",
                "error",
                "{type: object, properties: {code: {type: integer}, message: {type: string}}}",
                extra=", examples: [{payload: {op: error, data: {code: 5}}}], x-wsgen-direction: server-to-client",
            ),
            frame("tell", "tell", OBJECT),
        )
    )
    error = named(protocol, "error")

    assert dict(error.role_fields) == {"code": "code", "message": "message"}
    assert error.examples == ({"code": 5},)
