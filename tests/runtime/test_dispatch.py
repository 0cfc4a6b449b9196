"""Frames in, frames out: what is accepted, what is refused and why, what is sent."""

import json
from dataclasses import dataclass, replace
from typing import Any, Literal

import pytest
from chat_protocol import (
    CHAT,
    ENVELOPED,
    PONG,
    SEND_MESSAGE,
    AgentEvent,
    Beat,
    Note,
    SendMessage,
    StreamChunk,
    ThreadHistory,
)

from wsgen.runtime.core.dispatch import Codec, InvalidMessage, Refused
from wsgen.runtime.protocol import Framing, Message, Protocol, Route
from wsgen.runtime.schemas import Schemas
from wsgen.runtime.wire import WireModel

SERVER = Codec.for_server(CHAT)
CLIENT = Codec.for_client(CHAT)
NOW = 1_700_000_000.5


def send_message(**changes: object) -> str:
    frame: dict[str, Any] = {"type": "send_message", "thread_id": 42, "content": "Hi", "request_id": "r1"}
    return json.dumps({key: value for key, value in (frame | changes).items() if value is not ...})


def refused(codec: Codec, text: str) -> Refused:
    with pytest.raises(Refused) as caught:
        codec.decode(text)
    return caught.value


def test_a_frame_becomes_its_route_its_model_and_its_request_id() -> None:
    received = SERVER.decode(send_message())
    assert received.route.handler == "on_send_message"
    assert received.message == SendMessage(thread_id=42, content="Hi", request_id="r1")
    assert received.request_id == "r1"
    assert received.topic is None


@pytest.mark.parametrize(
    ("text", "kind", "says"),
    [
        ("", "unreadable", "not JSON"),
        ("{", "unreadable", "not JSON"),
        ('{"type": "pong", "ping_id": NaN}', "unreadable", "not JSON"),
        ('{"type": "pong", "ping_id": "\\ud800"}', "unreadable", "not JSON"),
        ('{"type": "pong"} {}', "unreadable", "not JSON"),
        ("[1]", "unreadable", "must be a JSON object"),
        ("5", "unreadable", "must be a JSON object"),
        ("null", "unreadable", "must be a JSON object"),
        (send_message(metadata={"n": 1})[:-1].replace("1}", "1e400}") + "}", "unreadable", "out of range"),
        ('{"type": "pong", "ping_id": "a", "more": -1e999}', "unreadable", "out of range"),
        ("{}", "unknown", "type is missing"),
        ('{"type": null}', "unknown", "type is missing"),
        ('{"type": "nonsense"}', "unknown", "type = 'nonsense' is no message"),
        ('{"type": ["pong"]}', "unknown", "type = ['pong'] is no message"),
        ('{"type": {}}', "unknown", "is no message"),
        ('{"type": "thread_history"}', "unknown", "is no message of this direction"),
        (send_message(content=""), "invalid", "send_message at content:"),
        (send_message(thread_id="42"), "invalid", "send_message at thread_id:"),
        (send_message(thread_id=True), "invalid", "send_message at thread_id:"),
        (send_message(thread_id=0), "invalid", "(minimum)"),
        (send_message(content=...), "invalid", "(required)"),
        (send_message(metadata=None), "invalid", "send_message at metadata:"),
    ],
)
def test_what_is_no_valid_frame_is_refused_1002_with_the_place_and_the_rule(text: str, kind: str, says: str) -> None:
    error = refused(SERVER, text)
    assert (error.code, error.kind) == (1002, kind)
    assert says in error.reason


@pytest.mark.parametrize(("levels", "accepted"), [(98, True), (99, True), (100, False), (150, False), (5000, False)])
def test_nesting_ends_at_a_hundred_levels(levels: int, accepted: bool) -> None:
    text = send_message()[:-1] + ', "metadata": ' + '{"a":' * (levels - 1) + "{}" + "}" * levels
    if accepted:
        assert SERVER.decode(text)
    else:
        assert refused(SERVER, text).kind == "unreadable"


@pytest.mark.parametrize("thread_id", ["42", "42.0", "4.2e1"])
def test_an_integer_is_one_however_json_writes_it(thread_id: str) -> None:
    received = SERVER.decode(send_message().replace("42", thread_id))
    assert isinstance(received.message, SendMessage)
    assert received.message.thread_id == 42
    assert isinstance(received.message.thread_id, int)


def test_of_a_key_that_stands_twice_the_last_one_decides_tag_and_values_alike() -> None:
    text = '{"type": "subscribe", "ping_id": "a", "type": "pong", "ping_id": "b"}'
    received = SERVER.decode(text)
    assert received.message.to_wire() == {"type": "pong", "ping_id": "b"}


def test_a_refused_frame_keeps_its_request_id_where_all_messages_have_it_in_one_place() -> None:
    assert refused(SERVER, send_message(content="")).request_id == "r1"
    assert refused(SERVER, send_message(type="nonsense")).request_id == "r1"
    assert refused(SERVER, send_message(content="", request_id=["r1"])).request_id is None
    assert refused(SERVER, send_message(content="", request_id=True)).request_id is None


