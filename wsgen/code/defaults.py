"""Says which default of a schema a field can have as it stands: one that is of the field's Python type."""

from collections.abc import Mapping

from ..spec.node import Value
from .bundle import Schema, schemas_in


def default_of(value: Value, schema: Schema, aliases: Mapping[str, Schema]) -> Value:
    """`value` as a default of a field with the loosened `schema`, or None where the field can't have it.

    A number for an integer is one; nothing is made an instance of a class.
    """
    if isinstance(value, float) and value.is_integer() and schema.get("type") == "integer":
        return int(value)
    return value if _fits(value, schema, aliases, 0) else None


def _fits(value: Value, schema: Schema, aliases: Mapping[str, Schema], depth: int) -> bool:
    name = schema.get("$ref")
    if isinstance(name, str):
        return name in aliases and depth < len(aliases) and _fits(value, aliases[name], aliases, depth + 1)
    if branches := schemas_in(schema, "anyOf"):
        return any(_fits(value, each, aliases, depth) for each in branches if isinstance(each, dict))
    if "enum" in schema:
        return any(type(each) is type(value) and each == value for each in schemas_in(schema, "enum"))
    items, additional = schema.get("items", {}), schema.get("additionalProperties", {})
    match schema.get("type"):
        case "string":
            return isinstance(value, str)
        case "integer":
            return isinstance(value, int) and not isinstance(value, bool)
        case "number":
            return isinstance(value, int | float) and not isinstance(value, bool)
        case "boolean":
            return isinstance(value, bool)
        case "array":
            return (
                isinstance(value, list)
                and isinstance(items, dict)
                and all(_fits(each, items, aliases, depth) for each in value)
            )
        case "object":
            inner = additional if isinstance(additional, dict) else {}
            return isinstance(value, dict) and all(_fits(each, inner, aliases, depth) for each in value.values())
        case _:
            return value is not None and not schema
