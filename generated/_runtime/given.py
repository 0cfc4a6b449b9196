"""Arguments that were given, for constructors in which None would mean something else than left out."""

from typing import Any


def given(**values: Any) -> dict[str, Any]:
    """The values that are not None, by name: an optional field that may be null is left out unless it was given."""
    return {name: value for name, value in values.items() if value is not None}