def test_unknown_keys_survive_a_round_trip() -> None:
    received = SERVER.decode(send_message(extra={"a": [1, None]}))
    assert json.loads(CLIENT.encode(received.message, now=NOW))["extra"] == {"a": [1, None]}


def test_a_message_is_sent_with_its_const_and_without_what_is_unset() -> None:
    text = CLIENT.encode(SendMessage(thread_id=1, content="é"), now=NOW)
    assert text == '{"type":"send_message","thread_id":1,"content":"é"}'


def test_a_request_id_is_set_unless_the_message_has_one_or_no_place_for_one() -> None:
    chunk = StreamChunk(thread_id=1, content="x")
    assert json.loads(SERVER.encode(chunk, request_id="r", now=NOW))["request_id"] == "r"
    own = StreamChunk(thread_id=1, content="x", request_id="own")
    assert json.loads(SERVER.encode(own, request_id="r", now=NOW))["request_id"] == "own"
    event = AgentEvent(agent_id=1, data={})
    assert "request_id" not in SERVER.encode(event, request_id="r", now=NOW)


@pytest.mark.parametrize(
    ("message", "says"),
    [
        (ThreadHistory(thread_id=0, messages=[]), "thread_history isn't sent, at thread_id: 0 is less than"),
        (AgentEvent(agent_id=1, data={"x": float("inf")}), "out of range"),
        (AgentEvent(agent_id=1, data={"x": "\ud800"}), "agent_event isn't sent"),
        (SendMessage(thread_id=1, content="x"), "send_message is no message of this direction"),
        (Note(thread_id=1, text="x"), "Note is no message of this protocol"),
    ],
)
def test_what_its_own_schema_forbids_is_not_sent(message: WireModel, says: str) -> None:
    with pytest.raises(InvalidMessage) as caught:
        SERVER.encode(message, now=NOW)
    assert says in str(caught.value)


def test_a_subclass_of_a_model_is_sent_as_that_message() -> None:
    class Mine(AgentEvent):
        pass

    assert json.loads(SERVER.encode(Mine(agent_id=1, data={}), now=NOW))["type"] == "agent_event"


def test_an_envelope_is_put_around_the_payload_and_taken_off_again() -> None:
    server, client = Codec.for_server(ENVELOPED), Codec.for_client(ENVELOPED)
    text = client.encode(Note(thread_id=3, text="hi"), request_id="q", now=NOW)
    assert json.loads(text) == {
        "v": 1,
        "type": "note",
        "topic": "thread:3",
        "ts": 1_700_000_000_500,
        "req_id": "q",
        "data": {"thread_id": 3, "text": "hi"},
    }
    received = server.decode(text)
    assert received.message == Note(thread_id=3, text="hi")
    assert (received.request_id, received.topic) == ("q", "thread:3")
    assert received.frame["v"] == 1


def test_an_alias_of_a_tag_means_the_same_message_and_is_not_what_is_sent() -> None:
    server = Codec.for_server(ENVELOPED)
    frame = {"v": 1, "type": "memo", "topic": "t", "ts": 1, "data": {"thread_id": 3, "text": "hi"}}
    assert server.decode(json.dumps(frame)).route.message.name == "note"
    assert json.loads(server.encode(Note(thread_id=3, text="x"), topic="t", now=NOW))["type"] == "note"


def test_an_envelope_without_a_topic_gets_the_channels_own_address() -> None:
    frame = json.loads(Codec.for_server(ENVELOPED).encode(Beat(), now=NOW))
    assert (frame["topic"], frame["data"]) == ("system", {})


@dataclass(frozen=True, slots=True)
class Nothing:
    """No arguments."""


class Any1(WireModel):
    a: int


class Any2(WireModel):
    b: int


def protocol_of(framing: Framing, definitions: dict[str, Any]) -> Protocol:
    return Protocol(
        name="P",
        path="/",
        schemas=Schemas.of({"definitions": definitions}),
        client_to_server=framing,
        server_to_client=framing,
        arguments_class=Nothing,
    )


A = {"type": "object", "required": ["a"], "properties": {"a": {"type": "integer"}}}
B = {"type": "object", "required": ["b"], "properties": {"b": {"type": "integer"}}}
M1: Message[Any1] = Message("one", Any1, schema="A")
M2: Message[Any2] = Message("two", Any2, schema="B")


def test_without_a_tag_the_first_schema_that_accepts_decides() -> None:
    framing = Framing(tag=None, routes={}, untagged=(Route(M1, handler="on_one"), Route(M2, handler="on_two")))
    codec = Codec.for_server(protocol_of(framing, {"A": A, "B": B}))
    assert codec.decode('{"b": 1}').route.handler == "on_two"
    assert codec.decode('{"b": 1, "a": 2}').route.handler == "on_one"
    assert refused(codec, '{"c": 1}').kind == "unknown"


