"""The validators of the browser's client, asked in Node: JSON Schema's verdicts, and faults that say where and why."""

import json
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from tests.browser.judging import Judge, judging, protocol_with
from wsgen.browser.validators import validators_view
from wsgen.code.render import render
from wsgen.instances.schemas import Schemas
from wsgen.plan.identifier import Identifier
from wsgen.spec.node import Value

HOSTILE = "</script><!--<script>*/`${globalThis.executed = true}'\"\\\u2028\u2029\r\n\x00\u202e\U0001f600"
TREE: Value = {
    "type": "object",
    "required": ["name"],
    "properties": {"name": {"type": "string", "minLength": 2}, "children": {"items": {"$ref": "#/$defs/Tree"}}},
    "additionalProperties": False,
}
SCALARS: list[Value] = [None, True, False, 0, -0.0, 1, 1.0, 1.5, -1, 1e25, "", "1", [], {}]
TRAPS: list[Value] = [
    {},
    {"__proto__": 1},
    {"__proto__": "a"},
    {"constructor": 1},
    {"constructor": "a"},
    {"hasOwnProperty": 1},
    {"toString": "a"},
    {"a": 1},
    {"__proto__": {"a": 1}},
]
# What each schema is asked about, beside every scalar.
TABLE: list[tuple[Value, list[Value]]] = [
    (True, []),
    (False, []),
    ({}, []),
    *(({"type": each}, []) for each in ("null", "boolean", "number", "integer", "string", "array", "object")),
    ({"type": ["integer", "null"], "minimum": 3}, [2, 3.0, 3.5]),
    ({"const": 1}, []),
    ({"const": 0}, []),
    ({"const": False}, []),
    ({"const": [1, {"a": 0, "b": None}]}, [[1.0, {"b": None, "a": -0.0}], [1, {"a": False, "b": None}], [1]]),
    ({"const": {"__proto__": 1}}, TRAPS),
    ({"const": {}}, [[], {"a": 1}]),
    ({"enum": [1, "1", None, [True], {"a": 1.0}]}, [[True], [1], {"a": 1}, {"a": True}, 2]),
    ({"enum": []}, []),
    ({"multipleOf": 0.01}, [4.35, 19.99, 1.005, 0.07, 8.7, 1e22, 1e-9]),
    ({"multipleOf": 0.1}, [0.3, 0.30000000000000004, 1.1, 0.35, 1e300, 1e-20]),
    ({"multipleOf": 1e-300}, [1.5, 1e10]),
    ({"multipleOf": 1.5}, [4.5, 3, 4.4, 1e308]),
    ({"multipleOf": 3}, [9, 9.0, 9.5, -9, 3e22, 1e22]),
    ({"multipleOf": 2.0}, [4, 5]),
    ({"minimum": 0.1, "maximum": 1.5}, [0.1, 0.09, 1.5, 1.6]),
    ({"exclusiveMinimum": 1, "exclusiveMaximum": 2}, [1.0000001, 2, 1.9]),
    (
        {"minLength": 2, "maxLength": 3.0},
        ["a", "ab", "\U0001f600", "\U0001f600" * 2, "\U0001f600" * 4, "abcd", "e\u0301"],
    ),
    ({"pattern": "^.$"}, ["a", "\n", "\r", "\u2028", "\U0001f600", "ab"]),
    ({"pattern": r"^\w\s\d$"}, ["a 1", "\xe9 1", "a\xa01", "a\ufeff1", "a\x851", "a \u0661"]),
    ({"pattern": r"^\-\_\@[\-\_]\/$"}, ["-_@-/", "-_@_/", "a"]),
    ({"pattern": r"^\p{L}\p{Greek}\u{1f600}?$"}, ["a\u03b1", "\u03b1a", "a\u03b1\U0001f600"]),
    ({"pattern": r"^(?=.*\d)(?<!x)\b[^]\w+[]?\cJ?$"}, ["a1", "a", "1a\n"]),
    ({"pattern": "a$"}, ["ba", "a\n", "ab"]),
    ({"pattern": "[a&&b]"}, ["a", "&", "c"]),
    ({"items": {"type": "integer"}}, [[1, 2.0], [1, "a"], {"0": "a"}]),
    ({"items": False}, [[1]]),
    ({"items": [{"type": "integer"}, True], "additionalItems": False}, [[1], [1, 2], [1, 2, 3], ["a"]]),
    ({"items": [{"type": "integer"}], "additionalItems": {"type": "null"}}, [[1, None], [1, 1]]),
    ({"additionalItems": False}, [[1]]),
    ({"contains": {"const": 1}}, [[0, 1.0], [0]]),
    ({"minItems": 1.0, "maxItems": 2}, [[1], [1, 2, 3]]),
    ({"uniqueItems": True}, [[1, 1.0], [0, -0.0], [0, False], [1, True], ["1", 1], [[1], [1.0]], [None, "null"]]),
    ({"uniqueItems": True}, [[{"a": 1, "b": 2}, {"b": 2.0, "a": 1}], [{"a": 1}, {"a": 2}], [*range(30), 3]]),
    ({"uniqueItems": True}, [[{"__proto__": 1}, {}], [[], {}], ["a", ["a"]], ["1,2", [1, 2]], ['{"a":1}', {"a": 1}]]),
    ({"properties": {"__proto__": {"type": "string"}, "constructor": {"type": "string"}, "toString": False}}, TRAPS),
    ({"required": ["__proto__"]}, TRAPS),
    ({"required": ["constructor", "hasOwnProperty"]}, [*TRAPS, {"constructor": 1, "hasOwnProperty": 1}]),
    ({"properties": {"a": True}, "additionalProperties": False}, TRAPS),
    ({"additionalProperties": {"type": "string"}}, TRAPS),
    ({"properties": {"__proto__": True}, "additionalProperties": False}, TRAPS),
    ({"patternProperties": {"^_": {"type": "string"}, "o": True}, "additionalProperties": False}, TRAPS),
    ({"patternProperties": {"^a": {"minimum": 2}, "b$": {"maximum": 5}}}, [{"ab": 1}, {"ab": 6}, {"ab": 3}, {"b": 1}]),
    ({"properties": {"a": {"minimum": 5}}, "patternProperties": {"a": {"maximum": 6}}}, [{"a": 4}, {"a": 7}, {"a": 5}]),
    ({"propertyNames": {"pattern": "^[a-z]+$"}}, TRAPS),
    ({"propertyNames": False}, TRAPS),
    ({"minProperties": 1, "maxProperties": 1}, [*TRAPS, {"a": 1, "b": 2}]),
    ({"dependencies": {"a": ["b", "__proto__"], "c": {"required": ["d"]}, "e": False}}, [{"a": 1}, {"a": 1, "b": 1}]),
    ({"dependencies": {"__proto__": ["a"], "constructor": False, "c": {"minProperties": 2}}}, [*TRAPS, {"c": 1}]),
    ({"if": {"type": "integer"}, "then": {"minimum": 1}, "else": {"type": "null"}}, []),
    ({"if": False, "else": {"type": "null"}}, []),
    ({"then": False, "else": False}, []),
    ({"allOf": [{"type": "integer"}, {"minimum": 1}]}, []),
    ({"anyOf": [{"type": "integer"}, {"minLength": 1}]}, []),
    ({"oneOf": [{"type": "integer"}, {"minimum": 1}, False]}, []),
    ({"not": {"type": ["integer", "null"]}}, []),
    ({"$ref": "#/$defs/Tree", "type": "null"}, [{"name": "ab"}, {"name": "ab", "children": [{"name": "a"}]}]),
    ({"properties": {"n": {"$ref": "#/$defs/Tree"}}}, [{"n": {"name": "ab"}}, {"n": {"name": 1}}, {"n": []}]),
    ({"not": {"required": ["a"]}}, [{"a": 1}]),
    ({"required": [], "properties": {}}, TRAPS),
    ({"properties": {"a": {"minimum": 5}}, "additionalProperties": {"type": "string"}}, [{"a": 1}, {"a": 6, "b": ""}]),
    ({"if": {"properties": {"k": {"const": 1}}, "required": ["k"]}, "then": {"required": ["a"]}, "else": False}, TRAPS),
    ({"if": {"required": ["k"]}, "then": {"required": ["a"]}}, [{"k": 1}, {"k": 1, "a": 1}]),
    ({"oneOf": [{"minimum": 1}, {"minimum": 5}]}, [2, 6, 0]),
    ({"contentEncoding": "base64", "contentMediaType": "application/json"}, ["!!", "{"]),
    ({"title": HOSTILE, "description": HOSTILE, "format": "date", "unknown": False}, []),
]
DEFINITIONS: Mapping[str, Value] = {"Tree": TREE, **{f"Case{at}": schema for at, (schema, _) in enumerate(TABLE)}}


