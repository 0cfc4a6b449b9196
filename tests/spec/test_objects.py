"""The tables of objects hold together."""

from collections.abc import Iterator

import pytest

from wsgen.spec.objects import ELSEWHERE, VERSIONS, objects_of
from wsgen.spec.objects.kinds import Kind, ListOf, MapOf, Object, Reference

MAJORS = [(2, 0), (3, 0)]


def named(kind: Kind) -> Iterator[str]:
    match kind:
        case Object(name=name) | Reference(to=name):
            yield name
        case ListOf(item=item) | MapOf(item=item):
            yield from named(item)


@pytest.mark.parametrize("version", MAJORS)
def test_every_object_that_a_field_names_is_in_the_table_and_every_one_there_is_named(version: tuple[int, int]) -> None:
    table = objects_of(version)
    used = {name for each in table.values() for field in each.fields.values() for name in named(field.kind)}
    used |= {name for each in table.values() for name in each.variants.values()}
    used |= {each.if_present[1] for each in table.values() if each.if_present}

    assert used <= table.keys()
    # The root is where everything begins; a multi format schema stands where any schema may.
    assert table.keys() - used <= {"Root", "Multi Format Schema"}


@pytest.mark.parametrize("version", MAJORS)
def test_a_field_that_came_with_a_minor_version_came_with_one_that_exists(version: tuple[int, int]) -> None:
    since = {field.since for each in objects_of(version).values() for field in each.fields.values()}

    assert since - {(0, 0)} <= set(VERSIONS)


@pytest.mark.parametrize(("major", "name", "field"), ELSEWHERE, ids=str)
def test_what_is_said_of_a_field_of_another_version_is_true(major: int, name: str, field: str) -> None:
    here = objects_of((major, 0))[name].fields

    assert field not in here
    # People also write what neither version has: one message in a channel, a choice of messages in 3.x.
    assert field in objects_of((5 - major, 0))[name].fields or field in {"message", "oneOf"}