def test_a_tag_that_may_be_left_out_tells_where_it_stands_and_is_sent() -> None:
    tag = {"t": {"const": "one"}}
    schemas = {"A": {**A, "properties": {**A["properties"], **tag}}, "B": B}
    one = Route(replace(M1, tags=("one",)), "on_one")
    framing = Framing(tag=("t",), routes={"one": one}, untagged=(one, Route(M2, "on_two")))
    codec = Codec.for_server(protocol_of(framing, schemas))
    assert codec.decode('{"t": "one", "a": 1}').route.handler == "on_one"
    assert codec.decode('{"a": 1}').route.handler == "on_one"
    assert codec.decode('{"b": 1}').route.handler == "on_two"
    # The tag says what it is, so nothing else is tried.
    assert refused(codec, '{"t": "one", "b": 1}').kind == "invalid"
    assert codec.decode('{"t": "two", "a": 1, "b": 1}').route.handler == "on_two"
    assert json.loads(codec.encode(Any1(a=1), now=NOW)) == {"a": 1, "t": "one"}


def test_a_message_that_is_alone_is_invalid_not_unknown() -> None:
    codec = Codec.for_server(protocol_of(Framing(tag=None, routes={}, untagged=(Route(M1, "on_one"),)), {"A": A}))
    error = refused(codec, '{"a": "x"}')
    assert error.kind == "invalid"
    assert "one at a:" in error.reason


def test_true_and_one_are_different_tags() -> None:
    yes: Message[Any1] = Message("yes", Any1, schema="A", tags=(True,))
    codec = Codec.for_server(protocol_of(Framing(tag=("t",), routes={True: Route(yes, "on_yes")}), {"A": A}))
    assert codec.decode('{"t": true, "a": 1}').route.handler == "on_yes"
    assert refused(codec, '{"t": 1, "a": 1}').kind == "unknown"
    one = Codec.for_server(protocol_of(Framing(tag=("t",), routes={1: Route(M1, "on_one")}), {"A": A}))
    assert one.decode('{"t": 1.0, "a": 1}').route.handler == "on_one"
    assert refused(one, '{"t": true, "a": 1}').kind == "unknown"


def test_a_tag_may_stand_deeper() -> None:
    deep: Message[Any1] = Message("deep", Any1, schema="A", tags=("x",))
    codec = Codec.for_server(protocol_of(Framing(tag=("h", "t"), routes={"x": Route(deep, "on_x")}), {"A": A}))
    assert codec.decode('{"h": {"t": "x"}, "a": 1}').route.handler == "on_x"
    assert "/h/t is missing" in refused(codec, '{"h": 5, "a": 1}').reason
    assert json.loads(codec.encode(Any1(a=1), now=NOW)) == {"a": 1, "h": {"t": "x"}}


def test_a_model_that_two_messages_share_must_say_which_one_it_is() -> None:
    first: Message[Any1] = Message("first", Any1, schema="A", tags=("first",))
    second: Message[Any1] = Message("second", Any1, schema="A", tags=("second",))
    framing = Framing(tag=("t",), routes={"first": Route(first, None), "second": Route(second, None)})
    codec = Codec.for_server(protocol_of(framing, {"A": A}))
    with pytest.raises(InvalidMessage, match="first, second"):
        codec.encode(Any1(a=1), now=NOW)
    assert json.loads(codec.encode(Any1(a=1), now=NOW, as_message=second))["t"] == "second"


def test_a_model_narrower_than_its_schema_refuses_as_invalid() -> None:
    class Narrow(WireModel):
        a: Literal[1]

    narrow: Message[Narrow] = Message("narrow", Narrow, schema="A")
    codec = Codec.for_server(protocol_of(Framing(tag=None, routes={}, untagged=(Route(narrow, None),)), {"A": A}))
    assert refused(codec, '{"a": 2}').kind == "invalid"


def test_an_infinite_number_is_found_also_beside_scalar_properties() -> None:
    # The look at the values is left out where every key is a declared scalar, until the schema says no.
    assert refused(SERVER, '{"type": "pong", "ping_id": "a", "x": 1e400}').reason == "a number is out of range"
    frame = '{"type": "send_message", "thread_id": 1e400, "content": "x"}'
    assert refused(SERVER, frame).reason == "a number is out of range"


def test_a_schema_that_the_bundle_lacks_is_named() -> None:
    missing = replace(PONG, schema="Gone")
    framing = Framing(tag=("type",), routes={"pong": Route(missing, None)})
    codec = Codec.for_server(protocol_of(framing, {"A": A}))
    with pytest.raises(KeyError, match="Gone"):
        codec.decode('{"type": "pong"}')


def test_only_what_this_side_sends_is_its_own() -> None:
    assert CLIENT.sends(SEND_MESSAGE)
    assert not SERVER.sends(SEND_MESSAGE)
