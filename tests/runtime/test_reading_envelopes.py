"""Frames with an envelope are read at once or through their schema, and both say the same."""

import json
from types import MappingProxyType
from typing import Annotated, Any, Final, Literal

import pytest
from pydantic import Field
from pydantic_core import SchemaValidator
from test_reading import DEFINITIONS, NUMBER, PLACES, VALUES, Other, Wide, codec_of, nested, outcome

from wsgen.runtime.core.direct import direct_validator
from wsgen.runtime.core.dispatch import Codec, Refused
from wsgen.runtime.protocol import Envelope, Framing, Message, Path, Route, Scalar
from wsgen.runtime.schemas import Schemas
from wsgen.runtime.wire import UNSET, WireModel

needs_checks = pytest.mark.skipif(
    "_use_prebuilt" not in str(SchemaValidator.__text_signature__), reason="this pydantic takes the models as they are"
)

ENVELOPE: Final[dict[str, Any]] = {
    "type": "object",
    "required": ["v", "kind"],
    "properties": {
        "v": {"const": 1},
        "kind": {"type": "string"},
        "topic": {"type": "string"},
        "id": {"type": ["string", "integer", "null"]},
        "ts": {"type": "integer"},
        "sent": {"type": "string", "format": "date-time"},
        "number": NUMBER,
        "either": {"type": ["string", "number"]},
        "level": {"type": "integer", "minimum": 1},
        "flag": {"type": "boolean"},
        "any": {},
        "free": {"type": "object", "additionalProperties": NUMBER},
        "data": {"type": ["object", "null"]},
    },
}
AROUND: Final = (
    '"id":@',
    '"ts":@',
    '"number":@',
    '"either":@',
    '"level":@',
    '"any":@',
    '"any":[[@]]',
    '"free":{"a":@}',
    '"more":@',
    '"more":{"a":[@]}',
    '"@":1',
    '"topic":@',
    '"v":@',
    '"kind":@',
    '"data":@',
)


def frame(name: str, tag: Scalar, data: Any, *, required: bool = True) -> dict[str, Any]:
    held = {"type": "object", "properties": {"kind": {"const": tag}, "data": data}}
    needed = ["kind", "data"] if required else ["kind"]
    return {f"{name}Frame": {"allOf": [{"$ref": "#/definitions/Envelope"}, {**held, "required": needed}]}}


class Nothing(WireModel):
    pass


SCHEMAS: Final = {
    **DEFINITIONS,
    "Envelope": ENVELOPE,
    **frame("Wide", "wide", {"$ref": "#/definitions/Wide"}),
    **frame("Other", "other", {"$ref": "#/definitions/Other"}),
    **frame("Nothing", "nothing", {"type": ["object", "null"]}, required=False),
}
AT: Final = Envelope(tag=("kind",), data=("data",), topic=("topic",), request_id=("id",), constants={("v",): 1})


def codec(*, wide: bool, other: bool) -> Codec:
    messages = (
        Message("wide", Wide, "WideFrame", ("wide",), request_id=("id",), exact=wide, envelope=AT),
        Message("other", Other, "OtherFrame", ("other",), request_id=("id",), exact=other, envelope=AT),
        Message("nothing", Nothing, "NothingFrame", ("nothing",), exact=wide, envelope=AT, empty=True),
    )
    return codec_of(Framing(("kind",), {each.tags[0]: Route(each, f"on_{each.name}") for each in messages}), SCHEMAS)


BY_SCHEMA: Final = codec(wide=False, other=False)
WAYS: Final = MappingProxyType(
    {
        "all exact": codec(wide=True, other=True),
        "this one exact": codec(wide=True, other=False),
        "the other exact": codec(wide=False, other=True),
    }
)


@pytest.mark.parametrize("way", list(WAYS))
@pytest.mark.parametrize("place", PLACES)
def test_what_stands_in_a_payload_is_accepted_and_refused_alike(way: str, place: str) -> None:
    for value in VALUES:
        text = f'{{"v":1,"data":{{"type":"wide",{place.replace("@", value)}}},"kind":"wide"}}'
        assert outcome(WAYS[way], text) == outcome(BY_SCHEMA, text), text[:100]


