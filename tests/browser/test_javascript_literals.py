"""What text becomes when it is written as JavaScript: the same value to Node, and nothing that ends where it stands."""

import json
import subprocess

import pytest

from wsgen.browser.literal import comment, literal, property_key, tsdoc, tsdoc_deprecated
from wsgen.spec.node import Value

HOSTILE = "</script><!--<script>*/`${alert(1)}'\"\\\u2028\u2029\r\n\x00\u202e\U0001f600\ud800 @deprecated //"
VALUES: list[Value] = [
    None,
    True,
    -0.5,
    1e22,
    5.0,
    9007199254740991,
    "",
    HOSTILE,
    [HOSTILE, [], {}],
    {"__proto__": {"a": 1}, "constructor": 1, HOSTILE: {"a-b": None}, "": ["x" * 60, "y" * 60]},
    [{"long": "x" * 40, "longer": ["y" * 40, {"deep": "z" * 90}]}] * 2,
]


def test_a_literal_is_the_value_to_javascript_and_never_ends_its_script() -> None:
    codes = [literal(each) for each in VALUES]
    program = f"process.stdout.write(JSON.stringify([{','.join(codes)}]))"
    done = subprocess.run(["node", "-e", program], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == VALUES
    for code in codes:
        assert "</" not in code
        assert "<!" not in code
        assert code.replace("\n", "").isprintable()


def test_a_literal_is_broken_where_a_line_would_be_too_wide() -> None:
    assert literal({"a": ["b", 1], "c-d": None}) == '{ a: ["b", 1], "c-d": null }'
    assert literal({"a": "x" * 60, "b": ["y" * 60]}) == f'{{\n  a: "{"x" * 60}",\n  b: ["{"y" * 60}"],\n}}'


def test_a_comment_has_neither_tags_nor_an_end_in_it() -> None:
    shown = tsdoc(f"First.\n\n{HOSTILE}\n  @param x\nmail me@example.com {{@link y}}", 2)
    assert shown.count("*/") == 1
    assert shown.endswith("\n   */")
    assert "\n   * mail me@example.com {\\@link y}" in shown
    assert "\n   *   \\@param x" in shown
    assert "</" not in shown
    assert "<!" not in shown
    assert tsdoc("") == ""
    assert tsdoc_deprecated("Old.", "until 2027-01-31") == "/**\n * Old.\n * @deprecated until 2027-01-31\n */"
    assert comment(HOSTILE).count("\n") == 0


@pytest.mark.parametrize(("name", "key"), [("a_1", "a_1"), ("$", "$"), ("1a", '"1a"'), ("é", '"é"'), ("a b", '"a b"')])
def test_a_key_is_bare_where_it_is_an_ascii_word(name: str, key: str) -> None:
    assert property_key(name) == key
