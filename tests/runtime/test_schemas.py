"""The bundle: read from its file, compiled by name, and what is known of a schema without a frame."""

import json
import time
from pathlib import Path
from typing import Any

import pytest

from wsgen.runtime.schemas import Schemas

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


def test_scalars_are_those_of_every_part_that_must_hold() -> None:
    envelope = {"type": "object", "properties": {"kind": {"type": "string"}, "data": {"type": "object"}, "n": {}}}
    inner = {"allOf": [{"properties": {"n": {"type": "integer"}}}, {"$ref": "#/$defs/Frame"}]}
    frame = {"allOf": [{"$ref": "#/$defs/Envelope"}, {"properties": {"v": {"const": 1}}, **inner}, True]}
    assert Schemas.of({"$defs": {"Envelope": envelope, "Frame": frame}}).scalars("Frame") == {"kind", "v", "n"}


@pytest.mark.parametrize("value", [float("inf"), float("nan")])
def test_an_infinite_number_is_no_integer_so_that_a_scalar_needs_no_look(value: float) -> None:
    assert not Schemas.of({"$defs": {"N": {"type": "integer"}}}).validator("N").is_valid(value)


def test_a_frame_with_thousands_of_faults_is_refused_for_its_first_at_once() -> None:
    texts: dict[str, Any] = {"type": "array", "items": {"type": "string"}}
    choice = {"anyOf": [texts, {"type": "array", "items": {"type": "boolean"}}]}
    schemas = Schemas.of({"$defs": {"Texts": texts, "Choice": choice, "Far": {"items": {"$ref": "#/$defs/Choice"}}}})
    frame = [1] * 30_000
    began = time.perf_counter()
    assert schemas.fault("Texts", frame) == 'at 0: 1 is not of type "string" (type)'
    assert schemas.fault("Choice", frame) == "isn't what its schema allows, and is too long to say where"
    assert schemas.fault("Far", [frame]) == "isn't what its schema allows, and is too long to say where"
    assert schemas.fault("Choice", [1]).endswith(
        "is not valid under any of the schemas listed in the 'anyOf' keyword (anyOf)"
    )
    assert time.perf_counter() - began < 0.1, "one invalid frame holds up the whole server"


def test_a_fault_names_the_place_and_the_rule_and_cuts_a_long_value() -> None:
    schemas = Schemas.of({"definitions": {"Text": DEFINITIONS["Text"], "No": False}})
    assert schemas.fault("Text", "x") == ""
    fault = schemas.fault("Text", "é" * 1000)
    assert fault.startswith("at the frame: ")
    assert fault.endswith("(maxLength)")
    assert len(fault) < 250
    assert schemas.fault("No", 1) != ""


def test_a_format_is_an_annotation() -> None:
    validator = Schemas.of({"definitions": {"D": {"type": "string", "format": "date-time"}}}).validator("D")
    assert validator.is_valid("soon")