@pytest.mark.parametrize("way", list(WAYS))
@pytest.mark.parametrize("place", AROUND)
@pytest.mark.parametrize("tag", ["wide", "nothing"])
def test_what_stands_around_a_payload_is_accepted_and_refused_alike(way: str, place: str, tag: str) -> None:
    payload = '{"type":"wide"}' if tag == "wide" else "null"
    more = ('"text"', '"wide"', '"2026-01-01T00:00:00Z"', "1", "1.0", "0", "-5", "{}", '{"type":"wide"}', "[]", "1e2")
    for value in (*VALUES, *more):
        # Before the others and after them: of a key that is there twice the last one counts.
        for text in (
            f'{{{place.replace("@", value)},"v":1,"kind":"{tag}","data":{payload}}}',
            f'{{"v":1,"kind":"{tag}","data":{payload},{place.replace("@", value)}}}',
        ):
            assert outcome(WAYS[way], text) == outcome(BY_SCHEMA, text), text[:100]


@pytest.mark.parametrize("way", list(WAYS))
def test_what_is_missing_is_missed_alike(way: str) -> None:
    held = {"v": "1", "kind": '"wide"', "data": '{"type":"wide"}', "id": '"a"'}
    for left_out in held:
        text = "{" + ",".join(f'"{key}":{value}' for key, value in held.items() if key != left_out) + "}"
        assert outcome(WAYS[way], text) == outcome(BY_SCHEMA, text), text
        assert (outcome(WAYS[way], text)[0] == "accepted") == (left_out == "id")


@needs_checks
@pytest.mark.parametrize("way", list(WAYS))
def test_what_came_is_told_alike(way: str) -> None:
    for request_id, expected in (('"a"', "a"), ("5", 5), ("5.0", 5), ("null", None)):
        text = f'{{"v":1,"kind":"wide","id":{request_id},"topic":"t","data":{{"type":"wide","count":2}},"more":[1]}}'
        received = WAYS[way].decode(text)
        assert (received.route.handler, received.tag, received.topic) == ("on_wide", "wide", "t")
        assert (received.request_id, received.message) == (expected, Wide(count=2))
        assert received.frame == json.loads(text)


@pytest.mark.parametrize("way", list(WAYS))
@pytest.mark.parametrize("payload", ["", ',"data":null', ',"data":{}', ',"data":{"a":1}'])
def test_a_payload_may_be_absent_where_the_message_has_none(way: str, payload: str) -> None:
    text = f'{{"v":1,"kind":"nothing"{payload}}}'
    assert outcome(WAYS[way], text) == outcome(BY_SCHEMA, text)
    assert isinstance(WAYS[way].decode(text).message, Nothing)


def test_every_way_takes_a_hundred_levels_and_no_more() -> None:
    def tree(levels: int) -> str:
        return '{"type":"wide","tree":' + '{"child":' * (levels - 2) + "{}" + "}" * (levels - 1)

    for each in (BY_SCHEMA, *WAYS.values()):
        for levels, kind in ((99, "accepted"), (100, "unreadable")):
            assert outcome(each, f'{{"v":1,"kind":"wide","data":{tree(levels)}}}')[0] == kind
            around = f'{{"v":1,"kind":"wide","data":{{"type":"wide"}},"any":{nested(levels)}}}'
            assert outcome(each, around)[0] == kind


class One(WireModel):
    pass


class Asked(WireModel):
    number: Annotated[int | None, Field(alias="id"), UNSET] = None
    inner: dict[str, Any] | None = None
    level: int = 1


@pytest.mark.parametrize("exact", [True, False])
@pytest.mark.parametrize(
    ("place", "payload", "expected"),
    [
        (("data", "id"), '{"id":7}', 7),
        (("data", "id"), '{"id":7.0}', 7),
        (("data", "id"), "{}", None),
        (("data", "inner", "id"), '{"inner":{"id":"seven"}}', "seven"),
        (("data", "inner", "id"), '{"inner":{}}', None),
        (("data", "level"), '{"level":3}', 3),
        (("data", "level"), "{}", None),
        (("data", "undeclared"), '{"undeclared":"a"}', "a"),
    ],
)
def test_a_request_id_may_stand_in_the_payload(exact: bool, place: Path, payload: str, expected: Any) -> None:
    inner = {"id": {"type": "integer"}, "inner": {"type": "object"}, "level": {"type": "integer"}}
    held = {"type": "object", "properties": inner}
    schema = {"Asked": {"type": "object", "required": ["data"], "properties": {"data": held}}}
    envelope = Envelope(tag=("kind",), data=("data",))
    message = Message("asked", Asked, "Asked", ("asked",), request_id=place, exact=exact, envelope=envelope)
    made = codec_of(Framing(("kind",), {"asked": Route(message, "on_asked")}), schema)
    assert made.decode(f'{{"kind":"asked","data":{payload}}}').request_id == expected


