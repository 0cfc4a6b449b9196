"""Forty edits, each of which is classified right, and shown by a frame where one can show it."""

import pytest

from tests.breaking.forty import Edit, edits
from tests.breaking.forty_page import MARKS, PAGE, own
from wsgen.breaking.change import worst

ALL = edits()


def test_there_are_forty() -> None:
    assert len({each.title for each in ALL}) == 40


@pytest.mark.parametrize("edit", ALL, ids=lambda each: each.title)
def test_an_edit_is_classified_right(edit: Edit) -> None:
    assert worst(each.level for each in edit.changes()).value == edit.level


@pytest.mark.parametrize("edit", [each for each in ALL if each.has_frame], ids=lambda each: each.title)
def test_a_frame_shows_an_edit_that_breaks(edit: Edit) -> None:
    assert any(each.witness for each in edit.changes() if each.level.value == edit.level)


def test_the_page_says_what_is_said() -> None:
    """Its other columns are what others said when `python -m bench.breaking --write` asked them."""
    page = PAGE.read_text("utf-8").partition(MARKS[0])[2].partition(MARKS[1])[0]
    lines = [line for line in page.splitlines() if line.startswith("| ")][1:]
    rows = [own(each) for each in ALL]
    assert [line[: len(row)] for line, row in zip(lines, rows, strict=True)] == rows