@pytest.fixture(scope="module")
def judge(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Judge]:
    with judging(tmp_path_factory.mktemp("validators")) as judge:
        yield judge


def schemas(definitions: Mapping[str, Value], *, asserts_formats: bool = False) -> Schemas:
    return Schemas({Identifier(name): each for name, each in definitions.items()}, asserts_formats)


def test_each_keyword_has_the_verdicts_of_json_schema(judge: Judge) -> None:
    module = judge.module(protocol_with(DEFINITIONS))
    asked = [(f"Case{at}", value) for at, (_, values) in enumerate(TABLE) for value in (*SCALARS, *values)]
    expected = schemas(DEFINITIONS)
    found = judge.faults(module, asked)
    wrong = [
        (TABLE[int(name[4:])][0], value, fault)
        for (name, value), fault in zip(asked, found, strict=True)
        if (fault is None) != expected.accepts(Identifier(name), value)
    ]
    assert wrong == []


FORMATS: Mapping[str, str] = {
    "date": "2024-02-29 2023-02-29 0000-01-01 2024-13-01 2024-04-31 2024-1-01 2024-01-00",
    "time": "12:00:00Z 23:59:60Z 22:59:60Z 22:59:60-01:00 00:29:60+00:30 12:00:00+24:00 12:00:00.1z 12:00:00.Z 1:00Z",
    "date-time": "2024-02-29t12:00:00z 2024-02-30T12:00:00Z 0000-01-01T00:00:00Z 2024-01-01T00:00:00 T00:00:00Z",
    "duration": "P1W P1WT1H P1Y2D P1Y1M2D PT1H1S PT P P1YT P1D PT1M P1M1Y p1d P1.5D P1DT1S",
    "uuid": "00000000-0000-0000-0000-00000000000a A0000000-0000-0000-0000-000000000000 00000000-0000 x",
    "email": 'a@b.co a@[1.2.3.4] a@[IPv6:::1] .a@b a..b@c a@b_c @b a@ a@b@c "a@b"@c ""@c é@b.co a@é.co a@[::1]',
    "idn-email": 'é@b.co a@é.co "é"@c.d a@b_c é@é.é @é a@·',
    "hostname": "a a.b a. -a a- a_b ab--c xn--ls8h xn--4ca XN--4ca xn--X 1.2.3.4 xn--9999999 a..b",
    "idn-hostname": "é.com a..b -a ab--c xn--ls8h 例え.テスト a。b a_b 1.2.3.4 1 ß A.b a. · l·l %41 a\u200db ـ ・ア",
    "ipv4": "1.2.3.4 01.2.3.4 256.1.1.1 1.2.3 1.2.3.4.5",
    "ipv6": ":: ::1 1::2::3 1:2:3:4:5:6:7:8 1:2:3:4:5:6:7:: ::ffff:1.2.3.4 12345:: ::: fe80::1%a 1::2:3:4:5:6:7:8 :1",
    "uri": "a: a urn:x:y http://a/%zz a:b#c#d http://é http://a:b http://[::1] http://[1] http://a/| http://a@b@c",
    "uri-reference": "a //a # ? :a 1:2 ./a:b a:b é % //[v1.a] /a:b a/b:c //a:b",
    "iri": "http://é/ü?é#é http://a/\ue000 http://a/?\ue000 http://a/\xa0 http://a/\ufdd0 é:a http://a/\U000e0001",
    "iri-reference": "é é:é #é //é \ufff0",
    "uri-template": "{a} { } {+a,b*} {a:3} {a:0} {a:10000} {} é %2 %20 {a.b} {a..b} {|a} {$a} {a%20} {?a,} a|b",
    "json-pointer": "/ /~0~1 /~ /~2 a /a/b #/a",
    "relative-json-pointer": "0 01 1# 1/a 0#a /a -1 1/~ 10 0/ 1#/",
    "regex": r"a [ \_ (?i)a [] \p{Greek} (?<n>a) \k<n> a{2,1} \ * (?=a) { \- \A ] \1 [\_] \cA",
    "made-up": "a b",
}


