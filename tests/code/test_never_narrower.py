import json
from typing import Any

import pytest
from built import build, ref, same
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft7Validator
from pydantic import create_model
from random_schemas import BUNDLES, NAMES, instances

from wsgen.runtime.wire import WireModel, WireValue


def is_valid(bundle: dict[str, Any], name: str, value: Any) -> bool:
    try:
        return Draft7Validator({"$defs": bundle, **ref(name)}).is_valid(value)
    except OverflowError:
        # jsonschema divides a float by a larger integer for `multipleOf`; nobody's verdict then.
        return False


def goes_in_circles(bundle: dict[str, Any]) -> bool:
    """Whether a schema is itself by references and combinations alone: no validator ends on it."""

    def direct(schema: Any) -> set[str]:
        if not isinstance(schema, dict):
            return set()
        if "$ref" in schema:
            return {schema["$ref"].removeprefix("#/$defs/")}
        inner = [each for key in ("allOf", "anyOf", "oneOf") for each in schema.get(key, ())]
        inner += [schema[key] for key in ("not", "if", "then") if key in schema]
        return {name for each in inner for name in direct(each)}

    reached = {name: direct(bundle[name]) for name in NAMES}
    for _ in NAMES:
        reached = {name: each | {more for one in each for more in reached[one]} for name, each in reached.items()}
    return any(name in each for name, each in reached.items())


def check(bundle: dict[str, Any], messages: list[str] | None, data: st.DataObject, count: int) -> None:
    module = build(bundle, messages)
    for name in NAMES:
        model = getattr(module, name)
        is_class = isinstance(model, type) and issubclass(model, WireValue)
        holder = model if is_class else create_model("Holder", __base__=WireModel, value=(model, ...))
        for _ in range(count):
            value = data.draw(instances(bundle, bundle[name]))
            # Only a message is known to be an object, or has a class that takes whatever else it may be.
            is_of_objects = is_class and issubclass(model, WireModel)
            if (is_of_objects and not isinstance(value, dict)) or not is_valid(bundle, name, value):
                continue
            given_value = value if is_class else {"value": value}
            made = holder.model_validate(given_value)
            assert same(made.to_wire(), given_value)
            assert same(json.loads(made.to_wire_json()), given_value)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(bundle=BUNDLES, messages=st.none() | st.lists(st.sampled_from(NAMES)), data=st.data())
def test_a_model_takes_every_value_that_its_schema_takes(
    bundle: dict[str, Any], messages: list[str] | None, data: st.DataObject
) -> None:
    if not goes_in_circles(bundle):
        check(bundle, messages, data, 4)


@pytest.mark.slow
@settings(max_examples=2000, deadline=None, suppress_health_check=list(HealthCheck))
@given(bundle=BUNDLES, messages=st.none() | st.lists(st.sampled_from(NAMES)), data=st.data())
def test_a_model_takes_every_value_that_its_schema_takes_at_length(
    bundle: dict[str, Any], messages: list[str] | None, data: st.DataObject
) -> None:
    if not goes_in_circles(bundle):
        check(bundle, messages, data, 8)
