"""One place of a document changes, and every other byte stays."""

import json
import re

import pytest
import yaml

from wsgen.spec.edit.gathering import gather
from wsgen.spec.edit.inserting import append, put
from wsgen.spec.edit.written import NoPlaceError

PUT = {
    "behind the last key": ("a:\n    b: 1\nc: 2\n", "a/x", "a:\n    b: 1\n    x:\n        z: 1\nc: 2\n"),
    "behind comments of the mapping": (
        "a:\n  b: 1  # 1\n  # 2\n# 3\nc: 2\n",
        "a/x",
        "a:\n  b: 1  # 1\n  # 2\n  x:\n    z: 1\n# 3\nc: 2\n",
    ),
    "an empty line between keys": (
        "a:\n  b: 1\n\n  # 1\n  c: 2\n",
        "a/x",
        "a:\n  b: 1\n\n  # 1\n  c: 2\n\n  x:\n    z: 1\n",
    ),
    "brackets of the last value": ("a:\n  b: {c: 1}\n", "a/x", "a:\n  b: {c: 1}\n  x: {z: 1}\n"),
    "in brackets": ("a: { b: 1 }  # c\n", "a/x", "a: { b: 1, x: {z: 1} }  # c\n"),
    "in brackets over lines": ("a: {\n  b: 1  # c\n}\n", "a/x", "a: {\n  b: 1,  # c\n  x: {z: 1}\n}\n"),
    "in empty brackets": ("a: {}  # c\nb: 1\n", "a/x", "a:  # c\n  x:\n    z: 1\nb: 1\n"),
    "in nothing": ("a:  # c\nb: 1\n", "a/x", "a:  # c\n  x:\n    z: 1\nb: 1\n"),
    "in what isn't there": ("a: 1", "b/c/x", "a: 1\nb:\n  c:\n    x:\n      z: 1"),
    "below a text whose empty lines count": (
        "a:\n  b: |+\n    c\n\n\nd: 1\n",
        "a/x",
        "a:\n  b: |+\n    c\n\n\n  x:\n    z: 1\nd: 1\n",
    ),
    "below an alias": ("a: &a {b: 1}\nc: *a\n", "x", "a: &a {b: 1}\nc: *a\nx: {z: 1}\n"),
    "line ends of Windows": ("a:\r\n  b: 1\r\nc: 2\r\n", "a/x", "a:\r\n  b: 1\r\n  x:\r\n    z: 1\r\nc: 2\r\n"),
    "a byte order mark": ("\ufeffa:\n  b: 1\n", "a/x", "\ufeffa:\n  b: 1\n  x:\n    z: 1\n"),
    "json": (
        '{\n\t"a": {\n\t\t"b": 1\n\t}\n}\n',
        "a/x",
        '{\n\t"a": {\n\t\t"b": 1,\n\t\t"x": {\n\t\t\t"z": 1\n\t\t}\n\t}\n}\n',
    ),
    "json in one line": ('{"a": {"b": 1}}', "a/x", '{"a": {"b": 1, "x": {"z": 1}}}'),
    "json in empty brackets": (
        '{\n    "a": {}\n}\n',
        "a/x",
        '{\n    "a": {\n        "x": {\n            "z": 1\n        }\n    }\n}\n',
    ),
}


@pytest.mark.parametrize("name", PUT)
def test_a_key_is_put_where_its_author_would(name: str) -> None:
    before, steps, after = PUT[name]

    assert put(before, "a.yml", steps.split("/"), {"z": 1}) == after


APPEND = {
    "behind the last item": ("a:\n- b  # 1\n# 2\nc: 1\n", "a", "a:\n- b  # 1\n# 2\n- $ref: '#/x'\nc: 1\n"),
    "items in brackets": ("a:\n  - {$ref: y}\n", "a", "a:\n  - {$ref: y}\n  - {$ref: '#/x'}\n"),
    "in brackets": ('a: ["b"]\n', "a", 'a: ["b", {$ref: "#/x"}]\n'),
    "a list that isn't there": ("a:\n  b: 1\n", "a/c", "a:\n  b: 1\n  c:\n    - $ref: '#/x'\n"),
    "json": ('{"a": [\n  1\n]}', "a", '{"a": [\n  1,\n  {\n    "$ref": "#/x"\n  }\n]}'),
}


@pytest.mark.parametrize("name", APPEND)
def test_an_item_comes_last(name: str) -> None:
    before, steps, after = APPEND[name]

    assert append(before, "a.yml", steps.split("/"), {"$ref": "#/x"}) == after


GATHER = {
    "a reference": ("a:\n  $ref: y  # 1\nb: 1\n", "a:\n  oneOf:\n    - $ref: y  # 1\n    - $ref: '#/x'\nb: 1\n"),
    "something long": (
        "a:\n  # 1\n  b: |\n    c\n\n     d\n  e: 1\n",
        "a:\n  # 1\n  oneOf:\n    - b: |\n        c\n\n         d\n      e: 1\n    - $ref: '#/x'\n",
    ),
    "brackets": ("a: {$ref: y}\n", "a: {oneOf: [{$ref: y}, {$ref: '#/x'}]}\n"),
    "json": ('{"a": {"b": 1}}', '{"a": {"oneOf": [{"b": 1}, {"$ref": "#/x"}]}}'),
}


@pytest.mark.parametrize("name", GATHER)
def test_one_becomes_the_first_of_several(name: str) -> None:
    before, after = GATHER[name]

    assert gather(before, "a.yml", ("a",), "oneOf", {"$ref": "#/x"}) == after


@pytest.mark.parametrize(
    ("text", "steps"),
    [
        ("a: &a\n  b: 1\nc: *a\n", "c/x"),
        ("a: 1\n", "a/x"),
        ("a:\n  x: 1\n", "a/x"),
        ("a: [\n", "b"),
        ("a: {# c\n}\n", "a/x"),
    ],
)
def test_what_would_change_something_else_is_refused(text: str, steps: str) -> None:
    with pytest.raises(NoPlaceError):
        put(text, "a.yml", steps.split("/"), 1)


@pytest.mark.parametrize(
    "text",
    [
        "no",
        "1",
        "1.5",
        "null",
        "a: b",
        "a #b",
        "'",
        '"',
        "",
        " a",
        "é\n",
        "{a}",
        "[a",
        "- a",
        "*a",
        "&a",
        "!a",
        "@a",
        "x:y",
        "=",
        "~",
    ],
)
@pytest.mark.parametrize("before", ["a:\n  b: 1\n", "a: {b: 1}\n", 'a:\n  "b": "1"\n', '{"a": {"b": 1}}'])
def test_any_text_is_read_as_it_was_meant(text: str, before: str) -> None:
    after = put(before, "a.yml", ("a", f"k{text}"), [text, {text or "e": text}])

    expected = {f"k{text}": [text, {text or "e": text}]}
    assert {key: value for key, value in yaml.safe_load(after)["a"].items() if key != "b"} == expected
    if before.startswith("{"):
        assert json.loads(after)["a"][f"k{text}"] == expected[f"k{text}"]
    assert re.sub(r"\s", "", after).startswith(re.sub(r"\s|}", "", before))
