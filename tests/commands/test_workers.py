"""Work for many subjects: the same results in the same order, whoever does it."""

import os
from pathlib import Path

import pytest
from conftest import SPEC
from shell import Run

from wsgen.commands.workers import FEWEST, for_each

SUBJECTS = [str(number) for number in range(FEWEST)]


def process_of(_: str) -> int:
    return os.getpid()


@pytest.mark.parametrize("processes", [1, 2, 5])
def test_results_stand_in_the_order_of_their_subjects(processes: int) -> None:
    assert list(for_each(int, SUBJECTS, processes)) == list(range(FEWEST))


def test_several_processes_share_the_work_for_many_subjects_alone() -> None:
    assert os.getpid() not in set(for_each(process_of, SUBJECTS, 2))
    assert set(for_each(process_of, SUBJECTS[1:], 2)) == {os.getpid()}


@pytest.mark.parametrize("processes", [1, 2])
def test_what_is_raised_for_one_subject_reaches_the_caller(processes: int) -> None:
    with pytest.raises(ValueError, match="'x'"):
        list(for_each(int, [*SUBJECTS, "x"], processes))


def test_a_report_on_many_documents_is_that_on_each(run: Run, tmp_path: Path) -> None:
    bad = SPEC.replace("action: receive", "action: recieve")
    names = [f"{number:02}.yml" for number in range(FEWEST)]
    for number, name in enumerate(names):
        (tmp_path / name).write_text(bad if number % 3 else SPEC)
    alone = [run(tmp_path, "validate", "--format", "concise", name).out for name in names]

    answer = run(tmp_path, "validate", "--format", "concise", ".")

    faults = [line for out in alone for line in out.splitlines() if ": WSG204 " in line]
    assert len(faults) == 16
    assert [line for line in answer.out.splitlines() if ": WSG204 " in line] == faults
    assert answer.code == 1
