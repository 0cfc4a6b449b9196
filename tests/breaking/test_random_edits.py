"""Random edits of random schemas: what is safe never breaks, and what breaks is shown by a frame."""

from collections import Counter
from random import Random

import pytest

from tests.breaking.judging import Case
from tests.breaking.random_schemas import edited, schema
from wsgen.breaking.change import Level, worst
from wsgen.plan.protocol import Direction
from wsgen.spec.node import Value

BLOCK = 25


def cases(seed: int) -> list[Case]:
    random = Random(seed)
    root, other = schema(random), schema(random, 3)
    new = edited(random, root)
    others: dict[str, Value] = {"Other": {"type": "string"} if isinstance(other, dict) and "$ref" in other else other}
    return [Case(root, new, others, way) for way in Direction]


def check(seeds: range) -> Counter[Level]:
    """Every verdict about some random edits, which frames bear out; raises AssertionError at the first fault."""
    told: Counter[Level] = Counter()
    for seed in seeds:
        for case in cases(seed):
            changes = case.changes()
            told[worst(each.level for each in changes)] += 1
            faults = [*case.faults(changes)]
            assert not faults, f"seed {seed}, {case.way.value}: {faults}\n{case.old}\n{case.new}"
    return told


@pytest.mark.parametrize("block", range(8))
def test_safe_never_breaks_and_breaking_has_a_frame(block: int) -> None:
    told = check(range(block * BLOCK, (block + 1) * BLOCK))
    # Whoever calls everything risky is never wrong, and of no use.
    assert told[Level.RISKY] <= sum(told.values()) / 4
    assert told[Level.SAFE] > 0
    assert told[Level.BREAKING] > 0


@pytest.mark.slow
@pytest.mark.parametrize("block", range(8, 240))
def test_thousands_of_edits_more(block: int) -> None:
    check(range(block * BLOCK, (block + 1) * BLOCK))
