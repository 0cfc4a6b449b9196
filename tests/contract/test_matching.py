"""Pact's engine decides what matches; what it finds is told in plain words."""

import pytest

from wsgen.contract.matching import UnknownRuleError, expectation
from wsgen.contract.mismatch import Mismatch
from wsgen.spec.node import Value

HISTORY: Value = {
    "type": "thread_history",
    "thread_id": 42,
    "messages": [{"id": 1, "role": "user", "content": "Hi"}],
    "note": None,
}
JSON = "application/json"


def rule(**matcher: Value) -> Value:
    return {"combine": "AND", "matchers": [matcher]}


RULES: dict[str, Value] = {
    "$.thread_id": rule(match="integer"),
    "$.messages": rule(match="type", min=1),
    "$.messages[*].id": rule(match="integer"),
    "$.messages[*].role": rule(match="regex", regex="^(user|assistant)$"),
}


@pytest.mark.parametrize(
    ("came", "told"),
    [
        (
            '{"type":"thread_history","thread_id":7,"messages":[{"id":2,"role":"assistant","content":""}],"note":null}',
            [],
        ),
        (
            '{"type":"thread_history","thread_id":7,"messages":[{"id":2,"role":"user","content":"","x":1}],'
            '"note":null,"y":[]}',
            [],
        ),
        (
            '{"type":"thread_history","thread_id":"7","messages":[{"id":2,"role":"user","content":""}],"note":null}',
            [Mismatch("$.thread_id", "an integer, such as 42", '"7"')],
        ),
        (
            '{"type":"stream_end","thread_id":7,"messages":[{"id":2,"role":"user","content":""}],"note":null}',
            [Mismatch("$.type", '"thread_history"', '"stream_end"')],
        ),
        (
            '{"type":"thread_history","thread_id":7,"messages":[],"note":null}',
            [Mismatch("$.messages", "at least 1 item", "[]")],
        ),
        (
            '{"type":"thread_history","thread_id":7,"messages":{"a":1},"note":null}',
            [Mismatch("$.messages", "an array", '{"a": 1}')],
        ),
        (
            '{"type":"thread_history","thread_id":7,"messages":[{"id":2,"role":"system","content":1}],"note":null}',
            [
                Mismatch("$.messages[0].content", 'a text, such as "Hi"', "1"),
                Mismatch("$.messages[0].role", 'one of "user", "assistant"', '"system"'),
            ],
        ),
        (
            '{"type":"thread_history","messages":[{"id":2,"content":""}]}',
            [
                Mismatch("$.messages[0].role", 'one of "user", "assistant"', "nothing"),
                Mismatch("$.note", "null", "nothing"),
                Mismatch("$.thread_id", "an integer, such as 42", "nothing"),
            ],
        ),
        ("hello", [Mismatch("$", "JSON", "hello")]),
        ("", [Mismatch("$", "JSON", "nothing")]),
        ('{"type":"thread_history"}\0', [Mismatch("$", "JSON", '\'{"type":"thread_history"}\\x00\'')]),
    ],
)
def test_each_difference_has_its_path_what_was_expected_and_what_came(came: str, told: list[Mismatch]) -> None:
    assert list(expectation(HISTORY, JSON, RULES).mismatches(came)) == told


@pytest.mark.parametrize(
    ("contents", "matcher", "came", "expected"),
    [
        (1.5, {"match": "decimal"}, "1", "a number with decimals, such as 1.5"),
        (1, {"match": "number"}, '"1"', "a number, such as 1"),
        (True, {"match": "boolean"}, "1", "true or false"),
        (None, {"match": "null"}, "1", "null"),
        ("a", {"match": "notEmpty"}, '""', "something that isn't empty"),
        ("ab", {"match": "include", "value": "b"}, '"a"', 'a text with "b" in it'),
        ("ab", {"match": "regex", "regex": "a[bc]"}, '"a"', 'a text like "ab" that matches a[bc]'),
        ("a", {"match": "regex", "regex": "^(a)$"}, '"b"', '"a"'),
        ({"b": 1}, {"match": "type"}, "[]", "an object"),
        (["b"], {"match": "type", "max": 1}, '["a", "b"]', "at most 1 item"),
        ("a b", {"match": "equality"}, '"a"', '"a b"'),
        (["b"], {"match": "type"}, "[2]", 'a text, such as "b"'),
    ],
)
def test_every_kind_of_rule_has_words(contents: Value, matcher: Value, came: str, expected: str) -> None:
    rules: dict[str, Value] = {"$['a b']": {"combine": "AND", "matchers": [matcher]}}

    (told,) = expectation({"a b": contents}, JSON, rules).mismatches(f'{{"a b": {came}}}')

    assert told.path.startswith("$['a b']")
    assert told.expected == expected


def test_a_text_that_is_no_json_is_compared_as_a_whole() -> None:
    hello = expectation("hello", "text/plain", {})

    assert hello.mismatches("hello") == ()
    assert hello.mismatches("hallo") == (Mismatch("$", '"hello"', '"hallo"'),)


@pytest.mark.parametrize(
    ("rules", "why"),
    [
        ({"$.a": rule(match="telepathy")}, "telepathy"),
        ({"$.a": rule(match="regex", regex="[")}, "valid regular expression"),
        ({"$.a": rule(match="integer")}, "to be an integer"),
        ({"$[": rule(match="integer")}, "can't read"),
    ],
)
def test_contents_that_break_the_rules_of_their_own_are_refused(rules: dict[str, Value], why: str) -> None:
    """What the engine doesn't know, it finds different whatever comes; no provider is to blame."""
    with pytest.raises(UnknownRuleError, match=why):
        expectation({"a": "x"}, JSON, rules)


def test_the_rules_of_one_expectation_hold_for_it_alone() -> None:
    """The engine adds the rules of a response to all before it, where they are of one interaction."""
    strict, _ = expectation({"a": 1}, JSON, {}), expectation({"a": 1}, JSON, {"$.a": rule(match="integer")})

    assert strict.mismatches('{"a": 2}') == (Mismatch("$.a", "1", "2"),)