def test_formats_that_are_rules_have_the_verdicts_of_the_server(judge: Judge) -> None:
    definitions: dict[str, Value] = {f"F{at}": {"format": name} for at, name in enumerate(FORMATS)}
    asked: list[tuple[str, Value]] = [
        (f"F{at}", text)
        for at, texts in enumerate(FORMATS.values())
        for text in ("", "a b", "Ada B <a@b.c> ", "\n", *texts.split(" "))
    ]
    expected = schemas(definitions, asserts_formats=True)
    found = judge.faults(judge.module(protocol_with(definitions, asserts_formats=True)), asked)
    names = [*FORMATS]
    wrong = [
        (names[int(name[1:])], value, fault)
        for (name, value), fault in zip(asked, found, strict=True)
        if (fault is None) != expected.accepts(Identifier(name), value)
    ]
    assert wrong == []
    assert any(fault and fault["keyword"] == "format" for fault in found)
    remarks = judge.faults(judge.module(protocol_with(definitions)), asked)
    assert set(map(bool, remarks)) == {False}


def test_a_fault_says_the_deepest_useful_place(judge: Judge) -> None:
    text: Value = {"type": "string", "minLength": 1}
    choice: Value = {
        "anyOf": [
            {"type": "null"},
            {"properties": {"kind": {"const": "a"}, "n": {"type": "integer"}}, "required": ["kind"]},
            {"properties": {"kind": {"const": "b"}, "t": text}, "required": ["kind", "t"]},
        ]
    }
    definitions: dict[str, Value] = {
        "Tree": TREE,
        "Choice": choice,
        "Closed": {"properties": {"a/b~": {"items": [True], "additionalItems": False}}, "additionalProperties": False},
        "Either": {"oneOf": [{"minimum": 1}, {"maximum": 2}]},
        "Names": {"propertyNames": {"maxLength": 2}},
    }
    asked: list[tuple[str, Value]] = [
        ("Tree", {"name": "ab", "children": [{"name": "cd"}, {"name": "e"}]}),
        ("Tree", {"children": 1}),
        ("Choice", {"kind": "b", "t": ""}),
        ("Choice", {"kind": "b"}),
        ("Choice", {"kind": "c"}),
        ("Closed", {"a/b~": [1, 2]}),
        ("Closed", {"x": 1}),
        ("Either", 1),
        ("Names", {"abc": 1}),
    ]
    found = judge.faults(judge.module(protocol_with(definitions)), asked)
    assert [(each["at"], each["keyword"], each["message"]) for each in found if each] == [
        ("/children/1/name", "minLength", "must have at least 2 characters"),
        ("", "required", 'lacks "name"'),
        ("/t", "minLength", "must have at least 1 character"),
        ("", "required", 'lacks "t"'),
        ("", "anyOf", "fits none of 3 choices"),
        ("/a~1b~0/1", "additionalItems", "is one too many: at most 1 item may be there"),
        ("/x", "additionalProperties", "isn't known here"),
        ("", "oneOf", "fits 2 choices, and only one may fit"),
        ("", "propertyNames", 'has the key "abc", which must have at most 2 characters'),
    ]


