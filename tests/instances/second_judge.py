"""Judges near-misses by jsonschema, which no module of wsgen asks whether a value is valid."""

import json
from copy import deepcopy
from typing import Any

from jsonschema import Draft7Validator

from wsgen.instances.near_miss import NearMiss
from wsgen.instances.schemas import Schemas
from wsgen.instances.sites import Place
from wsgen.plan.identifier import Identifier
from wsgen.plan.subschemas import references_in
from wsgen.spec.node import Value


def reached(schemas: Schemas, schema: Value) -> dict[str, Value]:
    """The definitions that a schema leads to."""
    found: dict[str, Value] = {}
    waiting = [schema]
    while waiting:
        for reference in references_in(waiting.pop()):
            name = reference.removeprefix("#/$defs/")
            if name not in found:
                found[name] = schemas.definitions[Identifier(name)]
                waiting.append(found[name])
    return found


def second_judge(schemas: Schemas, schema: Value, *, without: tuple[str, Place] | None = None) -> Draft7Validator:
    """jsonschema's validator of a schema; one keyword at a place taken out of it."""
    definitions: dict[str, Any] = deepcopy(reached(schemas, schema))
    whole: Any = {"definitions": definitions, "allOf": [deepcopy(schema)]}
    if without is not None:
        keyword, place = without
        target: Any = definitions[place.definition] if place.definition else whole["allOf"][0]
        for step in place.pointer.split("/")[1:]:
            key = step.replace("~1", "/").replace("~0", "~")
            target = target[int(key) if isinstance(target, list) else key]
        if keyword in {"properties", "patternProperties"}:
            target[keyword] = dict.fromkeys(target[keyword], True)
        else:
            del target[keyword]

    def renamed(value: Any) -> Any:
        if isinstance(value, dict):
            return {
                key: "#/definitions/" + each.removeprefix("#/$defs/").replace("~", "~0").replace("/", "~1")
                if key == "$ref"
                else renamed(each)
                for key, each in value.items()
            }
        return [renamed(each) for each in value] if isinstance(value, list) else value

    return Draft7Validator(renamed(whole))


def assert_is_one_fault(schemas: Schemas, schema: Value, found: NearMiss) -> None:
    # In Python `$` stands before a last line feed too, and jsonschema has that from it; ECMA 262 knows no such thing.
    is_pythons = found.keyword == "pattern" and "\\n" in json.dumps(found.value)
    assert is_pythons or not second_judge(schemas, schema).is_valid(found.value), found
    assert second_judge(schemas, schema, without=(found.keyword, found.place)).is_valid(found.value), found
    assert json.loads(json.dumps(found.value)) == found.value
