"""Schemas of every kind, and instances that each accepts."""

from typing import Any

from built import ref

TEXT = {"type": "string"}
WHOLE = {"type": "integer"}
NULL = {"type": "null"}


def obj(properties: dict[str, Any], *required: str, **more: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(required), **more}


TABLE: dict[str, tuple[Any, list[Any]]] = {
    "integer given as a float": (obj({"n": WHOLE}, "n"), [{"n": 5.0}, {"n": 1e25}, {"n": -0.0}, {"n": 2**80}]),
    "integer bounds between integers": (
        obj({"n": {**WHOLE, "minimum": 0.5, "exclusiveMaximum": 9.5, "multipleOf": 0.5}}),
        [{"n": 1}, {"n": 9}, {"n": 9.0}],
    ),
    "both kinds of bounds": (
        obj({"n": {"type": "number", "minimum": 0, "exclusiveMinimum": 1}}),
        [{"n": 1.5}, {"n": 2}],
    ),
    "a bound as big as a float": (obj({"n": {**WHOLE, "maximum": 1e300, "minimum": -1e300}}), [{"n": 10**299}]),
    "draft 4's exclusiveMinimum": (obj({"n": {**WHOLE, "minimum": 1}, "m": TEXT}), [{"n": 1}]),
    "number keeps its kind": (obj({"n": {"type": "number"}}), [{"n": 1}, {"n": 1.0}, {"n": 2**70}, {"n": 1e300}]),
    "multiple of a tenth": (obj({"n": {"type": "number", "multipleOf": 0.5}}), [{"n": 1.5}, {"n": 2}, {"n": -1}]),
    "const of each type": (
        obj(
            {"s": {"const": "x"}, "i": {"const": 1}, "f": {"const": 1.5}, "w": {"const": 2.0}, "b": {"const": True}}
            | {"n": {"const": None}, "o": {"const": {"a": 1}}, "l": {"const": [1]}},
            *"sifwbnol",
        ),
        [{"s": "x", "i": 1.0, "f": 1.5, "w": 2, "b": True, "n": None, "o": {"a": 1}, "l": [1]}],
    ),
    "enum of all types": (
        obj({"e": {"enum": ["a", 1, 2.5, True, None, [1], {"a": 1}]}}),
        [{"e": each} for each in ("a", 1, 1.0, 2.5, True, None, [1], {"a": 1})],
    ),
    "enum of integers of any size": (
        obj({"e": {"enum": [1, 1e25, 2**63 - 1, -(2**63), 2**63]}}),
        [{"e": 1e25}, {"e": 2**63 - 1}, {"e": -(2**63)}, {"e": 2**63}],
    ),
    "one and true beside each other": (obj({"e": {"enum": [1, True]}}), [{"e": 1}, {"e": True}]),
    "true beside a number": (obj({"e": {"anyOf": [{"const": 1}, {"type": "boolean"}]}}), [{"e": True}, {"e": 1}]),
    "enum and type": (obj({"e": {"type": ["string", "null"], "enum": ["a", None, 1]}}), [{"e": "a"}, {"e": None}]),
    "scalars are not converted": (
        obj({"v": {"anyOf": [{"type": "boolean"}, WHOLE, TEXT]}, "w": {"type": ["integer", "string", "null"]}}),
        [{"v": "1"}, {"v": True}, {"v": 1}, {"v": 1.0}, {"v": "true", "w": "0"}, {"w": None}],
    ),
    "optional and nullable": (
        obj({"a": WHOLE, "b": {"type": ["integer", "null"]}, "c": {**WHOLE, "default": 2}}),
        [{}, {"a": 1}, {"b": None}, {"b": 1}, {"c": 2}, {"c": 3}],
    ),
    "required and nullable": (obj({"b": {"anyOf": [TEXT, NULL]}}, "b"), [{"b": None}, {"b": ""}]),
    "format asserts nothing": (
        obj({"t": {**TEXT, "format": "date-time"}, "u": {**TEXT, "format": "uuid"}}),
        [{"t": "now", "u": "1"}],
    ),
    "lengths are characters": (obj({"t": {**TEXT, "minLength": 1.0, "maxLength": 1}}), [{"t": "😀"}]),
    "patterns search": (
        obj({"t": {**TEXT, "pattern": "b"}, "u": {**TEXT, "pattern": "(?=x)"}}),
        [{"t": "abc", "u": "x"}],
    ),
    "unknown keys": (
        obj({"a": WHOLE}),
        [{"a": 1, "zz": {"x": [1]}}, {"model_config": 1, "to_wire": 2, "__class__": 3}],
    ),
    "typed unknown keys": (obj({"a": WHOLE}, additionalProperties=TEXT), [{"a": 1, "b": "x"}]),
    "closed": (obj({"a": WHOLE}, additionalProperties=False), [{}, {"a": 1}]),
    "closed with key patterns": (
        obj({"a": WHOLE}, additionalProperties=False, patternProperties={"^x": TEXT}),
        [{"a": 1, "x1": "y"}],
    ),
    "map": ({"type": "object", "additionalProperties": WHOLE}, [{}, {"a": 1.0}]),
    "open key patterns": ({"type": "object", "patternProperties": {"^x": WHOLE}}, [{"x": 1}, {"y": "z"}]),
    "closed key patterns": (
        {"type": "object", "patternProperties": {"^x": WHOLE, "^y": TEXT}, "additionalProperties": False},
        [{"x": 1, "y": "z"}],
    ),
    "empty object": ({"type": "object"}, [{}, {"a": 1}]),
    "required but undeclared": (obj({"a": WHOLE}, "b"), [{"b": None}, {"b": [1], "a": 1}]),
    "properties without a type": ({"properties": {"a": {"properties": {"b": WHOLE}}}}, [{"a": 5}, {"a": {"b": 1}}]),
    "array": (obj({"l": {"type": "array", "items": WHOLE, "minItems": 1, "uniqueItems": True}}), [{"l": [1, 2.0]}]),
    "array of anything": (obj({"l": {"type": "array"}, "m": {"items": WHOLE}}), [{"l": [1, "x"], "m": "no array"}]),
    "closed tuple": (
        obj({"t": {"type": "array", "items": [WHOLE, TEXT], "additionalItems": False, "minItems": 2}}),
        [{"t": [1.0, "x"]}],
    ),
    "closed tuple that may end early": (
        obj({"t": {"type": "array", "items": [WHOLE, TEXT], "additionalItems": False}}),
        [{"t": []}, {"t": [1]}, {"t": [1, "x"]}],
    ),
    "open tuple": (obj({"t": {"type": "array", "items": [WHOLE, TEXT]}}), [{"t": []}, {"t": [1, "x", None]}]),
    "tuple and rest": (
        obj({"t": {"type": "array", "items": [WHOLE], "additionalItems": {"type": "boolean"}}}),
        [{"t": [1, True, False]}],
    ),
    "allOf of scalars": (obj({"n": {"allOf": [{"type": "number"}, WHOLE, {"minimum": 3}]}}), [{"n": 3}, {"n": 4.0}]),
    "allOf of arrays": (
        obj({"l": {"allOf": [{"type": "array", "items": WHOLE}, {"additionalItems": False}, {"maxItems": 3}]}}),
        [{"l": [1, 2]}],
    ),
    "siblings of a reference are ignored": (obj({"c": {**ref("Color"), "maxLength": 1}}), [{"c": "green"}]),
    "named null": (obj({"c": ref("Nothing"), "d": ref("Maybe")}), [{"c": None, "d": None}, {}, {"d": "x"}]),
    "false and true": (obj({"a": True, "b": False}), [{"a": [1]}, {}]),
    "not, if, dependencies, contains": (
        obj({"a": {"not": WHOLE}, "b": {"if": WHOLE, "then": {"minimum": 3}}}, dependencies={"a": ["b"]}),
        [{"a": "x", "b": 3}, {"b": "y"}],
    ),
    "overlapping objects": (
        obj({"body": {"anyOf": [ref("Foo"), ref("Bar")]}}),
        [{"body": {"bar": "b", "n": 1}}, {"body": {"foo": "f", "bar": "b"}}, {"body": {}}],
    ),
    "text stays text in the right branch": (
        obj({"body": {"anyOf": [ref("Numbers"), ref("Words")]}}),
        [{"body": {"a": "5", "b": 1.0}}],
    ),
    "discriminated": (
        obj({"pet": {"oneOf": [ref("Cat"), ref("Lizard"), NULL]}}),
        [
            {"pet": {"kind": "cat"}},
            {"pet": {"kind": "reptile"}},
            {"pet": {"kind": "lizard", "scales": True}},
            {"pet": None},
        ],
    ),
    "discriminated and optional": (
        obj({"pet": {"oneOf": [ref("Cat"), ref("Lizard")]}, "pets": {"type": "array", "items": ref("Pet")}}),
        [{}, {"pet": {"kind": "reptile", "x": 1}, "pets": [{"kind": "cat", "scales": 1}, {"kind": "lizard"}]}],
    ),
    "tags that are not text": (
        obj({"e": {"oneOf": [obj({"v": {"const": 1}}, "v"), obj({"v": {"const": 2}}, "v")]}}),
        [{"e": {"v": 2.0}}],
    ),
    "recursion": (
        obj({"tree": ref("Tree"), "json": ref("Json")}),
        [
            {"tree": {"v": "a", "children": [{"v": "b", "children": [{"v": "c"}]}]}},
            {"json": [1, {"a": [2.0, {"b": "x"}]}]},
        ],
    ),
    "inheritance": (
        obj({"h": ref("Human")}, "h"),
        [
            {
                "h": {
                    "id": 1,
                    "name": "a",
                    "kids": {"k": {"id": 2, "name": "b", "parent": {"id": 3, "name": "c"}}},
                    "x": 1,
                }
            }
        ],
    ),
    "overridden in a child": (obj({"e": ref("Event")}), [{"e": {"type": "event", "id": 1, "v": 1}}]),
}
SHARED: dict[str, Any] = {
    "Color": {"enum": ["red", "green"]},
    "Nothing": NULL,
    "Maybe": {"anyOf": [ref("Nothing"), TEXT]},
    "Foo": obj({"foo": TEXT}),
    "Bar": obj({"bar": TEXT, "n": WHOLE}),
    "Numbers": obj({"a": WHOLE, "b": {"type": "number"}}, "a"),
    "Words": obj({"a": TEXT, "b": WHOLE}, "a"),
    "Cat": obj({"kind": {"const": "cat"}}, "kind"),
    "Lizard": obj({"kind": {"enum": ["reptile", "lizard"]}, "scales": {"type": "boolean"}}, "kind"),
    "Pet": {"oneOf": [ref("Cat"), ref("Lizard")]},
    "Tree": obj({"v": TEXT, "children": {"type": "array", "items": ref("Tree")}}, "v", additionalProperties=False),
    "Json": {
        "oneOf": [
            *(WHOLE, TEXT, {"type": "array", "items": ref("Json")}),
            {"type": "object", "additionalProperties": ref("Json")},
        ]
    },
    "Entity": obj({"id": WHOLE, "owner": ref("Human")}, "id"),
    "Human": {
        "allOf": [
            ref("Entity"),
            obj({"name": TEXT, "parent": ref("Human"), "kids": ref("Kids")}, "name"),
        ]
    },
    "Kids": {"type": "object", "additionalProperties": ref("Human")},
    "Envelope": obj({"type": TEXT, "id": WHOLE, "v": {"const": 1}}, "type", "v"),
    "Event": {"allOf": [ref("Envelope"), obj({"type": {"const": "event"}}, "id")]},
}  # fmt: skip
