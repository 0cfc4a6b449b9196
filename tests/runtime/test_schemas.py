"""The bundle: read from its file, compiled by name, and what is known of a schema without a frame."""

import json
from pathlib import Path
from typing import Any

import pytest

from wsgen.runtime.schemas import Schemas, first_fault

DEFINITIONS: dict[str, Any] = {
    "Frame": {"$ref": "#/$defs/Real"},
    "Real": {
        "type": "object",
        "properties": {
            "text": {"$ref": "#/$defs/Text"},
            "number": {"type": ["integer", "null"]},
            "constant": {"const": "x"},
            "fraction": {"type": "number"},
            "anything": {},
            "open": True,
            "nested": {"const": {"x": 1}},
            "choice": {"enum": [1]},
            "loop": {"$ref": "#/$defs/Loop"},
            "nowhere": {"$ref": "#/$defs/Gone"},
            "combined": {"allOf": [{"type": "string"}]},
        },
    },
    "Text": {"type": "string", "maxLength": 500},
    "Loop": {"$ref": "#/$defs/Loop"},
}


def test_the_bundle_is_read_when_a_schema_is_first_needed(tmp_path: Path) -> None:
    schemas = Schemas(tmp_path / "schemas.json")
    (tmp_path / "schemas.json").write_text(json.dumps({"$defs": {"Text": {"type": "string"}}}))
    validator = schemas.validator("Text")
    assert validator.is_valid("ü")
    assert not validator.is_valid(1)
    assert schemas.validator("Text") is validator
    with pytest.raises(KeyError, match=r"schemas.json has no schema 'Other'"):
        schemas.validator("Other")


def test_only_what_can_be_nothing_but_a_scalar_is_one() -> None:
    assert Schemas.of({"$defs": DEFINITIONS}).scalars("Frame") == {"text", "number", "constant"}


@pytest.mark.parametrize("value", [float("inf"), float("nan")])
def test_an_infinite_number_is_no_integer_so_that_a_scalar_needs_no_look(value: float) -> None:
    assert not Schemas.of({"$defs": {"N": {"type": "integer"}}}).validator("N").is_valid(value)


def test_a_fault_names_the_place_and_the_rule_and_cuts_a_long_value() -> None:
    schemas = Schemas.of({"definitions": {"Text": DEFINITIONS["Text"], "No": False}})
    assert first_fault(schemas.validator("Text"), "x") == ""
    fault = first_fault(schemas.validator("Text"), "é" * 1000)
    assert fault.startswith("at the frame: ")
    assert fault.endswith("(maxLength)")
    assert len(fault) < 250
    assert first_fault(schemas.validator("No"), 1) != ""


def test_a_format_is_an_annotation() -> None:
    validator = Schemas.of({"definitions": {"D": {"type": "string", "format": "date-time"}}}).validator("D")
    assert validator.is_valid("soon")
