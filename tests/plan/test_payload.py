"""Messages whose payload isn't an object are refused, by the place that says so."""

import pytest

from .documents import channel, planned, protocol_of, tagged


def refused(text: str) -> list[tuple[str, int]]:
    return [(each.message, each.location.line) for each in planned(text)[1] if each.code == "WSG423"]


def said(schema: str, rest: str = "") -> list[str]:
    return [message for message, _ in refused(channel(f"A: {{payload: {schema}}}") + rest)]


@pytest.mark.parametrize(
    ("schema", "fault"),
    [
        ("{type: array, items: {type: string}}", "is an array, not an object"),
        ("{type: string}", "is a text, not an object"),
        ("{type: 'null'}", "is null, not an object"),
        ("{type: [number, boolean]}", "is a boolean or a number, not an object"),
        ("{const: 5}", "is an integer, not an object"),
        ("{type: [object, 'null']}", "may be null, not only an object"),
        ("{oneOf: [{type: object}, {type: array}]}", "may be an array, not only an object"),
        ("{allOf: [{type: [array, object]}, {type: array}]}", "is an array, not an object"),
        ("{$ref: '#/components/schemas/S'}", "is a text, not an object"),
        ("{const: {a: 1}}", "is one of a few values"),
        ("{enum: [{a: 1}, {a: 2}]}", "is one of a few values"),
        ("{allOf: [{type: string}, {type: object}]}", "can't be anything"),
    ],
)
def test_a_payload_that_may_be_something_else_is_refused(schema: str, fault: str) -> None:
    assert said(schema, "components: {schemas: {S: {type: string}}}\n") == [f"the payload of `A` {fault}"]


@pytest.mark.parametrize(
    "schema",
    [
        "{type: object}",
        "{}",
        "{properties: {a: {}}}",
        "{required: [a]}",
        "{description: whatever}",
        "{oneOf: [{type: object}, {required: [a]}]}",
        "{allOf: [{type: [array, object]}, {type: object}]}",
    ],
)
def test_a_payload_that_is_an_object_or_says_nothing_is_accepted(schema: str) -> None:
    assert said(schema) == []


def test_the_report_stands_at_the_type() -> None:
    text = "channels:\n  c:\n    address: /ws\n    messages:\n      A:\n        payload:\n          type: array\n"
    assert refused(text) == [("the payload of `A` is an array, not an object", 9)]


@pytest.mark.parametrize(("data", "count"), [("{type: array}", 1), ("{type: object}", 0), ("{}", 0)])
def test_inside_an_envelope_of_its_own_the_payload_is_what_counts(data: str, count: int) -> None:
    frame = f"{{type: object, required: [type, data], properties: {{type: {{const: a}}, data: {data}}}}}"
    text = "x-wsgen-envelope: {tag: type, data: data}\n" + channel(f"A: {{payload: {frame}}}")
    assert len(refused(text)) == count


MIXED = """
servers: {socket: {host: a, protocol: ws}, queue: {host: b, protocol: kafka}}
channels:
  main: {address: /ws, servers: [{$ref: '#/servers/socket'}], messages: {A: {payload: {type: object}}}}
  jobs: {address: jobs, servers: [{$ref: '#/servers/queue'}], messages: {Jobs: {payload: {type: array}}}}
"""


def test_a_message_that_no_websocket_carries_is_neither_refused_nor_generated() -> None:
    assert refused(MIXED) == []
    protocol = protocol_of(MIXED)
    assert [each.wire for each in protocol.messages.values()] == ["A"]
    assert protocol.models == ("A",)
    assert list(protocol.definitions) == ["A"]


def test_a_message_among_others_is_refused_alone() -> None:
    text = channel(tagged("A", "a"), "B: {payload: {type: string}}")
    assert [message for message, _ in refused(text)] == ["the payload of `B` is a text, not an object"]
