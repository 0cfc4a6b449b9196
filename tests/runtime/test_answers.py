"""The messages that the runtime writes by itself, for schemas of many kinds."""

import json
from dataclasses import dataclass
from typing import Any

import pytest
from chat_protocol import CHAT, ERROR, PONG

from wsgen.runtime.core.answers import Fault, error_text, make_ping, make_pong, pong_id
from wsgen.runtime.core.dispatch import Codec
from wsgen.runtime.protocol import Framing, Message, Protocol, Role, Route
from wsgen.runtime.schemas import Schemas
from wsgen.runtime.wire import WireModel

NOW = 1_700_000_000.25
FAULT = Fault(1002, "invalid", "content is empty", "r1")


@dataclass(frozen=True, slots=True)
class Nothing:
    """No arguments."""


class Free(WireModel):
    """Takes any keys."""


def codec_for(message: Message[Any], properties: dict[str, Any], required: list[str]) -> Codec:
    schema = {"type": "object", "properties": properties, "required": required, "additionalProperties": False}
    framing = Framing(tag=("t",), routes={"x": Route(message, None)})
    return Codec.for_server(
        Protocol(
            name="P",
            path="/",
            schemas=Schemas.of({"definitions": {"S": schema}}),
            client_to_server=framing,
            server_to_client=framing,
            arguments_class=Nothing,
        )
    )


def sent(text: str | None) -> dict[str, Any] | None:
    return None if text is None else json.loads(text)


TAG = {"t": {"const": "x"}}
FIELDS = {"code": "code", "message": "error", "details": "details"}


@pytest.mark.parametrize(
    ("fields", "properties", "required", "written"),
    [
        (("code", "message"), {"code": {"type": "integer"}, "error": {"type": "string"}}, ["code", "error"],
         {"code": 1002, "error": "content is empty"}),
        (("code", "message"), {"code": {"type": "string"}, "error": {"type": "string"}}, ["code"],
         {"code": "invalid", "error": "content is empty"}),
        (("code",), {"code": {"enum": ["1002", "1011"]}}, ["code"], {"code": "1002"}),
        (("message",), {"error": {"type": "string", "maxLength": 8}}, ["error"], {"error": "invalid"}),
        (("message", "details"), {"error": {"type": "string"}, "details": {"type": "object"}}, ["details"],
         {"error": "content is empty", "details": {"kind": "invalid"}}),
        (("message", "details"), {"error": {"type": "string"}, "details": {"type": "object"}}, [],
         {"error": "content is empty"}),
        (("code",), {"code": {"enum": ["no", "maybe"]}}, ["code"], None),
        ((), {"reason": {"type": "string"}}, ["reason"], None),
        ((), {}, [], {}),
    ],
)  # fmt: skip
def test_an_error_is_filled_as_its_schema_wants_or_not_sent(
    fields: tuple[str, ...], properties: dict[str, Any], required: list[str], written: dict[str, Any] | None
) -> None:
    message: Message[Free] = Message(
        "x", Free, schema="S", tags=("x",), role_fields={word: FIELDS[word] for word in fields}
    )
    codec = codec_for(message, TAG | properties, ["t", *required])
    expected = None if written is None else {"t": "x", **written}
    assert sent(error_text(codec, message, FAULT, NOW)) == expected


def test_an_error_carries_the_id_of_its_request_but_not_a_broken_one() -> None:
    codec = Codec.for_server(CHAT)
    assert sent(error_text(codec, ERROR, FAULT, NOW)) == {
        "type": "error", "code": 1002, "message": "content is empty", "request_id": "r1",
    }  # fmt: skip
    broken = sent(error_text(codec, ERROR, FAULT._replace(request_id="x" * 65), NOW))
    assert broken is not None
    assert "request_id" not in broken


def test_a_protocol_without_an_error_message_has_no_error_to_send() -> None:
    assert error_text(Codec.for_server(CHAT), None, FAULT, NOW) is None
    assert error_text(Codec.for_client(CHAT), ERROR, FAULT, NOW) is None


@pytest.mark.parametrize(
    ("schema", "identity"),
    [
        ({"type": "string"}, "fresh"),
        ({"type": "integer"}, 1_700_000_000_250),
        ({"type": "integer", "maximum": 2_000_000_000}, 1_700_000_000),
    ],
)
def test_a_ping_gets_an_id_of_the_kind_its_schema_wants(schema: dict[str, Any], identity: str | int) -> None:
    ping: Message[Free] = Message("x", Free, schema="S", tags=("x",), role=Role.PING, role_fields={"id": "id"})
    codec = codec_for(ping, TAG | {"id": schema}, ["t", "id"])
    made = make_ping(codec, ping, ping, fresh="fresh", now=NOW)
    assert made is not None
    assert (json.loads(made.text), made.id) == ({"t": "x", "id": identity}, identity)


def test_a_ping_whose_pong_has_no_id_expects_none() -> None:
    ping: Message[Free] = Message("x", Free, schema="S", tags=("x",), role_fields={"id": "id"})
    pong: Message[Free] = Message("y", Free, schema="S")
    made = make_ping(codec_for(ping, TAG | {"id": {}}, ["t"]), ping, pong, fresh="fresh", now=NOW)
    assert made is not None
    assert made.id is None


def test_a_ping_without_an_id_is_empty_and_one_that_needs_more_is_not_sent() -> None:
    ping: Message[Free] = Message("x", Free, schema="S", tags=("x",))
    made = make_ping(codec_for(ping, TAG, ["t"]), ping, ping, fresh="fresh", now=NOW)
    assert made is not None
    assert (json.loads(made.text), made.id) == ({"t": "x"}, None)
    assert make_ping(codec_for(ping, TAG | {"z": {}}, ["t", "z"]), ping, ping, fresh="fresh", now=NOW) is None


def test_a_ping_from_the_other_side_is_answered_with_its_id() -> None:
    client = Codec.for_client(CHAT)
    ping = client.decode('{"type": "ping", "ping_id": "p7"}')
    text = make_pong(client, PONG, ping, now=NOW)
    assert sent(text) == {"type": "pong", "ping_id": "p7"}
    assert text is not None
    assert pong_id(Codec.for_server(CHAT).decode(text)) == "p7"


def test_a_pong_without_a_place_for_an_id_names_none() -> None:
    ping = Codec.for_client(CHAT).decode('{"type": "ping", "ping_id": "p7"}')
    assert pong_id(ping) == "p7"
    bare: Message[Free] = Message("x", Free, schema="S", tags=("x",))
    codec = codec_for(bare, TAG, ["t"])
    assert pong_id(codec.decode('{"t": "x"}')) is None
    assert sent(make_pong(codec, bare, ping, now=NOW)) == {"t": "x"}
