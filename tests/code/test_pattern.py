import jsonschema_rs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic_core import SchemaValidator, core_schema

from wsgen.code.pattern import translate

CHARACTERS = "aAbxz01_-.& ~[]/\\'\"\t\n\r\v\f\x00\x01\x1c\x85\xa0\u2003\u2028\ufeff\u180eéß٣名😀#$^+*@!"
TRANSLATED = [
    *(r"^.$", r"^\d$", r"^\D$", r"^\w$", r"^\W$", r"^\s$", r"^\S$", r"^[^\s]$", r"^[^\W]$", r"^[\d\-x]$", r"^[\s\S]$"),
    *(r"^[a&&b]$", r"^[a~~b]$", r"^[[]$", r"^[a-]$", r"^[-a]$", r"^[+--]$", r"^[!-~]$", r"^[^a-z]$", r"^[^\d\s]*$"),
    *(r"^\p{L}$", r"^\P{L}$", r"^[\p{Lu}_]+$", r"^\cA$", r"^\x41$", r"^\u0041$", r"^\u{1F600}$", r"^[\u0000-\u001f]$"),
    *(r"^\t\n\r\v\f$", r"^\/\-\.\$$", r"^#x y$", r"^(?:a|b){1,2}?$", r"(^a|b$)", "a{2}", "^a*?b+$", "", "^$", "x{0,3}"),
    *(r"^['\"\-\w\s]+$", r"^[\w.]+@[\w.]+$", r"^😀$", r"^[😀-😂]$", "a$", "^a\\\\$"),
]  # fmt: skip


def accepts(pattern: str, text: str) -> bool:
    translated = translate(pattern)
    assert translated is not None
    return SchemaValidator(core_schema.str_schema(pattern=translated)).isinstance_python(text)


@pytest.mark.parametrize("pattern", TRANSLATED)
def test_a_translated_pattern_means_the_same_to_both_engines(pattern: str) -> None:
    schema = jsonschema_rs.Draft7Validator({"pattern": pattern})
    for text in ("", "aa", "ab", "aab", "a\n", "x😀", "#x y", "a\\", "/-.$", "\t\n\r\v\f", "a@b", *CHARACTERS):
        assert accepts(pattern, text) == schema.is_valid(text), text


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(TRANSLATED), st.text(st.sampled_from(CHARACTERS), max_size=5))
def test_any_text_gets_the_same_verdict_from_both_engines(pattern: str, text: str) -> None:
    assert accepts(pattern, text) == jsonschema_rs.Draft7Validator({"pattern": pattern}).is_valid(text)


@pytest.mark.parametrize(
    "pattern",
    [
        *("(?=a)", "(?!a)", "(?<=a)b", r"(a)\1", r"\bx", r"x\B", "(?<n>a)", "(?i)a", r"\p{Script=Greek}", "(", "a)"),
        *("[", "[]", "[^]", "[z-a]", "a{,2}", "{", "}", "]", "**", "+", "\\", r"\e", r"\ud83d", r"\u{110000}", r"\8"),
        "(?:x{999}){999}",
    ],
)  # fmt: skip
def test_what_pydantic_can_not_say_is_left_to_the_schema(pattern: str) -> None:
    assert translate(pattern) is None
