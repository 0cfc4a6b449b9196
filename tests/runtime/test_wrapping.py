"""Frames that are made by setting a few keys are those that are made place by place."""

import copy
from types import MappingProxyType
from typing import Any, Final

import pytest

from wsgen.runtime.core.dispatch import Codec, InvalidMessage
from wsgen.runtime.core.wrapping import simple_wrap
from wsgen.runtime.core.writing import Writer
from wsgen.runtime.protocol import Envelope, Framing, Message, Path, Protocol, Route
from wsgen.runtime.schemas import Schemas
from wsgen.runtime.wire import WireModel
from wsgen.runtime.wire_root import WireRoot


class Words(WireModel):
    id: int | None = None
    text: str | None = None
    kind: str | None = None


class Listed(WireRoot[list[int]]):
    pass


BUNDLE: Final[dict[str, Any]] = {
    "$defs": {
        "Words": {"type": "object", "properties": {"id": {"type": "integer"}, "text": {"type": ["string", "null"]}}},
        "Frame": {"type": "object", "properties": {"data": {"$ref": "#/$defs/Words"}}},
        "Any": {},
    }
}
ENVELOPE: Final = Envelope(tag=("kind",), data=("data",))
CONSTANT: Final = Envelope(tag=("kind",), data=("data",), constants=MappingProxyType({("v",): 2}))
SIMPLE: Final = [
    Message("flat", Words, schema="Words", tags=("said", "told"), request_id=("id",)),
    Message("untagged", Words, schema="Words", request_id=("id",)),
    Message("bare", Words, schema="Words", tags=("said",)),
    Message("enveloped", Words, schema="Frame", tags=("said",), request_id=("data", "id"), envelope=ENVELOPE),
    Message("constant", Words, schema="Frame", tags=("said",), envelope=CONSTANT),
    Message("without a tag", Words, schema="Frame", envelope=ENVELOPE),
]
NOT_SIMPLE: Final = [
    Message("id around", Words, schema="Frame", tags=("said",), request_id=("id",), envelope=ENVELOPE),
    Message("root", Listed, schema="Any", tags=("said",), envelope=ENVELOPE),
    Message("empty", Words, schema="Frame", tags=("said",), envelope=ENVELOPE, empty=True),
    Message("topic", Words, schema="Frame", envelope=Envelope(tag=("kind",), data=("data",), topic=("topic",))),
    Message("time", Words, schema="Frame", envelope=Envelope(tag=("kind",), data=("data",), timestamp=("at",))),
    Message("array", Words, schema="Any", tags=("said",), envelope=Envelope(tag=("0",), data=("1",))),
    Message("deep", Words, schema="Any", tags=("said",), envelope=Envelope(tag=("a", "b"), data=("data",))),
]
PAYLOADS: Final[list[dict[str, Any]]] = [
    {},
    {"text": "a"},
    {"id": 3},
    {"id": None, "kind": "told"},
    {"kind": "other", "text": "a"},
    {"kind": ["said"]},
]


def protocol_of(message: Message[Any], tag: Path | None) -> Protocol:
    route = Route(message, None)
    framing = Framing(tag, dict.fromkeys(message.tags, route), () if message.tags else (route,))
    return Protocol("Wrapping", "/ws", Schemas.of(BUNDLE), framing, framing, object)


@pytest.mark.parametrize("request_id", [None, 7, "seven"])
@pytest.mark.parametrize("payload", PAYLOADS, ids=str)
@pytest.mark.parametrize("message", SIMPLE, ids=lambda message: message.name)
def test_both_ways_make_the_same_frame(message: Message[Any], payload: dict[str, Any], request_id: Any) -> None:
    wrap = simple_wrap(message, ("kind",))
    assert wrap is not None
    writer = Writer(protocol_of(message, ("kind",)).server_to_client, protocol_of(message, ("kind",)))
    slowly = writer._wrapped(message, copy.deepcopy(payload), request_id, None, 0.0)
    quickly = wrap(copy.deepcopy(payload), request_id, None, 0.0)
    assert quickly == slowly


@pytest.mark.parametrize("message", NOT_SIMPLE, ids=lambda message: message.name)
def test_what_takes_more_is_left_to_the_other_way(message: Message[Any]) -> None:
    assert simple_wrap(message, ("kind",)) is None


def test_a_flat_tag_deep_in_the_frame_is_left_to_the_other_way() -> None:
    assert simple_wrap(SIMPLE[0], ("a", "kind")) is None
    assert simple_wrap(SIMPLE[0], ("0",)) is None


@pytest.mark.parametrize("message", SIMPLE[:1] + SIMPLE[3:4], ids=lambda message: message.name)
@pytest.mark.parametrize("value", [float("inf"), float("nan"), [[[float("-inf")]]]], ids=str)
def test_numbers_that_json_lacks_are_found_beside_what_is_sure(message: Message[Any], value: Any) -> None:
    codec = Codec.for_server(protocol_of(message, ("kind",)))
    with pytest.raises(InvalidMessage, match="out of range"):
        codec.encode(Words.model_validate({"text": "a", "more": value}), now=0.0)
    unchecked = Words.model_construct(id=value, text="a")
    with pytest.raises(InvalidMessage):
        codec.encode(unchecked, now=0.0)
