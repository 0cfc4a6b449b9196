"""A loosened schema has one type, whatever schemas stand beside it and whatever is kept of them."""

import ast
import json
import random
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from built import definitions
from schemas import SHARED, TABLE

from wsgen.code import generate as generate_module
from wsgen.code import schema_types as module
from wsgen.code.assemble import Named, keys_of
from wsgen.code.bundle import Schema
from wsgen.code.cache import NO_CACHE, Cache
from wsgen.code.loosen import Bundle, Within, bundle_of, loosen
from wsgen.code.models import models
from wsgen.code.schema_types import schema_types
from wsgen.plan.identifier import Identifier


def loosened(schemas: Mapping[str, Any]) -> list[Schema]:
    bundle: Bundle = bundle_of(schemas, schemas, None)
    types = {name: loosen(schemas[name], bundle, Within(frozenset({name}))) for name in bundle.named}
    keys = (keys_of(shape, bundle, Named(types, {})) for shape in bundle.shapes.values())
    return [*types.values(), *(key.schema for each in keys for key in each)]


def everything() -> list[Schema]:
    """Every loosened schema of the table of all that schemas can say, in no order."""
    found = loosened({**SHARED, **{f"Case{number}": schema for number, (schema, _) in enumerate(TABLE.values())}})
    random.Random(1).shuffle(found)
    return found


def texts(types: Mapping[str, ast.expr]) -> dict[str, str]:
    return {schema: ast.unparse(each) for schema, each in types.items()}


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many schemas the generator was asked for, call by call."""
    asked: list[int] = []
    make = generate_module._generated

    def counting(schemas: Mapping[str, Any]) -> str:
        asked.append(len(schemas["Fields"]["properties"]))
        return make(schemas)

    monkeypatch.setattr(generate_module, "_generated", counting)
    return asked


def test_what_stands_beside_a_schema_changes_no_type(monkeypatch: pytest.MonkeyPatch) -> None:
    schemas = everything()
    together = texts(schema_types(schemas, NO_CACHE))
    assert len(together) > 50
    for group in (1, 7):
        monkeypatch.setattr(module, "_MOST", group)
        assert texts(schema_types(schemas, NO_CACHE)) == together
    assert texts(schema_types(reversed(schemas), NO_CACHE)) == together


def test_what_is_kept_changes_no_type(tmp_path: Path) -> None:
    cache, schemas = Cache(tmp_path / "wsgen"), everything()
    schema_types(schemas[::2], cache)
    assert texts(schema_types(schemas, cache)) == texts(schema_types(schemas, NO_CACHE))
    assert texts(schema_types(schemas, cache)) == texts(schema_types(schemas, NO_CACHE))


def test_names_are_the_schemas_own() -> None:
    both: Schema = {"anyOf": [{"$ref": "B"}, {"type": "array", "items": {"$ref": "A"}}, {"$ref": "B"}]}
    types = texts(schema_types([{"$ref": "D1"}, {"$ref": "D0"}, both], NO_CACHE))
    assert [*types.values()] == ["D1", "D0", "B | list[A]"]


def test_schemas_that_differ_in_names_alone_are_written_once(written: list[int]) -> None:
    schemas: list[Schema] = [{"anyOf": [{"$ref": f"A{number}"}, {"type": "null"}]} for number in range(200)]
    types = schema_types(schemas, NO_CACHE)
    assert written == [1]
    assert {ast.unparse(types[str(each)]) for each in schemas} == {f"A{number} | None" for number in range(200)}


def test_one_schema_that_changed_is_written_and_few_others(tmp_path: Path, written: list[int]) -> None:
    cache = Cache(tmp_path / "wsgen")
    schemas: list[Schema] = [{"type": "string", "minLength": number} for number in range(1000)]
    schema_types(schemas, cache)
    assert sum(written) == 1000
    written.clear()
    schema_types([*schemas[:500], {"type": "string", "minLength": 5000}, *schemas[501:]], cache)
    assert len(written) <= 3
    assert sum(written) <= 3 * module._MOST


def test_the_generator_is_asked_for_what_differs_however_many_messages_there_are(written: list[int]) -> None:
    def asked(count: int) -> int:
        schemas = {
            f"M{number}": {"type": "object", "required": ["id"], "properties": {
                "id": {"type": "integer", "minimum": 1}, f"name{number}": {"type": "string"},
                "next": {"$ref": f"#/$defs/M{(number + 1) % count}"}}}
            for number in range(count)
        }  # fmt: skip
        written.clear()
        models(definitions(schemas), tuple(map(Identifier, schemas)))
        return sum(written)

    assert asked(10) == asked(300) == 3


def test_a_schema_is_told_from_one_that_python_takes_for_the_same() -> None:
    types = texts(schema_types([{"enum": [1]}, {"enum": [True]}, {"enum": ["1"]}], NO_CACHE))
    assert len({*types.values()}) == 3
    assert json.dumps([*types]) == json.dumps([str({"enum": [each]}) for each in (1, True, "1")])
