"""Turns Pydantic's core schemas into exact ones: what is parsed keeps the kind and the value that it came with."""

import math
from typing import Any, Final

from pydantic_core import CoreSchema, core_schema

MADE: Final = {"wire": "exact"}
"""Metadata of a schema that is exact already: a class's schema is read again by every class that uses it."""


def exact(schema: Any) -> Any:
    """`schema` without any conversion of values but those that JSON Schema asks for."""
    if schema.get("metadata") == MADE:
        return schema
    match schema["type"]:
        case "str" | "bool":
            return {**schema, "strict": True}
        case "int":
            return _integer(schema)
        case "float":
            return _number(schema)
        case "literal":
            return _literal(schema)
        case "default" | "nullable" | "definitions":
            return {**schema, "schema": exact(schema["schema"])}
        case "definition-ref":
            # A value of a subclass is sent as what it is, not as its parent.
            return {**schema, "serialization": core_schema.simple_ser_schema("any")}
        case "list":
            return {**schema, "items_schema": exact(schema["items_schema"])} if "items_schema" in schema else schema
        case "tuple":
            return {**schema, "items_schema": [exact(item) for item in schema["items_schema"]]}
        case "dict":
            return {**schema, "values_schema": exact(schema["values_schema"])} if "values_schema" in schema else schema
        case "union":
            return {**schema, "choices": [exact(choice) for choice in schema["choices"]]}
        case "tagged-union":
            return {**schema, "choices": {tag: exact(choice) for tag, choice in schema["choices"].items()}}
        case _:
            return schema


def _integer(schema: Any) -> CoreSchema:
    """An integer, also one that was written `5.0` or `1e25` (JSON Schema draft 7, validation §6.1.1)."""
    whole = core_schema.chain_schema(
        [core_schema.float_schema(strict=True), core_schema.no_info_plain_validator_function(_whole)]
    )
    value = core_schema.union_schema(
        [core_schema.int_schema(strict=True), whole],
        mode="left_to_right",
        custom_error_type="int_type",
        metadata=MADE,
        serialization=core_schema.simple_ser_schema("int"),
    )
    if schema.keys() <= {"type", "strict"}:
        return value
    return core_schema.chain_schema([value, schema], metadata=MADE, serialization=core_schema.simple_ser_schema("int"))


def _whole(number: float) -> int:
    if not number.is_integer():
        raise ValueError("not a whole number")
    return int(number)


def _number(schema: Any) -> CoreSchema:
    """A number that keeps its kind: an integer of any size isn't rounded to what a float can hold."""
    integer: Any = {"type": "int", "strict": True}
    for bound, rounded in (("ge", math.ceil), ("gt", math.floor), ("le", math.floor), ("lt", math.ceil)):
        if bound in schema:
            integer[bound] = rounded(schema[bound])
    if float(schema.get("multiple_of", 0.5)).is_integer():
        integer["multiple_of"] = int(schema["multiple_of"])
    fractional: Any = {**schema, "strict": True}
    said = [f"{word} {schema[bound]:g}" for bound, word in _BOUNDS if bound in schema]
    return core_schema.union_schema(
        [integer, fractional],
        mode="left_to_right",
        custom_error_type="number" if said else "float_type",
        custom_error_message=f"Input should be a number {' and '.join(said)}" if said else None,
        metadata=MADE,
        serialization=core_schema.simple_ser_schema("any"),
    )


_BOUNDS: Final = (
    ("ge", "greater than or equal to"),
    ("gt", "greater than"),
    ("le", "less than or equal to"),
    ("lt", "less than"),
    ("multiple_of", "that is a multiple of"),
)


def _literal(schema: Any) -> Any:
    """One of some values; Python's `1 == True` is not JSON's."""
    expected = schema["expected"]
    if all(isinstance(value, str) for value in expected):
        return core_schema.literal_schema(expected, metadata=MADE)
    kinds: list[Any] = []
    for kind, first in ((bool, {"type": "bool"}), (int, {"type": "int"}), (str, {"type": "str"})):
        values = [value for value in expected if type(value) is kind]
        if values:
            kinds.append(core_schema.chain_schema([exact(first), core_schema.literal_schema(values)]))
    if None in expected:
        kinds.append(core_schema.none_schema())
    if len(kinds) == 1:
        return kinds[0] | {"metadata": MADE, "serialization": core_schema.simple_ser_schema("any")}
    return core_schema.union_schema(
        kinds, mode="left_to_right", metadata=MADE, serialization=core_schema.simple_ser_schema("any")
    )
