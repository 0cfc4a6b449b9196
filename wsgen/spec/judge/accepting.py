"""Says whether schemas accept values, as often as somebody asks: each schema is compiled once, by jsonschema-rs."""

from collections.abc import Callable, Mapping
from typing import Final, TypeAlias

from ..node import Value

Formats: TypeAlias = dict[str, Callable[[str], bool]]
"""What draft 7 doesn't know of the formats that are rules; empty where formats are remarks."""

_LATER: Final = ("uuid", "duration")


def can_run(pattern: str) -> bool:
    """Whether a pattern of JSON Schema can be looked for."""
    import jsonschema_rs

    try:
        jsonschema_rs.Draft7Validator({"pattern": pattern}, validate_formats=False)
    except ValueError:
        return False
    return True


def later_formats() -> Formats:
    """The formats of later drafts that documents use."""
    import jsonschema_rs

    judges = {name: jsonschema_rs.Draft202012Validator({"format": name}, validate_formats=True) for name in _LATER}
    return {name: judge.is_valid for name, judge in judges.items()}


def accepting(
    definitions: Mapping[str, Value], schema: Value, *, asserts_formats: bool = False
) -> Callable[[Value], bool]:
    """What says of a value whether `schema` (draft 7) accepts it; its references `#/$defs/…` lead to `definitions`.

    Formats are remarks, unless `asserts_formats`. Raises ValueError for a schema that can't be compiled, such as one
    with a pattern that nobody can run.
    """
    import jsonschema_rs

    # A reference hides what stands beside it in draft 7, so the schema stands below.
    whole = {"$defs": dict(definitions), "allOf": [schema]}
    formats = later_formats() if asserts_formats else {}
    return jsonschema_rs.Draft7Validator(whole, validate_formats=asserts_formats, formats=formats).is_valid
