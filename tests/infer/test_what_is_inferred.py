"""What a draft says of recorded frames: messages, schemas, replies, channels, each with a remark to review."""

import json
from typing import Any

import pytest
import yaml

from wsgen.infer.draft import MANNERS, draft
from wsgen.infer.reading import recording_of
from wsgen.infer.schema import schema_of
from wsgen.infer.yaml_text import yaml_text


def text_of(*lines: str) -> str:
    return draft(recording_of("\n".join(lines)), "Title", "a test", MANNERS[0])


def document_of(*lines: str) -> Any:
    return yaml.safe_load(text_of(*lines))


def schema(*values: object, field: str = "") -> tuple[Any, str]:
    """The schema of values, and all its remarks."""
    text = yaml_text({"schema": schema_of([*values], field)})  # type: ignore[list-item]
    remarks = "; ".join(line.strip(" #") for line in text.splitlines() if line.lstrip().startswith("#"))
    return yaml.safe_load(text)["schema"], remarks


SCHEMAS: list[tuple[tuple[object, ...], object]] = [
    ((1, 2), {"type": "integer"}),
    ((1, 2.5), {"type": "number"}),
    ((True,), {"type": "boolean"}),
    (("a", None), {"type": ["string", "null"]}),
    ((1, "a"), {"type": ["string", "integer"]}),
    ((None,), {}),
    (([1, 2], [3]), {"type": "array", "items": {"type": "integer"}}),
    (([],), {"type": "array"}),
    (("2026-01-05T09:30:02Z", "2026-01-05T09:30:02.5+01:00"), {"type": "string", "format": "date-time"}),
    (("2026-13-05T09:30:02Z",), {"type": "string"}),
    (("2026-01-05",), {"type": "string", "format": "date"}),
    (("1d6a5e60-6f86-4a73-9b0f-0a4e5a1c2b3d",), {"type": "string", "format": "uuid"}),
    (("https://example.org/a?b=c",), {"type": "string", "format": "uri"}),
    (("ada@example.org",), {"type": "string", "format": "email"}),
    (("10.0.0.1", "300.0.0.1"), {"type": "string"}),
    (
        ({"a": 1}, {"a": 2, "b": "x"}),
        {"type": "object", "required": ["a"], "properties": {"a": {"type": "integer"}, "b": {"type": "string"}}},
    ),
    (({"17": 1, "18": 2},), {"type": "object", "additionalProperties": {"type": "integer"}}),
    (
        ({"a": 1}, [2]),
        {
            "anyOf": [
                {"type": "object", "required": ["a"], "properties": {"a": {"type": "integer"}}},
                {"type": "array", "items": {"type": "integer"}},
            ]
        },
    ),
]


@pytest.mark.parametrize(("values", "expected"), SCHEMAS)
def test_a_schema_says_what_values_have_in_common(values: tuple[object, ...], expected: object) -> None:
    assert schema(*values)[0] == expected


def test_few_repeated_words_are_an_enum_and_free_text_is_none() -> None:
    assert schema(*["on", "off"] * 3, field="status") == (
        {"type": "string", "enum": ["on", "off"]},
        "6 times one of these: are there others?",
    )
    assert schema(*["on", None] * 3, "off", "off", "off", field="status")[0] == {
        "type": ["string", "null"],
        "enum": ["on", "off", None],
    }
    assert schema(*["on", "off"] * 3, field="userName")[0] == {"type": "string"}
    assert schema("on", "off", field="status")[0] == {"type": "string"}


def test_remarks_say_what_is_only_a_guess() -> None:
    assert schema({"a": None, "b": []}, {"b": []})[1] == (
        "in 1 of 2; only null was seen: say what else it may be; only empty lists were seen"
    )
    assert "# seen 2×\n" in text_of('> {"type": "a"}', '> {"type": "a"}')


def test_messages_are_told_by_their_tag() -> None:
    document = document_of('> {"op": "sub", "x": 1}', '> {"op": "unsub"}', '< {"op": "sub", "y": [1]}')
    messages = document["components"]["messages"]
    assert {key: each["name"] for key, each in messages.items()} == {
        "Sub": "sub",
        "Unsub": "unsub",
        "SubFromServer": "sub",
    }
    assert messages["Sub"]["payload"]["properties"]["op"] == {"type": "string", "const": "sub"}
    assert [(each["action"], name) for name, each in document["operations"].items()] == [
        ("receive", "receiveSub"),
        ("receive", "receiveUnsub"),
        ("send", "sendSubFromServer"),
    ]


