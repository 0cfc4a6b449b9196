"""Every way of reading a frame says the same: as a model at once, through its schema, with and without a tag."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Annotated, Any, Final, Literal, Union

import pytest
from pydantic_core import SchemaValidator

from wsgen.runtime.core.dispatch import Codec, Refused
from wsgen.runtime.core.frame import find_fault, put_at, value_at
from wsgen.runtime.protocol import Envelope, Framing, Message, Path, Protocol, Route, Scalar
from wsgen.runtime.schemas import Schemas
from wsgen.runtime.wire import UNSET, WireModel
from wsgen.runtime.wire_root import WireRoot


@dataclass(frozen=True, slots=True)
class Nothing:
    """No arguments."""


class Inner(WireModel):
    n: Annotated[float | None, UNSET] = None


class Tree(WireModel):
    n: Annotated[float | None, UNSET] = None
    child: Annotated[Union["Tree", None], UNSET] = None


class Wide(WireModel):
    """A place of every kind in which a number can stand."""

    type: Literal["wide"] = "wide"
    id: Annotated[str | None, UNSET] = None
    count: Annotated[int | None, UNSET] = None
    number: Annotated[float | None, UNSET] = None
    either: Annotated[str | float | None, UNSET] = None
    any: Any = None
    free: Annotated[dict[str, Any] | None, UNSET] = None
    frees: Annotated[list[Any] | None, UNSET] = None
    numbers: Annotated[list[float] | None, UNSET] = None
    map: Annotated[dict[str, float] | None, UNSET] = None
    pair: Annotated[tuple[float, Any] | None, UNSET] = None
    inner: Annotated[Inner | None, UNSET] = None
    inners: Annotated[list[Inner | str] | None, UNSET] = None
    tree: Annotated[Tree | None, UNSET] = None


class Other(WireModel):
    type: Literal["other"] = "other"
    id: Annotated[str | None, UNSET] = None


NUMBER: Final = {"type": "number"}
INNER: Final = {"type": "object", "properties": {"n": NUMBER}}
DEFINITIONS: Final[dict[str, Any]] = {
    "Tree": {"type": "object", "properties": {"n": NUMBER, "child": {"$ref": "#/definitions/Tree"}}},
    "Wide": {
        "type": "object",
        "required": ["type"],
        "properties": {
            "type": {"const": "wide"},
            "id": {"type": "string"},
            "count": {"type": "integer"},
            "number": NUMBER,
            "either": {"type": ["string", "number"]},
            "any": {},
            "free": {"type": "object"},
            "frees": {"type": "array"},
            "numbers": {"type": "array", "items": NUMBER},
            "map": {"type": "object", "additionalProperties": NUMBER},
            "pair": {"type": "array", "items": [NUMBER, {}], "minItems": 2, "maxItems": 2},
            "inner": INNER,
            "inners": {"type": "array", "items": {"anyOf": [INNER, {"type": "string"}]}},
            "tree": {"$ref": "#/definitions/Tree"},
        },
    },
    "Other": {
        "type": "object",
        "required": ["type"],
        "properties": {"type": {"const": "other"}, "id": {"type": "string"}},
    },
    "Numbers": {"type": "array", "items": NUMBER},
    "Anything": {},
}
DEFINITIONS["WideFrame"] = {
    "type": "object",
    "required": ["kind", "v", "data"],
    "properties": {"kind": {"const": "wide"}, "v": {"const": 1}, "data": {"$ref": "#/definitions/Wide"}},
}


class Numbers(WireRoot[list[float]]):
    pass


class Anything(WireRoot[Any]):
    pass


def message(model: type[Any], *tags: Scalar, exact: bool = False, request_id: Path | None = ("id",)) -> Message[Any]:
    return Message(model.__name__.lower(), model, schema=model.__name__, tags=tags, exact=exact, request_id=request_id)


def codec_of(framing: Framing, definitions: Mapping[str, Any] = DEFINITIONS) -> Codec:
    protocol = Protocol(
        name="P",
        path="/",
        schemas=Schemas.of({"definitions": dict(definitions)}),
        client_to_server=framing,
        server_to_client=framing,
        arguments_class=Nothing,
    )
    return Codec.for_server(protocol)


def tagged(*, wide: bool, other: bool) -> Codec:
    routes: dict[Scalar, Route] = {
        "wide": Route(message(Wide, "wide", exact=wide), "on_wide"),
        "other": Route(message(Other, "other", exact=other), "on_other"),
    }
    return codec_of(Framing(tag=("type",), routes=routes))


def untagged(*models: type[Any], exact: bool = False) -> Codec:
    routes = tuple(Route(message(model, exact=exact, request_id=None), None) for model in models)
    return codec_of(Framing(tag=None, routes={}, untagged=routes))


def deep() -> Codec:
    envelope = Envelope(tag=("kind",), data=("data",), constants={("v",): 1})
    wide = Message("wide", Wide, schema="WideFrame", tags=("wide",), envelope=envelope)
    return codec_of(Framing(tag=("kind",), routes={"wide": Route(wide, "on_wide")}))


BY_SCHEMA: Final = tagged(wide=False, other=False)
WAYS: Final = MappingProxyType(
    {
        "by schema": BY_SCHEMA,
        "all exact": tagged(wide=True, other=True),
        "this one exact": tagged(wide=True, other=False),
        "the other exact": tagged(wide=False, other=True),
        "alone, by schema": untagged(Wide),
        "alone, exact": untagged(Wide, exact=True),
        "untagged": untagged(Wide, Other),
    }
)


def outcome(codec: Codec, text: str) -> tuple[str, Any]:
    """What a frame means, in a form that can be compared."""
    try:
        received = codec.decode(text)
    except Refused as refused:
        # Which message is meant, a frame without a tag doesn't say.
        return refused.kind.replace("unknown", "invalid"), refused.reason if refused.kind == "unreadable" else ""
    return "accepted", (received.message, received.message.to_wire(), received.frame)


def nested(levels: int) -> str:
    return "[" * levels + "1" + "]" * levels


PLACES: Final = (
    '"count":@',
    '"number":@',
    '"either":@',
    '"any":@',
    '"any":[[@]]',
    '"free":{"a":@}',
    '"free":{"a":{"b":[@]}}',
    '"frees":[1,@]',
    '"numbers":[1,@]',
    '"map":{"a":@}',
    '"pair":[@,1]',
    '"pair":[1,@]',
    '"inner":{"n":@}',
    '"inner":{"more":@}',
    '"inners":["a",{"n":@}]',
    '"inners":[{"more":[@]}]',
    '"tree":{"child":{"n":@}}',
    '"tree":{"child":{"more":@}}',
    '"more":@',
    '"more":{"a":[@]}',
    '"@":1',
    '"id":@',
)
VALUES: Final = (
    "NaN",
    "-Infinity",
    "Infinity",
    "1e400",
    "-1e999",
    "1" + "0" * 400 + ".0",
    "1" + "0" * 400,
    "1" + "0" * 5000,
    "1e308",
    "5.0",
    "5",
    "true",
    "null",
    '"\\ud800"',
    '"\\ud83d\\ude00"',
    "01",
    "'a'",
    nested(40),
    nested(60),
    nested(96),
    nested(97),
    nested(98),
    nested(99),
    nested(100),
    nested(150),
    nested(250),
)


@pytest.mark.parametrize("way", list(WAYS))
@pytest.mark.parametrize("place", PLACES)
def test_every_way_of_reading_accepts_and_refuses_alike(way: str, place: str) -> None:
    for value in VALUES:
        text = f'{{"type":"wide",{place.replace("@", value)}}}'
        assert outcome(WAYS[way], text) == outcome(BY_SCHEMA, text), text[:100]


@pytest.mark.parametrize("value", ["NaN", "Infinity", "1e400", "-1e400", '"\\udc00"', nested(99), nested(150)])
@pytest.mark.parametrize("place", ["any", "free", "more"])
def test_what_no_json_parser_agrees_on_is_unreadable_wherever_it_stands(place: str, value: str) -> None:
    inside = f'{{"a":{value}}}' if place == "free" else f"[{value}]"
    text = f'{{"type":"wide","{place}":{inside}}}'
    for way, codec in WAYS.items():
        assert outcome(codec, text)[0] == "unreadable", way
    enveloped = f'{{"kind":"wide","v":1,"data":{text}}}'
    around = f'{{"kind":"wide","v":1,"data":{{"type":"wide"}},"more":{inside}}}'
    for each in (enveloped, around):
        assert outcome(deep(), each)[0] == "unreadable"


def test_every_way_takes_a_hundred_levels_and_no_more() -> None:
    for way, codec in WAYS.items():
        for place in ('"any":@', '"free":{"a":@}', '"frees":[@]', '"more":@', '"inner":{"more":@}', '"pair":[1,@]'):
            around = place.replace("@", "").count("[") + place.count("{")
            for levels in (60, 99 - around):
                assert outcome(codec, f'{{"type":"wide",{place.replace("@", nested(levels))}}}')[0] == "accepted", way
            text = f'{{"type":"wide",{place.replace("@", nested(100 - around))}}}'
            assert outcome(codec, text) == ("unreadable", "nested deeper than 100 levels"), way
    for levels, kind in ((98, "accepted"), (99, "unreadable")):
        enveloped = f'{{"kind":"wide","v":1,"data":{{"type":"wide","any":{nested(levels)}}}}}'
        assert outcome(deep(), enveloped)[0] == kind


def test_a_model_that_nests_without_end_has_a_hundred_levels_like_any_other() -> None:
    def tree(levels: int) -> str:
        return '{"type":"wide","tree":' + '{"child":' * (levels - 2) + "{}" + "}" * (levels - 1)

    for codec in WAYS.values():
        assert outcome(codec, tree(100))[0] == "accepted"
        assert outcome(codec, tree(101)) == ("unreadable", "nested deeper than 100 levels")


@pytest.mark.parametrize(
    "text",
    [
        '{"type":"wide","type":"other"}',
        '{"type":"other","type":"wide","number":2}',
        '{"type":"wide","number":1,"number":2}',
        '{"type":"wide","number":"x","number":2}',
        '{"type":"wide","number":2,"number":"x"}',
        '{"type":"wide","count":1.5,"count":2}',
        '{"type":"wide","any":[1],"any":{"b":2}}',
        '{"type":"wide","any":{"a":1,"a":2}}',
        '{"type":"wide","any":1e400,"any":2}',
        '{"type":"wide","more":1e400,"more":2}',
        '{"type":"wide","more":1,"more":2}',
        '{"type":"wide","inner":{"n":1},"inner":{"n":2,"n":3}}',
        '{"type":"wide","map":{"a":"x","a":2}}',
        '{"type":"wide","id":"a","id":"b"}',
        '{"type":"wide","id":5,"id":"b"}',
        '{"type":5,"type":"wide"}',
        '{"type":"wide","any":NaN,"any":2}',
        '{"type":"wide","more":{"a":-Infinity},"more":2}',
        '{"type":"wide","any":"NaN","more":"Infinity"}',
        '{"type":"wide","any":"\\ud800","any":2}',
        '{"type":"wide","number":1' + "0" * 5000 + ',"number":2}',
        '{"type":"wide","any":' + "[" * 150 + "]" * 150 + ',"any":2}',
        '{"type":"wide","type":"nonsense"}',
        "{" + ",".join(f'"k{number}":{number}' for number in range(60)) + ',"type":"other","type":"wide","k3":0}',
    ],
)
def test_of_duplicate_keys_the_last_wins_on_every_way(text: str) -> None:
    last = dict(re.findall(r'"(type)":"(\w+)"', text))
    expected = outcome(BY_SCHEMA, text)
    if len(text) < 1000 and not re.search("e400|NaN|Infinity|ud800", text):
        assert expected == outcome(BY_SCHEMA, json.dumps(json.loads(text)))
    for way, codec in WAYS.items():
        found = outcome(codec, text)
        if last["type"] == "other" and way.startswith("alone"):
            assert found[0] == "invalid"
        else:
            assert found == expected, way


def test_a_duplicate_tag_and_the_values_are_read_by_one_parser() -> None:
    for way in ("by schema", "all exact", "this one exact", "the other exact"):
        received = WAYS[way].decode('{"type":"wide","id":"a","type":"other","id":"b"}')
        assert (received.route.handler, received.tag, received.request_id) == ("on_other", "other", "b")


def test_what_came_is_told_alike_on_every_way() -> None:
    for way in ("by schema", "all exact", "this one exact", "the other exact"):
        received = WAYS[way].decode('{"type":"wide","id":"a","more":[1]}')
        assert (received.route.handler, received.tag, received.request_id, received.topic) == (
            "on_wide",
            "wide",
            "a",
            None,
        )
        assert received.frame == {"type": "wide", "id": "a", "more": [1]}


@pytest.mark.parametrize("frame", [[1], 5, "wide", True, None])
def test_a_frame_that_no_message_could_be_is_refused_before_anything(frame: object) -> None:
    for codec in WAYS.values():
        assert outcome(codec, json.dumps(frame)) == ("unreadable", "a frame must be a JSON object")


@pytest.mark.parametrize("exact", [True, False])
def test_frames_of_any_kind_are_read_where_a_message_is_one(exact: bool) -> None:
    numbers, anything = untagged(Numbers, exact=exact), untagged(Anything, exact=exact)
    received = numbers.decode("[1, 2.5]")
    assert (received.message, received.frame, received.tag) == (Numbers([1, 2.5]), [1, 2.5], None)
    assert outcome(numbers, "[]")[0] == "accepted"
    for text in ('["a"]', '{"0":1}', "5", "null"):
        assert outcome(numbers, text) == ("invalid", "")
    for text in ("[1e400]", "[NaN]", "[" + nested(100) + "]"):
        assert outcome(numbers, text)[0] in {"unreadable", "invalid"}
        assert outcome(anything, text)[0] == "unreadable"
    for text in ('"text"', "5", "2.5", "true", "null", "[[]]", '{"a":null}', nested(100)):
        received = anything.decode(text)
        assert received.message.to_wire() == received.frame == json.loads(text)
    assert outcome(anything, "1e400")[0] == "unreadable"
    assert outcome(anything, nested(101))[0] == "unreadable"


class Call(WireRoot[tuple[Literal[2], str, Literal["Boot"], dict[str, Any]]]):
    pass


class Result(WireRoot[tuple[Literal[3], str, dict[str, Any]]]):
    pass


def _array(*items: Any) -> dict[str, Any]:
    return {"type": "array", "items": list(items), "minItems": len(items), "maxItems": len(items)}


ARRAYS: Final = {
    "Call": _array({"const": 2}, {"type": "string"}, {"const": "Boot"}, {"type": "object"}),
    "Result": _array({"const": 3}, {"type": "string"}, {"type": "object"}),
}


@pytest.mark.parametrize("exact", [True, False])
def test_a_tag_and_a_request_id_may_stand_in_an_array(exact: bool) -> None:
    routes: dict[Scalar, Route] = {
        2: Route(message(Call, 2, exact=exact, request_id=("1",)), "on_call"),
        3: Route(message(Result, 3, exact=exact, request_id=("1",)), "on_result"),
    }
    codec = codec_of(Framing(tag=("0",), routes=routes), ARRAYS)
    received = codec.decode('[2,"id-1","Boot",{"a":1}]')
    assert (received.route.handler, received.request_id, received.tag) == ("on_call", "id-1", 2)
    assert codec.decode('[2.0,"x","Boot",{}]').route.handler == "on_call"
    assert codec.decode('[3,"id-2",{}]').message.to_wire() == [3, "id-2", {}]
    for text in ('[4,"x",{}]', '[true,"x",{}]', "[]", '["0"]', "5", '{"1":"a"}'):
        with pytest.raises(Refused) as caught:
            codec.decode(text)
        assert caught.value.kind == "unknown", text
    with pytest.raises(Refused, match="call at 3: 5 is not of type") as caught:
        codec.decode('[2,"id-3","Boot",5]')
    assert caught.value.request_id == "id-3"


def test_an_envelope_may_be_an_array() -> None:
    envelope = Envelope(tag=("2",), data=("3",), request_id=("1",), constants={("0",): 2})
    boot = Message("boot", Inner, schema="Call", tags=("Boot",), request_id=("1",), envelope=envelope)
    codec = codec_of(Framing(tag=("2",), routes={"Boot": Route(boot, "on_boot")}), ARRAYS)
    received = codec.decode('[2,"id","Boot",{"n":1}]')
    assert (received.message, received.request_id, received.tag) == (Inner(n=1), "id", "Boot")
    with pytest.raises(Refused, match="0 = 3, where this protocol has 2") as caught:
        codec.decode('[3,"id","Boot",{}]')
    assert (caught.value.kind, caught.value.request_id) == ("unknown", "id")


class One(WireModel):
    op: Literal[1] = 1


class Five(WireModel):
    op: int


INTEGERS: Final = {
    "One": {"type": "object", "required": ["op"], "properties": {"op": {"const": 1}}},
    "Five": {"type": "object", "required": ["op"], "properties": {"op": {"type": "integer"}}},
}


@pytest.mark.parametrize("exact", [True, False])
def test_tags_are_compared_as_json_compares(exact: bool) -> None:
    routes: dict[Scalar, Route] = {
        1: Route(message(One, 1, exact=exact), "on_one"),
        5: Route(message(Five, 5, exact=exact), "on_five"),
    }
    codec = codec_of(Framing(tag=("op",), routes=routes), INTEGERS)
    for text, handler in (("1", "on_one"), ("1.0", "on_one"), ("5", "on_five"), ("5.0", "on_five"), ("5e0", "on_five")):
        received = codec.decode(f'{{"op":{text}}}')
        assert (received.route.handler, received.tag) == (handler, json.loads(text))
    for text in ("true", '"5"', "5.5", "null", "[5]", "6"):
        assert outcome(codec, f'{{"op":{text}}}') == ("invalid", ""), text


@pytest.mark.parametrize("exact", [True, False])
def test_a_tag_may_be_a_fraction_and_a_truth_value_is_no_number(exact: bool) -> None:
    definitions: dict[str, Any] = {
        "Half": {"type": "object", "required": ["op"]},
        "Yes": {"type": "object"},
        **INTEGERS,
    }

    class Half(WireModel):
        op: Any

    class Yes(WireModel):
        op: Any

    routes: dict[Scalar, Route] = {
        0.5: Route(message(Half, 0.5, exact=exact), "on_half"),
        True: Route(message(Yes, *(True,), exact=exact), "on_yes"),
        5: Route(message(Five, 5, exact=exact), "on_five"),
    }
    codec = codec_of(Framing(tag=("op",), routes=routes), definitions)
    for text, handler in (("0.5", "on_half"), ("5e-1", "on_half"), ("true", "on_yes"), ("5", "on_five")):
        assert codec.decode(f'{{"op":{text}}}').route.handler == handler
    for text in ("1", "1.0", "false", "0"):
        assert outcome(codec, f'{{"op":{text}}}') == ("invalid", ""), text


def test_a_tag_deeper_down_is_read_at_once_too() -> None:
    class Deep(WireModel):
        head: dict[str, Any]

    definitions = {"Deep": {"type": "object", "properties": {"head": {"type": "object"}}, "required": ["head"]}}
    routes: dict[Scalar, Route] = {"x": Route(message(Deep, "x", exact=True), "on_x")}
    codec = codec_of(Framing(tag=("head", "type"), routes=routes), definitions)
    received = codec.decode('{"head":{"type":"y"},"head":{"type":"y","type":"x"}}')
    assert (received.route.handler, received.tag) == ("on_x", "x")
    for text in ('{"head":{"type":"y"}}', '{"head":[]}', '{"head":5}', "{}"):
        with pytest.raises(Refused, match="/head/type"):
            codec.decode(text)


def test_messages_that_share_a_model_are_told_by_their_tags() -> None:
    class Shared(WireModel):
        type: str

    schema = {"Shared": {"type": "object", "properties": {"type": {"type": "string"}}}}
    first = Message("first", Shared, schema="Shared", tags=("a", "b"), exact=True)
    second = Message("second", Shared, schema="Shared", tags=("c",), exact=True)
    routes: dict[Scalar, Route] = {"a": Route(first, None), "b": Route(first, None), "c": Route(second, None)}
    codec = codec_of(Framing(tag=("type",), routes=routes), schema)
    assert [codec.decode(f'{{"type":"{tag}"}}').route.message.name for tag in "abc"] == ["first", "first", "second"]
    assert codec.decode('{"type":"b"}').tag == "b"


def test_a_request_id_is_the_same_on_every_way() -> None:
    class Asked(WireModel):
        type: Literal["asked"] = "asked"
        req: Annotated[int | str, UNSET] = 7

    schema = {"Asked": {"type": "object", "properties": {"req": {"type": ["integer", "string"]}}}}
    for exact in (True, False):
        asked = message(Asked, "asked", exact=exact, request_id=("req",))
        codec = codec_of(Framing(tag=("type",), routes={"asked": Route(asked, None)}), schema)
        for value, expected in (('"a"', "a"), ("5", 5), ("5.0", 5)):
            assert codec.decode(f'{{"type":"asked","req":{value}}}').request_id == expected
        # A default is no id that came.
        assert codec.decode('{"type":"asked"}').request_id is None


class A(WireModel):
    a: int


class B(WireModel):
    b: int


class AB(WireModel):
    a: int
    c: int


KEYED: Final = {
    "A": {"type": "object", "required": ["a"], "properties": {"a": {"type": "integer"}}},
    "B": {"type": "object", "required": ["b"], "properties": {"b": {"type": "integer"}}},
    "AB": {"type": "object", "required": ["c"], "properties": {"c": {"type": "integer"}}},
}


def test_a_key_says_which_message_is_tried_first_and_never_whether_a_frame_is_accepted() -> None:
    a, b, ab = (Route(message(model, request_id=None), f"on_{model.__name__}") for model in (A, B, AB))
    plain = codec_of(Framing(tag=None, routes={}, untagged=(a, b, ab)), KEYED)
    keyed = codec_of(Framing(tag=None, routes={}, untagged=(a, b, ab), keys={"a": a, "b": b, "c": ab}), KEYED)
    assert keyed.decode('{"b":1,"a":1}').route.handler == "on_B"
    assert keyed.decode('{"a":1,"b":1}').route.handler == "on_A"
    assert plain.decode('{"b":1,"a":1}').route.handler == "on_A"
    # A key whose message refuses the frame doesn't keep another from taking it.
    assert keyed.decode('{"b":"x","a":1}').route.handler == "on_A"
    for text in ('{"a":1}', '{"b":"x"}', '{"a":"x","b":1}', '{"a":"x","b":"x"}', "{}", '{"d":1}', '{"c":1}'):
        assert (outcome(keyed, text)[0] == "accepted") == (outcome(plain, text)[0] == "accepted"), text


@pytest.mark.parametrize(
    ("text", "kind", "says"),
    [
        ('{"b":"x"}', "invalid", "b at b:"),
        ('{"b":"x","more":1}', "invalid", "b at b:"),
        ('{"a":"x","b":"x"}', "unknown", "no message has this form"),
        ('{"d":1}', "unknown", "no message has this form"),
    ],
)
def test_the_fault_is_that_of_the_message_that_a_key_meant(text: str, kind: str, says: str) -> None:
    a, b = (Route(message(model, request_id=None), None) for model in (A, B))
    codec = codec_of(Framing(tag=None, routes={}, untagged=(a, b), keys={"a": a, "b": b}), KEYED)
    with pytest.raises(Refused) as caught:
        codec.decode(text)
    assert (caught.value.kind, says in caught.value.reason) == (kind, True)


@pytest.mark.parametrize(
    ("version", "kind"), [("2", "unknown"), ("true", "unknown"), ('"1"', "unknown"), ("null", "invalid"), ("1.0", "")]
)
def test_a_version_that_this_protocol_does_not_have_is_unknown(version: str, kind: str) -> None:
    text = f'{{"kind":"wide","v":{version},"data":{{"type":"wide","number":1}}}}'
    if not kind:
        assert deep().decode(text).message == Wide(number=1)
        return
    with pytest.raises(Refused) as caught:
        deep().decode(text)
    assert caught.value.kind == kind
    if kind == "unknown":
        assert caught.value.frame == json.loads(text)
        assert caught.value.reason.endswith("where this protocol has 1")


def test_what_is_wrong_inside_a_known_version_is_invalid() -> None:
    with pytest.raises(Refused, match="wide at data/number") as caught:
        deep().decode('{"kind":"wide","v":1,"data":{"type":"wide","number":"x"}}')
    assert caught.value.kind == "invalid"


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ((), [{"type": "a"}, "b"]),
        (("0", "type"), "a"),
        (("1",), "b"),
        (("2",), None),
        (("-1",), None),
        (("01",), None),
        (("1.0",), None),
        (("٠",), None),
        (("type",), None),
        (("1", "0"), None),
    ],
)
def test_a_path_goes_through_arrays_by_digits_alone(path: Path, value: object) -> None:
    assert value_at([{"type": "a"}, "b"], path) == value


def test_digits_are_a_key_in_an_object() -> None:
    assert value_at({"0": {"-1": 5}}, ("0", "-1")) == 5


@pytest.mark.parametrize(
    ("frame", "path", "after"),
    [
        ({}, ("a", "b"), {"a": {"b": 9}}),
        ({"a": None}, ("a", "b"), {"a": {"b": 9}}),
        ([1, 2], ("1",), [1, 9]),
        ([1], ("1",), [1, 9]),
        ([1], ("0",), [9]),
        ([{}], ("0", "a"), [{"a": 9}]),
        ([], ("0", "a"), [{"a": 9}]),
        ([1], ("3",), [1]),
        ([1], ("-1",), [1]),
        ([1], ("a",), [1]),
        ({"a": 5}, ("a", "b"), {"a": 5}),
    ],
)
def test_a_value_is_put_where_there_is_room_for_it(frame: Any, path: Path, after: object) -> None:
    put_at(frame, path, 9)
    assert frame == after


def test_faults_that_schemas_do_not_see_are_found_at_any_level() -> None:
    assert find_fault([1, "a", None, True, [{"a": [1.5]}]]) == ""
    assert find_fault([{"a": [[float("-inf")]]}]) == "a number is out of range"
    assert find_fault([float("nan")]) == "a number is out of range"
    assert find_fault(json.loads(nested(99))) == ""
    assert find_fault([json.loads(nested(100))]) == "nested deeper than 100 levels"


@pytest.mark.skipif(
    "_use_prebuilt" not in str(SchemaValidator.__text_signature__), reason="this pydantic takes the models as they are"
)
def test_an_exact_message_needs_no_schema() -> None:
    routes: dict[Scalar, Route] = {"wide": Route(message(Wide, "wide", exact=True), None)}
    text = '{"type":"wide","any":[{"a":1.5}],"more":{"b":[null]},"inners":["a",{"n":5}],"tree":{"child":{}}}'
    for framing in (
        Framing(tag=("type",), routes=routes),
        Framing(tag=None, routes={}, untagged=tuple(routes.values())),
    ):
        assert codec_of(framing, {}).decode(text).message.to_wire() == json.loads(text)


def test_a_model_with_a_type_that_the_runtime_does_not_know_goes_through_its_schema() -> None:
    class Odd(WireModel):
        type: Literal["odd"] = "odd"
        odd: complex

    class Even(WireModel):
        type: Literal["even"] = "even"
        tree: Annotated[Tree | None, UNSET] = None

    routes: dict[Scalar, Route] = {
        "odd": Route(message(Odd, "odd", exact=True), None),
        "even": Route(message(Even, "even", exact=True), None),
    }
    codec = codec_of(Framing(tag=("type",), routes=routes), {"Odd": {"type": "object"}, "Even": {"type": "object"}})
    assert codec.decode('{"type":"odd","odd":"1+2j"}').message.to_wire()["odd"] == "1+2j"
    assert codec.decode('{"type":"even","tree":{"n":1}}').message == Even(tree=Tree(n=1))