def test_numbers_are_those_of_javascript(judge: Judge) -> None:
    definitions: dict[str, Value] = {
        "Big": {"const": 2**53 + 1},
        "Number": {"type": "number"},
        "Whole": {"type": "integer"},
    }
    texts = [
        # 2**53 and 2**53 + 1 are one number to JavaScript, and two to Python.
        ("Big", "9007199254740992"),
        ("Whole", "1e3"),
        ("Whole", "12345678901234567890"),
        ("Number", "1e400"),
    ]
    found = judge.faults_of_texts(judge.module(protocol_with(definitions)), texts)
    assert [each and each["message"] for each in found] == [None, None, None, "must be a number, not Infinity"]


def test_hostile_schemas_execute_nothing_and_stay_what_they_are(judge: Judge, tmp_path: Path) -> None:
    pattern = r"^\/\*<\/script>`\$\{1\}'\"$"
    schema: Value = {
        "title": HOSTILE,
        "description": HOSTILE,
        "properties": {HOSTILE: {"const": HOSTILE}, "__proto__": {"enum": [HOSTILE, {HOSTILE: HOSTILE}]}},
        "patternProperties": {pattern: {"pattern": pattern}},
        "required": [HOSTILE],
        "dependencies": {HOSTILE: ["__proto__"]},
        "additionalProperties": False,
    }
    definitions: dict[str, Value] = {"Hostile": schema, "constructor": True, "eval": {"$ref": "#/$defs/__proto__"}}
    definitions["__proto__"] = {"type": "null"}
    protocol = protocol_with(definitions)
    module = judge.module(protocol)
    text = module.read_text(encoding="utf-8")
    assert "</" not in text
    assert "<!" not in text
    matching = "/*</script>`${1}'\""
    valid: dict[str, Value] = {HOSTILE: HOSTILE, "__proto__": {HOSTILE: HOSTILE}, matching: matching}
    asked: list[tuple[str, Value]] = [
        ("Hostile", valid),
        ("Hostile", {HOSTILE: HOSTILE}),
        ("Hostile", {**valid, matching: "a"}),
        ("eval", None),
        ("eval", 1),
        ("constructor", 1),
    ]
    expected = schemas(definitions)
    found = judge.faults(module, asked)
    assert [each is None for each in found] == [expected.accepts(Identifier(name), each) for name, each in asked]
    assert [each is None for each in found] == [True, False, False, True, False, True]
    program = f"await import({json.dumps(module.as_uri())}); process.stdout.write(String(globalThis.executed))"
    strict = ["node", "--disallow-code-generation-from-strings", "--input-type=module", "-e", program]
    assert subprocess.run(strict, capture_output=True, text=True, check=True).stdout == "undefined"


def test_a_pattern_that_a_browser_cannot_run_refuses(judge: Judge) -> None:
    # jsonschema-rs knows flags inside a pattern; the engine of Node 20 doesn't.
    module = judge.module(protocol_with({"Flags": {"pattern": "^(?i:a)$"}}))
    (fault,) = judge.faults(module, [("Flags", "b")])
    assert fault
    assert fault["keyword"] == "pattern"


def test_types_name_every_validator() -> None:
    (text,) = render([("browser/validators.d.ts.jinja", validators_view(protocol_with({"A": True, "B": TREE})))])
    assert "  readonly A: Validator;\n  readonly B: Validator;\n" in text
