"""What text becomes when it is written as Rust: nothing ends where it stands, and nothing is hidden."""

import pytest

from wsgen.rust.literal import comment, doc, json_tokens, name, tag_pattern, text, toml_text
from wsgen.rust.names import field_name, type_name, variant_name
from wsgen.spec.node import Value

HOSTILE = '"; } fn main() { panic!() } /* \\ */ // \r\n\x00\u2028\u202e\U0001f600\ud800 #![feature(x)] {0} $crate ```'


def test_a_text_stays_inside_its_quotes() -> None:
    assert text('a"b\\c') == '"a\\"b\\\\c"'
    assert text("\r\n\x00\u202e") == '"\\r\\n\\0\\u{202e}"'
    assert text("\ud800") == '"\\u{fffd}"'
    assert text("ü😀") == '"ü😀"'
    assert "\n" not in text(HOSTILE)


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (None, "null"),
        (True, "true"),
        (5.0, "5"),
        (-0.5, "-0.5f64"),
        (2**40, "1099511627776i64"),
        (2**63, "9223372036854775808u64"),
        (2**70, "1.1805916207174113e+21f64"),
        (1e300, "1e+300f64"),
        ([], "[]"),
        ({}, "{}"),
        ({'a"': [1, {"b": None}]}, '{ "a\\"": [1, { "b": null }] }'),
    ],
)
def test_a_value_is_what_the_macro_json_takes(value: Value, written: str) -> None:
    assert json_tokens(value) == written


def test_a_comment_is_one_line_and_documentation_a_line_for_each_of_its_own() -> None:
    assert comment(HOSTILE).count("\n") == 0
    shown = doc(f"First.\r\n\r{HOSTILE}\n", 4)
    assert all(line.startswith("///") for line in shown.replace("\n    ", "\n").split("\n"))
    assert not any(hidden in shown for hidden in "\r\x00\u2028\u202e\ud800")
    assert doc("  \n ") == ""
    assert doc("a\nb", sign="//!") == "//! a\n//! b"


def test_what_is_no_word_is_no_name() -> None:
    with pytest.raises(ValueError, match="not a name"):
        name("a b")
    assert toml_text('a"\n\u202e') == '"a\\"\\U0000000a\\U0000202e"'
    assert tag_pattern(*[True]) == "Tag::Flag(true)"
    assert tag_pattern(2.0) == "Tag::Integer(2)"
    assert tag_pattern(2.5) == "Tag::Number(2.5)"


@pytest.mark.parametrize(
    ("wire", "field", "variant"),
    [
        ("thread_id", "thread_id", "ThreadId"),
        ("userID", "user_id", "UserId"),
        ("HTTPServer2", "http_server_2", "HttpServer2"),
        ("$ref", "ref", "Ref"),
        ("1a", "field_1a", "N1A"),
        ("", "field", "Empty"),
        ("é", "field", "Other"),
        ("order.placed", "order_placed", "OrderPlaced"),
    ],
)
def test_names_are_words_of_ascii(wire: str, field: str, variant: str) -> None:
    assert (field_name(wire), variant_name(wire)) == (field, variant)


def test_a_type_keeps_its_name_but_where_rust_or_another_has_it() -> None:
    assert type_name("SendMessage") == "SendMessage"
    assert type_name("Vec") == "Vec2"
    assert type_name("Ping", frozenset({"Ping", "Ping2"})) == "Ping3"
    assert type_name("größe") == "GrUf6Udfe"
