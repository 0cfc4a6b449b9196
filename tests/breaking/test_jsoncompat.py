"""jsoncompat as a second opinion: where it says otherwise, the reason is one of a few that are written here."""

import json
from collections.abc import Mapping
from random import Random
from typing import Any, Literal

import pytest
import yaml
from jsoncompat import check_compat

from tests.breaking.edits import EDITS, Edit
from tests.breaking.judging import Case
from tests.breaking.random_schemas import edited, schema
from wsgen.breaking.change import Level, worst
from wsgen.breaking.wanted import listed
from wsgen.plan.protocol import Direction
from wsgen.spec.node import Value

Role = Literal["deserializer", "serializer"]
OPEN = "a peer sends declared properties alone; jsoncompat has an open object hold any"
PATTERN = "jsoncompat doesn't compare patterns, nor lengths with them"
TUPLE = "jsoncompat reads `items` of draft 2020, which is no list"
COMBINED = "jsoncompat sees through few combinations"
KINDS: Mapping[Role, Mapping[str, str]] = {
    "deserializer": {
        "an optional property is added to an open object": OPEN,
        "an open object is closed, and nothing undeclared was sent": OPEN,
        "a pattern is added": PATTERN,
        "a pattern becomes another": PATTERN,
        "a length that the pattern keeps": PATTERN,
        "one place of a tuple": TUPLE,
        "a tuple ends": TUPLE,
    },
    "serializer": {
        "a pattern is given up": PATTERN,
        "a pattern becomes wider": PATTERN,
        "a pattern becomes another": PATTERN,
        "one place of a tuple": TUPLE,
        "a tuple ends": TUPLE,
        "one branch demands more": COMBINED,
        "not": COMBINED,
        "a condition": COMBINED,
        "a dependency is given up": COMBINED,
        "a part of allOf is added": COMBINED,
    },
}
# Of these jsoncompat knows enough to be asked about anything.
PLAIN = {"type", "properties", "required", "additionalProperties", "enum", "const", "minLength", "maxLength"}


def is_kept(old: Value, new: Value, role: Role) -> bool | None:
    """Its verdict; None where it can't read a schema."""
    try:
        return check_compat(json.dumps(old), json.dumps(new), role)
    except ValueError:
        return None


@pytest.mark.parametrize("role", KINDS)
@pytest.mark.parametrize("edit", [pytest.param(each, id=each.title) for each in EDITS])
def test_about_the_table_it_says_the_same_but_for_listed_reasons(edit: Edit, role: Role) -> None:
    level = (edit.up if role == "deserializer" else edit.down).split()[0]
    kept = is_kept(yaml.safe_load(edit.old), yaml.safe_load(edit.new), role)
    # What is risky is proved neither way: either verdict may be right.
    differs = level != "risky" and kept is not (level != "breaking")
    assert differs is (edit.title in KINDS[role])


def words_in(value: Value) -> set[str]:
    """The keywords of a schema without `$ref`."""
    found: set[str] = set()
    if isinstance(value, dict):
        found |= value.keys()
        # Of objects and arrays among listed values it knows nothing.
        found |= {
            "listed" for each in [value.get("const"), *listed(value.get("enum"))] if isinstance(each, dict | list)
        }
        inner: Any = value.get("properties", {})
        for each in [*inner.values(), value.get("additionalProperties")]:
            found |= words_in(each)
    return found


def test_about_random_edits_of_plain_schemas_it_says_the_same_but_for_open_objects() -> None:
    asked = 0
    ways: tuple[tuple[Direction, Role], ...] = (
        (Direction.CLIENT_TO_SERVER, "deserializer"),
        (Direction.SERVER_TO_CLIENT, "serializer"),
    )
    for seed in range(4000):
        random = Random(f"plain {seed}")
        old = schema(random)
        new = edited(random, old)
        if not words_in(old) | words_in(new) <= PLAIN or old == new:
            continue
        for way, role in ways:
            changes = Case(old, new, {}, way).changes()
            level, kept = worst(each.level for each in changes), is_kept(old, new, role)
            asked += 1
            if level is not Level.RISKY and kept is not (level is not Level.BREAKING):
                # It never misses a break; what it takes for one besides is about what nobody sends, or about nothing.
                assert level is Level.SAFE, f"{role}: {old} → {new}: {changes}"
    assert asked > 200
