import jsonschema_rs
import pytest

from wsgen.spec.ecma import runnable, with_runnable

CASES = [
    (r"(?=\w)^\d$", "3", ["٣", "a"]),
    (r"^(?=.*\d)(?=.*[a-z]).{3,}$", "a1x", ["a٣x", "abc", "1\u2028a"]),
    (r"(?=)^\s$", "\ufeff", ["\x85", "\u180e", "a"]),
    (r"(?=)^\S$", "\x85", ["\ufeff"]),
    (r"(?=)^[\D]$", "٣", ["3"]),
    (r"(?=)^[^\W_]$", "a", ["_", "é"]),
    (r"(?=.)^.$", "😀", ["\n", "\r", "\u2028"]),
    (r"\bfoo\b", "éfoo bar", ["foot", "afoo"]),
    (r"^x\B.", "xa", ["xé", "x "]),
    (r"^\b", "a", ["é", ""]),
    (r"^(?<half>a|b)(?<other>c)\k<half>$", "aca", ["acb", "acc"]),
    (r"^(a)(?:[(])(?<n>b)\k<n>$", "a(bb", ["a(ba"]),
    (r"^(a|b)\1$", "aa", ["ab"]),
    ("^[^]$", "\n", ["", "ab"]),
    (r"^\0$", "\0", ["0"]),
    (r"(?=)^[\b]$", "\b", ["b"]),
    (r"^\ud83d\ude00$", "😀", ["x"]),
    (r"^[\ud83d\ude00-\ud83d\ude02]$", "😁", ["😃", "\ufffd"]),
    (r"(a)\1\cA\x41\u0042\u{43}\t", "aa\x01ABC\t", ["aaAABC\t"]),
    (r"^[a[](?!x)", "[", ["]", "[x"]),
    (r"(?<=\$)b(?<!x)$", "$b", ["b", "$b\n"]),
]


@pytest.mark.parametrize(("pattern", "fits", "misses"), CASES)
def test_a_pattern_has_the_meaning_of_ecma_262(pattern: str, fits: str, misses: list[str]) -> None:
    written = runnable(pattern)
    assert written is not None
    accepts = jsonschema_rs.Draft7Validator({"pattern": written}).is_valid

    assert accepts(fits)
    assert not [each for each in misses if accepts(each)]


@pytest.mark.parametrize("pattern", [r"^\d+$", "^[a-z]{2,}$", "a.b", r"\s", r"\p{L}", "^(a|b)$"])
def test_a_pattern_that_means_that_already_stays_as_it_is(pattern: str) -> None:
    assert runnable(pattern) == pattern


@pytest.mark.parametrize("pattern", ["(", r"\ud83d", "(?i)a", "[z-a]", "a{,2}", r"\8", r"(?P<n>a)", "(?>a)", "[]"[:1]])
def test_a_pattern_that_no_engine_runs_is_none(pattern: str) -> None:
    assert runnable(pattern) is None


def test_only_the_patterns_of_a_schema_are_written_anew() -> None:
    schema = {
        "properties": {"pattern": {"pattern": "^[^]$"}, "b": {"enum": [{"pattern": "^[^]$"}]}},
        "items": [{"patternProperties": {"(?i)": {}, r"\0": {"pattern": r"\0"}}}],
        "not": {"pattern": "("},
    }

    assert with_runnable(schema) == {
        "properties": {"pattern": {"pattern": r"^[\u{0}-\u{10ffff}]$"}, "b": {"enum": [{"pattern": "^[^]$"}]}},
        "items": [{"patternProperties": {r"\u{0}": {"pattern": r"\u{0}"}}}],
        "not": {},
    }


def test_how_a_text_is_encoded_stays_a_remark() -> None:
    schema = {"properties": {"contentEncoding": {"contentEncoding": "base64", "contentMediaType": "application/json"}}}

    assert with_runnable(schema) == {"properties": {"contentEncoding": {}}}
