"""Texts for patterns of ECMA 262: they match, and are as long as they should be."""

import re

import pytest

from wsgen.instances.choices import Seeded, Simplest
from wsgen.instances.manner import Manner
from wsgen.instances.no_instance import NoInstanceError
from wsgen.instances.pattern import is_match, matching, matching_all

MANY = 1 << 30
PATTERNS: list[tuple[tuple[str, ...], int, int]] = [
    (("^[A-Z]{2}-[0-9]+$",), 0, 99),
    (("abc",), 0, MANY),
    (("^a", "b$"), 4, 4),
    (("^(?=.*\\d)(?=.*[a-z])(?=.*[A-Z]).{8,}$",), 0, 20),
    (("^(?!foo).*bar$",), 0, 10),
    (("^(aa)*$",), 3, 7),
    (("^\\S+@\\S+\\.\\S+$",), 0, 12),
    (("\\bcat\\b",), 0, 12),
    (("^\\w+\\b \\b.\\B.",), 0, 12),
    (("^.{1,256}$",), 250, 300),
    (("^[a-z]{0,5000}$",), 0, MANY),
    (("^\\p{Lu}\\w*$",), 0, 8),
    (("^(?:a|b){3}(?=c)c$",), 0, 9),
    (("^$",), 0, 9),
    (("[^\\s]",), 0, 3),
    (("^(\\+|-)?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)$",), 0, 9),
    (("^[\\u4e00-\\u9fa5]+$",), 1, 4),
    (("^\\u{1F600}\\uD83D\\uDE00$",), 0, 9),
    (("^[^\\x00-\\x7f]$",), 1, 1),
    (("^(?<year>\\d{4})[\\]\\-\\\\/]\\cA\\t$",), 0, 9),
    (("^([^a]|b+?c)*d$",), 3, 6),
]


@pytest.mark.parametrize(("patterns", "least", "most"), PATTERNS, ids=str)
def test_a_text_matches_and_has_the_length(patterns: tuple[str, ...], least: int, most: int) -> None:
    for seed in range(30):
        text = matching_all(patterns, Seeded(seed), least, most)

        assert least <= len(text) <= most
        assert all(is_match(each, text) for each in patterns), text


@pytest.mark.parametrize(
    ("patterns", "least", "most"),
    [(("^a+$", "^b+$"), 0, 9), (("^(aa)+$",), 3, 3), (("^(?!a)a",), 0, 9), (("^[a]{9}$",), 0, 8), (("a^",), 0, 9)],
)
def test_where_no_text_matches_none_is_made(patterns: tuple[str, ...], least: int, most: int) -> None:
    with pytest.raises(NoInstanceError):
        matching_all(patterns, Seeded(0), least, most)


def test_a_plain_text_is_short_and_readable() -> None:
    assert matching("^[A-Z]{2}-[0-9]+$", Simplest(), 0, 99, Manner.PLAIN) == "AA-0"


def test_texts_differ_from_seed_to_seed() -> None:
    made = {matching("^[a-z]{3,9}$", Seeded(seed), 0, MANY) for seed in range(50)}

    assert len(made) > 25
    assert all(re.fullmatch("[a-z]{3,9}", each) for each in made)