def test_the_same_message_may_travel_both_ways() -> None:
    document = document_of('> {"type": "ping", "id": 1}', '< {"type": "ping", "id": 2}')
    assert [*document["components"]["messages"]] == ["Ping"]
    assert [*document["operations"]] == ["receivePing", "sendPing"]


def test_a_field_with_a_new_value_each_time_is_no_tag() -> None:
    lines = [f'> {{"type": "order-{chr(97 + n)}{n}", "kind": "{"ab"[n % 2]}"}}' for n in range(20)]
    assert [*document_of(*lines)["components"]["messages"]] == ["A", "B"]


def test_messages_without_a_tag_are_told_by_a_key_of_their_own() -> None:
    document = document_of(
        '< {"id": 1, "result": {}}', '< {"id": 2, "error": {"code": 1}}', '< {"id": 3, "result": 1, "extra": 1}'
    )
    assert {key: each["payload"]["required"] for key, each in document["components"]["messages"].items()} == {
        "Result": ["id", "result"],
        "Error": ["id", "error"],
    }


def test_a_reply_has_its_requests_id() -> None:
    text = text_of(
        '> {"type": "ask", "request_id": "1"}',
        '< {"type": "news"}',
        '> {"type": "ask", "request_id": "2"}',
        '< {"type": "told", "request_id": "2"}',
        '< {"type": "told", "request_id": "1"}',
    )
    document = yaml.safe_load(text)
    reply = document["operations"]["receiveAsk"]["reply"]
    assert reply["messages"] == [{"$ref": "#/channels/main/messages/Told"}]
    assert "# 2 of 2 were answered with the same id" in text
    assert [*document["operations"]] == ["receiveAsk", "sendNews"]


def test_a_stream_has_an_end() -> None:
    document = document_of(
        '> {"type": "ask", "id": 1}',
        '< {"type": "first", "id": 1}',
        '< {"type": "more", "id": 1}',
        '< {"type": "more", "id": 1}',
        '< {"type": "last", "id": 1}',
    )
    reply = document["operations"]["receiveAsk"]["reply"]
    assert reply["x-wsgen-stream"] == {"start": "first", "end": ["last"]}


def test_a_reply_without_an_id_came_each_time() -> None:
    pair = ['> {"type": "hello"}', '< {"type": "hi"}']
    assert "reply" in document_of(*pair, *pair)["operations"]["receiveHello"]
    assert "reply" not in document_of(*pair)["operations"]["receiveHello"], "once may be chance"
    assert "reply" not in document_of(*pair, *pair, '< {"type": "hi"}')["operations"]["receiveHello"]


def test_who_sent_a_bare_frame_is_left_open() -> None:
    text = text_of('{"type": "a"}')
    assert "operations" not in yaml.safe_load(text)
    assert "# seen 1×, it isn't known by whom: add an operation" in text


def test_connections_of_other_paths_are_other_channels() -> None:
    lines = [
        json.dumps({"connection": n, "path": path, "direction": "client → server", "text": '{"type": "a"}'})
        for n, path in enumerate(["/rooms/7/talk", "/rooms/8/talk", "/news"])
    ]
    channels = document_of(*lines)["channels"]
    assert {key: each["address"] for key, each in channels.items()} == {
        "roomsRoomIdTalk": "/rooms/{room_id}/talk",
        "news": "/news",
    }
    assert [*channels["roomsRoomIdTalk"]["parameters"]] == ["room_id"]


def test_nothing_below_a_secret_name_is_kept() -> None:
    text = text_of(
        '> {"type": "login", "password": 12345, "access_tokens": "s3cret-a", "tokens": ["s3cret-b"],'
        ' "auth": {"token": {"value": "s3cret-c"}}, "body": "{\\"password\\": \\"s3cret-d\\"}", "max_tokens": 7}',
    )
    assert "s3cret" not in text
    assert "12345" not in text
    assert "max_tokens: 7" in text


def test_what_no_recording_says_is_a_frame_like_any_other() -> None:
    assert "direction" in text_of('{"direction": {"x": 1}, "type": "a"}')
    har = {"log": {"entries": [{"request": {"url": "ws://[bad/x"}, "_webSocketMessages": [
        {"type": "send", "opcode": 1, "data": '{"type": "a"}'}]}]}}  # fmt: skip
    assert "const: a" in text_of(json.dumps(har))