@pytest.mark.parametrize("exact", [True, False])
@pytest.mark.parametrize("tag_at", [("op",), ("head", "op")])
def test_tags_and_payloads_may_stand_deeper_and_be_numbers(exact: bool, tag_at: Path) -> None:
    envelope = Envelope(tag=tag_at, data=("body", "data"), request_id=("head", "id"), topic=("head", "topic"))
    body = {"type": "object", "required": ["data"], "properties": {"data": {"type": "object"}}}
    schema = {"One": {"type": "object", "required": ["body"], "properties": {"body": body}}}
    one = Message("one", One, "One", (1,), request_id=("head", "id"), exact=exact, envelope=envelope)
    framing = Framing(tag_at, {1: Route(one, "on_one")})
    made = codec_of(framing, schema)

    def text(tag: str, body: str = '{"data":{"a":1}}') -> str:
        head = f'"head":{{"id":7,"topic":"t","op":{tag}}}'
        return f'{{{head},"op":{tag},"body":{body}}}'

    received = made.decode(text("1"))
    assert (received.message, received.request_id, received.topic, received.tag) == (One(a=1), 7, "t", 1)
    assert made.decode(text("1.0")).request_id == 7
    for wrong in (text("true"), text('"1"'), text("2"), text("1", "{}"), text("1", "[]"), text("1", '{"data":5}')):
        with pytest.raises(Refused):
            made.decode(wrong)


class Tagged(WireModel):
    kind: Literal["flat"] = "flat"


@pytest.mark.parametrize("exact", [True, False])
def test_messages_with_and_without_an_envelope_may_share_a_direction(exact: bool) -> None:
    flat = Message("flat", Tagged, "Flat", ("flat",), exact=exact)
    wide = Message("wide", Wide, "WideFrame", ("wide",), exact=exact, envelope=AT)
    routes: dict[Scalar, Route] = {"flat": Route(flat, None), "wide": Route(wide, None)}
    schema = {"Flat": {"type": "object", "required": ["kind"], "properties": {"kind": {"const": "flat"}}}}
    made = codec_of(Framing(("kind",), routes), {**SCHEMAS, **schema})
    assert made.decode('{"kind":"flat","a":1}').message.to_wire() == {"kind": "flat", "a": 1}
    assert made.decode('{"v":1,"kind":"wide","data":{"type":"wide"}}').message == Wide()
    assert outcome(made, '{"v":2,"kind":"wide","data":{"type":"wide"}}')[0] == "invalid"


@needs_checks
@pytest.mark.parametrize(
    "said",
    [
        {"minProperties": 2},
        {"patternProperties": {"^k": {"type": "string"}}},
        {"additionalProperties": {"type": "string"}},
        {"additionalProperties": False, "properties": {"kind": {}}},
        {"type": "array"},
        {"if": {}, "then": {"required": ["ts"]}},
        {"$ref": "#/definitions/WideFrame"},
        False,
    ],
)
def test_what_is_not_known_of_an_envelope_goes_through_its_schema(said: Any) -> None:
    schemas = {**SCHEMAS, "WideFrame": {"allOf": [SCHEMAS["WideFrame"], said]}}
    message = Message("wide", Wide, "WideFrame", ("wide",), exact=True, envelope=AT)
    framing = Framing(("kind",), {"wide": Route(message, None)})
    assert direct_validator(framing, Schemas.of({"definitions": SCHEMAS})) is not None
    assert direct_validator(framing, Schemas.of({"definitions": schemas})) is None


@needs_checks
def test_an_exact_message_in_an_envelope_needs_no_validator_of_its_whole_frame(monkeypatch: pytest.MonkeyPatch) -> None:
    made = codec(wide=True, other=True)
    monkeypatch.setattr(Schemas, "validator", lambda *_: pytest.fail("the schema was asked"))
    text = '{"v":1,"kind":"wide","id":"a","ts":5,"level":2,"data":{"type":"wide","any":[1.5]},"more":{"b":[null]}}'
    assert made.decode(text).message == Wide(any=[1.5])


def test_the_text_of_a_refusal_is_made_when_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    fault = Schemas.fault
    monkeypatch.setattr(Schemas, "fault", lambda self, name, frame: asked.append(name) or fault(self, name, frame))
    with pytest.raises(Refused) as caught:
        BY_SCHEMA.decode('{"v":1,"kind":"wide","id":"a","data":{"type":"wide","count":"x"}}')
    assert (caught.value.kind, caught.value.request_id, asked) == ("invalid", "a", [])
    assert caught.value.reason.startswith("wide at data/count: ")
    assert str(caught.value) == caught.value.reason
    assert asked == ["WideFrame"]
