"""Where Pydantic by itself differs from JSON Schema, or parsers from one another: the verdict is the schema's."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from built import build, definitions, same
from protocols import message

from wsgen.code.exactness import exactness
from wsgen.plan.protocol import Protocol
from wsgen.runtime.core.reading import Reader
from wsgen.runtime.core.refusing import Refused
from wsgen.runtime.protocol import Framing, Message, Route
from wsgen.runtime.schemas import Schemas

TEXT = {"type": "string"}
WHOLE = {"type": "integer"}
NUMBER = {"type": "number"}


def reader_of(schemas: dict[str, Any], *, tag: str | None = None) -> Reader:
    """What reads the messages Aa, Ab … as a generated package does; `tag` tells them apart by their names."""
    names = [name for name in schemas if name.startswith("A")]
    models = build(schemas, names)
    made = {name: message(name, {})[0] for name in names}
    protocol = Protocol(
        "p", "P", "1", "", (), {each.id: each for each in made.values()}, definitions(schemas), tuple(made), "spec.yml"
    )
    found = exactness(protocol)
    routes = {
        name: Route(Message(name, getattr(models, name), name, (name,), exact=found[each.id].never_looser), None)
        for name, each in made.items()
    }
    bundle = Schemas.of({"$defs": schemas})
    if tag is None:
        return Reader(Framing(None, {}, tuple(routes.values())), bundle)
    return Reader(Framing((tag,), dict(routes)), bundle)


def accepts(reader: Reader, text: str) -> bool:
    try:
        reader.read(text)
    except Refused:
        return False
    return True


def frame_of(schema: Any, *, required: bool = False, **others: Any) -> dict[str, Any]:
    """A message with one key, and other schemas by name."""
    asked = {"required": ["a"]} if required else {}
    return {"Aa": {"type": "object", "properties": {"a": schema}, **asked}, **others}


CASES: list[tuple[Any, str, str]] = [
    ({"const": 1}, "1 1.0 1e0", "true 2 null"),
    ({"const": True}, "true", "1 1.0 false"),
    ({"const": False}, "false", "0 0.0 null"),
    ({"enum": [0, 1]}, "0 1.0", "true false null"),
    ({"enum": ["1", 1, None, True]}, '"1" 1 null true', 'false 0 "true"'),
    ({"enum": [1.5, "x"]}, '1.5 "x"', "1 2.5"),
    ({"const": {"b": [1]}}, '{"b":[1]} {"b":[1.0]}', '{} {"b":[true]} {"b":[1],"c":1}'),
    (WHOLE, "5 5.0 5e0 -0.0 1e25 9007199254740993 123456789012345678901234567890", 'true "5" 5.5 null'),
    (NUMBER, "5 5.5 1e300 9007199254740993", 'true "5" null'),
    (TEXT, '"" "x"', "null 1"),
    ({"type": "boolean"}, "true false", '0 1 "true" null'),
    ({"type": ["string", "null"]}, 'null "x"', "0"),
    ({"type": "array", "items": {}, "uniqueItems": True}, "[1,true] [[1],[true]]", "[1,1.0] [{},{}]"),
    ({"type": "array", "items": [TEXT, WHOLE]}, '[] ["x"] ["x",1,null]', "[1]"),
    ({"type": "array", "items": [TEXT, WHOLE], "additionalItems": False}, '[] ["x",1]', '["x",1,2]'),
    ({"type": "array", "items": [TEXT, WHOLE], "minItems": 2, "maxItems": 2}, '["x",1.0]', '["x"] ["x",1,2]'),
    ({"type": "array", "contains": WHOLE}, "[null,1.0]", '[] ["x"]'),
    ({"type": "string", "minLength": 1.0, "maxLength": 2.0}, '"😀" "😀😀"', '"" "😀😀😀"'),
    ({"type": "string", "pattern": "^a$"}, '"a"', r'"a\n" "b"'),
    ({"type": "string", "pattern": r"^\d\w$"}, '"1x"', '"٣x" "1é"'),
    ({"type": "string", "pattern": "^.$"}, '"😀"', r'"\u2028" "\n"'),
    ({"type": "string", "pattern": r"^\s$"}, r'"\ufeff" "\u00a0"', r'"\u0085" "\u180e"'),
    ({"type": "string", "format": "date-time"}, '"1" "2024-01-02T03:04:05Z"', "1"),
    ({"type": "string", "format": "uuid"}, '"{x}"', "null"),
    ({"type": "number", "multipleOf": 0.1}, "0.3 1 0.7", "0.3000000001 0.35"),
    ({"type": "integer", "multipleOf": 3}, "0 -9 3.0", "1 3.5"),
    ({"type": "number", "maximum": 2**60}, f"{2**60} 1", f"{2**60 + 1}"),
    ({"type": "integer", "minimum": 0.5, "exclusiveMaximum": 2.5}, "1 2.0", "0 3"),
    ({"type": "number", "exclusiveMinimum": 0}, "0.1 1", "0 -0.0"),
    ({"minimum": 1}, '1 "x" null', "0"),
    ({"minLength": 1}, '"x" 0 null', '""'),
    ({"properties": {"b": TEXT}}, '1 null [] {"b":"x"}', '{"b":1}'),
    ({"type": "object", "additionalProperties": {"type": "integer"}}, '{} {"x":1.0}', '{"x":"1"}'),
    ({"type": "object", "properties": {"b": TEXT}, "additionalProperties": WHOLE}, '{"b":"x","c":1}', '{"c":"x"}'),
    ({"type": "object", "properties": {"b": TEXT}, "additionalProperties": False}, '{"b":"x"} {}', '{"c":1}'),
    ({"type": "object", "patternProperties": {"^x": WHOLE}}, '{"x":1,"y":""}', '{"x":"1"}'),
    ({"type": "object", "propertyNames": {"maxLength": 1}}, '{"x":1}', '{"xy":1}'),
    ({"type": "object", "minProperties": 1, "maxProperties": 1}, '{"x":1}', '{} {"x":1,"y":2}'),
    ({"type": "object", "required": ["b"]}, '{"b":null}', "{}"),
    ({"type": "object", "dependencies": {"b": ["c"]}}, '{"c":1} {"b":1,"c":1}', '{"b":1}'),
    ({"if": WHOLE, "then": {"minimum": 5}, "else": TEXT}, '5 "x"', "4 null"),
    ({"not": WHOLE}, '"x" 1.5', "1 1.0"),
    ({"oneOf": [WHOLE, NUMBER]}, "1.5", "1 1.0"),
    ({"oneOf": [TEXT, WHOLE]}, '"x" 1.0', "null 1.5"),
    ({"anyOf": [TEXT, {"type": "array", "items": TEXT}]}, '"x" ["x"]', "[1] null"),
    ({"allOf": [{"type": "integer"}, {"minimum": 2}, {"maximum": 4}]}, "2 4.0", "1 5"),
    ({"allOf": [NUMBER, WHOLE]}, "1 1.0", "1.5"),
    (True, "null 1 []", ""),
    ({"type": "integer", "default": 5}, "1", 'null "5"'),
]  # fmt: skip


@pytest.mark.parametrize(
    ("schema", "fits", "misses"), CASES, ids=lambda value: None if isinstance(value, str) else str(value)
)
def test_a_value_gets_the_verdict_of_its_schema(schema: Any, fits: str, misses: str) -> None:
    reader = reader_of(frame_of(schema))

    assert [each for each in fits.split() if not accepts(reader, f'{{"a":{each}}}')] == []
    assert [each for each in misses.split() if accepts(reader, f'{{"a":{each}}}')] == []


@pytest.mark.parametrize(
    ("schema", "fits", "misses"), CASES, ids=lambda value: None if isinstance(value, str) else str(value)
)
def test_a_value_that_fits_goes_out_as_it_came(schema: Any, fits: str, misses: str) -> None:
    reader = reader_of(frame_of(schema))
    for each in fits.split():
        text = f'{{"a":{each}}}'
        made = reader.read(text).message

        assert same(made.to_wire(), json.loads(text))
        assert same(json.loads(made.to_wire_json()), json.loads(text))


def test_what_may_be_absent_is_not_null_and_is_not_sent() -> None:
    reader = reader_of(frame_of({"type": ["string", "null"]}))

    assert reader.read("{}").message.to_wire() == {}
    assert reader.read('{"a":null}').message.to_wire() == {"a": None}
    assert not accepts(reader_of(frame_of(TEXT)), '{"a":null}')


def test_a_key_that_must_be_there_may_be_one_that_nobody_describes() -> None:
    reader = reader_of({"Aa": {"type": "object", "properties": {"a": TEXT}, "required": ["b"]}})

    assert accepts(reader, '{"b":null}')
    assert not accepts(reader, '{"a":"x"}')


def test_a_closed_part_takes_no_key_of_another_part() -> None:
    closed = {"type": "object", "properties": {"a": TEXT}, "additionalProperties": False}
    reader = reader_of({"Aa": {"allOf": [{"$ref": "#/$defs/Bb"}, {"properties": {"b": TEXT}}]}, "Bb": closed})

    assert accepts(reader, '{"a":"x"}')
    assert not accepts(reader, '{"a":"x","b":"x"}')


ANYTHING = {"type": "object", "properties": {"n": NUMBER, "a": {}, "s": TEXT, "l": {"type": "array"}}}
CLOSED = {"type": "object", "properties": {"n": NUMBER, "s": TEXT}, "additionalProperties": False}
FIRST = {"type": "object", "properties": {"n": NUMBER, "a": {}, "l": {"type": "array", "uniqueItems": True}}}
DEEP = "[" * 100 + "]" * 100
UNREADABLE = (
    *('{"n":NaN}', '{"n":Infinity}', '{"n":-Infinity}', '{"n":1e400}', '{"n":-1e400}', r'{"s":"\ud800"}'),
    *(r'{"s":"\udc00x"}', '{"a":NaN}', '{"a":1e400}', '{"a":[Infinity]}', '{"x":NaN}', '{"x":{"y":1e400}}'),
    *(r'{"x":"\ud800"}', r'{"\ud800":1}', '{"l":[NaN]}', '{"l":[[1e400]]}', f'{{"a":{DEEP}}}', f'{{"x":{DEEP}}}'),
    *('{"n":1,}', "{'n':1}", '{"n":01}', '{"n":+1}', "", "{}{}"),
)


@pytest.mark.parametrize("text", UNREADABLE)
@pytest.mark.parametrize("schema", [ANYTHING, CLOSED, FIRST], ids=["exact", "closed", "schema first"])
def test_what_is_no_json_or_too_much_is_refused_everywhere(schema: Any, text: str) -> None:
    assert not accepts(reader_of({"Aa": schema}), text)


@pytest.mark.parametrize("more", [{}, {"l": {"type": "array", "uniqueItems": True}}], ids=["exact", "schema first"])
def test_of_a_key_that_is_there_twice_the_last_one_counts(more: Any) -> None:
    def tagged(name: str) -> dict[str, Any]:
        properties = {"type": {"const": name}, "a": WHOLE if name == "Aa" else TEXT, **more}
        return {"type": "object", "required": ["type", "a"], "properties": properties}

    read: Callable[[str], Any] = reader_of({"Aa": tagged("Aa"), "Ab": tagged("Ab")}, tag="type").read

    assert read('{"type":"Ab","a":"x","a":1,"type":"Aa"}').message.to_wire() == {"type": "Aa", "a": 1}
    with pytest.raises(Refused):
        read('{"type":"Ab","a":1,"a":"x","type":"Aa"}')
    with pytest.raises(Refused):
        read('{"type":"Aa","a":1,"type":1}')
