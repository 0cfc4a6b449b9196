"""What an edit of a schema means for clients that were built before it, and the frame that shows it."""

import pytest
import yaml

from tests.breaking.edits import EDITS, Edit
from tests.breaking.judging import Oracle
from tests.breaking.sides import side
from wsgen.breaking.change import Change, Level, worst
from wsgen.breaking.schemas import compare_schemas
from wsgen.plan.protocol import Direction
from wsgen.spec.node import Value

UP, DOWN = Direction.CLIENT_TO_SERVER, Direction.SERVER_TO_CLIENT
UNTITLED = [pytest.param(each, id=each.title) for each in EDITS]


def schema(text: str) -> Value:
    loaded: Value = yaml.safe_load(text)
    return loaded


def changes(old: str, new: str, *ways: Direction) -> tuple[Change, ...]:
    return compare_schemas(side(schema(old)), side(schema(new)), ways, "say")


def told(found: tuple[Change, ...]) -> str:
    if not found:
        return "none"
    level = worst(each.level for each in found)
    return f"{level.value} {next(each.code for each in found if each.level is level)}"


@pytest.mark.parametrize("edit", UNTITLED)
def test_an_edit_weighs_what_the_table_says_in_both_directions(edit: Edit) -> None:
    found = changes(edit.old, edit.new, UP), changes(edit.old, edit.new, DOWN)
    assert [told(each) for each in found] == [edit.up, edit.down]


@pytest.mark.parametrize("edit", UNTITLED)
def test_in_both_directions_the_stricter_one_counts(edit: Edit) -> None:
    levels = [worst(each.level for each in changes(edit.old, edit.new, *ways)) for ways in ((UP,), (DOWN,), (UP, DOWN))]
    assert levels[2] is worst(levels[:2])


@pytest.mark.parametrize("edit", UNTITLED)
def test_every_break_is_shown_by_a_frame_that_one_side_accepts_and_the_other_refuses(edit: Edit) -> None:
    for way in (UP, DOWN):
        writer, reader = (edit.old, edit.new) if way is UP else (edit.new, edit.old)
        for each in changes(edit.old, edit.new, way):
            assert (each.witness is not None) is (each.level is Level.BREAKING)
            if each.witness is not None:
                assert each.witness.direction is way
                assert Oracle(schema(writer), {}).accepts(each.witness.frame)
                assert not Oracle(schema(reader), {}).accepts(each.witness.frame)


def test_names_by_a_pattern_that_no_text_is_made_for_are_compared_nevertheless() -> None:
    before = "{type: object, patternProperties: {'(?<=(a))b(?=c)$': {type: string}}}"
    assert changes(before, before.replace("string", "integer"), UP) != ()
