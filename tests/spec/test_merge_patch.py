"""JSON Merge Patch, by the examples of its kind (RFC 7396)."""

import pytest

from wsgen.spec.load import parse
from wsgen.spec.merge_patch import patched
from wsgen.spec.node import Node, Value, plain


def node(text: str) -> Node:
    parsed, _ = parse(text.encode(), "x.yml")
    assert parsed is not None
    return parsed


@pytest.mark.parametrize(
    ("target", "patch", "result"),
    [
        ("{a: b}", "{a: c}", {"a": "c"}),
        ("{a: b}", "{b: c}", {"a": "b", "b": "c"}),
        ("{a: b}", "{a: null}", {}),
        ("{a: b, b: c}", "{a: null}", {"b": "c"}),
        ("{a: [b]}", "{a: c}", {"a": "c"}),
        ("{a: c}", "{a: [b]}", {"a": ["b"]}),
        ("{a: {b: c}}", "{a: {b: d, c: null}}", {"a": {"b": "d"}}),
        ("{a: {x: 1}}", "{a: {y: 2}}", {"a": {"x": 1, "y": 2}}),
        ("[1, 2]", "{a: b}", {"a": "b"}),
        ("{a: b}", "[c]", ["c"]),
    ],
)
def test_objects_are_merged_null_removes_and_all_else_replaces(target: str, patch: str, result: Value) -> None:
    assert plain(patched(node(target), node(patch))) == result
