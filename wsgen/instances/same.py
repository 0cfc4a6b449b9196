"""Says which JSON values are the same: 1 and 1.0 are, 1 and true aren't."""

import json

from ..spec.node import Value


def identity(value: Value) -> str:
    """A text that two values have in common where they are the same to JSON Schema."""
    return json.dumps(_whole(value), sort_keys=True)


def _whole(value: Value) -> Value:
    if isinstance(value, float):
        return int(value) if value.is_integer() else value
    if isinstance(value, list):
        return [_whole(each) for each in value]
    if isinstance(value, dict):
        return {key: _whole(each) for key, each in value.items()}
    return value
