"""JSON Merge Patch, by the examples of its kind (RFC 7396)."""

import pytest

from wsgen.spec.load import parse
from wsgen.spec.merge_patch import once, patched
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


def test_of_a_patch_that_comes_again_only_its_last_time_counts() -> None:
    one, two, target = (
        node("{a: {x: 1}, b: null, c: 1}"),
        node("{a: {x: null, y: 2}, b: 3, c: {d: 1}}"),
        node("{a: 5, b: 1}"),
    )
    assert once((one, two, one, one)) == (two, one)

    whole, short = target, target
    for patch in (one, two, one, one):
        whole = patched(whole, patch)
    for patch in once((one, two, one, one)):
        short = patched(short, patch)
    assert plain(short) == plain(whole)
