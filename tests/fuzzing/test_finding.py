"""`wsgen fuzz` finds the fault of each broken server, and none in the correct one."""

import pytest

from bench.fuzzing.faults import CORRECT, FAULTS
from bench.fuzzing.finding import Search, find, table

SAMPLE = ("wires:two_starts", "handlers:mixed_topics")
SEEDS = (1, 2, 3)


@pytest.mark.parametrize("app", SAMPLE)
def test_some_faults_are_found_in_seconds(app: str) -> None:
    server = f"bench.fuzzing.{app}"
    found = find(server, seed=1)
    assert found.code in FAULTS[server].codes, found
    assert found.steps <= 2, found


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("server", FAULTS)
def test_every_fault_is_found_within_a_minute(server: str, seed: int) -> None:
    found = find(server, seed)
    print(f"{FAULTS[server].what}: {found.code} in {found.seconds:.1f} s, {found.steps} steps")
    assert found.code in FAULTS[server].codes, found


@pytest.mark.slow
def test_nothing_is_found_in_the_correct_server_in_ten_minutes() -> None:
    assert find(CORRECT, seed=1, limit=600).code is None


def test_a_fault_that_was_missed_stands_in_the_table() -> None:
    app = next(iter(FAULTS))
    hit, miss = Search("WSG804", 1, 2.0, 5.0, ()), Search(None, 0, 60.0, 61.0, ())
    assert "| checks nothing | 1 of 2 | WSG804 | 31.0 | 60.0 | 33.0 | 0.5 |" in table({app: [hit, miss]})
