"""What is made smaller keeps what it must, and nothing else."""

from collections.abc import Callable

import pytest

from wsgen.fuzz.fewer import fewest, simplest
from wsgen.spec.node import Value


@pytest.mark.parametrize(
    ("items", "needed"),
    [
        (range(100), {17, 63}),
        (range(100), set()),
        (range(7), {0, 6}),
        (range(1), {0}),
        (range(0), set()),
    ],
)
def test_only_what_is_needed_stays(items: range, needed: set[int]) -> None:
    assert fewest(items, lambda kept: needed <= {*kept}) == tuple(sorted(needed))


def test_a_list_can_lose_what_was_needed_for_something_that_is_gone() -> None:
    # 3 may only go together with nothing, but 4 may go alone, and then 3 may go too.
    def holds(kept: object) -> bool:
        there = {*kept} if isinstance(kept, tuple) else set()
        return 5 in there and (4 not in there or 3 in there)

    assert fewest((3, 4, 5), holds) == (5,)


CASES: list[tuple[str, Value, Callable[[Value], bool], Value]] = [
    ("a bound of a number", 9_000_000_000, lambda v: isinstance(v, int) and v > 65_535, 65_536),
    ("a negative bound", -9_999, lambda v: isinstance(v, int) and v < -1_000, -1_001),
    ("nothing", 0, lambda v: isinstance(v, int), 0),
    ("below nothing", -7, lambda v: isinstance(v, int) and v < 0, -1),
    ("any number", -9_999, lambda v: isinstance(v, int), 0),
    ("a positive one", 77, lambda v: isinstance(v, int) and v > 0, 1),
    ("a sign that isn't needed", -9_999, lambda v: isinstance(v, int) and abs(v) > 10, 11),
    ("a fraction that isn't needed", 12.75, lambda v: isinstance(v, int | float) and v > 3, 4),
    ("a fraction", 12.75, lambda v: isinstance(v, float), 12.75),
    ("a rare character", "Zürich 😀 und mehr", lambda v: isinstance(v, str) and any(ord(c) > 0xFFFF for c in v), "😀"),
    ("a length", "Zürich und mehr", lambda v: isinstance(v, str) and len(v) >= 5, "aaaaa"),
    ("a long text", "x" * 60_000, lambda v: isinstance(v, str) and len(v) > 33_000, "a" * 33_001),
    (
        "a key of many",
        {"a": 1, "b": 2, "__proto__": 3},
        lambda v: isinstance(v, dict) and "__proto__" in v,
        {"__proto__": 0},
    ),
    ("a key's number", {"κλειδί": 1, "b": 2}, lambda v: isinstance(v, dict) and len(v) == 1, {"a": 0}),
    ("an item of many", {"x": [1, {"y": "z"}, True, None]}, lambda v: "true" in str(v).lower(), None),
    ("false is simpler", [True], lambda v: isinstance(v, list) and len(v) == 1, [False]),
]


@pytest.mark.parametrize(("value", "holds", "least"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_a_value_is_made_as_simple_as_it_can_be(value: Value, holds: Callable[[Value], bool], least: Value) -> None:
    found = simplest(value, holds)
    assert holds(found)
    assert least is None or (found, type(found)) == (least, type(least))


def test_a_long_text_costs_few_trials() -> None:
    tried = []

    def holds(value: Value) -> bool:
        tried.append(value)
        return isinstance(value, str) and len(value) > 33_000

    simplest("x" * 60_000, holds)
    assert len(tried) < 60
